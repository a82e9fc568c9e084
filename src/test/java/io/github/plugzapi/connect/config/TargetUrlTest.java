package io.github.plugzapi.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://crm.example",
                "HTTPS://crm.example:8443/events?tenant=7&key=a%20b",
                "https://192.0.2.1/",
                "https://169.254.1.1/",
                "https://[2001:db8::1]/",
                "https://crm",
            })
    void httpsIsRightToAnyHost(String url) {
        assertThat(TargetUrl.problem(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "127.0.0.1",
                "127.1.2.3:80",
                "[::1]:8080",
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "[fc00::1]",
                "[fdff:1:2::3]:8080",
                "[FD00::1]",
                "crm",
                "crm-2:8080",
                "crm.sales.svc",
                "crm.sales.svc.cluster.local",
                "crm.sales.svc.cluster.local.",
                "crm.sales.pod.cluster.local",
                "crm.internal",
                "crm.office.local",
                "CRM.Internal",
            })
    void httpIsRightToALoopbackAddressAPrivateOneAndANameInsideTheCluster(String host) {
        assertThat(TargetUrl.problem("http://" + host + "/events?tenant=7")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crm.example",
                "localhost.example",
                "10.0.0.1.example",
                "local.example",
                "crm.svc.example",
                "crm.locals",
                "crm-internal.example",
                "0.0.0.0",
                "9.255.255.255",
                "11.0.0.1",
                "169.254.169.254",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.0.1",
                "192.169.0.1",
                "100.64.0.1",
                "[fe80::1]",
                "[2001:db8::1]",
                "[fbff::1]",
                "[fe00::1]",
                "[fc::1]",
                "[::ffff:10.0.0.1]",
                "010.0.0.1",
                "2130706433",
                "0x7f000001",
            })
    void httpIsWrongToAnyOtherHost(String host) {
        assertThat(TargetUrl.problem("http://" + host + "/events"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("must start with https://"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "crm.example",
                "//crm.example",
                "/events",
                "https:",
                "https://",
                "https:///path",
                "https:crm.example",
                "ftp://crm.example",
                "ftp://localhost",
                "https://with space.example",
                "https://under_score.example",
                "https://crm.example:port",
                "https://crm.example:0",
                "https://crm.example:65536",
                "http://10.1",
                "https://crm.example/?a={b}",
            })
    void whatIsNoUrlOfAHostIsWrong(String url) {
        assertThat(TargetUrl.problem(url)).contains("must be a URL such as https://example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:password@crm.example",
                "https://password@crm.example",
                "http://password@localhost",
                "https://@crm.example",
                "https://crm.example/#password",
                "https://crm.example/#",
            })
    void userAndFragmentAreWrongAndNotQuoted(String url) {
        assertThat(TargetUrl.problem(url)).hasValueSatisfying(problem -> assertThat(problem)
                .contains("without user and fragment")
                .doesNotContain("password"));
    }
}
