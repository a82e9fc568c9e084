package io.github.plugzapi.connect;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInMailServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application tells people: by mail, and through a number that is connected. */
class AlertIT {

    private static final String SECRET = "a-secret-of-the-test";

    @TempDir
    Path directory;

    @Test
    void theBeginningAndTheEndOfAnOutageAreToldOnceThoughItIsKilledInBetween() throws Exception {
        try (StandInGateway gateway = StandInGateway.start();
                StandInMailServer mail = StandInMailServer.start()) {
            // Sales, as both say, is gone, and support is there to carry the message.
            gateway.saysStatus("one", false);
            gateway.saysStatus("two", true);
            gateway.sends("two", okJson("{\"zaapId\":\"1\",\"messageId\":\"2\"}"));
            List.of("one", "two").forEach(gateway::accepts);
            try (PackagedApplication application = PackagedApplication.in(directory, environment(gateway, mail))
                    .startReady()) {
                post(application, "{\"connected\":true,\"momment\":1,\"phone\":\"5544999999999\"}");
                post(application, "{\"disconnected\":true,\"momment\":2,\"error\":\"Device has been disconnected\"}");
                await().until(() -> !mail.conversations().isEmpty());
                await().until(() -> !gateway.sent("two").isEmpty());
                assertThat(mail.conversations().get(0))
                        .contains("RCPT TO:<somebody@example.com>", "Reason: Device has been disconnected")
                        .anyMatch(line -> line.contains("is_out_since"));
                // What was told is noted a moment later.
                await().until(() ->
                        metrics(application).contains("alerts_total{channel=\"ops\",outcome=\"told\"} 1.0"));
                application.kill();

                application.startReady();
                gateway.saysStatus("one", true);
                post(application, "{\"connected\":true,\"momment\":3,\"phone\":\"5544999999999\"}");
                await().until(() -> mail.conversations().size() > 1);
                await().until(() -> gateway.sent("two").size() > 1);
                application.stop();

                assertThat(mail.conversations()).hasSize(2);
                assertThat(gateway.sent("two")).hasSize(2);
                assertThat(mail.conversations().get(1)).anyMatch(line -> line.contains("is_connected"));
                assertThat(application.output()).doesNotContain("TokenMarker", "somebody@example.com", "5544999990001");
            }
        }
    }

    @Test
    void aTestIsSentByACommandBesideTheService() throws Exception {
        try (StandInGateway gateway = StandInGateway.start();
                StandInMailServer mail = StandInMailServer.start()) {
            gateway.saysStatus("one", false);
            gateway.saysStatus("two", false);
            Map<String, String> environment = environment(gateway, mail);
            try (PackagedApplication command = PackagedApplication.in(directory, environment, "test-alert", "ops")
                    .launch()) {
                assertThat(command.awaitExit()).as(command.output()).isZero();
                assertThat(command.output())
                        .contains("The test was taken: alerts reach ops (mail to s***@example.com)");
            }
            assertThat(mail.conversations()).hasSize(1);
            try (PackagedApplication command = PackagedApplication.in(directory, environment, "test-alert", "phone")
                    .launch()) {
                assertThat(command.awaitExit()).isEqualTo(1);
                assertThat(command.output()).contains("The test does not reach phone (WhatsApp to 5544*******01)");
            }
        }
    }

    private static void post(PackagedApplication application, String body) throws Exception {
        String type = body.contains("disconnected") ? "DisconnectedCallback" : "ConnectedCallback";
        String callback = body.replace("{", "{\"type\":\"" + type + "\",");
        assertThat(application.post(Callbacks.path("one", SECRET), callback).statusCode())
                .isEqualTo(200);
    }

    private static String metrics(PackagedApplication application) throws Exception {
        return application.management("/q/metrics").body();
    }

    private static Map<String, String> environment(StandInGateway gateway, StandInMailServer mail) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "PLUGZAPI_URL", gateway.url(),
                "PLUGZAPI_INSTANCES_SALES_ID", "one",
                "PLUGZAPI_INSTANCES_SALES_TOKEN", "TokenMarker1",
                "PLUGZAPI_INSTANCES_SUPPORT_ID", "two",
                "PLUGZAPI_INSTANCES_SUPPORT_TOKEN", "TokenMarker2",
                "WEBHOOK_PUBLIC_URL", "https://connect.example",
                "WEBHOOK_SECRET", SECRET,
                "RECONCILIATION_EVERY", "1s",
                "OUTAGE_AFTER", "1s"));
        environment.putAll(Map.of(
                "ALERTS_TO_OPS", "mailto:somebody@example.com",
                "ALERTS_TO_PHONE", "whatsapp:5544999990001",
                "ALERTS_LANGUAGE", "en",
                "ALERTS_GROUPING", "1s",
                "QUARKUS_MAILER_HOST", "localhost",
                "QUARKUS_MAILER_PORT", String.valueOf(mail.port()),
                "QUARKUS_MAILER_FROM", "connect@example.com"));
        return environment;
    }
}
