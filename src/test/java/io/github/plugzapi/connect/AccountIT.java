package io.github.plugzapi.connect;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static io.github.plugzapi.connect.testsupport.StandInGateway.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application with an account's token, and one instance that is configured. */
class AccountIT {

    private static final String ACCOUNT = "AccountTokenMarker";

    @TempDir
    Path directory;

    @Test
    void theInstancesOfTheAccountAreLookedAfterWithoutBeingConfigured() throws Exception {
        try (StandInGateway gateway = StandInGateway.start()) {
            List.of("one", "two", "three").forEach(instance -> {
                gateway.accepts(instance);
                gateway.saysStatus(instance, true);
            });
            gateway.lists(
                    ACCOUNT, List.of(entry("one", "AnotherTokenMarker", "One"), entry("two", "TokenMarker2", "Two")));
            try (PackagedApplication application =
                    PackagedApplication.in(directory, environment(gateway)).startReady()) {
                awaitMetric(application, "registrations{state=\"registered\"} 4.0");
                awaitMetric(application, "connections{status=\"connected\"} 2.0");
                assertThat(application
                                .management("/q/health/group/registration")
                                .body())
                        .contains("\"sales connected\"", "\"Two connected\"");
                assertThat(gateway.callsFor("one"))
                        .allSatisfy(call -> assertThat(call.getUrl()).contains("/token/TokenMarker1/"));
                assertThat(gateway.callsFor("two"))
                        .allSatisfy(call -> assertThat(call.getUrl()).contains("/token/TokenMarker2/"));

                gateway.lists(ACCOUNT, List.of(entry("three", "TokenMarker3", "Three")));
                application.awaitOutput(
                        "does not have these instances any more; they are not asked for: Two \\(two\\)");
                application.awaitOutput("Three \\(three\\) is connected");
                awaitMetric(application, "registrations{state=\"registered\"} 4.0");
                assertThat(application
                                .management("/q/health/group/registration")
                                .body())
                        .contains("\"sales connected\"", "\"Three connected\"")
                        .doesNotContain("Two");
                assertThat(application.management("/q/health/group/connections").body())
                        .contains("\"sales\"", "\"Three\"")
                        .doesNotContain("\"Two");
                int asked = gateway.asked("two", "status");
                int lists = gateway.askedForAccount();
                await().until(() -> gateway.askedForAccount() > lists + 3);
                assertThat(gateway.asked("two", "status")).isEqualTo(asked);

                assertNoToken(application.management("/q/metrics").body());
                assertNoToken(application.management("/q/health").body());
                application.stop();
                assertNoToken(application.output());
                assertNoToken(journal());
            }
        }
    }

    @Test
    void aGatewayThatDoesNotListThemIsSaidOnceAndTheRestWorks() throws Exception {
        try (StandInGateway gateway = StandInGateway.start()) {
            gateway.accepts("one");
            gateway.saysStatus("one", true);
            gateway.answersAccount(jsonResponse(
                    "{\"error\":\"NOT_FOUND\",\"message\":\"Unable to find matching target resource method\"}", 200));
            try (PackagedApplication application =
                    PackagedApplication.in(directory, environment(gateway)).startReady()) {
                awaitMetric(application, "registrations{state=\"registered\"} 2.0");
                awaitMetric(application, "connections{status=\"connected\"} 1.0");

                assertThat(application.output().lines().filter(line -> line.contains("cannot list")))
                        .hasSize(1);
                assertThat(gateway.askedForAccount()).isEqualTo(1);
                assertNoToken(application.output());
            }
        }
    }

    private static Map<String, String> environment(StandInGateway gateway) {
        return new TreeMap<>(Map.of(
                "PLUGZAPI_URL", gateway.url(),
                "PLUGZAPI_ACCOUNT_TOKEN", ACCOUNT,
                "PLUGZAPI_INSTANCES_SALES_ID", "one",
                "PLUGZAPI_INSTANCES_SALES_TOKEN", "TokenMarker1",
                "RECONCILIATION_EVERY", "1s",
                "WEBHOOK_PUBLIC_URL", "https://connect.example",
                "WEBHOOK_SECRET", "a-secret-of-the-test",
                "QUARKUS_LOG_CATEGORY__IO_GITHUB_PLUGZAPI_CONNECT__LEVEL", "DEBUG"));
    }

    /** All that the application keeps. */
    private String journal() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(text.toString()).contains("two");
        return text.toString();
    }

    private static void assertNoToken(String text) {
        assertThat(text).isNotEmpty().doesNotContain("TokenMarker");
    }

    private static void awaitMetric(PackagedApplication application, String line) {
        await().untilAsserted(() ->
                assertThat(application.management("/q/metrics").body().lines()).contains(line));
    }
}
