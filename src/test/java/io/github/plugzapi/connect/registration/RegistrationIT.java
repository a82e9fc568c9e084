package io.github.plugzapi.connect.registration;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `me` says, as the application that a user runs understands it. */
class RegistrationIT {

    @TempDir
    Path directory;

    @Test
    void anotherSystemThatTakesTheWebhooksAgainAndAgainIsToldLoudlyAndNotFought() throws Exception {
        try (StandInGateway gateway = acceptingGateway()) {
            String theirs = "\"https://user:Marker@other.example/Marker\"";
            gateway.answersTo(
                    "one",
                    "me",
                    okJson("{\"id\":\"one\",\"connectedCallbackUrl\":" + theirs + ",\"disconnectedCallbackUrl\":"
                            + theirs + "}"));
            try (PackagedApplication application =
                    PackagedApplication.in(directory, environment(gateway)).startReady()) {
                application.awaitOutput(
                        "ERROR .* Another system takes the webhooks of sales \\(one\\) from us again and"
                                + " again: PlugZapi called https://other\\.example/…");
                int asked = gateway.asked("one", "me");
                await().until(() -> gateway.asked("one", "me") >= asked + 4);

                assertThat(gateway.callsFor("one")).hasSize(2 + 2 * 3);
                assertThat(application.management("/q/health/group/registration"))
                        .satisfies(health -> {
                            assertThat(health.statusCode()).isEqualTo(503);
                            assertThat(health.body()).contains("other.example", "at most once an hour");
                        });
                assertThat(application.output().split("again and again", -1)).hasSize(2);
                assertThat(application.output()).doesNotContain("Marker");
            }
        }
    }

    @Test
    void aGatewayThatNeverNamesUrlsIsLeftAloneAndTheEndOfASubscriptionIsToldOnceOverRestarts() throws Exception {
        try (StandInGateway gateway = acceptingGateway()) {
            Instant end = Instant.now().plus(Duration.ofHours(30));
            gateway.answersTo(
                    "one",
                    "me",
                    okJson("{\"id\":\"one\",\"due\":" + end.toEpochMilli() + ",\"connectedCallbackUrl\":\"\"}"));
            PackagedApplication application = PackagedApplication.in(directory, environment(gateway));
            try (application) {
                application.startReady();
                application.awaitOutput("WARN .* The subscription of sales \\(one\\) ends at "
                        + end.toString().substring(0, 19) + ".* in less than 3 days");
                application.stop();
                application.startReady();
                int asked = gateway.asked("one", "me");
                await().until(() -> gateway.asked("one", "me") >= asked + 20);

                assertThat(application.output().split("The subscription of", -1))
                        .hasSize(2);
                assertThat(application.management("/q/health/group/connections").body())
                        .contains("paid until");
                assertThat(application.management("/q/metrics").body())
                        .contains("registration_drift_total 0.0", "kind=\"subscription_ending\"");
                assertThat(gateway.callsFor("one")).hasSize(2 * 2);
            }
        }
    }

    @Test
    void aGatewayThatSaysOnlyInSentencesIsUnderstood() throws Exception {
        try (StandInGateway gateway = acceptingGateway()) {
            gateway.answersTo("one", "me", okJson("{\"error\":\"NOT_FOUND\"}"));
            gateway.answersTo("one", "status", jsonResponse("{\"error\":\"you are not connected\"}", 400));
            try (PackagedApplication application =
                    PackagedApplication.in(directory, environment(gateway)).startReady()) {
                application.awaitOutput("sales \\(one\\) is disconnected");

                gateway.answersTo(
                        "one",
                        "status",
                        okJson(
                                "{\"error\":\"To continue sending a message, you must subscribe to this instance again\"}"));
                application.awaitOutput("\"To continue sending a message, you must subscribe to this instance again\"");
            }
        }
    }

    @Test
    void aCallThatIsUnderWayAtTheEndIsNotSpokenOf() throws Exception {
        try (ServerSocket hangs = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = Map.of(
                    "PLUGZAPI_URL", "https://127.0.0.1:" + hangs.getLocalPort(),
                    "PLUGZAPI_INSTANCES_SALES_ID", "one",
                    "PLUGZAPI_INSTANCES_SALES_TOKEN", "the-token",
                    "WEBHOOK_PUBLIC_URL", "https://connect.example");
            try (PackagedApplication application =
                            PackagedApplication.in(directory, environment).startReady();
                    Socket call = hangs.accept()) {
                assertThat(call.getInputStream().read()).isPositive();

                application.stop();

                assertThat(application.output()).contains("stopped in").doesNotContain("\tat ", "WARN", "ERROR");
            }
        }
    }

    private static StandInGateway acceptingGateway() {
        StandInGateway gateway = StandInGateway.start();
        gateway.accepts("one");
        gateway.saysStatus("one", true);
        return gateway;
    }

    private static Map<String, String> environment(StandInGateway gateway) {
        return Map.of(
                "PLUGZAPI_URL", gateway.url(),
                "PLUGZAPI_INSTANCES_SALES_ID", "one",
                "PLUGZAPI_INSTANCES_SALES_TOKEN", "the-token",
                "WEBHOOK_PUBLIC_URL", "https://connect.example",
                "REGISTRATION_CHECK_EVERY", "1s",
                "RECONCILIATION_EVERY", "1s");
    }
}
