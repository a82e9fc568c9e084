package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A day, in UTC, on which something was told of an instance. On all days until the next one it was as at the end of this.
 *
 * @param instance PlugZapi's id of the instance
 * @param day the day
 * @param share how it divides itself, as if nothing more came
 * @param newest how the instance is at its end
 * @param seq the sequence number of the newest event that is in it, or in a day before it that was told anew together with it
 */
record Day(String instance, LocalDate day, Share share, Point newest, long seq) {

    static LocalDate of(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    static Instant end(LocalDate day) {
        return start(day.plusDays(1));
    }

    /** A day of which only its first point is known. */
    static Day first(String instance, Point before, Point point, long seq) {
        LocalDate day = of(point.moment());
        Share share = Share.of(before.status(), Duration.between(start(day), point.moment()))
                .with(point.status(), Duration.between(point.moment(), end(day)));
        return new Day(instance, day, share, point, seq);
    }

    /** The newest day after what is not before its newest point: this one, or a later one. */
    Day after(Point point, long newSeq) {
        if (!of(point.moment()).equals(day)) {
            return first(instance, newest, point, newSeq);
        }
        Duration left = Duration.between(point.moment(), end(day));
        return new Day(
                instance, day, share.with(newest.status(), left.negated()).with(point.status(), left), point, newSeq);
    }

    /** How it was when an event came, where what came late, after that event, may be in it. */
    Point newestFor(JournalEntry entry) {
        return entry.seq() <= seq ? newest.asKnownTo(entry.event()) : newest;
    }

    /** Whether it was in one way all day long, whatever was told. */
    boolean isSteadyAfter(Point before) {
        return share.equals(Share.of(newest.status(), Duration.ofDays(1)))
                && (newest.isTold() == before.isTold() || newest.status() != Status.UNKNOWN);
    }

    /** Whether a timeline tells all of it. */
    boolean isToldBy(Timeline timeline) {
        return timeline.between(start(day), end(day)).equals(share)
                && timeline.before(end(day)).equals(newest);
    }

    /** How it divides itself until a moment after its newest point. */
    Share until(Instant moment) {
        return share.with(newest.status(), Duration.between(end(day), moment));
    }
}
