package io.github.plugzapi.connect;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.webhook.CallbackKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the application notices by itself, from the outside, each with an instance of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TruthScenarioIT {

    private static final String PUBLIC_URL = "https://connect.example";
    private static final String SECRET = "SecretMarkerOfTheTests";
    private static final List<String> INSTANCES =
            List.of("lost", "changed", "flapping", "out", "failing", "restorable");

    private final Clock clock = Clock.systemUTC();
    private final StandInGateway gateway = StandInGateway.start();

    private PackagedApplication application;

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        INSTANCES.forEach(this::isWell);
        // Otherwise it would be asked again in a day.
        INSTANCES.forEach(this::callsUs);
        application = PackagedApplication.in(shared, environment(INSTANCES)).startReady();
        awaitMetric("registrations{state=\"registered\"} " + 2.0 * INSTANCES.size());
    }

    @AfterAll
    void stop() {
        application.close();
        gateway.close();
    }

    @Test
    void whatNoCallbackToldIsLearntByAsking() throws Exception {
        application.awaitOutput("lost \\(lost\\) is connected as .* or before \\(no callback said so");
        gateway.saysStatus("lost", false);

        application.awaitOutput(
                "lost \\(lost\\) is disconnected since .* or before \\(no callback said so, but PlugZapi"
                        + " when asked\\): You are not connected\\.");
        assertThat(metrics()).contains("connection_events_total{kind=\"disconnected\",source=\"reconciliation\"}");
        gateway.saysStatus("lost", true);
    }

    @Test
    void aRegistrationThatSomebodyChangedIsMended() throws Exception {
        int before = gateway.callsFor("changed").size();
        gateway.answersTo(
                "changed",
                "me",
                okJson("{\"id\":\"changed\",\"connectedCallbackUrl\":\"https://elsewhere.example/KeyMarker\","
                        + "\"disconnectedCallbackUrl\":\"" + ours("changed") + "\"}"));

        application.awaitOutput("Somebody changed the webhook of changed \\(changed\\) for 'connected': PlugZapi called"
                + " https://elsewhere\\.example/\\S* instead of us\\. It is registered again");
        await().until(() -> gateway.callsFor("changed").size() > before);
        callsUs("changed");

        assertThat(gateway.callbackUrl("changed", "connected")).contains(ours("changed"));
        assertThat(metrics()).containsPattern("registration_drift_total [1-9]");
        assertThat(application.output()).doesNotContain("Marker").doesNotContain(new CallbackKey(SECRET).of("changed"));
    }

    @Test
    void flappingIsToldWhenItBeginsAndWhenItEnds() throws Exception {
        for (int i = 0; i < 3; i++) {
            tells("flapping", "{\"disconnected\":true,\"momment\":" + clock.millis() + "}");
            tells("flapping", "{\"connected\":true,\"momment\":" + clock.millis() + "}");
        }

        application.awaitOutput("flapping \\(flapping\\) is flapping: it changed \\d+ times");
        awaitMetric("instances_flapping 1.0");
        application.awaitOutput("flapping \\(flapping\\) has stopped flapping, after \\d+ s");
        awaitMetric("instances_flapping 0.0");
    }

    @Test
    void anOutageIsToldWhenItBeginsAndWhenItEnds() throws Exception {
        gateway.saysStatus("out", false);
        tells("out", "{\"disconnected\":true,\"momment\":" + clock.millis() + "}");

        application.awaitOutput("ERROR .*out \\(out\\) is out: it has been disconnected since ");
        gateway.saysStatus("out", true);
        tells("out", "{\"connected\":true,\"momment\":" + clock.millis() + "}");

        application.awaitOutput("out \\(out\\) is no longer out: it was disconnected for \\d+ s");
    }

    @Test
    void aGatewayThatFailsIsShownAndNothingIsInvented() throws Exception {
        application.awaitOutput("failing \\(failing\\) is connected");
        gateway.answersTo("failing", "status", serverError());

        application.awaitOutput("The state of failing \\(failing\\) cannot be confirmed: localhost:\\d+ answered 500");
        await().untilAsserted(() ->
                assertThat(connections()).containsPattern("\"failing\": \"connected since .*not confirmed since"));
        gateway.saysStatus("failing", true);

        application.awaitOutput("PlugZapi can be asked for failing \\(failing\\) again");
        await().untilAsserted(() -> assertThat(connections())
                .containsPattern("\"failing\": \"connected since [^\"]*\"")
                .doesNotContainPattern("\"failing\": [^\n]*not confirmed"));
        assertThat(application.output()).doesNotContain("failing (failing) is disconnected since");
    }

    @Test
    void aSessionThatCanBeRestoredIs() throws Exception {
        gateway.answersTo("restorable", "restore-session", okJson("{\"value\":true}"));
        gateway.answersTo(
                "restorable",
                "status",
                okJson("{\"connected\":false,\"session\":false,\"error\":\"You need to restore the session.\"}"));

        application.awaitOutput("PlugZapi restores the session of restorable \\(restorable\\), attempt 1");
        assertThat(gateway.asked("restorable", "restore-session")).isOne();
        assertThat(connections()).containsPattern("\"restorable\": \"disconnected since .*the session can be restored");
        isWell("restorable");
        application.awaitOutput("restorable \\(restorable\\) is connected .*no callback said so");
    }

    @Test
    void anOutageIsToldOnceAlsoAcrossASigkill(@TempDir Path directory) throws Exception {
        try (PackagedApplication killed = PackagedApplication.in(directory, environment(List.of("killed")))) {
            gateway.accepts("killed");
            gateway.saysStatus("killed", false);
            killed.startReady();
            killed.awaitOutput("killed \\(killed\\) is out");
            // What it is concluded from is kept by then.
            await().until(() -> killed.management("/q/metrics").body().contains("outages_open 1.0"));
            killed.kill();

            killed.startReady();
            assertThat(killed.management("/q/metrics").body()).contains("outages_open 1.0");
            isWell("killed");
            killed.awaitOutput("killed \\(killed\\) is no longer out");

            assertThat(count(directory, "outage_started")).isOne();
            assertThat(count(directory, "outage_ended")).isOne();
            assertThat(count(directory, "disconnected")).isOne();
        }
    }

    @Test
    void anotherUrlOrSecretIsRegisteredAtTheNextStartAndThePreviousKeysGoOnWorking(@TempDir Path directory)
            throws Exception {
        isWell("moved");
        Map<String, String> environment = environment(List.of("moved"));
        environment.remove("WEBHOOK_SECRET");
        String first;
        try (PackagedApplication moved =
                PackagedApplication.in(directory, environment).startReady()) {
            await().until(() -> gateway.callbackUrl("moved", "disconnected").isPresent());
            first = path(gateway.callbackUrl("moved", "disconnected").orElseThrow());
            moved.stop();
        }
        String second =
                move(directory, environment, "https://second.example", "the second secret", null, List.of(first));
        move(
                directory,
                environment,
                "https://third.example/base",
                "the third secret of all",
                "the second secret",
                List.of(first, second));
    }

    // ---- Helpers

    /** The path of its callback URL, once both webhooks are registered under it. */
    private String move(
            Path directory,
            Map<String, String> environment,
            String publicUrl,
            String secret,
            String previousSecret,
            List<String> previousPaths)
            throws Exception {
        Map<String, String> changed = new TreeMap<>(environment);
        changed.put("WEBHOOK_PUBLIC_URL", publicUrl);
        changed.put("WEBHOOK_SECRET", secret);
        if (previousSecret != null) {
            changed.put("WEBHOOK_PREVIOUS_SECRET", previousSecret);
        }
        String path = Callbacks.path("moved", secret);
        try (PackagedApplication moved =
                PackagedApplication.in(directory, changed).startReady()) {
            for (String webhook : List.of("connected", "disconnected")) {
                await().untilAsserted(() ->
                        assertThat(gateway.callbackUrl("moved", webhook)).contains(publicUrl + path));
            }
            for (String previous : previousPaths) {
                assertThat(moved.post(previous, "{\"connected\":true}").statusCode())
                        .isEqualTo(200);
            }
            assertThat(moved.post(path, "{\"connected\":true}").statusCode()).isEqualTo(200);
            assertThat(moved.post(Callbacks.path("moved", "other"), "{\"connected\":true}")
                            .statusCode())
                    .isEqualTo(404);
            moved.stop();
        }
        return path;
    }

    private Map<String, String> environment(List<String> instances) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "PLUGZAPI_URL", gateway.url(),
                "WEBHOOK_PUBLIC_URL", PUBLIC_URL,
                "WEBHOOK_SECRET", SECRET,
                "REGISTRATION_CHECK_EVERY", "1s",
                "RECONCILIATION_EVERY", "1s",
                "RECONCILIATION_RESTORE", "true",
                "FLAPPING_CHANGES", "2",
                "FLAPPING_WINDOW", "5s",
                "OUTAGE_AFTER", "2s"));
        for (String instance : instances) {
            String prefix = "PLUGZAPI_INSTANCES_" + instance.toUpperCase(Locale.ROOT);
            environment.put(prefix + "_ID", instance);
            environment.put(prefix + "_TOKEN", "TokenMarker");
        }
        return environment;
    }

    private void isWell(String instance) {
        gateway.accepts(instance);
        gateway.saysStatus(instance, true);
    }

    /** From now on, PlugZapi says that it calls what it was told to. */
    private void callsUs(String instance) {
        gateway.answersTo(
                instance,
                "me",
                okJson("{\"id\":\"" + instance + "\",\"connectedCallbackUrl\":\"" + ours(instance)
                        + "\",\"disconnectedCallbackUrl\":\"" + ours(instance) + "\"}"));
    }

    private void tells(String instance, String body) throws Exception {
        assertThat(application.post(path(ours(instance)), body).statusCode()).isEqualTo(200);
    }

    private String metrics() throws Exception {
        return application.management("/q/metrics").body();
    }

    private void awaitMetric(String line) {
        await().untilAsserted(() -> assertThat(metrics()).contains(line));
    }

    private String connections() throws Exception {
        return application.management("/q/health/group/connections").body();
    }

    private static long count(Path directory, String kind) {
        return Database.sqlite(directory.resolve("data/plugzapi-connect.db"))
                .count("event WHERE kind = '" + kind + "'");
    }

    private static String ours(String instance) {
        return PUBLIC_URL + Callbacks.path(instance, SECRET);
    }

    private static String path(String url) {
        return URI.create(url).getPath();
    }
}
