package io.github.plugzapi.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackUrlTest {

    private static final CallbackKey KEYS = new CallbackKey("secret");

    @ParameterizedTest
    @ValueSource(strings = {"https://connect.example", "https://connect.example/", " https://connect.example// "})
    void oneSlashFollowsTheBase(String base) {
        assertThat(CallbackUrl.of(base, "sales", KEYS))
                .isEqualTo("https://connect.example/webhooks/sales/" + KEYS.of("sales"));
    }

    @Test
    void aPathOfTheBaseIsKept() {
        assertThat(CallbackUrl.of("https://example.com/whatsapp/", "sales", KEYS))
                .startsWith("https://example.com/whatsapp/webhooks/sales/");
    }

    @ParameterizedTest
    @CsvSource({
        "instance.id, instance.id",
        "a b, a%20b",
        "a/b, a%2Fb",
        "a+b, a%2Bb",
        "a?b#c, a%3Fb%23c",
        "ção, %C3%A7%C3%A3o"
    })
    void anyInstanceIdIsOneSegmentOfThePath(String instance, String segment) {
        String url = CallbackUrl.of("https://connect.example", instance, KEYS);

        assertThat(url).isEqualTo("https://connect.example/webhooks/" + segment + "/" + KEYS.of(instance));
        assertThat(URI.create(url).getPath()).isEqualTo("/webhooks/" + instance + "/" + KEYS.of(instance));
    }
}
