package io.github.plugzapi.connect.reconciliation;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.DISCONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.erasure.Erasure;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.SessionRestoreAttempted;
import io.github.plugzapi.connect.event.SessionRestoreGivenUp;
import io.github.plugzapi.connect.gateway.AccountInstances;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.gateway.InstanceStatus;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalFixtures;
import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.status.StatusFixtures;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.subscription.Subscriptions;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.KeptEvents;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.RecordedEvents;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ReconciliationTest {

    private static final Duration EVERY = Duration.ofSeconds(60);
    /** No pause is longer. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final String RESTORABLE =
            "{\"connected\":false,\"session\":false,\"error\":\"You need to restore the session.\"}";

    @Inject
    Gateway gateway;

    @Inject
    Journal journal;

    @Inject
    Tail tail;

    @Inject
    Store store;

    @Inject
    Leadership leadership;

    @Inject
    Connections connections;

    @Inject
    Confirmations confirmations;

    @Inject
    Subscriptions subscriptions;

    @Inject
    Erasure erasure;

    @Inject
    RecordedEvents recorded;

    StandInGateway standIn;

    private final MovableClock clock = new MovableClock();
    private ManualTicker ticker;
    private final String id = "instance-" + UUID.randomUUID();
    private final Instances instances = InstanceFixtures.instances(
            Map.of("plugzapi.instances.sales.id", id, "plugzapi.instances.sales.token", "the-token"));
    private AccountInstances account;
    private Instances listed;
    private Reconciliation reconciliation;

    // ---- Missed callbacks

    @Test
    void twoAnswersThatDisagreeWithTheStateAreAnEvent() {
        standIn.saysStatus(id, true);
        begin("false");

        ask();
        assertThat(kept()).isEmpty();
        ask();

        await().untilAsserted(() -> assertThat(kept()).containsExactly("connected reconciliation"));
        await().untilAsserted(() -> assertThat(state().status()).isEqualTo(CONNECTED));
        assertThat(state().since()).isEqualTo(clock.instant());
        ask();
        ask();
        assertThat(kept()).hasSize(1);
    }

    @Test
    void aReconciledEventReachesTheObserversAndTheLogAsEveryOther() {
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() - 60_000) + "}");
        awaitState(CONNECTED);
        standIn.saysStatus(id, false);
        begin("false");
        try (CapturedLog log = CapturedLog.start()) {
            ask();
            ask();

            await().untilAsserted(() -> assertThat(recorded.of(id))
                    .extracting(event -> event.kind() + " " + event.source().label())
                    .containsExactly("connected webhook", "disconnected reconciliation"));
            await().untilAsserted(() -> assertThat(log.text())
                    .contains(id + " is disconnected since ", "no callback said so, but PlugZapi when asked"));
        }
    }

    @Test
    void oneAnswerThatDisagreesIsNoEventWhereTheNextAgrees() {
        callBack("{\"connected\":true,\"momment\":" + clock.millis() + "}");
        awaitState(CONNECTED);
        begin("false");
        for (int i = 0; i < 3; i++) {
            standIn.saysStatus(id, false);
            ask();
            standIn.saysStatus(id, true);
            ask();
        }

        assertThat(kept()).containsExactly("connected webhook");
    }

    @Test
    void twoAnswersWithAFailureInBetweenAreNotSuccessive() {
        begin("false");
        standIn.saysStatus(id, true);
        ask();
        standIn.answersTo(id, "status", serverError());
        ask();
        standIn.saysStatus(id, true);
        askAfter(LONG);

        assertThat(kept()).isEmpty();
    }

    @Test
    void aCallbackThatComesBetweenTheTwoAnswersWins() {
        standIn.saysStatus(id, true);
        begin("false");
        ask();

        callBack("{\"connected\":true,\"momment\":" + (clock.millis() + 1_000) + "}");
        awaitState(CONNECTED);
        ask();

        assertThat(kept()).containsExactly("connected webhook");
    }

    @Test
    void aCallbackWithTheOtherNewsThatComesBetweenTheTwoAnswersWins() {
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() - 60_000) + "}");
        awaitState(CONNECTED);
        standIn.saysStatus(id, false);
        begin("false");
        ask();

        callBack("{\"connected\":true,\"momment\":" + (clock.millis() + 1_000) + "}");
        ask();

        assertThat(kept()).containsExactly("connected webhook", "connected webhook");
    }

    @Test
    void theCallbackThatComesLateMakesNoSecondEvent() {
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() - 60_000) + "}");
        awaitState(CONNECTED);
        standIn.saysStatus(id, false);
        begin("false");
        ask();
        ask();
        awaitState(DISCONNECTED);

        callBack("{\"disconnected\":true,\"momment\":" + (clock.millis() - 30_000) + "}");
        callBack("{\"disconnected\":true,\"momment\":" + (clock.millis() - 30_000) / 1_000 + "}");
        callBack("{\"disconnected\":true}");

        assertThat(kept()).containsExactly("connected webhook", "disconnected reconciliation");
    }

    @Test
    void theLateCallbackOfAGatewayWhoseClockIsAheadMakesNoSecondEvent() {
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() - 60_000) + "}");
        awaitState(CONNECTED);
        standIn.saysStatus(id, false);
        begin("false");
        ask();
        ask();
        awaitState(DISCONNECTED);

        callBack("{\"disconnected\":true,\"momment\":" + (clock.millis() + 3_000) + "}");

        assertThat(kept()).containsExactly("connected webhook", "disconnected reconciliation");
    }

    @Test
    void whatReallyChangesAfterAReconciledEventIsAnEvent() {
        standIn.saysStatus(id, false);
        begin("false");
        ask();
        ask();
        awaitState(DISCONNECTED);

        callBack("{\"connected\":true,\"momment\":" + (clock.millis() + 10_000) + "}");
        awaitState(CONNECTED);
        callBack("{\"disconnected\":true,\"momment\":" + (clock.millis() + 20_000) + "}");
        awaitState(DISCONNECTED);

        assertThat(kept()).containsExactly("disconnected reconciliation", "connected webhook", "disconnected webhook");
    }

    @Test
    void whatReallyChangesAfterAReconciledEventIsAnEventAlsoWithoutAMoment() {
        // The callbacks without a moment come by the application's own clock, a minute after the second answer.
        clock.forward(Duration.ofMinutes(-3));
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() - 60_000) + "}");
        awaitState(CONNECTED);
        standIn.saysStatus(id, false);
        begin("false");
        ask();
        ask();
        awaitState(DISCONNECTED);

        callBack("{\"disconnected\":true}");
        callBack("{\"connected\":true}");
        callBack("{\"disconnected\":true}");

        assertThat(kept())
                .containsExactly(
                        "connected webhook",
                        "disconnected reconciliation",
                        "connected webhook",
                        "disconnected webhook");
    }

    @Test
    void aMomentFarAheadMakesOneEventAndNotOneEveryTwoMinutes() {
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() + 7_200_000) + "}");
        standIn.saysStatus(id, false);
        begin("false");
        for (int i = 0; i < 8; i++) {
            ask();
        }

        assertThat(kept()).containsExactly("connected webhook", "disconnected reconciliation");
        assertThat(state().status()).isEqualTo(DISCONNECTED);
    }

    @Test
    void aQueueOfLateCallbacksEndsWithTheWordThatIsTrue() {
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() - 60_000) + "}");
        standIn.saysStatus(id, false);
        begin("false");
        ask();
        ask();
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() - 20_000) + "}");
        callBack("{\"disconnected\":true,\"momment\":" + (clock.millis() - 10_000) + "}");

        assertThat(kept()).endsWith("disconnected webhook");
        assertThat(state().status()).isEqualTo(DISCONNECTED);
    }

    @Test
    void theLateCallbackBringsItsReason() {
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() - 60_000) + "}");
        standIn.saysStatus(id, false);
        begin("false");
        ask();
        ask();
        callBack("{\"disconnected\":true,\"error\":\"Device has been disconnected\",\"momment\":"
                + (clock.millis() - 30_000) + "}");

        assertThat(kept()).containsExactly("connected webhook", "disconnected reconciliation");
        assertThat(health().getData().orElseThrow().get("sales").toString()).contains("(Device has been disconnected)");
    }

    @Test
    void theLateCallbackBringsItsNumber() {
        callBack("{\"connected\":true,\"phone\":\"5544999999999\",\"momment\":" + (clock.millis() - 90_000) + "}");
        callBack("{\"disconnected\":true,\"momment\":" + (clock.millis() - 60_000) + "}");
        standIn.saysStatus(id, true);
        begin("false");
        ask();
        awaitState(CONNECTED);
        callBack("{\"connected\":true,\"phone\":\"5511888888888\",\"momment\":" + (clock.millis() - 30_000) + "}");

        assertThat(kept()).containsExactly("connected webhook", "disconnected webhook", "connected reconciliation");
        assertThat(state().phone()).isEqualTo(new Phone("5511888888888"));
    }

    @Test
    void whatHappensWhilePlugzapiAnswersIsNewerThanTheAnswer() {
        callBack("{\"connected\":true,\"momment\":" + (clock.millis() - 60_000) + "}");
        standIn.answersTo(id, "status", okJson("{\"connected\":false}").withFixedDelay(300));
        begin("false");
        ask();
        clock.forward(EVERY);
        int asked = asked();
        ticker.tick();
        await().until(() -> asked() == asked + 1);
        // The answer is under way.
        long between = clock.millis() + 1_000;
        clock.forward(Duration.ofSeconds(5));
        settle();
        awaitState(DISCONNECTED);

        callBack("{\"connected\":true,\"momment\":" + between + "}");

        assertThat(state().status()).isEqualTo(CONNECTED);
        assertThat(kept()).containsExactly("connected webhook", "disconnected reconciliation", "connected webhook");
    }

    // ---- A gateway that contradicts itself

    @Test
    void aDisconnectionWithAReasonStaysForAsLongAsTheGatewayItselfSaysThatSomethingIsWrong() {
        callBack("{\"disconnected\":true,\"error\":\"Device has been disconnected\",\"momment\":" + clock.millis()
                + "}");
        standIn.answersTo(id, "status", okJson("{\"connected\":true,\"session\":false}"));
        begin("false");
        for (int i = 0; i < 5; i++) {
            ask();
        }
        standIn.answersTo(id, "status", okJson("{\"connected\":true,\"error\":\"You need to restore the session.\"}"));
        for (int i = 0; i < 5; i++) {
            ask();
        }
        assertThat(kept()).containsExactly("disconnected webhook");
        assertThat(health().getData().orElseThrow().get("sales").toString())
                .contains("PlugZapi contradicts itself", "(Device has been disconnected)");
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);

        standIn.saysStatus(id, true);
        ask();
        assertThat(kept()).containsExactly("disconnected webhook");
        ask();

        // So long was an outage, too.
        assertThat(kept()).startsWith("disconnected webhook", "connected reconciliation");
    }

    @Test
    void aDisconnectionWithoutAReasonGivesWayToTwoAnswersOfAGatewayThatContradictsItself() {
        callBack("{\"disconnected\":true,\"momment\":" + clock.millis() + "}");
        standIn.answersTo(id, "status", okJson("{\"connected\":true,\"session\":false}"));
        begin("false");
        ask();

        assertThat(kept()).containsExactly("disconnected webhook", "connected reconciliation");
    }

    // ---- Doubt

    @Test
    void whatIsDisconnectedIsAskedForAtOnceAndIsInDoubtUntilThereIsAnAnswer() {
        isKnownToBeDisconnected();
        standIn.answersTo(id, "status", okJson("{\"connected\":false}").withFixedDelay(200));
        await().until(leadership::isHeld);
        reconciliation = reconciliation("false", instances);
        assertThat(reconciliation.isInDoubt(id)).isTrue();
        assertThat(reconciliation.isInDoubt("not-configured")).isFalse();

        ticker.tick();
        await().until(() -> asked() == 1);
        settle();

        assertThat(reconciliation.isInDoubt(id)).isFalse();
    }

    @Test
    void anInstanceIsInDoubtWhileOneAnswerDisagreesAndNoLongerWhereTheGatewayFails() {
        isKnownToBeDisconnected();
        standIn.saysStatus(id, true);
        begin("false");
        assertThat(reconciliation.isInDoubt(id)).isTrue();

        standIn.answersTo(id, "status", serverError());
        ask();

        assertThat(reconciliation.isInDoubt(id)).isFalse();
    }

    @Test
    void whatCameSinceTheStartIsNotInDoubtBeforeItIsAskedFor() {
        begin("false");
        clock.forward(Duration.ofMillis(1));
        assertThat(reconciliation.isInDoubt(id)).isTrue();

        isKnownToBeDisconnected();

        assertThat(asked()).isZero();
        assertThat(reconciliation.isInDoubt(id)).isFalse();
    }

    @Test
    void nothingIsInDoubtForLongerThanTwoRounds() {
        begin("false");
        assertThat(reconciliation.isInDoubt(id)).isTrue();

        clock.forward(EVERY.multipliedBy(2));

        assertThat(reconciliation.isInDoubt(id)).isFalse();
    }

    // ---- Details

    @Test
    void theDetailsOfTheAnswerAreKeptAndShown() throws SQLException {
        standIn.answersTo(id, "status", okJson("{\"connected\":true,\"session\":false,\"smartphoneConnected\":false}"));
        begin("false");
        ask();
        ask();
        awaitState(CONNECTED);

        assertThat(confirmation().session()).isFalse();
        assertThat(confirmation().smartphoneConnected()).isFalse();
        assertThat(health().getData().orElseThrow().get("sales").toString())
                .startsWith("connected since 2026-01-31T12:0")
                .contains("its phone is offline", "there is no session");
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void aSessionThatCanBeRestoredIsShownAsThatAndLoggedOnce() throws SQLException {
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        begin("false");
        try (CapturedLog log = CapturedLog.start()) {
            ask();
            ask();
            awaitState(DISCONNECTED);
            ask();

            assertThat(log.lines())
                    .filteredOn(line -> line.contains(id) && line.contains("RECONCILIATION_RESTORE=true"))
                    .hasSize(1);
        }
        assertThat(confirmation().isRestorable()).isTrue();
        assertThat(state().error()).isEqualTo("You need to restore the session.");
        assertThat(health().getData().orElseThrow().get("sales").toString())
                .startsWith("disconnected since ")
                .contains("; the session can be restored");
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(standIn.asked(id, "restore-session")).isZero();
    }

    // ---- A gateway that fails

    @Test
    void aGatewayThatFailsIsAskedLessOftenAndNothingIsInvented() throws SQLException {
        callBack("{\"connected\":true,\"momment\":" + clock.millis() + "}");
        awaitState(CONNECTED);
        ConnectionState before = state();
        standIn.answersTo(id, "status", serverError());
        begin("false");
        try (CapturedLog log = CapturedLog.start()) {
            ask();
            // Twice as long, four times, … up to ten minutes, each up to a tenth less.
            for (int pause : new int[] {120, 240, 480, 600, 600, 600}) {
                int asked = asked();
                clock.forward(Duration.ofSeconds(pause * 9 / 10 - 1));
                ticker.tick();
                settle();
                assertThat(asked()).as("%d s", pause).isEqualTo(asked);
                clock.forward(Duration.ofSeconds(pause - pause * 9 / 10 + 1));
                awaitAsked(asked + 1);
                settle();
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.contains(id) && line.contains("cannot be confirmed"))
                    .singleElement()
                    .asString()
                    .contains("localhost", "answered 500")
                    .doesNotContain("the-token");
        }

        assertThat(kept()).containsExactly("connected webhook");
        assertThat(state()).isEqualTo(before);
        assertThat(confirmation().unconfirmedSince()).isBefore(clock.instant().minusSeconds(1_800));
        assertThat(health().getData().orElseThrow().get("sales").toString())
                .contains("; not confirmed since " + confirmation().unconfirmedSince() + ": localhost:");
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    }

    @Test
    void itIsAskedAsBeforeOnceItAnswersAgain() throws SQLException {
        standIn.answersTo(id, "status", serverError());
        begin("false");
        ask();
        askAfter(EVERY.multipliedBy(2));
        callBack("{\"connected\":true,\"momment\":" + clock.millis() + "}");
        awaitState(CONNECTED);

        standIn.saysStatus(id, true);
        askAfter(EVERY.multipliedBy(4));

        await().untilAsserted(
                        () -> assertThat(confirmation().unconfirmedSince()).isNull());
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        ask();
        assertThat(asked()).isEqualTo(4);
    }

    @Test
    void itIsNotAskedBeforeItSaysThatItMayBe() {
        standIn.answersTo(id, "status", status(429).withHeader("Retry-After", "1800"));
        begin("false");
        ask();

        clock.forward(Duration.ofSeconds(1_799));
        ticker.tick();
        settle();
        assertThat(asked()).isOne();
        clock.forward(Duration.ofSeconds(1));

        awaitAsked(2);
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyFromAsking() throws SQLException {
        standIn.answersTo(id, "status", serverError());
        begin("false");
        ask();
        clock.setBack(Duration.ofHours(1));
        askAfter(EVERY.multipliedBy(2));

        standIn.saysStatus(id, true);
        clock.setBack(Duration.ofHours(1));
        askAfter(EVERY.multipliedBy(4));
        assertThat(confirmation().unconfirmedSince()).isNull();
        ask();

        assertThat(kept()).containsExactly("connected reconciliation");
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyFromRestoring() {
        isKnownToBeDisconnected();
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        standIn.answersTo(id, "restore-session", okJson("{\"value\":true}"));
        begin("true");
        assertThat(restored()).isOne();

        clock.setBack(Duration.ofHours(1));
        ask();

        assertThat(restored()).isEqualTo(2);
    }

    @Test
    void aSingleRefusalIsNoFailure() throws SQLException {
        callBack("{\"connected\":true,\"momment\":" + clock.millis() + "}");
        standIn.answersTo(id, "status", jsonResponse("{\"error\":\"your client-token is not configured\"}", 400));
        begin("false");
        ask();
        assertThat(confirmation().unconfirmedSince()).isNull();

        standIn.saysStatus(id, true);
        askAfter(Duration.ofSeconds(5));
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void aRefusalThatStaysIsAFailureWithinHalfAMinute() throws SQLException {
        standIn.answersTo(id, "status", jsonResponse("{\"error\":\"your client-token is not configured\"}", 400));
        begin("false");
        ask();
        askAfter(Duration.ofSeconds(5));
        assertThat(confirmation().unconfirmedSince()).isNull();
        askAfter(Duration.ofSeconds(15));

        await().untilAsserted(() ->
                assertThat(confirmation().unconfirmedReason()).contains("your client-token is not configured"));
    }

    @Test
    void whateverElseItAnswersIsNoNews() {
        begin("false");
        List<ResponseDefinitionBuilder> answers = List.of(
                okJson("{\"connected\":fal"),
                okJson("{}"),
                okJson("[]"),
                jsonResponse("{\"error\":\"203.0.113.7 not allowed\"}", 403),
                status(404),
                status(307).withHeader("Location", "https://elsewhere.example/"),
                serverError());
        for (ResponseDefinitionBuilder answer : answers) {
            standIn.answersTo(id, "status", answer);
            askAfter(LONG);
            askAfter(LONG);
        }

        assertThat(kept()).isEmpty();
        assertThat(state().status()).isEqualTo(UNKNOWN);
    }

    @Test
    void sinceWhenItIsNotConfirmedSurvivesARestart() throws SQLException {
        standIn.answersTo(id, "status", serverError());
        begin("false");
        ask();
        await().untilAsserted(
                        () -> assertThat(confirmation().unconfirmedSince()).isNotNull());
        Confirmation before = confirmation();

        clock.forward(Duration.ofHours(1));
        begin("false");
        ask();

        assertThat(confirmation().unconfirmedSince()).isEqualTo(before.unconfirmedSince());
    }

    // ---- Self-mending

    @Test
    void theSessionIsRestoredWithAGrowingPauseAtMostFiveTimes() {
        isKnownToBeDisconnected();
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        standIn.answersTo(id, "restore-session", okJson("{\"value\":true}"));
        begin("true");
        assertThat(restored()).isOne();

        // 30 s, 1 min, 2 min and 4 min later; asked for every minute.
        int[] afterRounds = {1, 1, 2, 4};
        for (int i = 0; i < afterRounds.length; i++) {
            for (int round = 1; round < afterRounds[i]; round++) {
                ask();
                assertThat(restored()).isEqualTo(1 + i);
            }
            ask();
            assertThat(restored()).isEqualTo(2 + i);
        }
        for (int i = 0; i < 30; i++) {
            ask();
        }
        assertThat(restored()).isEqualTo(5);
        await().untilAsserted(() -> assertThat(attempts())
                .hasSize(5)
                .extracting(SessionRestoreAttempted::attempt)
                .containsExactly(1, 2, 3, 4, 5));
        assertThat(attempts()).extracting(SessionRestoreAttempted::error).containsOnlyNulls();
        await().untilAsserted(() -> assertThat(givenUp()).singleElement().satisfies(event -> {
            assertThat(event.attempts()).isEqualTo(5);
            assertThat(event.since()).isEqualTo(state().since());
            // The last attempt has its time, too.
            assertThat(Duration.between(attempts().get(4).moment(), event.moment()))
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(8));
        }));
    }

    @Test
    void whyTheSessionIsNotRestoredIsInTheEventWithoutTheToken() {
        isKnownToBeDisconnected();
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        standIn.answersTo(id, "restore-session", jsonResponse("{\"error\":\"the-token is busy\"}", 400));
        begin("true");

        await().untilAsserted(
                        () -> assertThat(attempts()).singleElement().satisfies(attempt -> assertThat(attempt.error())
                                .contains("answered 400", "is busy")
                                .doesNotContain("the-token")));
    }

    @Test
    void anAttemptThatTheJournalDidNotTakeIsAnEventLaterAndNoAttemptMore() {
        isKnownToBeDisconnected();
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        standIn.answersTo(id, "restore-session", okJson("{\"value\":true}"));
        AtomicBoolean refused = new AtomicBoolean();
        journal = JournalFixtures.journal(store, tail, List.of((sql, events) -> {
            if (events.stream().anyMatch(SessionRestoreAttempted.class::isInstance) && !refused.getAndSet(true)) {
                throw new IllegalStateException("on purpose");
            }
            return connections.news(sql, events);
        }));
        begin("true");
        assertThat(restored()).isOne();
        assertThat(refused).isTrue();
        Instant attempted = clock.instant();

        standIn.saysStatus(id, false);
        ask();

        assertThat(restored()).isOne();
        await().untilAsserted(() -> assertThat(attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.attempt()).isOne();
            assertThat(attempt.moment()).isEqualTo(attempted);
        }));
    }

    @Test
    void itBeginsAnewAfterTheInstanceWasConnected() throws SQLException {
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        standIn.answersTo(id, "restore-session", okJson("{\"value\":true}"));
        begin("true");
        for (int i = 0; i < 20; i++) {
            ask();
        }
        await().untilAsserted(() -> assertThat(restored()).isEqualTo(5));

        standIn.saysStatus(id, true);
        ask();
        ask();
        awaitState(CONNECTED);
        settle();
        assertThat(confirmation().restoreAttempts()).isZero();
        isKnownToBeDisconnected();
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        ask();

        assertThat(restored()).isEqualTo(6);
        await().untilAsserted(() -> assertThat(attempts())
                .last()
                .extracting(SessionRestoreAttempted::attempt)
                .isEqualTo(1));
    }

    @Test
    void thereIsNothingToRestoreBeforeTheDisconnectionIsKnown() {
        callBack("{\"connected\":true,\"momment\":" + clock.millis() + "}");
        awaitState(CONNECTED);
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        begin("true");

        ask();

        assertThat(restored()).isZero();
    }

    @Test
    void aSessionThatCannotBeRestoredIsLeftAlone() {
        standIn.saysStatus(id, false);
        begin("true");
        for (int i = 0; i < 4; i++) {
            ask();
        }

        awaitState(DISCONNECTED);
        assertThat(restored()).isZero();
    }

    @Test
    void howOftenItWasTriedSurvivesARestart() throws SQLException {
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        standIn.answersTo(id, "restore-session", okJson("{\"value\":true}"));
        begin("true");
        for (int i = 0; i < 20; i++) {
            ask();
        }
        await().untilAsserted(() -> assertThat(restored()).isEqualTo(5));

        begin("true");
        for (int i = 0; i < 20; i++) {
            ask();
        }

        assertThat(restored()).isEqualTo(5);
        assertThat(confirmation().restoreAttempts()).isEqualTo(5);
    }

    // ---- Many instances

    @Test
    void eachInstanceIsAskedForAtATimeOfItsOwn() {
        begin("false", sixty());

        clock.forward(EVERY.dividedBy(2));
        ticker.tick();
        settle();

        assertThat(askedOfSixty(1)).isEqualTo(31);
    }

    @Test
    void whatWasHeldUpTogetherDoesNotStayTogether() {
        begin("false", sixty());
        clock.forward(LONG);
        ticker.tick();
        settle();
        assertThat(askedOfSixty(1)).isEqualTo(60);

        clock.forward(EVERY.multipliedBy(95).dividedBy(100));
        ticker.tick();
        settle();

        // The one that was asked for at once at the beginning may be among the other half.
        assertThat(askedOfSixty(2)).isBetween(30L, 31L);
    }

    // ---- Instances that come and go

    @Test
    void anInstanceThatComesLaterIsAskedForAndOneThatGoesIsNotAnyMore() {
        Instances some = InstanceFixtures.instances(
                Map.of("plugzapi.instances.sales.id", id + "-stays", "plugzapi.instances.sales.token", "the-token"));
        begin("false", some);
        standIn.saysStatus(id, true);
        standIn.saysStatus(id + "-stays", true);
        GatewayFixtures.come(some, id, "old-token");
        ask();
        GatewayFixtures.come(some, id, "new-token");
        ask();
        assertThat(standIn.questions(id, "status"))
                .extracting(call -> call.getUrl().replaceAll(".*/token/([^/]+)/.*", "$1"))
                .containsExactly("old-token", "new-token");

        GatewayFixtures.go(some, id);
        int before = standIn.asked(id + "-stays", "status");
        clock.forward(EVERY);
        await().until(() -> {
            ticker.tick();
            return standIn.asked(id + "-stays", "status") == before + 1;
        });
        settle();
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void anInstanceThatCameBackIsAskedForOnceInEachRound() {
        Instances some = InstanceFixtures.instances(Map.of());
        begin("false", some);
        standIn.saysStatus(id, true);
        GatewayFixtures.come(some, id, "the-token");
        GatewayFixtures.go(some, id);
        GatewayFixtures.come(some, id, "the-token");

        ask();
        ask();
        ask();
    }

    // ---- The list of an account's instances

    @Test
    void theListIsTheFirstAnswerAndTheStatusTheSecond() {
        beginWithAccount();
        standIn.saysStatus(id, true);
        list("true");

        ticker.tick();
        settle();

        assertThat(kept()).containsExactly("connected reconciliation");
        assertThat(asked()).isOne();
    }

    @Test
    void whereTheListIsOutOfDateTheStatusCounts() {
        callBack("{\"connected\":true,\"momment\":" + clock.millis() + "}");
        beginWithAccount();
        standIn.saysStatus(id, true);
        for (int i = 0; i < 3; i++) {
            list("false");
            ticker.tick();
            settle();
        }

        assertThat(asked()).isEqualTo(3);
        assertThat(kept()).containsExactly("connected webhook");
    }

    @Test
    void whatCameSinceTheListWasAskedForIsNewer() {
        beginWithAccount();
        standIn.saysStatus(id, true);
        GatewayFixtures.come(listed, id, "the-token");
        clock.setBack(Duration.ofMinutes(1));
        callBack("{\"disconnected\":true,\"momment\":" + clock.millis() + "}");
        list("true");
        ticker.tick();
        settle();

        assertThat(kept()).containsExactly("disconnected webhook");
        assertThat(asked()).isZero();
    }

    @Test
    void whereTheClockIsSetBackTheListKeepsNoInstanceFromBeingAskedFor() {
        callBack("{\"connected\":true,\"momment\":" + clock.millis() + "}");
        beginWithAccount();
        standIn.saysStatus(id, false);
        // For longer than all of this takes; but not so long that the application, whose clock is right, sees an
        // outage.
        clock.setBack(Duration.ofMinutes(5));
        for (int i = 0; i < 4; i++) {
            list("false");
            clock.forward(EVERY);
            ticker.tick();
            settle();
        }

        assertThat(kept()).containsExactly("connected webhook", "disconnected reconciliation");
    }

    @Test
    void anInstanceOnWhichTheListDisagreesWaitsOnceToBeAskedFor() {
        beginWithAccount();
        standIn.saysStatus(id, false);
        for (int i = 0; i < 5; i++) {
            list("true");
        }
        ticker.tick();
        settle();

        assertThat(asked()).isOne();
    }

    @Test
    void anUnknownInstanceIsInDoubtForAsLongAsTheAccountsWereNotListed() {
        standIn.saysStatus(id, true);
        Instances ofAccount = InstanceFixtures.instances(Map.of("plugzapi.account-token", "any"));
        begin("false", ofAccount);
        assertThat(reconciliation.isInDoubt("not-listed-yet")).isTrue();

        GatewayFixtures.come(ofAccount, id, "the-token");

        assertThat(reconciliation.isInDoubt("not-listed-yet")).isFalse();
    }

    @Test
    void whereTheListAgreesNobodyIsAskedByItselfForAsLongAsItIsRead() throws SQLException {
        callBack("{\"connected\":true,\"momment\":" + clock.millis() + "}");
        beginWithAccount();
        for (int i = 0; i < 4; i++) {
            list("true");
            clock.forward(EVERY);
            ticker.tick();
            settle();
        }
        assertThat(asked()).isZero();
        assertThat(confirmation().connected()).isTrue();
        assertThat(confirmation().smartphoneConnected()).isTrue();

        standIn.saysStatus(id, true);
        askAfter(EVERY.multipliedBy(2));
        assertThat(asked()).isOne();
    }

    @Test
    void whatTheListDoesNotSayIsAskedForOfADisconnectedInstanceOnce() throws SQLException {
        callBack("{\"disconnected\":true,\"momment\":" + clock.millis() + "}");
        beginWithAccount();
        standIn.answersTo(id, "status", okJson(RESTORABLE));
        for (int i = 0; i < 4; i++) {
            list("false");
            ticker.tick();
            settle();
        }

        assertThat(asked()).isOne();
        assertThat(confirmation().isRestorable()).isTrue();
    }

    @Test
    void anInstanceOfWhichTheListDoesNotSayHowItIsIsAskedForByItself() {
        beginWithAccount();
        standIn.saysStatus(id, true);
        list("null");
        ask();
        ask();

        assertThat(kept()).containsExactly("connected reconciliation");
    }

    private void beginWithAccount() {
        listed = InstanceFixtures.instances(Map.of());
        begin("false", listed);
    }

    /** The list is read once, and says this of the instance. */
    private void list(String connected) {
        // After whatever came before.
        clock.forward(Duration.ofSeconds(1));
        standIn.lists(
                "token-of-" + id,
                List.of(StandInGateway.entry(id, "the-token", "sales")
                        .replace("\"whatsappConnected\":true", "\"whatsappConnected\":" + connected)));
        account.read().await().atMost(Duration.ofSeconds(10));
    }

    private Instances sixty() {
        Map<String, String> properties = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            properties.put("plugzapi.instances.i" + i + ".id", id + "-" + i);
            properties.put("plugzapi.instances.i" + i + ".token", "the-token");
            standIn.saysStatus(id + "-" + i, true);
        }
        return InstanceFixtures.instances(properties);
    }

    /** How many of the sixty were asked for at least so often. */
    private long askedOfSixty(int times) {
        return IntStream.range(0, 60)
                .filter(i -> standIn.asked(id + "-" + i, "status") >= times)
                .count();
    }

    // ---- Out of turn

    @Test
    void whoeverAsksOutOfTurnIsToldWhatPlugzapiSays() {
        standIn.saysStatus(id, false);
        begin("false");

        assertThat(askNow().connected()).isFalse();

        assertThat(kept()).containsExactly("disconnected reconciliation");
        assertThat(state().status()).isEqualTo(DISCONNECTED);
        assertThat(asked()).isEqualTo(2);
        assertThat(confirmations.answered()).contains(id);
    }

    @Test
    void anAnswerThatIsNoNewsIsEnough() {
        isKnownToBeDisconnected();
        standIn.saysStatus(id, false);
        begin("false");
        int before = asked();

        assertThat(askNow().connected()).isFalse();

        assertThat(asked()).isEqualTo(before + 1);
        assertThat(kept()).containsExactly("disconnected webhook");
    }

    @Test
    void theTurnsOfAnInstanceStayAsTheyAreWhenItIsAskedForOutOfTurn() {
        standIn.saysStatus(id, true);
        begin("false");
        ask();
        ask();

        askNow();
        assertThat(asked()).isEqualTo(3);
        ask();
        assertThat(asked()).isEqualTo(4);
        ticker.tick();
        settle();
        assertThat(asked()).isEqualTo(4);
    }

    @Test
    void aFailureOutOfTurnIsToldAndChangesNothing() throws SQLException {
        standIn.saysStatus(id, true);
        begin("false");
        ask();
        ask();
        standIn.answersTo(id, "status", serverError());

        assertThat(failureOf(reconciliation.askNow(instances.find(id).orElseThrow())))
                .isInstanceOf(GatewayFailure.class)
                .hasMessageContaining("answered 500");

        assertThat(confirmation().unconfirmedSince()).isNull();
        standIn.saysStatus(id, true);
        ask();
        assertThat(confirmation().connected()).isTrue();
    }

    @Test
    void anAnswerOutOfTurnEndsThatAnInstanceIsNotConfirmed() throws SQLException {
        standIn.answersTo(id, "status", serverError());
        begin("false");
        ask();
        assertThat(confirmation().unconfirmedSince()).isNotNull();
        standIn.saysStatus(id, true);

        askNow();

        assertThat(confirmation().unconfirmedSince()).isNull();
        assertThat(confirmation().connected()).isTrue();
    }

    @Test
    void aProcessThatDoesNotLeadAsksOutOfTurnAndKeepsWhatChanged() throws SQLException {
        standIn.saysStatus(id, false);
        reconciliation = reconciliation("true", instances);

        assertThat(askNow().connected()).isFalse();

        assertThat(kept()).containsExactly("disconnected reconciliation");
        assertThat(confirmations.all()).doesNotContainKey(id);
    }

    @Test
    void whileItIsAskedForInTurnItIsAskedForOutOfTurnBeside() {
        standIn.answersTo(id, "status", okJson("{\"connected\":false}").withFixedDelay(500));
        begin("false");
        clock.forward(EVERY);
        ticker.tick();
        await().until(() -> asked() == 1);

        assertThat(askNow().connected()).isFalse();

        settle();
        assertThat(kept()).containsExactly("disconnected reconciliation");
    }

    private InstanceStatus askNow() {
        return reconciliation.askNow(instances.find(id).orElseThrow()).await().atMost(Duration.ofSeconds(20));
    }

    private static Throwable failureOf(Uni<?> call) {
        return call.onItemOrFailure()
                .transform((item, failure) -> failure)
                .await()
                .atMost(Duration.ofSeconds(20));
    }

    // ---- Erasure

    @Test
    void whatWasErasedIsNotKeptAgain() throws SQLException {
        String number = "55 44 99999-1234";
        standIn.answersTo(
                id, "status", okJson("{\"connected\":false,\"error\":\"The phone " + number + " was logged out\"}"));
        begin("false");
        ask();
        assertThat(confirmation().error()).contains(number);

        erasure.phone(Phone.parse(number));
        standIn.answersTo(id, "status", serverError());
        ask();

        assertThat(confirmation().unconfirmedReason()).isNotNull();
        assertThat(confirmation().error()).isNull();
    }

    // ---- Helpers

    private void begin(String restore) {
        begin(restore, instances);
    }

    private void begin(String restore, Instances of) {
        await().until(leadership::isHeld);
        reconciliation = reconciliation(restore, of);
        // Whatever is known to be disconnected is asked for at once.
        ticker.tick();
        settle();
    }

    private Reconciliation reconciliation(String restore, Instances of) {
        account = GatewayFixtures.account(gateway, of, clock, "token-of-" + id);
        ticker = new ManualTicker(clock);
        return new Reconciliation(
                gateway,
                of,
                account,
                journal,
                leadership,
                connections,
                confirmations,
                clock,
                ticker,
                Configuration.of(ReconciliationConfig.class, Map.of("reconciliation.restore", restore)));
    }

    /** Many short waits. */
    private static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    /** The next answer, and what comes of it. */
    private void ask() {
        askAfter(EVERY);
    }

    private void askAfter(Duration pause) {
        int asked = asked();
        clock.forward(pause);
        awaitAsked(asked + 1);
        settle();
    }

    private void awaitAsked(int times) {
        await().until(() -> {
            ticker.tick();
            return asked() == times;
        });
    }

    /** Waits until every answer is dealt with. */
    private void settle() {
        await().until(() -> ticker.isIdle());
    }

    private int asked() {
        return standIn.asked(id, "status");
    }

    private int restored() {
        return standIn.asked(id, "restore-session");
    }

    private List<String> kept() {
        return KeptEvents.of(store, id);
    }

    private List<SessionRestoreGivenUp> givenUp() {
        return recorded.of(id).stream()
                .filter(SessionRestoreGivenUp.class::isInstance)
                .map(SessionRestoreGivenUp.class::cast)
                .toList();
    }

    private List<SessionRestoreAttempted> attempts() {
        return recorded.of(id).stream()
                .filter(SessionRestoreAttempted.class::isInstance)
                .map(SessionRestoreAttempted.class::cast)
                .toList();
    }

    private ConnectionState state() {
        return connections.of(id);
    }

    private void awaitState(ConnectionState.Status status) {
        await().until(() -> state().status() == status);
    }

    private Confirmation confirmation() throws SQLException {
        return confirmations.all().getOrDefault(id, Confirmation.none(id));
    }

    private HealthCheckResponse health() {
        return StatusFixtures.health(
                instances,
                GatewayFixtures.account(gateway, instances, clock, "an-account-token"),
                connections,
                confirmations,
                subscriptions,
                clock);
    }

    private void isKnownToBeDisconnected() {
        callBack("{\"disconnected\":true,\"momment\":" + clock.millis() + "}");
        awaitState(DISCONNECTED);
    }

    private void callBack(String body) {
        Callbacks.post(id, body);
    }
}
