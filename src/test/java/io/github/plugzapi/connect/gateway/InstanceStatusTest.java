package io.github.plugzapi.connect.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceStatusTest {

    @Test
    void theBooleanDecides() throws Exception {
        assertThat(of("{\"connected\":true}")).contains(new InstanceStatus(true, null, null, null));
        assertThat(of("{\"connected\":false}")).contains(new InstanceStatus(false, null, null, null));
        assertThat(of("{\"connected\":true,\"error\":\"You are not connected.\"}"))
                .hasValueSatisfying(status -> assertThat(status.connected()).isTrue());
    }

    @Test
    void whereThereIsNoBooleanTheWordsDecide() throws Exception {
        assertThat(of("{\"error\":\"You are already connected.\"}"))
                .hasValueSatisfying(status -> assertThat(status.connected()).isTrue());
        assertThat(of("{\"error\":\"You are not connected.\"}"))
                .hasValueSatisfying(status -> assertThat(status.connected()).isFalse());
        assertThat(of("{\"error\":\" You need to restore the session. \"}")).hasValueSatisfying(status -> {
            assertThat(status.connected()).isFalse();
            assertThat(status.error()).isEqualTo(InstanceStatus.RESTORABLE);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"error\":\"Something else\"}",
                "{\"error\":\"\"}",
                "{\"error\":null}",
                "{\"connected\":null}",
                "{\"connected\":\"perhaps\"}",
                "{\"connected\":[true]}",
                "{\"session\":true,\"smartphoneConnected\":true}"
            })
    void whatSaysNeitherIsNoStatus(String answer) throws Exception {
        assertThat(of(answer)).isEmpty();
    }

    @Test
    void theDetailsAreKept() throws Exception {
        assertThat(of("{\"connected\":true,\"session\":false,\"smartphoneConnected\":false}"))
                .contains(new InstanceStatus(true, false, false, null));
        assertThat(of("{\"connected\":true,\"session\":\"?\",\"smartphoneConnected\":null}"))
                .contains(new InstanceStatus(true, null, null, null));
    }

    @Test
    void thatItIsAlreadyConnectedIsNoError() throws Exception {
        assertThat(of("{\"connected\":true,\"error\":\"You are already connected.\"}"))
                .contains(new InstanceStatus(true, null, null, null));
    }

    @Test
    void aLongErrorIsCut() throws Exception {
        assertThat(of("{\"connected\":false,\"error\":\"" + "x".repeat(10_000) + "\"}"))
                .hasValueSatisfying(status -> assertThat(status.error()).hasSize(300));
    }

    private static Optional<InstanceStatus> of(String answer) throws JsonProcessingException {
        return InstanceStatus.of(new ObjectMapper().readTree(answer));
    }
}
