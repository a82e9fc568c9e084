package io.github.plugzapi.connect.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {

    @ParameterizedTest
    @ValueSource(strings = {"1763817600000", "\"1763817600000\"", "1763817600", "\" 1763817600 \"", "1763817600000.0"})
    void theEndIsReadInMillisecondsOrSecondsAsNumberOrText(String due) throws Exception {
        assertThat(of("{\"due\":" + due + "}").paidUntil()).isEqualTo(Instant.parse("2025-11-22T13:20:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "0", "-1", "\"\"", "\"never\"", "true", "[1]", "{}", "9223372036854775807", "1e30", "17"
            })
    void whatIsNoMomentIsNotKnown(String due) throws Exception {
        assertThat(of("{\"due\":" + due + "}")).isEqualTo(new Subscription(null, null));
    }

    @Test
    void thePaymentIsPlugzapisWordOnOneLine() throws Exception {
        assertThat(of("{\"paymentStatus\":\"PAID\"}").paymentStatus()).isEqualTo("PAID");
        assertThat(of("{\"paymentStatus\":null}").paymentStatus()).isNull();
        assertThat(of("{\"paymentStatus\":\"A\\u0000" + "x".repeat(100) + "\"}").paymentStatus())
                .startsWith("A?x")
                .hasSize(40);
    }

    private static Subscription of(String answer) throws JsonProcessingException {
        return Subscription.of(new ObjectMapper().readTree(answer));
    }
}
