package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.connection.Known;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import java.time.Duration;
import java.time.Instant;

/**
 * How an instance is from a moment on.
 *
 * <p>Events come in the order of the journal, which is not always that of their moments. One that changes the current state is the
 * newest, whatever its moment says: PlugZapi's clock may be behind ours. One that comes late tells of the time before. What lies in
 * the future of an event was told while our clock was wrong: what it was in the end, it is at that event.
 *
 * @param moment from when on; null where nothing was ever told
 * @param status how it is; unknown too while PlugZapi does not say how it is
 * @param told what PlugZapi said last, however long that is ago
 */
record Point(Instant moment, Status status, Status told) {

    /** Where nothing was told yet. */
    static final Point NOTHING = new Point(null, Status.UNKNOWN, Status.UNKNOWN);

    /** The journal keeps no more of a moment. */
    private static final Duration LEAST = Duration.ofMillis(1);

    /** A clock that is only adjusted is not set back. */
    private static final Duration ADJUSTED = Duration.ofSeconds(1);

    /**
     * The point that an event makes, where this one is the newest before it.
     *
     * @return the point, before this one where the event came late; null where the event tells nothing of this
     */
    Point after(ConnectionEvent event) {
        if (event instanceof ConfirmationLost lost) {
            // What was told after it could not be asked any more is known until then.
            return status == Status.UNKNOWN
                    ? null
                    : new Point(later(lost.since(), moment.plus(LEAST)), Status.UNKNOWN, told);
        }
        if (event instanceof ConfirmationRegained) {
            return status != Status.UNKNOWN || told == Status.UNKNOWN
                    ? null
                    : new Point(later(event.moment(), moment), told, told);
        }
        Status said = Known.statusOf(event);
        if (said == Status.UNKNOWN) {
            return null;
        }
        Instant at = event.moment().isAfter(event.receivedAt()) ? event.receivedAt() : event.moment();
        if (moment == null) {
            return new Point(at, said, said);
        }
        if (isChange(event)) {
            return new Point(later(at, moment), said, said);
        }
        // It tells nothing else than what is known, or how it was before that.
        return new Point(said == told || at.isBefore(moment) ? at : moment.minus(LEAST), said, said);
    }

    /**
     * This as it was when an event came, where something that came late, after the event, may be in it by now. What is no news tells
     * nothing else than what was known then; and what was unknown already before this is over.
     */
    Point asKnownTo(ConnectionEvent event) {
        if (event instanceof ConfirmationLost lost) {
            return lost.since().isAfter(moment) ? this : new Point(moment, Status.UNKNOWN, told);
        }
        Status said = Known.statusOf(event);
        return said == Status.UNKNOWN || isChange(event) || event.moment().isBefore(moment)
                ? this
                : new Point(moment, status, said);
    }

    private static boolean isChange(ConnectionEvent event) {
        return event instanceof Connected connected ? connected.change() : ((Disconnected) event).change();
    }

    /** No point that an event makes is before that. */
    static Instant earliest(ConnectionEvent event) {
        Instant told = event instanceof ConfirmationLost lost ? lost.since() : event.moment();
        return told.isBefore(event.receivedAt()) ? told : event.receivedAt();
    }

    /** Whether PlugZapi has said anything yet. */
    boolean isTold() {
        return told != Status.UNKNOWN;
    }

    /** The same from another moment on. */
    Point at(Instant other) {
        return new Point(other, status, told);
    }

    /**
     * Whether our clock was set back since, before it told when an event came. What does not change the current state tells nothing
     * of that: it may be a callback that could not be read when it came.
     */
    boolean isAheadOf(ConnectionEvent event) {
        boolean mayBeOld = Known.statusOf(event) != Status.UNKNOWN && !isChange(event);
        return moment != null && !mayBeOld && moment.isAfter(event.receivedAt().plus(ADJUSTED));
    }

    boolean isBefore(Point other) {
        return other.moment != null && moment.isBefore(other.moment);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
