package io.github.plugzapi.connect.live;

import io.github.plugzapi.connect.journal.EventTable;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The journal's events, page by page. No index finds those of one instance or one kind, for it would cost each callback; the
 * journal is looked through range by range, for a bounded time, and where a page ends before it is full the next goes on from
 * there.
 */
@Singleton
public class EventPages {

    /** A page has no more events. */
    public static final int MOST = 1_000;

    /** So many sequence numbers are looked through at once. */
    private static final int RANGE = 2_000;

    /** After so long a page ends. What it asks for last may take as long as a range does. */
    private static final Duration LONGEST = Duration.ofMillis(40);

    private final Store store;
    private final Supplier<Duration> elapsed;

    @Inject
    EventPages(Store store, Ticker ticker) {
        this(store, ticker::elapsed);
    }

    /** One that has its time from elsewhere. */
    EventPages(Store store, Supplier<Duration> elapsed) {
        this.store = store;
        this.elapsed = elapsed;
    }

    /**
     * Events that somebody asks for and that are not there: they were purged, or the journal was restored and ends earlier
     * now.
     *
     * @param after the sequence number that it should have gone on after
     * @param next the one that it goes on after instead
     */
    public record Gap(long after, long next) {

        /**
         * The same as JSON.
         *
         * @return an object on one line; never null
         */
        public String json() {
            return "{\"after\":" + after + ",\"next\":" + next + "}";
        }
    }

    /**
     * A page.
     *
     * @param entries the events, perhaps none although there are more; never null
     * @param next where to go on: all up to there was looked at; null where there is nothing before
     * @param gap what is missing before the first; null where nothing is
     */
    public record Page(List<JournalEntry> entries, Long next, Gap gap) {

        /** {@inheritDoc} */
        public Page {
            entries = List.copyOf(entries);
        }

        /**
         * The same as JSON.
         *
         * @return an object; never null
         */
        public String json() {
            return entries.stream()
                    .map(EventText::json)
                    .collect(Collectors.joining(
                            ",",
                            "{\"events\":[",
                            "],\"next\":" + next + (gap == null ? "" : ",\"gap\":" + gap.json()) + "}"));
        }
    }

    /**
     * The events after a sequence number, the oldest first. Not for the event loop.
     *
     * @param filter which of them; never null
     * @param after the number; 0 for all that are kept
     * @param limit how many at most, up to {@value #MOST}
     * @return them; {@code next} is never null, and is {@code after} where there is nothing yet; never null
     * @throws StoreUnavailable if the journal cannot be read
     */
    public Page after(EventFilter filter, long after, int limit) {
        return store.read(sql -> {
            Duration until = elapsed.get().plus(LONGEST);
            long end = EventTable.end(sql);
            long begin = Math.min(Math.max(after, beginning(sql)), end);
            List<JournalEntry> entries = new ArrayList<>();
            long at = begin;
            while (at < end && entries.size() < limit && isTime(until, at == begin)) {
                long to = Math.min(at + RANGE, end);
                List<JournalEntry> some = range(sql, filter, at, to, "", limit - entries.size());
                entries.addAll(some);
                at = entries.size() < limit ? to : some.get(some.size() - 1).seq();
            }
            return new Page(entries, at, after > 0 && begin != after ? new Gap(after, begin) : null);
        });
    }

    /**
     * The events before a sequence number, the newest first. Not for the event loop.
     *
     * @param filter which of them; never null
     * @param before the number; {@link Long#MAX_VALUE} for the newest
     * @param limit how many at most, up to {@value #MOST}
     * @return them; {@code next} is null once there is nothing before; never null
     * @throws StoreUnavailable if the journal cannot be read
     */
    public Page before(EventFilter filter, long before, int limit) {
        return store.read(sql -> {
            Duration until = elapsed.get().plus(LONGEST);
            long beginning = beginning(sql);
            // Of what is looked through, the first number that is not.
            long begin = Math.min(before, EventTable.end(sql) + 1);
            List<JournalEntry> entries = new ArrayList<>();
            long at = begin;
            while (at > beginning + 1 && entries.size() < limit && isTime(until, at == begin)) {
                long from = Math.max(at - RANGE, beginning + 1);
                List<JournalEntry> some = range(sql, filter, from - 1, at - 1, " DESC", limit - entries.size());
                entries.addAll(some);
                at = entries.size() < limit ? from : some.get(some.size() - 1).seq();
            }
            return new Page(entries, at > beginning + 1 ? at : null, null);
        });
    }

    /** A page looks at something, however slow that is. */
    private boolean isTime(Duration until, boolean isFirst) {
        return isFirst || elapsed.get().compareTo(until) < 0;
    }

    /** The number before the first; 0 where there is none. */
    private static long beginning(Sql sql) {
        return Math.max(0, sql.number("SELECT MIN(seq) - 1 AS n FROM event"));
    }

    private static List<JournalEntry> range(
            Sql sql, EventFilter filter, long after, long upTo, String order, int limit) {
        List<Object> parameters = new ArrayList<>(List.of(after, upTo));
        if (filter.instance() != null) {
            parameters.add(filter.instance());
        }
        parameters.add(limit);
        return sql.list(
                "SELECT " + EventTable.COLUMNS + " FROM event e WHERE e.seq > ? AND e.seq <= ?" + filter.condition()
                        + " ORDER BY e.seq" + order + " LIMIT ?",
                EventTable::entry,
                parameters.toArray());
    }
}
