package io.github.plugzapi.connect.registration;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.registration.Standing.OfWebhook;
import io.github.plugzapi.connect.registration.Standing.State;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.github.plugzapi.connect.webhook.CallbackKey;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.github.plugzapi.connect.webhook.CallbackUrl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class RegistrationsTest {

    @Inject
    Gateway gateway;

    @Inject
    CallbackKeys keys;

    @Inject
    LostRegistrations lost;

    StandInGateway standIn;

    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Registrations registrations;
    private final String unique = UUID.randomUUID().toString();

    @Test
    void everyInstanceIsRegisteredWithBothItsWebhooks() {
        Registrations registrations = registrations(20);
        ids(20).forEach(standIn::accepts);

        ticker.tick();

        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(40));
        for (String id : ids(20)) {
            String url = CallbackUrl.of(
                    StandInGatewayResource.PUBLIC_URL, id, new CallbackKey(StandInGatewayResource.SECRET));
            assertThat(standIn.callsFor(id)).hasSize(2).allSatisfy(call -> assertThat(call.getMethod())
                    .isEqualTo(RequestMethod.PUT));
            assertThat(standIn.callbackUrl(id, "connected")).contains(url);
            assertThat(standIn.callbackUrl(id, "disconnected")).contains(url);
        }
    }

    @Test
    void anErrorBesideAYesIsShownUntilTheNextYes() {
        Registrations registrations = registrations(1);
        standIn.answers(
                id(0),
                okJson("{\"value\":true,\"error\":\"To continue sending a message, you must subscribe to this instance"
                        + " again\"}"));

        ticker.tick();
        await().untilAsserted(() -> assertThat(registrations.all())
                .extracting(Registration::describe)
                .allSatisfy(text -> assertThat(text)
                        .startsWith("registered since ")
                        .contains("\"To continue sending a message, ", "renew its subscription")));

        standIn.accepts(id(0));
        clock.forward(Duration.ofDays(1));
        registrations.all().forEach(registration -> {
            registration.tellAgain();
            registrations.again(registration);
        });
        ticker.tick();
        await().untilAsserted(() -> assertThat(registrations.all())
                .extracting(Registration::describe)
                .noneMatch(text -> text.contains("To continue")));
    }

    @Test
    void aSlowInstanceHoldsUpNoOther() {
        Registrations registrations = registrations(12);
        ids(12).forEach(standIn::accepts);
        standIn.answers(id(0), okJson("{\"value\":true}").withFixedDelay(60_000));

        ticker.tick();

        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(22));
    }

    @Test
    void anInstanceThatFailsIsTriedUntilItWorks() {
        Registrations registrations = registrations(1);
        standIn.answers(id(0), serverError());

        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.FAILING)).isEqualTo(2));
        ticker.tick();
        assertThat(standIn.callsFor(id(0))).hasSize(2);

        standIn.accepts(id(0));
        clock.forward(Duration.ofSeconds(1));
        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));
        assertThat(standIn.callsFor(id(0))).hasSize(4);
    }

    @Test
    void anInstanceThatFailsIsTriedAgainAlsoWhereTheClockIsSetBack() {
        Registrations registrations = registrations(1);
        standIn.answers(id(0), serverError());
        ticker.tick();
        await().until(() -> failuresOver(2, State.FAILING));

        standIn.accepts(id(0));
        clock.setBack(Duration.ofHours(1));
        clock.forward(Duration.ofSeconds(1));
        ticker.tick();

        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));
        assertThat(registrations.all())
                .extracting(Registration::describe)
                .allMatch(text -> text.contains("T11:00:01Z"));
    }

    @Test
    void anInstanceThatIsRefusedNowAndThenIsRegisteredWithinHalfAMinute() {
        Registrations registrations = registrations(1);
        standIn.answers(id(0), jsonResponse("{\"error\":\"your client-token is not configured\"}", 400));

        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REFUSED)).isEqualTo(2));
        clock.forward(Duration.ofSeconds(5));
        ticker.tick();
        await().until(() -> failuresOver(4, State.REFUSED));

        standIn.accepts(id(0));
        clock.forward(Duration.ofSeconds(15));
        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));
    }

    @Test
    void anInstanceThatIsRefusedThreeTimesIsTriedAgainAfterFifteenMinutes() {
        Registrations registrations = registrations(1);
        standIn.answers(id(0), jsonResponse("{\"error\":\"null not allowed\"}", 403));
        for (int tries = 1; tries <= 3; tries++) {
            int calls = 2 * tries;
            ticker.tick();
            await().until(() -> failuresOver(calls, State.REFUSED));
            clock.forward(Duration.ofSeconds(15));
        }

        standIn.accepts(id(0));
        clock.forward(Duration.ofMinutes(14));
        ticker.tick();
        assertThat(standIn.callsFor(id(0))).hasSize(6);
        clock.forward(Duration.ofMinutes(1));
        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));
    }

    @Test
    void whatIsRegisteredIsNotRegisteredAgain() {
        Registrations registrations = registrations(1);
        standIn.accepts(id(0));
        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));

        clock.forward(Duration.ofDays(1));
        ticker.tick();

        assertThat(standIn.callsFor(id(0))).hasSize(2);
    }

    @Test
    void eachChangeIsOneLineOfTheLog() {
        Registrations registrations = registrations(1);
        standIn.answers(id(0), serverError());
        try (CapturedLog log = CapturedLog.start()) {
            for (int attempt = 1; attempt <= 3; attempt++) {
                int calls = 2 * attempt;
                ticker.tick();
                await().untilAsserted(() ->
                        assertThat(failuresOver(calls, State.FAILING)).isTrue());
                clock.forward(Duration.ofMinutes(5));
            }
            standIn.accepts(id(0));
            ticker.tick();
            await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));

            await().untilAsserted(() -> assertThat(linesAbout(id(0), log)).hasSize(4));
            String name = "instance00 (" + id(0) + ")";
            assertThat(linesAbout(id(0), log))
                    .filteredOn(line -> line.startsWith("WARN"))
                    .hasSize(2)
                    .anySatisfy(line -> assertThat(line).contains(name + " is connected", "answered 500"))
                    .anySatisfy(line -> assertThat(line).contains(name + " is disconnected", "answered 500"));
            assertThat(linesAbout(id(0), log))
                    .filteredOn(line -> line.startsWith("INFO"))
                    .hasSize(2);
        }
    }

    @Test
    void whereNoInstanceIsConfiguredTheLogSaysHowToConfigureOne() {
        try (CapturedLog log = CapturedLog.start()) {
            registrations(0).start(new StartupEvent());

            assertThat(log.text()).contains("No instance is configured", "PLUGZAPI_INSTANCES_<NAME>_ID");
        }
    }

    @Test
    void anInstanceThatComesLaterIsRegisteredAndOneThatGoesIsForgotten() {
        Instances instances = InstanceFixtures.instances(Map.of());
        registrations = new Registrations(gateway, instances, keys, lost, clock, ticker, registry);
        standIn.accepts(id(0));
        GatewayFixtures.come(instances, id(0), "token-0");

        clock.forward(Duration.ofSeconds(2));
        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));

        GatewayFixtures.go(instances, id(0));
        assertThat(count(State.REGISTERED)).isZero();
        assertThat(registrations.all()).isEmpty();
    }

    @Test
    void anInstanceIsTriedWithTheTokenThatItHasNowAndNotAnyMoreOnceItIsGone() {
        Instances instances = InstanceFixtures.instances(Map.of());
        registrations = new Registrations(gateway, instances, keys, lost, clock, ticker, registry);
        standIn.answers(id(0), serverError());
        GatewayFixtures.come(instances, id(0), "old-token");
        clock.forward(Duration.ofSeconds(2));
        ticker.tick();
        await().until(() -> failuresOver(2, State.FAILING));

        GatewayFixtures.come(instances, id(0), "new-token");
        clock.forward(Duration.ofSeconds(2));
        ticker.tick();
        await().until(() -> failuresOver(4, State.FAILING));
        assertThat(standIn.callsFor(id(0)).subList(2, 4))
                .allSatisfy(call -> assertThat(call.getUrl()).contains("/token/new-token/"));

        GatewayFixtures.go(instances, id(0));
        GatewayFixtures.come(instances, id(1), "token-1");
        standIn.accepts(id(1));
        clock.forward(Duration.ofMinutes(5));
        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));
        assertThat(standIn.callsFor(id(0))).hasSize(4);
    }

    // ---- Out of turn

    @Test
    void whatIsRegisteredIsRegisteredOnceMoreWhenSomebodyWantsIt() {
        registrations(1);
        standIn.accepts(id(0));
        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));

        assertThat(registerNow()).extracting(OfWebhook::state).containsExactly(State.REGISTERED, State.REGISTERED);

        assertThat(standIn.callsFor(id(0))).hasSize(4);
        clock.forward(Duration.ofDays(1));
        ticker.tick();
        assertThat(standIn.callsFor(id(0))).hasSize(4);
    }

    @Test
    void whatWaitsForALongTimeIsRegisteredAtOnceWhenSomebodyWantsIt() {
        registrations(1);
        waitsForFifteenMinutes();
        standIn.accepts(id(0));

        assertThat(registerNow()).allSatisfy(webhook -> {
            assertThat(webhook.state()).isEqualTo(State.REGISTERED);
            assertThat(webhook.reason()).isNull();
        });

        assertThat(count(State.REGISTERED)).isEqualTo(2);
        assertThat(count(State.REFUSED)).isZero();
        clock.forward(Duration.ofMinutes(15));
        ticker.tick();
        assertThat(standIn.callsFor(id(0))).hasSize(8);
    }

    @Test
    void whatIsRefusedOutOfTurnIsTriedAgainSoonAndOnce() {
        registrations(1);
        waitsForFifteenMinutes();

        assertThat(registerNow()).allSatisfy(webhook -> {
            assertThat(webhook.state()).isEqualTo(State.REFUSED);
            assertThat(webhook.reason()).contains("null not allowed");
        });
        assertThat(standIn.callsFor(id(0))).hasSize(8);
        clock.forward(Duration.ofSeconds(5));
        ticker.tick();
        await().until(() -> failuresOver(10, State.REFUSED));

        clock.forward(Duration.ofMinutes(15));
        ticker.tick();
        await().until(() -> failuresOver(12, State.REFUSED));
        assertThat(standIn.callsFor(id(0))).hasSize(12);
    }

    @Test
    void whatFailsOutOfTurnThoughItWasRegisteredIsTriedUntilItWorks() {
        registrations(1);
        standIn.accepts(id(0));
        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));
        standIn.answers(id(0), serverError());

        assertThat(registerNow()).extracting(OfWebhook::state).containsOnly(State.FAILING);
        assertThat(count(State.FAILING)).isEqualTo(2);

        standIn.accepts(id(0));
        clock.forward(Duration.ofSeconds(1));
        ticker.tick();
        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));
    }

    @Test
    void anAnswerThatComesLateDoesNotUndoWhatSomebodyDidMeanwhile() {
        registrations(1);
        standIn.answers(id(0), serverError().withFixedDelay(1_000));
        ticker.tick();
        await().until(() -> standIn.callsFor(id(0)).size() == 2);
        standIn.accepts(id(0));

        assertThat(registerNow()).extracting(OfWebhook::state).containsOnly(State.REGISTERED);

        await().until(ticker::isIdle);
        assertThat(count(State.REGISTERED)).isEqualTo(2);
    }

    @Test
    void whoDoesNotWaitForTheAnswerLeavesNothingUntried() {
        registrations(1);
        waitsForFifteenMinutes();
        standIn.answers(id(0), okJson("{\"value\":true}").withFixedDelay(60_000));
        registrations.registerNow(instance()).subscribe().with(any -> {}).cancel();
        standIn.accepts(id(0));

        clock.forward(Duration.ofMinutes(15));
        ticker.tick();

        await().untilAsserted(() -> assertThat(count(State.REGISTERED)).isEqualTo(2));
    }

    @Test
    void whereNothingIsRegisteredNothingIsRegisteredOutOfTurn() {
        registrations(0);

        assertThat(registrations
                        .registerNow(new Instance("sales", id(0), "token", null))
                        .await()
                        .atMost(Duration.ofSeconds(20)))
                .isEmpty();
        assertThat(standIn.callsFor(id(0))).isEmpty();
    }

    // ---- How it stands, for others

    @Test
    void howItStandsIsToldAsFarAsThisProcessKnows() {
        registrations(2);
        standIn.accepts(id(0));
        standIn.answers(id(1), jsonResponse("{\"error\":\"null not allowed\"}", 403));
        assertThat(registrations.standing(id(0)).webhooks())
                .extracting(OfWebhook::state)
                .containsOnly(State.PENDING);
        ticker.tick();
        await().until(() -> count(State.REGISTERED) == 2 && count(State.REFUSED) == 2);

        assertThat(registrations.standing(id(0)).isWell()).isTrue();
        assertThat(registrations.standing(id(1)).isWell()).isFalse();
        assertThat(registrations.standing(id(1)).webhooks()).allSatisfy(webhook -> {
            assertThat(webhook.reason()).contains("set PLUGZAPI_CLIENT_TOKEN");
            assertThat(webhook.takenBy()).isNull();
        });
        assertThat(registrations.standings())
                .containsOnlyKeys(id(0), id(1))
                .containsEntry(id(1), registrations.standing(id(1)));
        assertThat(registrations.standing("another")).isEqualTo(new Standing(List.of(), null));
        assertThat(registrations.standing("another").isWell()).isFalse();
    }

    @Test
    void whatIsTakenIsToldWithWhoHasItAndSinceWhen() {
        registrations(1);
        standIn.accepts(id(0));
        ticker.tick();
        await().until(() -> count(State.REGISTERED) == 2);
        clock.forward(Duration.ofSeconds(7));
        registrations.all().get(1).drifted("https://other.example/…", false);

        assertThat(registrations.standing(id(0)).webhooks().get(1)).satisfies(webhook -> {
            assertThat(webhook.state()).isEqualTo(State.FAILING);
            assertThat(webhook.takenBy()).isEqualTo("https://other.example/…");
            assertThat(webhook.takenSince()).isEqualTo(clock.instant().truncatedTo(ChronoUnit.SECONDS));
            assertThat(webhook.reason()).isEqualTo("PlugZapi called https://other.example/… instead of us");
        });
        assertThat(registerNow())
                .allSatisfy(webhook -> assertThat(webhook.takenBy()).isNull());
        assertThat(registrations.standing(id(0)).isWell()).isTrue();
    }

    @Test
    void whatAnotherProcessHasFoundOutIsKnown() {
        registrations(1);
        standIn.accepts(id(0));
        ticker.tick();
        await().until(() -> count(State.REGISTERED) == 2);
        Standing.Lost found = new Standing.Lost(clock.instant(), "https://other.example/…", "as it is");

        lost.add(id(0), found);

        assertThat(registrations.standing(id(0)).lost()).isEqualTo(found);
        assertThat(registrations.standings().get(id(0)).isWell()).isFalse();
        lost.remove(id(0));
        assertThat(registrations.standing(id(0)).isWell()).isTrue();
    }

    private void waitsForFifteenMinutes() {
        standIn.answers(id(0), jsonResponse("{\"error\":\"null not allowed\"}", 403));
        for (int tries = 1; tries <= 3; tries++) {
            int calls = 2 * tries;
            ticker.tick();
            await().until(() -> failuresOver(calls, State.REFUSED));
            if (tries < 3) {
                clock.forward(Duration.ofSeconds(15));
            }
        }
    }

    private Instance instance() {
        return new Instance("instance00", id(0), "token-0", null);
    }

    private List<OfWebhook> registerNow() {
        return registrations.registerNow(instance()).await().atMost(Duration.ofSeconds(20));
    }

    /** Both calls of a round have been made, and what came of them is known: the next round can begin. */
    private boolean failuresOver(int calls, State state) {
        List<LoggedRequest> made = standIn.callsFor(id(0));
        return made.size() == calls
                && ticker.isIdle()
                && registrations.all().stream().allMatch(registration -> registration.state() == state);
    }

    private static List<String> linesAbout(String id, CapturedLog log) {
        return log.lines().stream().filter(line -> line.contains(id)).toList();
    }

    private Registrations registrations(int instances) {
        Map<String, String> properties = new TreeMap<>();
        for (int i = 0; i < instances; i++) {
            String prefix = "plugzapi.instances.instance%02d.".formatted(i);
            properties.put(prefix + "id", id(i));
            properties.put(prefix + "token", "token-" + i);
        }
        registrations =
                new Registrations(gateway, InstanceFixtures.instances(properties), keys, lost, clock, ticker, registry);
        return registrations;
    }

    private List<String> ids(int instances) {
        return IntStream.range(0, instances).mapToObj(this::id).toList();
    }

    private String id(int index) {
        return unique + "-" + index;
    }

    private int count(State state) {
        return (int) registry.get("registrations")
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .gauge()
                .value();
    }
}
