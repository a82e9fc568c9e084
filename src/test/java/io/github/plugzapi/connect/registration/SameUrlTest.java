package io.github.plugzapi.connect.registration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether what PlugZapi calls is our own URL. */
class SameUrlTest {

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
        assertThat(RegistrationDrift.sameUrl(ours, theirs)).isTrue();
        assertThat(RegistrationDrift.sameUrl(theirs, ours)).isTrue();
    }

    @ParameterizedTest
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
    void aUrlThatLeadsElsewhereIsAnother(String theirs) {
        assertThat(RegistrationDrift.sameUrl("https://connect.example/webhooks/one/key", theirs))
                .isFalse();
    }

    @Test
    void noUrlAtAllIsAnother() {
        assertThat(RegistrationDrift.sameUrl("https://connect.example/webhooks/one/key", null))
                .isFalse();
    }
}
