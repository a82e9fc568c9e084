package io.github.plugzapi.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackKeyTest {

    private static final String SECRET = "correct horse battery staple";

    /** As another program computes it; the callback URLs that are out there must not change. */
    @Test
    void isTheTruncatedHmacOfTheInstanceInBase64Url() {
        assertThat(new CallbackKey(SECRET).of("3C01A2B3C4D5")).isEqualTo("-i050DG9AOdPNKXv49lFeaUC");
        assertThat(new CallbackKey("çã").of("instância")).isEqualTo("M6JlVpDqiGHYFQgZB3qquTgu");
    }

    @Test
    void differsFromInstanceToInstanceAndFromSecretToSecret() {
        CallbackKey keys = new CallbackKey(SECRET);

        assertThat(keys.of("one")).isNotEqualTo(keys.of("two"));
        assertThat(keys.of("one")).isNotEqualTo(new CallbackKey("another").of("one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "", "instance.id", "../..", "a/b?c#d", "3C01A2B3C4D5E6F708192A3B4C5D6E7F"})
    void hasAtLeast128BitsInUrlSafeCharacters(String instance) {
        String key = new CallbackKey(SECRET).of(instance);

        assertThat(key).matches("[A-Za-z0-9_-]+");
        assertThat(Base64.getUrlDecoder().decode(key).length * 8).isGreaterThanOrEqualTo(128);
    }
}
