package io.github.plugzapi.connect.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            assertThat(status.error()).isEqualTo("You need to restore the session.");
            assertThat(status.isRestorable()).isTrue();
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

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "true,true",
                "\"true\",true",
                "\" TRUE \",true",
                "1,true",
                "\"1\",true",
                "\"False\",false",
                "0,false"
            })
    void aFlagMayBeATextOrANumber(String flag, boolean meant) throws Exception {
        assertThat(of("{\"connected\":" + flag + ",\"session\":" + flag + ",\"smartphoneConnected\":" + flag + "}"))
                .contains(new InstanceStatus(meant, meant, meant, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "You need to restore the session.",
                "you need to restore the session",
                "YOU NEED TO RESTORE THE SESSION!",
                " You  need to\\nrestore the session . ",
                "\\\"You need to restore the session.\\\""
            })
    void aSentenceIsKnownWhateverItsCapitalsSpacesAndItsEnd(String sentence) throws Exception {
        assertThat(of("{\"error\":\"" + sentence + "\"}")).hasValueSatisfying(status -> {
            assertThat(status.connected()).isFalse();
            assertThat(status.isRestorable()).isTrue();
        });
        assertThat(of("{\"error\":\"Bad Request\",\"message\":\"" + sentence + "\"}"))
                .hasValueSatisfying(status -> assertThat(status.isRestorable()).isTrue());
        assertThat(of("{\"error\":\"you are already CONNECTED\"}"))
                .contains(new InstanceStatus(true, null, null, null));
        assertThat(of("{\"error\":\"you are not connected\"}"))
                .contains(new InstanceStatus(false, null, null, "you are not connected"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"connected\":true,\"session\":false}",
                "{\"connected\":\"true\",\"session\":\"false\"}",
                "{\"connected\":true,\"error\":\"You need to restore the session.\"}",
                "{\"connected\":true,\"session\":true,\"error\":\"You are not connected.\"}",
                "{\"connected\":true,\"error\":\"Something else\"}"
            })
    void aGatewayThatSaysConnectedAndThatSomethingIsWrongContradictsItself(String answer) throws Exception {
        assertThat(of(answer)).hasValueSatisfying(status -> {
            assertThat(status.connected()).isTrue();
            assertThat(status.contradicts()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"connected\":true}",
                "{\"connected\":true,\"session\":true,\"smartphoneConnected\":false}",
                "{\"connected\":true,\"error\":\"you are already connected\"}",
                "{\"connected\":false,\"session\":false,\"error\":\"You are not connected.\"}",
                "{\"error\":\"You need to restore the session.\"}"
            })
    void aGatewayThatSaysOneThingDoesNot(String answer) throws Exception {
        assertThat(of(answer))
                .hasValueSatisfying(status -> assertThat(status.contradicts()).isFalse());
    }

    @Test
    void whatItSaysCanBeKeptInAnyDatabase() throws Exception {
        assertThat(of("{\"connected\":false,\"error\":\"a\\u0000b\\ud800c\\nd\"}"))
                .hasValueSatisfying(status -> assertThat(status.error()).isEqualTo("a b?c d"));
        assertThat(of("{\"connected\":false,\"error\":\"" + "x".repeat(299) + "\ud83d\ude00\"}"))
                .hasValueSatisfying(status -> assertThat(status.error()).isEqualTo("x".repeat(299)));
    }

    private static Optional<InstanceStatus> of(String answer) throws JsonProcessingException {
        return InstanceStatus.of(new ObjectMapper().readTree(answer), text -> text);
    }
}
