package io.github.plugzapi.connect;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.webhook.CallbackKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application as a user runs it, configured through environment variables alone. */
class PackagedApplicationIT {

    private static final String SECRET = "SecretMarkerOfTheTests";
    private static final String PUBLIC_URL = "https://connect.example/base";

    @TempDir
    Path directory;

    @Test
    void threeInstancesAreRegisteredAndTheirCallbacksReachTheObserversAndTheState() throws Exception {
        try (StandInGateway gateway = acceptingGateway();
                PackagedApplication application = PackagedApplication.in(directory, threeInstances(gateway.url()))
                        .startReady()) {
            for (String instance : List.of("one", "two", "three")) {
                for (String webhook : List.of("connected", "disconnected")) {
                    await().untilAsserted(() -> assertThat(gateway.callbackUrl(instance, webhook))
                            .contains(PUBLIC_URL + Callbacks.path(instance, SECRET)));
                }
            }
            awaitMetric(application, "registrations{state=\"registered\"} 6.0");
            assertThat(application.management("/q/health/group/registration").body())
                    .contains("\"sales connected\": \"registered since");
            assertThat(gateway.callsFor("three")).allSatisfy(call -> assertThat(call.getHeader("Client-Token"))
                    .isEqualTo("ClientTokenMarker3"));
            assertThat(gateway.callsFor("one")).allSatisfy(call -> assertThat(call.getHeader("Client-Token"))
                    .isEqualTo("ClientTokenMarker0"));

            callBack(
                    gateway,
                    application,
                    "one",
                    "{\"connected\":true,\"phone\":\"5544999999999\",\"momment\":1580163342}");
            callBack(gateway, application, "two", "{\"disconnected\":true,\"error\":\"Device has been disconnected\"}");

            application.awaitOutput("sales \\(one\\) is connected as 5544\\*{7}99 since 2020-01-27T22:15:42Z");
            application.awaitOutput("support \\(two\\) is disconnected since .*: Device has been disconnected");
            awaitMetric(application, "connections{status=\"connected\"} 1.0");
            awaitMetric(application, "connections{status=\"disconnected\"} 1.0");
            awaitMetric(application, "connections{status=\"unknown\"} 1.0");
            awaitMetric(application, "connection_events_total{kind=\"connected\",source=\"webhook\"} 1.0");
            awaitMetric(application, "webhook_requests_total{outcome=\"accepted\"} 2.0");
            application.stop();
            assertNoSecret(application);
            assertThat(application.output()).doesNotContain("5544999999999");
        }
    }

    @Test
    void callbacksAreTakenWhilePlugzapiRefusesOrIsDownAndNoSecretGetsOut() throws Exception {
        try (StandInGateway gateway = StandInGateway.start()) {
            gateway.answers("one", jsonResponse("{\"error\":\"TokenMarker1 and ClientTokenMarker0\"}", 403));
            gateway.answers("two", jsonResponse("no JSON, but TokenMarker2", 500));
            Map<String, String> environment = new TreeMap<>(threeInstances(gateway.url()));
            environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
            environment.put("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true");
            environment.put("QUARKUS_REST_CLIENT_LOGGING_SCOPE", "request-response");
            try (PackagedApplication application =
                    PackagedApplication.in(directory, environment).startReady()) {
                awaitMetric(application, "registrations{state=\"refused\"} 4.0");
                awaitMetric(application, "registrations{state=\"failing\"} 2.0");
                gateway.goAway();

                String path = Callbacks.path("three", SECRET);
                assertThat(application.post(path, "{\"connected\":true}").statusCode())
                        .isEqualTo(200);
                assertThat(application.post(path, "{\"TextMarker\"").statusCode())
                        .isEqualTo(400);
                assertThat(application.post("/webhooks/three/KeyMarker", "{}").statusCode())
                        .isEqualTo(404);
                assertThat(application.management("/q/health/ready").statusCode())
                        .isEqualTo(200);
                assertThat(application
                                .management("/q/health/group/registration")
                                .statusCode())
                        .isEqualTo(503);
                application.stop();
                assertNoSecret(application);
            }
        }
    }

