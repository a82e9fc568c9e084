package io.github.plugzapi.connect.uptime;

import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.DISCONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.FlappingStarted;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PointTest {

    private static final Instant NOON = Instant.parse("2026-03-05T12:00:00Z");

    private final Point connectedAtNoon = new Point(NOON, CONNECTED, CONNECTED);

    @Test
    void theFirstWordIsTheFirstPoint() {
        assertThat(Point.NOTHING.after(connected(0, true))).isEqualTo(connectedAtNoon);
    }

    @Test
    void aChangeIsAPointOfItsMoment() {
        assertThat(connectedAtNoon.after(disconnected(60, 61, true))).isEqualTo(at(60, DISCONNECTED));
    }

    @Test
    void aChangeIsTheNewestAlthoughPlugZapisClockIsBehind() {
        assertThat(connectedAtNoon.after(disconnected(-20, 5, true))).isEqualTo(at(0, DISCONNECTED));
    }

    @Test
    void aChangeIsNotInOurFutureAlthoughPlugZapisClockIsAhead() {
        assertThat(connectedAtNoon.after(disconnected(90, 60, true))).isEqualTo(at(60, DISCONNECTED));
    }

    @Test
    void whatComesLateTellsOfTheTimeBefore() {
        assertThat(connectedAtNoon.after(disconnected(-300, 60, false))).isEqualTo(at(-300, DISCONNECTED));
        assertThat(connectedAtNoon.after(disconnected(20, 60, false)))
                .isEqualTo(new Point(NOON.minusMillis(1), DISCONNECTED, DISCONNECTED));
    }

    @Test
    void whatIsToldOnceMoreChangesNothing() {
        assertThat(connectedAtNoon.after(connected(60, false))).isEqualTo(at(60, CONNECTED));
    }

    @Test
    void whileNobodyCanConfirmItItIsUnknown() {
        Point lost = connectedAtNoon.after(lost(300, 1_200));
        assertThat(lost).isEqualTo(new Point(NOON.plusSeconds(300), UNKNOWN, CONNECTED));
        assertThat(lost.after(lost(300, 1_300))).isNull();

        assertThat(lost.after(regained(1_800))).isEqualTo(at(1_800, CONNECTED));
    }

    @Test
    void whatACallbackTellsSinceItCouldNotBeAskedAnyMoreIsKnownUntilThen() {
        Point lost = connectedAtNoon.after(lost(-300, 1_200));

        assertThat(lost).isEqualTo(new Point(NOON.plusMillis(1), UNKNOWN, CONNECTED));
    }

    @Test
    void aCallbackMeanwhileIsKnownAgain() {
        Point lost = connectedAtNoon.after(lost(300, 1_200));
        Point told = lost.after(disconnected(1_500, 1_500, true));

        assertThat(told).isEqualTo(at(1_500, DISCONNECTED));
        assertThat(told.after(regained(1_800))).isNull();
    }

    @Test
    void whatNeverWasKnownIsNeitherLostNorRegained() {
        assertThat(Point.NOTHING.after(lost(300, 1_200))).isNull();
        assertThat(Point.NOTHING.after(regained(1_800))).isNull();
    }

    @Test
    void otherEventsTellNothing() {
        assertThat(connectedAtNoon.after(new FlappingStarted(derived(60), 7))).isNull();
    }

    @Test
    void afterOurClockWasSetBackWhatItToldBeforeDoesNotCount() {
        assertThat(connectedAtNoon.isAheadOf(disconnected(-60, -2, true))).isTrue();
        assertThat(connectedAtNoon.isAheadOf(disconnected(0, 0, true))).isFalse();
        assertThat(Point.NOTHING.isAheadOf(disconnected(0, 0, true))).isFalse();
        // A callback that was read long after it came.
        assertThat(connectedAtNoon.isAheadOf(disconnected(-60, -2, false))).isFalse();
    }

    private static Point at(long seconds, Status status) {
        return new Point(NOON.plusSeconds(seconds), status, status);
    }

    private static ConnectionEvent connected(long seconds, boolean change) {
        return new Connected(callback(seconds, seconds), Phone.unknown(), change, false);
    }

    private static ConnectionEvent disconnected(long seconds, long receivedAt, boolean change) {
        return new Disconnected(callback(seconds, receivedAt), null, change);
    }

    private static ConnectionEvent lost(long since, long seconds) {
        return new ConfirmationLost(derived(seconds), NOON.plusSeconds(since), false, null);
    }

    private static ConnectionEvent regained(long seconds) {
        return new ConfirmationRegained(derived(seconds), NOON);
    }

    private static Occurrence callback(long seconds, long receivedAt) {
        return Occurrence.learnt("one", NOON.plusSeconds(seconds), NOON.plusSeconds(receivedAt), Source.WEBHOOK, null);
    }

    private static Occurrence derived(long seconds) {
        Instant moment = NOON.plusSeconds(seconds);
        return Occurrence.learnt("one", moment, moment, Source.DERIVED, "it");
    }
}
