package io.github.plugzapi.connect.connection;

import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.DISCONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.testsupport.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String PHONE = "5544999999999";
    private static final String OTHER_PHONE = "5511888888888";

    private Known known = Known.nothing("sales");
    private final List<ConnectionEvent> news = new ArrayList<>();

    // ---- The current state

    @Test
    void isUnknownUntilPlugzapiSaysSomething() {
        assertThat(state().status()).isEqualTo(UNKNOWN);
        assertThat(state().phone()).isEqualTo(Phone.unknown());
        assertThat(state().since()).isNull();
    }

    @Test
    void isConnectedWithItsPhoneSinceTheMomentOfTheEvent() {
        connected(0, PHONE);

        assertThat(state().status()).isEqualTo(CONNECTED);
        assertThat(state().phone()).isEqualTo(new Phone(PHONE));
        assertThat(state().since()).isEqualTo(NOON);
        assertThat(state().error()).isNull();
        assertThat(kept()).containsExactly("connected change");
    }

    @Test
    void isDisconnectedWithItsReasonAndRemembersItsPhone() {
        connected(0, PHONE);
        disconnected(5, "gone");

        assertThat(state().status()).isEqualTo(DISCONNECTED);
        assertThat(state().phone()).isEqualTo(new Phone(PHONE));
        assertThat(state().since()).isEqualTo(at(5));
        assertThat(state().error()).isEqualTo("gone");
    }

    @Test
    void forgetsTheReasonOnceItIsConnectedAgain() {
        disconnected(0, "gone");
        connected(5, PHONE);

        assertThat(state().error()).isNull();
    }

    @Test
    void connectedOnceMoreItHasBeenConnectedSinceTheFirstTimeAndThatIsNoChange() {
        connected(0, PHONE);
        connected(60, null);

        assertThat(state().since()).isEqualTo(NOON);
        assertThat(state().phone()).isEqualTo(new Phone(PHONE));
        assertThat(kept()).containsExactly("connected change", "connected");
    }

    @Test
    void disconnectedOnceMoreItHasBeenSoSinceTheFirstTimeForTheLastReasonThatWasGiven() {
        disconnected(0, "first");
        disconnected(60, "last");
        disconnected(120, null);

        assertThat(state().since()).isEqualTo(NOON);
        assertThat(state().error()).isEqualTo("last");
        assertThat(kept()).containsExactly("disconnected change", "disconnected", "disconnected");
    }

    @Test
    void anotherNumberThanBeforeIsAChangeAndTheEventSaysSo() {
        connected(0, PHONE);
        connected(60, OTHER_PHONE);

        assertThat(state().phone()).isEqualTo(new Phone(OTHER_PHONE));
        assertThat(state().since()).isEqualTo(at(60));
        assertThat(kept()).containsExactly("connected change", "connected change other number");
    }

    @Test
    void theSameNumberWithoutTheNinthDigitIsNotAnother() {
        connected(0, PHONE);
        connected(60, "554499999999");

        assertThat(kept()).containsExactly("connected change", "connected");
    }

    @Test
    void anotherNumberThanBeforeTheDisconnectionIsSaidToo() {
        connected(0, PHONE);
        disconnected(60, "gone");
        connected(120, OTHER_PHONE);

        assertThat(kept()).endsWith("connected change other number");
    }

    @Test
    void aNumberThatIsNotToldOverwritesNone() {
        connected(0, PHONE);
        disconnected(5, "gone");
        connected(10, null);

        assertThat(state().phone()).isEqualTo(new Phone(PHONE));
        assertThat(kept()).endsWith("connected change");
    }

    // ---- What makes two callbacks the same one

    @Test
    void theSameCallbackTwiceIsOneEvent() {
        connected(0, PHONE);
        connected(0, PHONE);

        assertThat(kept()).containsExactly("connected change");
    }

    @Test
    void secondsAndMillisecondsOfOneMomentAreTheSame() {
        callback(CONNECTED, NOON.plusMillis(700), at(1), "1769860800700", PHONE);
        callback(CONNECTED, NOON, at(2), "1769860800", PHONE);

        assertThat(kept()).containsExactly("connected change");
    }

    @Test
    void aWholeSecondThatIsWrittenInMillisecondsIsExact() {
        callback(CONNECTED, NOON, at(1), "1769860800000", PHONE);
        callback(CONNECTED, NOON.plusMillis(700), at(1), "1769860800700", PHONE);
        callback(CONNECTED, NOON, at(2), "1769860800", PHONE);

        assertThat(kept()).containsExactly("connected change", "connected");
    }

    @Test
    void twoMomentsInMillisecondsAreTwoEvents() {
        callback(CONNECTED, NOON.plusMillis(100), at(1), null, PHONE);
        callback(CONNECTED, NOON.plusMillis(101), at(1), null, PHONE);

        assertThat(kept()).containsExactly("connected change", "connected");
    }

    @Test
    void connectedDisconnectedConnectedInOneSecondAreThreeEventsAndEndConnected() {
        connected(0, PHONE);
        disconnected(0, "gone");
        connected(0, PHONE);

        assertThat(kept()).containsExactly("connected change", "disconnected change", "connected change");
        assertThat(state().status()).isEqualTo(CONNECTED);
    }

    @Test
    void aMomentThatIsNotBelievedTellsNothingFromNothing() {
        unbelieved(CONNECTED, 0, "26151515154");
        unbelieved(CONNECTED, 3, "26151515154");
        unbelieved(CONNECTED, 60, "26151515154");
        unbelieved(DISCONNECTED, 61, "26151515154");
        unbelieved(CONNECTED, 62, "26151515154");

        assertThat(kept()).containsExactly("connected change", "connected", "disconnected change", "connected change");
    }

    @Test
    void aMomentThatIsNotBelievedIsNotTakenForAnotherOne() {
        unbelieved(CONNECTED, 0, null);
        unbelieved(CONNECTED, 1, "26151515154");
        connected(1, PHONE);

        assertThat(kept()).containsExactly("connected change", "connected", "connected");
    }

    // ---- Order

    @Test
    void aCallbackThatIsOlderThanTheLastChangesNothingAndIsAnEventThatSaysSo() {
        connected(60, PHONE);
        disconnected(0, "late");

        assertThat(state().status()).isEqualTo(CONNECTED);
        assertThat(kept()).containsExactly("connected change", "disconnected");
    }

    @Test
    void aCallbackThatIsOlderThanOneThatOnlyConfirmedTheStateChangesNothing() {
        connected(0, PHONE);
        connected(120, PHONE);
        disconnected(60, "late");

        assertThat(state().status()).isEqualTo(CONNECTED);
        assertThat(state().since()).isEqualTo(NOON);
    }

    @Test
    void aLateCallbackChangesNeitherThePhoneNorTheReason() {
        connected(60, PHONE);
        connected(0, OTHER_PHONE);
        assertThat(state().phone()).isEqualTo(new Phone(PHONE));

        disconnected(120, "gone");
        disconnected(90, "late");
        assertThat(state().error()).isEqualTo("gone");
    }

    @Test
    void withinOneSecondTheOrderOfArrivalDecidesWhereOneOfTheMomentsIsAWholeSecond() {
        callback(CONNECTED, NOON.plusMillis(900), at(1), null, PHONE);
        callback(DISCONNECTED, NOON, at(1), null, "gone");
        assertThat(state().status()).isEqualTo(DISCONNECTED);

        callback(CONNECTED, NOON.plusMillis(100), at(1), null, PHONE);
        assertThat(state().status()).isEqualTo(DISCONNECTED);
    }

    @Test
    void withinOneSecondMillisecondsDecideWhereBothMomentsHaveThem() {
        callback(CONNECTED, NOON.plusMillis(700), at(1), null, PHONE);
        callback(DISCONNECTED, NOON.plusMillis(200), at(1), null, "late");

        assertThat(state().status()).isEqualTo(CONNECTED);
    }

    @Test
    void oneSecondDecidesHoweverFewMillisecondsItIs() {
        connected(0, PHONE);
        callback(DISCONNECTED, NOON.minusMillis(1), at(1), null, "late");

        assertThat(state().status()).isEqualTo(CONNECTED);
    }

    @Test
    void aMomentFarAheadDoesNotFreezeTheState() {
        callback(CONNECTED, at(7_200), at(0), null, PHONE);
        assertThat(state().since()).isEqualTo(NOON);

        disconnected(60, "gone");

        assertThat(state().status()).isEqualTo(DISCONNECTED);
    }

    @Test
    void aCallbackWithoutABelievedMomentIsTheNewestWhateverTheClocksSay() {
        callback(CONNECTED, at(120), at(60), null, PHONE);
        unbelieved(DISCONNECTED, 61, null);
        assertThat(state().status()).isEqualTo(DISCONNECTED);

        // A gateway whose clock is years behind.
        Known other = Known.nothing("other");
        other = other.after(event(CONNECTED, at(0), at(0), "26151515154", PHONE))
                .next();
        other = other.after(event(DISCONNECTED, Instant.ofEpochSecond(1_580_163_342), at(1), "1580163342", "gone"))
                .next();
        assertThat(other.state().status()).isEqualTo(DISCONNECTED);
    }

    // ---- What was learnt by asking

    @Test
    void whatIsLearntByAskingIsAppliedWhateverItsMoment() {
        callback(CONNECTED, at(240), at(0), null, PHONE);
        learnt(DISCONNECTED, 0);
        assertThat(state().status()).isEqualTo(DISCONNECTED);

        connected(60, PHONE);

        assertThat(state().status()).isEqualTo(CONNECTED);
    }

    @Test
    void theLateCallbackOfWhatWasLearntByAskingIsNoSecondEventAndBringsItsReason() {
        connected(0, PHONE);
        learnt(DISCONNECTED, 300);
        callback(DISCONNECTED, at(200), at(310), null, "Device has been disconnected");

        assertThat(kept()).containsExactly("connected change", "disconnected change");
        assertThat(state().error()).isEqualTo("Device has been disconnected");
        assertThat(state().since()).isEqualTo(at(300));
    }

    @Test
    void theLateCallbackOfWhatWasLearntByAskingBringsItsNumber() {
        connected(0, PHONE);
        disconnected(10, "gone");
        learnt(CONNECTED, 300);
        callback(CONNECTED, at(200), at(310), null, OTHER_PHONE);

        assertThat(kept()).containsExactly("connected change", "disconnected change", "connected change");
        assertThat(state().phone()).isEqualTo(new Phone(OTHER_PHONE));
    }

    @Test
    void theLateCallbackIsRecognizedTheMinuteAfterAlsoWithoutAMomentAndInWhateverForm() {
        connected(0, PHONE);
        learnt(DISCONNECTED, 300);
        callback(DISCONNECTED, at(200).plusMillis(5), at(310), null, "gone");
        callback(DISCONNECTED, at(200), at(311), null, "gone");
        unbelieved(DISCONNECTED, 320, null);

        assertThat(kept()).containsExactly("connected change", "disconnected change");
    }

    @Test
    void theLateCallbackOfAGatewayWhoseClockIsALittleAheadIsNoSecondEvent() {
        connected(0, PHONE);
        learnt(DISCONNECTED, 300);
        callback(DISCONNECTED, at(303), at(301), null, "gone");

        assertThat(kept()).containsExactly("connected change", "disconnected change");
    }

    @Test
    void whatReallyChangesAfterItIsAnEvent() {
        connected(0, PHONE);
        learnt(DISCONNECTED, 300);
        connected(310, PHONE);
        disconnected(320, "gone");

        assertThat(kept())
                .containsExactly("connected change", "disconnected change", "connected change", "disconnected change");
        assertThat(state().status()).isEqualTo(DISCONNECTED);
    }

    @Test
    void aQueueOfLateCallbacksEndsWithTheWordThatIsTrue() {
        connected(0, PHONE);
        learnt(DISCONNECTED, 300);
        callback(DISCONNECTED, at(210), at(310), null, "gone");
        callback(CONNECTED, at(240), at(310), null, PHONE);
        callback(DISCONNECTED, at(270), at(310), null, "gone");

        assertThat(news.get(news.size() - 1)).isInstanceOf(Disconnected.class);
        assertThat(state().status()).isEqualTo(DISCONNECTED);
        assertThat(state().since()).isEqualTo(at(300));
    }

    @Test
    void aLateCallbackIsRecognizedAlsoAfterWhatHasChangedSince() {
        connected(0, PHONE);
        learnt(DISCONNECTED, 300);
        connected(310, PHONE);
        callback(DISCONNECTED, at(270), at(311), null, "gone");

        assertThat(kept()).containsExactly("connected change", "disconnected change", "connected change");
        assertThat(state().status()).isEqualTo(CONNECTED);
    }

    @Test
    void theLateCallbacksOfTwoChangesThatWereLearntByAskingAreNoMoreEvents() {
        connected(0, PHONE);
        learnt(DISCONNECTED, 300);
        learnt(CONNECTED, 600);
        callback(DISCONNECTED, at(200), at(610), null, "gone");
        callback(CONNECTED, at(500), at(611), null, OTHER_PHONE);

        assertThat(kept()).containsExactly("connected change", "disconnected change", "connected change");
        assertThat(state().status()).isEqualTo(CONNECTED);
        assertThat(state().phone()).isEqualTo(new Phone(OTHER_PHONE));
    }

    @Test
    void whatReallyChangesIsNotTakenForTheLateCallbackOfAnOlderChange() {
        Duration behind = Duration.ofHours(3);
        callback(CONNECTED, at(0).minus(behind), at(0), null, PHONE);
        learnt(DISCONNECTED, 300);
        learnt(CONNECTED, 600);
        callback(DISCONNECTED, at(700).minus(behind), at(700), null, "gone");

        assertThat(state().status()).isEqualTo(DISCONNECTED);
    }

    @Test
    void theLateCallbackOfAGatewayWhoseClockIsAMinuteAheadIsNoSecondEvent() {
        callback(CONNECTED, at(60), at(0), null, PHONE);
        learnt(DISCONNECTED, 300);
        callback(DISCONNECTED, at(359), at(305), null, "gone");

        assertThat(kept()).containsExactly("connected change", "disconnected change");
    }

    @Test
    void aMomentOfAnotherClockIsNotCompared() {
        connected(0, PHONE);
        callback(DISCONNECTED, Instant.ofEpochSecond(1_580_163_342), at(60), "1580163342", "gone");
        assertThat(state().status()).isEqualTo(DISCONNECTED);
        callback(CONNECTED, Instant.ofEpochSecond(1_580_163_350), at(68), "1580163350", PHONE);
        assertThat(state().status()).isEqualTo(CONNECTED);

        // One clock of years ago: that is late.
        callback(DISCONNECTED, Instant.ofEpochSecond(1_580_163_345), at(69), "1580163345", "late");
        assertThat(state().status()).isEqualTo(CONNECTED);
    }

    @Test
    void sinceWhenItIsSoIsToldByOurClockWherePlugzapisIsBehind() {
        Duration behind = Duration.ofHours(3);
        callback(CONNECTED, at(0).minus(behind), at(0), null, PHONE);
        callback(DISCONNECTED, at(600).minus(behind), at(600).plusMillis(200), null, "gone");

        assertThat(state().since()).isBetween(at(599), at(601));
    }

    @Test
    void aGatewayOfWhoseClockNothingIsKnownIsNotTakenForLate() {
        learnt(CONNECTED, 0);
        callback(DISCONNECTED, at(100).minus(Duration.ofHours(1)), at(100), null, "gone");

        assertThat(state().status()).isEqualTo(DISCONNECTED);
        assertThat(kept()).containsExactly("connected change", "disconnected change");
    }

    @Test
    void whatHappensWhilePlugzapiAnswersComesAfterTheQuestion() {
        disconnected(0, "gone");
        learnt(CONNECTED, 100);
        learnt(DISCONNECTED, 200);
        callback(CONNECTED, at(201), at(206), null, PHONE);

        assertThat(state().status()).isEqualTo(CONNECTED);
    }

    @Test
    void aGatewayWhoseClockIsHoursBehindIsUnderstoodAfterWhatWasLearntByAsking() {
        Duration behind = Duration.ofHours(3);
        callback(CONNECTED, at(0).minus(behind), at(0), null, PHONE);
        learnt(DISCONNECTED, 300);
        callback(CONNECTED, at(400).minus(behind), at(400), null, PHONE);
        assertThat(state().status()).isEqualTo(CONNECTED);
        callback(DISCONNECTED, at(500).minus(behind), at(500), null, "gone");
        assertThat(state().status()).isEqualTo(DISCONNECTED);

        assertThat(kept())
                .containsExactly("connected change", "disconnected change", "connected change", "disconnected change");
    }

    @Test
    void afterOurClockWasAheadCallbacksCountAgain() {
        connected(0, PHONE);
        learnt(DISCONNECTED, 100_000);
        connected(300, PHONE);
        assertThat(state().status()).isEqualTo(CONNECTED);
        disconnected(400, "gone");

        assertThat(state().status()).isEqualTo(DISCONNECTED);
        assertThat(kept()).endsWith("connected change", "disconnected change");
    }

    @Test
    void everyEventIsCountedAndNothingElse() {
        connected(0, PHONE);
        connected(0, PHONE);
        disconnected(60, "gone");
        disconnected(30, "late");
        learnt(CONNECTED, 100);
        callback(CONNECTED, at(90), at(110), null, PHONE);

        assertThat(known.words()).isEqualTo(4);
    }

    // ---- Helpers

    private ConnectionState state() {
        return known.state();
    }

    private List<String> kept() {
        return news.stream()
                .map(event -> event instanceof Connected connected
                        ? "connected" + (connected.change() ? " change" : "")
                                + (connected.otherNumber() ? " other number" : "")
                        : "disconnected" + (((Disconnected) event).change() ? " change" : ""))
                .toList();
    }

    private static Instant at(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    private void connected(long seconds, String phone) {
        callback(CONNECTED, at(seconds), at(seconds).plusMillis(20), null, phone);
    }

    private void disconnected(long seconds, String error) {
        callback(DISCONNECTED, at(seconds), at(seconds).plusMillis(20), null, error);
    }

    private void unbelieved(ConnectionState.Status status, long seconds, String raw) {
        callback(status, at(seconds), at(seconds), raw, null);
    }

    private void learnt(ConnectionState.Status status, long seconds) {
        Instant asked = at(seconds);
        Instant now = asked.plusMillis(300);
        take(
                status == CONNECTED
                        ? Events.connected("sales", asked, now, Source.RECONCILIATION, null, Phone.unknown())
                        : Events.disconnected("sales", asked, now, Source.RECONCILIATION, null, null));
    }

    private void callback(
            ConnectionState.Status status, Instant moment, Instant receivedAt, String raw, String detail) {
        take(event(status, moment, receivedAt, raw, detail));
    }

    private static ConnectionEvent event(
            ConnectionState.Status status, Instant moment, Instant receivedAt, String raw, String detail) {
        return status == CONNECTED
                ? Events.connected("sales", moment, receivedAt, Source.WEBHOOK, raw, Phone.parse(detail))
                : Events.disconnected("sales", moment, receivedAt, Source.WEBHOOK, raw, detail);
    }

    private void take(ConnectionEvent event) {
        Known.Step step = known.after(event);
        known = step.next();
        if (step.news() != null) {
            news.add(step.news());
        }
    }
}
