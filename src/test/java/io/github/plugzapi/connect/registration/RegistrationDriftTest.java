package io.github.plugzapi.connect.registration;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.gateway.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.registration.Registration.State;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class RegistrationDriftTest {

    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final String THEIRS =
            "https://User-Marker:Password-Marker@elsewhere.example:8443/Path-Marker?key=Query-Marker#Fragment-Marker";

    @Inject
    Gateway gateway;

    @Inject
    CallbackKeys keys;

    @Inject
    Journal journal;

    StandInGateway standIn;

    private final MovableClock clock = new MovableClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final String id = "instance-" + UUID.randomUUID();
    private Registrations registrations;
    private RegistrationDrift drift;

    // ---- The same URL

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
    void isTheSameHoweverItIsWritten(String ours, String theirs) {
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
    void isAnotherWhereItLeadsElsewhere(String theirs) {
        assertThat(RegistrationDrift.sameUrl("https://connect.example/webhooks/one/key", theirs))
                .isFalse();
    }

    @Test
    void noneAtAllIsAnother() {
        assertThat(RegistrationDrift.sameUrl("https://connect.example/webhooks/one/key", null))
                .isFalse();
    }

    // ---- What is done about it

    @Test
    void whatPlugzapiCallsAsItShouldIsLeftAlone() {
        begin("repair");
        says(ours(), ours());

        check();
        check();

        assertThat(standIn.asked(id, "me")).isEqualTo(2);
        assertThat(standIn.callsFor(id)).hasSize(2);
        assertThat(drifts()).isZero();
    }

    @Test
    void whatSomebodyChangedIsRegisteredAgainCountedAndLogged() {
        begin("repair");
        says(ours(), THEIRS);
        try (CapturedLog log = CapturedLog.start()) {
            check();
            assertThat(registrations.all())
                    .extracting(Registration::state)
                    .containsExactly(State.REGISTERED, State.PENDING);
            assertThat(registrations.all().get(1).describe())
                    .contains("pending since ", "PlugZapi called https://elsewhere.example/… instead of us");
            mend();

            assertThat(standIn.callsFor(id)).hasSize(3);
            assertThat(standIn.callbackUrl(id, "disconnected")).contains(ours());
            assertThat(drifts()).isOne();
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN") && line.contains(id))
                    .singleElement()
                    .asString()
                    .contains("for 'disconnected'", "https://elsewhere.example/…", "It is registered again");
            assertThat(log.text()).doesNotContain("Marker").doesNotContain(key());
        }
        assertThat(registrations.all()).extracting(Registration::state).containsOnly(State.REGISTERED);
    }

    @Test
    void eachChangeIsCountedOnce() {
        begin("repair");
        for (int i = 0; i < 3; i++) {
            says(THEIRS, ours());
            check();
            mend();
            says(ours(), ours());
            check();
        }

        assertThat(drifts()).isEqualTo(3);
    }

    @Test
    void aWebhookThatSomebodyClearedIsMendedToo() {
        begin("repair");
        standIn.answersTo(
                id,
                "me",
                okJson("{\"id\":\"x\",\"connectedCallbackUrl\":null,\"disconnectedCallbackUrl\":\"" + ours() + "\"}"));
        try (CapturedLog log = CapturedLog.start()) {
            check();
            mend();

            assertThat(log.text()).contains("PlugZapi called nobody instead of us");
        }
        assertThat(standIn.callsFor(id)).hasSize(3);
    }

    @Test
    void itIsOnlyReportedWhereThatIsWanted() {
        begin("report");
        says(THEIRS, ours());
        try (CapturedLog log = CapturedLog.start()) {
            check();
            check();
            check();

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN") && line.contains(id))
                    .singleElement()
                    .asString()
                    .contains("REGISTRATION_ON_DRIFT=report");
        }
        registrations.tryWhatIsDue();
        assertThat(standIn.callsFor(id)).hasSize(2);
        assertThat(drifts()).isOne();
        assertThat(registrations.all().get(0).describe())
                .startsWith("failing since ")
                .contains("elsewhere.example");

        says(ours(), ours());
        check();

        assertThat(registrations.all()).extracting(Registration::state).containsOnly(State.REGISTERED);
    }

    @Test
    void thePlaceThatPlugzapiCallsIsShownWithoutWhatMayBeSecret() {
        begin("report");
        says(THEIRS, "no URL but a Marker");
        try (CapturedLog log = CapturedLog.start()) {
            check();

            assertThat(log.text())
                    .contains("something that is no URL")
                    .doesNotContain("Marker")
                    .doesNotContain(key());
        }
        assertThat(registrations.all()).extracting(Registration::describe).noneMatch(text -> text.contains("Marker"));
    }

    @Test
    void aGatewayThatCannotBeAskedIsToldAgainOnceADay() {
        begin("repair");
        standIn.answersTo(id, "me", status(404));
        check();
        await().untilAsserted(() -> {
            registrations.tryWhatIsDue();
            assertThat(standIn.callsFor(id)).hasSize(4);
        });

        clock.forward(Duration.ofHours(23));
        drift.checkWhatIsDue();
        registrations.tryWhatIsDue();
        assertThat(standIn.asked(id, "me")).isOne();
        clock.forward(Duration.ofHours(1));
        check();

        await().untilAsserted(() -> {
            registrations.tryWhatIsDue();
            assertThat(standIn.callsFor(id)).hasSize(6);
        });
        assertThat(drifts()).isZero();
    }

    @Test
    void aGatewayThatFailsIsNoDrift() {
        begin("repair");
        for (var answer : List.of(
                serverError(),
                okJson("{}"),
                okJson("{\"error\":\"try later\"}"),
                okJson("{\"connectedCallbackUrl\":"),
                status(403))) {
            standIn.answersTo(id, "me", answer);
            check();
            registrations.tryWhatIsDue();
        }

        assertThat(registrations.all()).extracting(Registration::state).containsOnly(State.REGISTERED);
        assertThat(standIn.callsFor(id)).hasSize(2);
        assertThat(drifts()).isZero();
    }

    @Test
    void itIsNotAskedBeforeItSaysThatItMayBe() {
        begin("repair");
        standIn.answersTo(id, "me", status(429).withHeader("Retry-After", "1800"));
        check();

        clock.forward(Duration.ofSeconds(1_799));
        drift.checkWhatIsDue();
        assertThat(drift.isAsking()).isFalse();
        clock.forward(Duration.ofSeconds(1));
        drift.checkWhatIsDue();

        await().untilAsserted(() -> assertThat(standIn.asked(id, "me")).isEqualTo(2));
    }

    @Test
    void whatIsNotRegisteredYetIsNoDrift() {
        standIn.answers(id, serverError());
        begin("repair", State.FAILING);
        says(null, null);

        check();

        assertThat(drifts()).isZero();
        assertThat(registrations.all()).extracting(Registration::state).containsOnly(State.FAILING);
    }

    // ---- Helpers

    private void begin(String onDrift) {
        standIn.accepts(id);
        begin(onDrift, State.REGISTERED);
    }

    /** Both webhooks have been tried. */
    private void begin(String onDrift, State state) {
        await().until(journal::isDispatching);
        Instances instances = GatewayFixtures.instances(
                Map.of("plugzapi.instances.sales.id", id, "plugzapi.instances.sales.token", "the-token"));
        registrations = new Registrations(gateway, instances, keys, clock, registry);
        drift = new RegistrationDrift(
                gateway,
                instances,
                registrations,
                keys,
                journal,
                clock,
                Configuration.of(RegistrationConfig.class, Map.of("registration.on-drift", onDrift)),
                registry);
        await().untilAsserted(() -> {
            registrations.tryWhatIsDue();
            assertThat(registrations.all()).extracting(Registration::state).containsOnly(state);
        });
    }

    /** PlugZapi is asked once, and what it answered is dealt with. */
    private void check() {
        int asked = standIn.asked(id, "me");
        clock.forward(EVERY);
        drift.checkWhatIsDue();
        await().until(() -> !drift.isAsking());
        assertThat(standIn.asked(id, "me")).isEqualTo(asked + 1);
    }

    private void mend() {
        await().untilAsserted(() -> {
            registrations.tryWhatIsDue();
            assertThat(registrations.all()).extracting(Registration::state).containsOnly(State.REGISTERED);
        });
    }

    private void says(String connected, String disconnected) {
        standIn.answersTo(
                id,
                "me",
                okJson("{\"id\":\"x\",\"connectedCallbackUrl\":" + json(connected) + ",\"disconnectedCallbackUrl\":"
                        + json(disconnected) + "}"));
    }

    private static String json(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    private String ours() {
        return keys.callbackUrl(id).orElseThrow();
    }

    private String key() {
        return ours().substring(ours().lastIndexOf('/') + 1);
    }

    private double drifts() {
        return registry.get("registration_drift").counter().count();
    }
}
