package io.github.plugzapi.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
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

    @ParameterizedTest
    @CsvSource({
        "https://connect.example/webhooks/one/key, https://connect.example/webhooks/one/key",
        "https://connect.example/webhooks/one/key, HTTPS://Connect.EXAMPLE/webhooks/one/key",
        "https://connect.example/webhooks/one/key, https://connect.example:443/webhooks/one/key",
        "https://connect.example/webhooks/one/key, https://connect.example/webhooks/one/key/",
        "https://connect.example/webhooks/one/key, https://connect.example/webhooks/%6Fne/key",
        "https://connect.example/webhooks/a%2fb/key, https://connect.example/webhooks/a%2Fb/key",
        "https://connect.example/webhooks/one/key, ' https://connect.example/webhooks/one/key '",
        "https://connect.example/webhooks/one/key, https://connect.example/x/../webhooks/./one/key",
        "http://localhost/webhooks/one/key, http://localhost:80/webhooks/one/key"
    })
    void aUrlIsTheSameHoweverItIsWritten(String ours, String theirs) {
        assertThat(CallbackUrl.isSame(ours, theirs)).isTrue();
        assertThat(CallbackUrl.isSame(theirs, ours)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "nobody",
                "http://connect.example/webhooks/one/key",
                "https://connect.example:8443/webhooks/one/key",
                "https://other.example/webhooks/one/key",
                "https://connect.example/webhooks/one/KEY",
                "https://connect.example/webhooks/one/key2",
                "https://connect.example/webhooks/one",
                "https://connect.example/webhooks/one/key?x=1",
                "https://connect.example/Webhooks/one/key",
                "https://connect.example/webhooks%2Fone/key",
                "https://connect.example/webhooks/one/key%",
                "mailto:connect.example/webhooks/one/key"
            })
    void aUrlThatLeadsElsewhereOrNowhereIsAnother(String theirs) {
        assertThat(CallbackUrl.isSame("https://connect.example/webhooks/one/key", theirs))
                .isFalse();
    }
}
