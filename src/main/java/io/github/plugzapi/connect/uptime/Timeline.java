package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How an instance was over some time, from its events in the order of the journal. */
final class Timeline {

    private final Point before;
    private final long seq;
    private final TreeMap<Instant, Point> points = new TreeMap<>();
    private Point newest;

    /**
     * Begins with how the instance was before the first event.
     *
     * @param seq what came until then is known of that, also what came late, after the first event
     */
    Timeline(Point before, long seq) {
        this.before = before;
        this.seq = seq;
        this.newest = before;
    }

    /** Begins with how it was at the end of a day; null for none. */
    static Timeline after(Day day) {
        return day == null ? new Timeline(Point.NOTHING, 0) : new Timeline(day.newest(), day.seq());
    }

    /** Begins after one of some days; null for none. */
    static Timeline after(Map.Entry<LocalDate, Day> day) {
        return after(day == null ? null : day.getValue());
    }

    /** From when on it tells; null where nothing was told before. */
    Instant beginning() {
        return before.moment();
    }

    void add(JournalEntry entry) {
        ConnectionEvent event = entry.event();
        if (event == null) {
            return;
        }
        if (newest.isAheadOf(event)) {
            points.tailMap(event.receivedAt(), false).clear();
            newest = newest.at(event.receivedAt());
            points.put(newest.moment(), newest);
        }
        Point known = newest == before && entry.seq() <= seq ? before.asKnownTo(event) : newest;
        Point point = known.after(event);
        if (point != null && !point.isBefore(newest)) {
            points.put(point.moment(), point);
            newest = point;
        } else if (point != null && !point.isBefore(before)) {
            points.put(point.moment(), point);
        }
    }

    Point newest() {
        return newest;
    }

    /** Whether anything was told in some time, its end left out. */
    boolean isTold(Instant from, Instant to) {
        return !points.subMap(from, to).isEmpty();
    }

    /** How it was in the last moment before some time. */
    Point before(Instant moment) {
        Map.Entry<Instant, Point> entry = points.lowerEntry(moment);
        return entry == null ? before : entry.getValue();
    }

    /** One after the other, without a gap. */
    List<Stretch> stretches(Instant from, Instant to) {
        List<Stretch> stretches = new ArrayList<>();
        Point now = before(from);
        Instant since = from;
        for (Point next : points.subMap(from, to).values()) {
            if (next.status() != now.status() || next.isTold() != now.isTold()) {
                if (next.moment().isAfter(since)) {
                    stretches.add(new Stretch(now.status(), now.isTold(), since, next.moment()));
                }
                now = next;
                since = next.moment();
            }
        }
        stretches.add(new Stretch(now.status(), now.isTold(), since, to));
        return stretches;
    }

    Share between(Instant from, Instant to) {
        Share share = Share.NONE;
        Point now = before(from);
        Instant since = from;
        for (Point next : points.subMap(from, to).values()) {
            share = share.with(now.status(), Duration.between(since, next.moment()));
            now = next;
            since = next.moment();
        }
        return share.with(now.status(), Duration.between(since, to));
    }
}