    @Test
    void theProbesAndTheMetricsAreOnTheManagementPortAlone() throws Exception {
        try (PackagedApplication application =
                PackagedApplication.in(directory, Map.of()).startReady()) {
            for (String path : List.of("/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics")) {
                assertThat(application.management(path).statusCode()).as(path).isEqualTo(200);
                assertThat(application.get(path).statusCode()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    void everyMetricIsThereAsSoonAsItIsReadySoThatAnAlertCanRelyOnIt() throws Exception {
        try (PackagedApplication application =
                PackagedApplication.in(directory, Map.of()).startReady()) {
            awaitMetric(application, "connections{status=\"unknown\"} 0.0");
            String metrics = application.management("/q/metrics").body();
            assertThat(List.of(
                            "connections{status=\"unknown\"} 0.0",
                            "instances_flapping 0.0",
                            "outages_open 0.0",
                            "registrations{state=\"registered\"} 0.0",
                            "registration_drift_total 0.0",
                            "webhook_requests_total{outcome=\"accepted\"} 0.0",
                            "webhook_requests_total{outcome=\"duplicate\"} 0.0",
                            "webhook_requests_total{outcome=\"ignored\"} 0.0",
                            "webhook_requests_total{outcome=\"unreadable\"} 0.0",
                            "webhook_requests_total{outcome=\"unauthorized\"} 0.0",
                            "webhook_requests_total{outcome=\"unavailable\"} 0.0",
                            "webhook_requests_total{outcome=\"rejected\"} 0.0",
                            "webhook_instance_mismatch_total 0.0",
                            "observer_failures_total{observer=\"NoticeIncidents\"} 0.0",
                            "observer_set_aside{observer=\"NoticeIncidents\"} 0.0"))
                    .allMatch(line -> metrics.lines().anyMatch(line::equals));
        }
    }

    @Test
    void withoutAnyConfigurationItStartsAndSaysWhatItWouldNeed() throws Exception {
        try (PackagedApplication application =
                PackagedApplication.in(directory, Map.of()).startReady()) {
            application.awaitOutput("No instance is configured \\(PLUGZAPI_INSTANCES_<NAME>_ID and _TOKEN\\)");
            application.awaitOutput("WEBHOOK_SECRET is not set");
        }
    }

    @Test
    void withoutAPublicUrlItStartsAndSaysHowToRegisterByHand() throws Exception {
        Map<String, String> environment = Map.of(
                "PLUGZAPI_INSTANCES_SALES_ID", "one",
                "PLUGZAPI_INSTANCES_SALES_TOKEN", "TokenMarker1");
        try (PackagedApplication application =
                PackagedApplication.in(directory, environment).startReady()) {
            application.awaitOutput("WEBHOOK_PUBLIC_URL is not set, .*callback-url INSTANCE'");
            assertNoSecret(application);
        }
    }

    @Test
    void aWrongConfigurationEndsTheStartWithEveryProblemAndItsVariable() throws Exception {
        Map<String, String> environment = Map.of(
                "PLUGZAPI_URL", "http://gateway.example",
                "PLUGZAPI_INSTANCES_SALES_ID", "one",
                "PLUGZAPI_INSTANCES_SUPPORT_TOKEN", "TokenMarker2",
                "PLUGZAPI_INSTANCES_SALES_BRAZIL_ID", "three",
                "PLUGZAPI_INSTANCE_BILLING_TOKEN", "TokenMarker3",
                "WEBHOOK_PUBLIC_URL", "http://connect.example",
                "WEBHOOK_SECRETS", "SecretMarkerOfTheTests");
        try (PackagedApplication application =
                PackagedApplication.in(directory, environment).launch()) {
            assertThat(application.awaitExit()).isEqualTo(1);
            assertThat(application.output())
                    .contains(
                            "cannot start with this configuration",
                            "- PLUGZAPI_URL must start with https://",
                            "- PLUGZAPI_INSTANCES_SALES_TOKEN is missing",
                            "- PLUGZAPI_INSTANCES_SUPPORT_ID is missing",
                            "- PLUGZAPI_INSTANCES_SALES_BRAZIL_ID is not understood",
                            "- PLUGZAPI_INSTANCE_BILLING_TOKEN is not understood",
                            "- WEBHOOK_PUBLIC_URL must start with https://",
                            "- WEBHOOK_SECRETS is not understood");
            assertNoSecret(application);
        }
    }

    @Test
    void whatSystemdAndOthersSetUnderOurPrefixesDoesNotEndTheStart() throws Exception {
        Map<String, String> environment = Map.of(
                "JOURNAL_STREAM", "8:12345",
                "KAFKA_HOME", "/opt/kafka",
                "KAFKA_HEAP_OPTS", "-Xmx1G",
                "WEBHOOK_PORT_80_TCP_ADDR", "10.0.0.1");
        try (PackagedApplication application =
                PackagedApplication.in(directory, environment).startReady()) {
            assertThat(application.output()).doesNotContain("JOURNAL_STREAM", "KAFKA_", "WEBHOOK_PORT");
        }
    }

    @Test
    void anEmptyVariableIsAnAbsentOneAndWhiteSpaceNoPartOfAValue() throws Exception {
        Map<String, String> environment = Map.of(
                "PLUGZAPI_URL", "",
                "JOURNAL_URL", " ",
                "JOURNAL_USERNAME", "",
                "JOURNAL_PASSWORD", "",
                "JOURNAL_RETENTION", "",
                "RECONCILIATION_CONCURRENCY", " 8 ",
                "REGISTRATION_ON_DRIFT", " report ",
                "FLAPPING_WINDOW", "\t1d12h\n");
        try (PackagedApplication application =
                PackagedApplication.in(directory, environment).startReady()) {
            assertThat(application.output()).contains("started in");
            assertThat(directory.resolve("data/plugzapi-connect.db")).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://plugzapi:PasswordMarker@localhost:1/connect",
                "jdbc:postgresql://localhost:1/connect?user=plugzapi&password=PasswordMarker",
                "jdbc:postgresql://plugzapi:PasswordMarker@:port/connect",
                "postgres://plugzapi:PasswordMarker@localhost/connect",
                "PasswordMarker",
            })
    void aPasswordInTheUrlOfTheJournalIsShownNowhere(String url) throws Exception {
        Map<String, String> environment = Map.of("JOURNAL_URL", url, "QUARKUS_LOG_LEVEL", "DEBUG");
        for (String[] arguments : new String[][] {{}, {"check"}, {"callback-url", "one"}}) {
            try (PackagedApplication application =
                    PackagedApplication.in(directory, environment, arguments).launch()) {
                assertThat(application.awaitExit()).isEqualTo(arguments.length == 0 ? 1 : 2);
                assertThat(application.output()).contains("JOURNAL_URL must").doesNotContain("Marker");
            }
        }
    }

    @Test
    void theSecretOfDevModeOpensNoDoorInProduction() throws Exception {
        Map<String, String> environment = Map.of(
                "QUARKUS_PROFILE", "dev",
                "PLUGZAPI_URL", "https://gateway.example",
                "WEBHOOK_PUBLIC_URL", "https://connect.example");
        try (PackagedApplication application =
                PackagedApplication.in(directory, environment).launch()) {
            assertThat(application.awaitExit()).isEqualTo(1);
            assertThat(application.output())
                    .contains("WEBHOOK_SECRET is dev mode's")
                    .doesNotContain("dev-mode-alone");
        }
    }

    // ---- Files
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void aFileBesideTheApplicationIsReadLikeTheEnvironment() throws Exception {
        Files.writeString(directory.resolve(".env"), """
                WEBHOOK_PUBLIC_URL=https://connect.example/base
                WEBHOOK_SECRET=%s
                JOURNAL_URL=
                """.formatted(SECRET));
        Files.createDirectory(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/application.properties"), "journal.url=jdbc:sqlite:elsewhere/journal.db\n");
        try (PackagedApplication command = PackagedApplication.in(directory, Map.of(), "callback-url", "any.instance")
                .launch()) {
            assertThat(command.awaitExit()).isZero();
            assertThat(command.output())
                    .isEqualTo(PUBLIC_URL + "/webhooks/any.instance/" + new CallbackKey(SECRET).of("any.instance")
                            + System.lineSeparator());
        }
        try (PackagedApplication application = PackagedApplication.in(directory, Map.of("JOURNAL_RETENTION", "30d"))
                .startReady()) {
            assertThat(application
                            .post("/webhooks/one/" + new CallbackKey(SECRET).of("one"), "{\"connected\":true}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aFileBesideTheApplicationIsCheckedLikeTheEnvironment() throws Exception {
        Files.writeString(
                directory.resolve(".env"), "PLUGZAPI_INSTANCES_SALES_TOKN=TokenMarker\nWEBHOOK_SECRET=Marker\n");
        Files.createDirectory(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/application.properties"),
                "journal.retention=30\nOUTAGE_AFTER=5m\nreconciliation.evry=10s\n");
        for (String[] arguments : new String[][] {{}, {"check"}, {"callback-url", "one"}}) {
            try (PackagedApplication application =
                    PackagedApplication.in(directory, Map.of(), arguments).launch()) {
                assertThat(application.awaitExit()).isEqualTo(arguments.length == 0 ? 1 : 2);
                assertThat(application.output())
                        .contains(
                                "PLUGZAPI_INSTANCES_SALES_TOKN is not understood",
                                "WEBHOOK_SECRET must have at least 16 characters",
                                "JOURNAL_RETENTION must be a duration with a unit",
                                "OUTAGE_AFTER is not understood here: as a property it is called outage.after",
                                "reconciliation.evry is not understood")
                        .doesNotContain("Marker");
            }
            Files.delete(directory.resolve("output.log"));
        }
    }

    // ---- Commands
    // -----------------------------------------------------------------------------------------------------

    @Test
    void theCommandsWorkBesideTheRunningServiceWithTheSecretThatItMade() throws Exception {
        try (StandInGateway gateway = acceptingGateway()) {
            gateway.saysStatus("one", true);
            gateway.saysStatus("two", true);
            gateway.saysStatus("three", true);
            Map<String, String> environment = new TreeMap<>(threeInstances(gateway.url()));
            environment.remove("WEBHOOK_SECRET");
            environment.put("JOURNAL_URL", "jdbc:sqlite:" + directory.resolve("journal.db"));
            try (PackagedApplication application =
                    PackagedApplication.in(directory, environment).startReady()) {
                await().untilAsserted(() ->
                        assertThat(gateway.callbackUrl("one", "connected")).isPresent());

                assertThat(run(environment, "callback-url", "one"))
                        .isEqualTo(
                                "0: " + gateway.callbackUrl("one", "connected").orElseThrow());
                assertThat(run(environment, "check"))
                        .startsWith("0: ")
                        .contains(
                                "  sales (one)  " + PUBLIC_URL + "/webhooks/one/***",
                                "JOURNAL_URL: it is there, and can be used",
                                "Nothing is wrong.")
                        .doesNotContain("Marker");
                assertThat(application.management("/q/health/ready").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theCheckSaysWhatIsWrongByItsExitCode() throws Exception {
        Map<String, String> environment = new TreeMap<>(threeInstances("http://localhost:1"));
        environment.put("CONSOLE_READER_PASSWORD", "ReaderPasswordMarker");

        assertThat(run(environment, "check"))
                .startsWith("2: ")
                .contains("error    PLUGZAPI_URL: no connection to localhost:1", "warning  CONSOLE_PASSWORD is not set")
                .doesNotContain("Marker");
        assertThat(run(Map.of(), "check")).startsWith("1: ");
    }

    @Test
    void anUnknownCommandIsAnswered() throws Exception {
        assertThat(run(Map.of(), "callback-urls"))
                .startsWith("2: Unknown command 'callback-urls'")
                .contains("callback-url INSTANCE");
    }

    /** The exit code of a command, which runs in a folder of its own and makes nothing there, and what it printed. */
    private String run(Map<String, String> environment, String... arguments) throws Exception {
        Path folder = Files.createTempDirectory(directory, "command");
        try (PackagedApplication command =
                PackagedApplication.in(folder, environment, arguments).launch()) {
            String printed = command.awaitExit() + ": " + command.output().strip();
            assertThat(folder.resolve("data")).doesNotExist();
            return printed;
        }
    }

    // ---- Helpers

    private static StandInGateway acceptingGateway() {
        StandInGateway gateway = StandInGateway.start();
        List.of("one", "two", "three").forEach(gateway::accepts);
        return gateway;
    }

    private static Map<String, String> threeInstances(String gateway) {
        return Map.ofEntries(
                Map.entry("PLUGZAPI_URL", gateway),
                Map.entry("PLUGZAPI_CLIENT_TOKEN", "ClientTokenMarker0"),
                Map.entry("PLUGZAPI_INSTANCES_SALES_ID", "one"),
                Map.entry("PLUGZAPI_INSTANCES_SALES_TOKEN", "TokenMarker1"),
                Map.entry("PLUGZAPI_INSTANCES_SUPPORT_ID", "two"),
                Map.entry("PLUGZAPI_INSTANCES_SUPPORT_TOKEN", "TokenMarker2"),
                Map.entry("PLUGZAPI_INSTANCES_BILLING2_ID", "three"),
                Map.entry("PLUGZAPI_INSTANCES_BILLING2_TOKEN", "TokenMarker3"),
                Map.entry("PLUGZAPI_INSTANCES_BILLING2_CLIENT_TOKEN", "ClientTokenMarker3"),
                Map.entry("WEBHOOK_PUBLIC_URL", PUBLIC_URL),
                Map.entry("WEBHOOK_SECRET", SECRET));
    }

    /** Calls the URL that the gateway was told, at the address where the application listens here. */
    private static void callBack(StandInGateway gateway, PackagedApplication application, String instance, String body)
            throws Exception {
        String path = URI.create(gateway.callbackUrl(instance, "connected").orElseThrow())
                .getRawPath()
                .substring("/base".length());
        assertThat(application.post(path, body).statusCode()).isEqualTo(200);
    }

    private static void awaitMetric(PackagedApplication application, String line) {
        await().untilAsserted(() ->
                assertThat(application.management("/q/metrics").body().lines()).contains(line));
    }

    private static void assertNoSecret(PackagedApplication application) {
        assertThat(application.output())
                .isNotEmpty()
                .doesNotContain("Marker")
                .doesNotContain(new CallbackKey(SECRET).of("one"))
                .doesNotContain(new CallbackKey(SECRET).of("three"));
    }
}
