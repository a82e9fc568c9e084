package io.github.plugzapi.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://connect.example",
                "https://connect.example/",
                "HTTPS://connect.example:8443/whatsapp",
                "https://192.0.2.1",
                "https://[2001:db8::1]",
                "https://xn--bcher-kva.example",
            })
    void httpsIsRightEverywhere(String url) {
        assertThat(BaseUrl.problem(url, false)).isEmpty();
        assertThat(BaseUrl.problem(url, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1", "http://127.1.2.3:80", "http://[::1]:8080"})
    void httpIsRightToALoopbackAddressWhereThatIsAllowed(String url) {
        assertThat(BaseUrl.problem(url, true)).isEmpty();
        assertThat(BaseUrl.problem(url, false))
                .hasValueSatisfying(problem -> assertThat(problem).contains("https://"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://connect.example",
                "http://localhost.example",
                "http://127.0.0.1.example",
                "http://10.0.0.1",
                "http://example.com/127.0.0.1",
            })
    void httpIsWrongToAnyOtherAddress(String url) {
        assertThat(BaseUrl.problem(url, true))
                .hasValueSatisfying(problem -> assertThat(problem).contains("must start with https://"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "connect.example",
                "//connect.example",
                "/webhooks",
                "https:",
                "https://",
                "https:///path",
                "https:connect.example",
                "ftp://connect.example",
                "https://with space.example",
                "https://under_score.example",
                "https://connect.example:port",
            })
    void whatIsNoBaseUrlIsWrong(String url) {
        assertThat(BaseUrl.problem(url, true)).isPresent();
        assertThat(BaseUrl.problem(url, false)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:password@connect.example",
                "https://connect.example?key=password",
                "https://connect.example#password",
            })
    void nothingButABaseIsRight(String url) {
        assertThat(BaseUrl.problem(url, false))
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("plain base URL").doesNotContain("password"));
    }

    @Test
    void theProblemDoesNotQuoteTheUrl() {
        assertThat(BaseUrl.problem("http://user:password@connect.example", false))
                .hasValueSatisfying(problem -> assertThat(problem).doesNotContain("password"));
    }
}
