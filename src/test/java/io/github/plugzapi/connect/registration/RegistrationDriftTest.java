package io.github.plugzapi.connect.registration;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.github.plugzapi.connect.gateway.AccountInstances;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.gateway.Subscription;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.registration.Standing.State;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.subscription.Subscriptions;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
    LostRegistrations lost;

    @Inject
    Leadership leadership;

    @Inject
    Subscriptions subscriptions;

    StandInGateway standIn;

    private final MovableClock clock = new MovableClock();
    private final ManualTicker registering = new ManualTicker(clock);
    private final ManualTicker checking = new ManualTicker(clock);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final String id = "instance-" + UUID.randomUUID();
    private Registrations registrations;
    private Instances instances;
    private AccountInstances account;

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
    void aClockThatIsSetBackHidesNoChange() {
        begin("repair");
        says(ours(), ours());
        check();
        clock.setBack(Duration.ofHours(1));
        says(THEIRS, ours());
        check();
        mend();

        assertThat(drifts()).isOne();
        assertThat(standIn.callsFor(id)).hasSize(3);
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
        registering.tick();
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

    static Stream<ResponseDefinitionBuilder> unknownCalls() {
        return Stream.of(
                status(404),
                okJson("{\"error\":\"NOT_FOUND\",\"message\":\"Unable to find matching target resource method\"}"),
                okJson("{\"error\":\"not_found\"}"));
    }

    @ParameterizedTest
    @MethodSource("unknownCalls")
    void aGatewayThatCannotBeAskedIsToldAgainOnceADay(ResponseDefinitionBuilder answer) {
        begin("repair");
        standIn.answersTo(id, "me", answer);
        check();
        registering.tick();
        assertThat(standIn.callsFor(id)).hasSize(2);

        for (int day = 1; day <= 3; day++) {
            int calls = 2 + 2 * day;
            clock.forward(Duration.ofHours(23));
            checking.tick();
            await().until(() -> checking.isIdle());
            registering.tick();
            assertThat(standIn.callsFor(id)).hasSize(calls - 2);

            clock.forward(Duration.ofHours(1));
            checking.tick();
            await().until(() -> checking.isIdle());
            await().untilAsserted(() -> {
                registering.tick();
                assertThat(standIn.callsFor(id)).hasSize(calls);
                assertThat(registrations.all()).allMatch(registration -> registration.pause() == null);
            });
        }

        assertThat(standIn.asked(id, "me")).isLessThanOrEqualTo(4);
        assertThat(drifts()).isZero();
        assertThat(registrations.all())
                .extracting(Registration::describe)
                .allMatch(text -> text.contains("the gateway does not say where it calls"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"x\"}",
                "{\"id\":\"x\",\"connectedCallbackUrl\":null,\"disconnectedCallbackUrl\":\"\"}",
                "{\"id\":\"x\",\"connectedCallbackUrl\":\"\",\"receivedCallbackUrl\":\"https://elsewhere.example/\"}"
            })
    void aGatewayThatHasNeverNamedOurUrlsIsNoDriftAndIsToldAgainOnceADay(String answer) {
        begin("repair");
        standIn.answersTo(id, "me", okJson(answer));
        try (CapturedLog log = CapturedLog.start()) {
            check();
            clock.forward(Duration.ofHours(23));
            check();
            registering.tick();
            assertThat(standIn.callsFor(id)).hasSize(2);

            clock.forward(Duration.ofHours(1));
            check();
            check();
            await().untilAsserted(() -> {
                registering.tick();
                assertThat(standIn.callsFor(id)).hasSize(4);
            });

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("does not say where it calls"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO");
        }
        assertThat(drifts()).isZero();
        assertThat(registrations.all()).extracting(Registration::state).containsOnly(State.REGISTERED);
        assertThat(registrations.all().get(0).describe())
                .contains("registered since", "the gateway does not say where it calls");
    }

    @Test
    void aUrlThatWasNamedAndIsNotAnyMoreIsDrift() {
        begin("repair");
        says(ours(), ours());
        check();
        says(null, null);
        check();
        mend();

        assertThat(drifts()).isEqualTo(2);
        assertThat(standIn.callsFor(id)).hasSize(4);
    }

    @Test
    void aGatewayThatNamesButOneOfOurUrlsIsToldTheOtherOnceMore() {
        begin("repair");
        says(ours(), null);
        for (int i = 0; i < 5; i++) {
            check();
            mend();
        }

        assertThat(drifts()).isOne();
        assertThat(standIn.callsFor(id)).hasSize(3);
        assertThat(registrations.all().get(1).describe()).contains("the gateway does not say where it calls");
    }

    @Test
    void aSystemThatTakesTheWebhooksAgainAndAgainIsToldLoudlyAndFoughtButOnceAnHour() {
        begin("repair");
        try (CapturedLog log = CapturedLog.start()) {
            for (int round = 0; round < 3; round++) {
                says(THEIRS, THEIRS);
                check();
                mend();
                says(ours(), ours());
                check();
            }
            assertThat(standIn.callsFor(id)).hasSize(2 + 2 * 3);
            says(THEIRS, THEIRS);
            for (int i = 0; i < 4; i++) {
                check();
                registering.tick();
            }
            assertThat(standIn.callsFor(id)).hasSize(2 + 2 * 3);
            assertThat(registrations.all()).extracting(Registration::describe).allSatisfy(text -> assertThat(text)
                    .contains("https://elsewhere.example/…", "at most once an hour"));

            check();
            mend();
            assertThat(standIn.callsFor(id)).hasSize(2 + 2 * 4);
            assertThat(drifts()).isEqualTo(2 * 4);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("ERROR") && line.contains(id))
                    .singleElement()
                    .asString()
                    .contains("again and again", "https://elsewhere.example/…");
            assertThat(log.text()).doesNotContain("Marker").doesNotContain(key());
            assertThat(new RegistrationHealthCheck(instances, registrations)
                            .call()
                            .getStatus())
                    .isEqualTo(HealthCheckResponse.Status.DOWN);

            says(ours(), ours());
            for (int i = 0; i < 6; i++) {
                check();
            }
            assertThat(log.text()).contains("Nobody takes the webhook of sales (" + id + ") for 'connected' from us");
        }
        assertThat(registrations.all()).extracting(Registration::describe).noneMatch(text -> text.contains("hour"));
        assertThat(new RegistrationHealthCheck(instances, registrations).call().getStatus())
                .isEqualTo(HealthCheckResponse.Status.UP);
    }

    @ParameterizedTest
    @CsvSource({
        "https://host_with_underscore.example/x y, https://host_with_underscore.example/…",
        "http://u:p@elsewhere.example:8080, http://elsewhere.example/…",
        "https://203.0.113.7?Marker, https://203.0.113.7/…",
        "https://[2001:db8::7]:8443/Marker, https://[2001:db8::7]/…",
        "https://Marker:Mar/ker@elsewhere.example/, something that is no URL",
        "https://elsewhere.example<Marker>, something that is no URL"
    })
    void theOthersHostIsShownHoweverTheRestIsWritten(String theirs, String shown) {
        begin("report");
        says(theirs, ours());
        check();

        assertThat(registrations.all().get(0).describe())
                .contains("PlugZapi called " + shown + " instead")
                .doesNotContain("Marker");
    }

    @Test
    void whatItSaysWhenItCannotBeCheckedIsShownAndLoggedOnce() {
        begin("repair");
        standIn.answersTo(
                id,
                "me",
                jsonResponse(
                        "{\"error\":\"To continue sending a message, you must subscribe to this instance again\"}",
                        400));
        try (CapturedLog log = CapturedLog.start()) {
            check();
            check();

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN") && line.contains(id))
                    .singleElement()
                    .asString()
                    .contains("you must subscribe to this instance again", "renew its subscription");
        }
        assertThat(registrations.all().get(0).describe())
                .contains("registered since", "you must subscribe to this instance again");
        says(ours(), ours());
        check();
        assertThat(registrations.all().get(0).describe()).doesNotContain("subscribe");
    }

    @Test
    void untilWhenAnInstanceIsPaidForIsKept() throws Exception {
        begin("repair");
        standIn.answersTo(id, "me", okJson("{\"id\":\"x\",\"due\":1800000000000,\"paymentStatus\":\"PAID\"}"));
        check();

        assertThat(subscriptions.all())
                .containsEntry(id, new Subscription(Instant.ofEpochMilli(1800000000000L), "PAID"));
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
            registering.tick();
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
        checking.tick();
        assertThat(checking.isIdle()).isTrue();
        clock.forward(Duration.ofSeconds(1));
        checking.tick();

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

    // ---- The list of an account's instances

    @Test
    void anInstanceThatTheListSaysToCallUsAlreadyIsNeitherToldNorAskedFor() {
        beginWithAccount();
        list(ours(), ours());

        assertThat(registrations.all())
                .hasSize(2)
                .extracting(Registration::state)
                .containsOnly(State.REGISTERED);
        clock.forward(Duration.ofSeconds(5));
        registering.tick();
        clock.forward(EVERY.minusSeconds(10));
        checking.tick();
        await().until(() -> checking.isIdle());
        assertThat(standIn.callsFor(id)).isEmpty();
        assertThat(standIn.asked(id, "me")).isZero();
    }

    @Test
    void whereTheListSaysThatSomebodyElseIsCalledThatIsMended() {
        beginWithAccount();
        standIn.accepts(id);
        list(ours(), ours());
        clock.forward(Duration.ofSeconds(1));
        list("https://elsewhere.example/TokenMarker", ours());

        registering.tick();
        await().untilAsserted(() -> assertThat(standIn.callsFor(id)).hasSize(1));
        assertThat(standIn.callbackUrl(id, "connected")).contains(ours());
        assertThat(drifts()).isEqualTo(1);
    }

    @Test
    void anInstanceThatTheListSaysToCallNobodyIsRegistered() {
        beginWithAccount();
        standIn.accepts(id);
        list("", "");
        clock.forward(Duration.ofSeconds(2));
        registering.tick();

        await().untilAsserted(() ->
                assertThat(registrations.all()).extracting(Registration::state).containsOnly(State.REGISTERED));
        assertThat(standIn.callsFor(id)).hasSize(2);
    }

    @Test
    void untilWhenAnInstanceIsPaidForIsInTheListToo() {
        beginWithAccount();
        list(ours(), ours());

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(subscriptions.all().get(id).paidUntil())
                        .isEqualTo(Instant.ofEpochMilli(1893456000000L)));
    }

    private void beginWithAccount() {
        await().until(leadership::isHeld);
        put(InstanceFixtures.instances(Map.of()), "repair");
    }

    /** The list is read once, and says where the gateway calls. */
    private void list(String connected, String disconnected) {
        standIn.lists(
                "token-of-" + id,
                List.of(StandInGateway.entry(id, "the-token", "sales")
                        .replace("\"connectedCallbackUrl\":null", "\"connectedCallbackUrl\":\"" + connected + "\"")
                        .replace(
                                "\"disconnectedCallbackUrl\":\"\"",
                                "\"disconnectedCallbackUrl\":\"" + disconnected + "\"")));
        account.read().await().atMost(Duration.ofSeconds(10));
    }

    // ---- Helpers

    private void begin(String onDrift) {
        standIn.accepts(id);
        begin(onDrift, State.REGISTERED);
    }

    /** Both webhooks have been tried. */
    private void begin(String onDrift, State state) {
        await().until(leadership::isHeld);
        put(
                InstanceFixtures.instances(
                        Map.of("plugzapi.instances.sales.id", id, "plugzapi.instances.sales.token", "the-token")),
                onDrift);
        await().untilAsserted(() -> {
            registering.tick();
            assertThat(registrations.all()).extracting(Registration::state).containsOnly(state);
        });
    }

    private void put(Instances some, String onDrift) {
        instances = some;
        registrations = new Registrations(gateway, instances, keys, lost, clock, registering, registry);
        account = GatewayFixtures.account(gateway, instances, clock, "token-of-" + id);
        new RegistrationDrift(
                gateway,
                instances,
                account,
                subscriptions,
                registrations,
                keys,
                leadership,
                clock,
                checking,
                Configuration.of(RegistrationConfig.class, Map.of("registration.on-drift", onDrift)),
                registry);
    }

    /** PlugZapi is asked once, and what it answered is dealt with. */
    private void check() {
        int asked = standIn.asked(id, "me");
        clock.forward(EVERY);
        checking.tick();
        await().until(() -> checking.isIdle());
        assertThat(standIn.asked(id, "me")).isEqualTo(asked + 1);
    }

    private void mend() {
        await().untilAsserted(() -> {
            registering.tick();
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
