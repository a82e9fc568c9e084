package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.journal.EventTable;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.text.Text;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The tables {@code place} and {@code redelivery}: up to where each subscriber was handed the events, and what it could not
 * handle and what waits behind that. A place is kept until it is removed on purpose: a subscriber that is missing at one start,
 * or while an older version leads, goes on where it was.
 */
@Singleton
public class Places implements Erasable {

    static final int CHUNK = 250;
    private static final int MAX_ERROR = 500;

    /** So many events are looked through at once, and none for so many times is the end of what was looked for. */
    private static final int STEP = 10_000;

    private static final int MAX_IDLE_STEPS = 10;

    /** Of which instances something waits, and until when. */
    static final String WAITING = "SELECT instance, MIN(seq) AS oldest, MAX(next_at) AS next_at FROM redelivery"
            + " WHERE subscriber = ? AND set_aside = 0 GROUP BY instance ORDER BY oldest";

    static final String OF_INSTANCE = "SELECT " + EventTable.COLUMNS
            + ", r.attempts FROM redelivery r JOIN event e ON e.seq = r.seq"
            + " WHERE r.subscriber = ? AND r.instance = ? AND r.set_aside = 0 AND r.seq > ? ORDER BY r.seq LIMIT ?";

    /** What is to be handed again is older than what comes next, and the first of either the oldest of it. */
    private static final String LAGS = "SELECT p.subscriber, p.seq AS place, (SELECT MAX(seq) FROM event) AS latest,"
            + " (SELECT COUNT(*) FROM redelivery r WHERE r.subscriber = p.subscriber AND r.set_aside = 0) AS again,"
            + " (SELECT e.received_at FROM event e WHERE e.seq > p.seq ORDER BY e.seq LIMIT 1) AS next_at,"
            + " (SELECT e.received_at FROM redelivery r JOIN event e ON e.seq = r.seq"
            + " WHERE r.subscriber = p.subscriber AND r.set_aside = 0 ORDER BY r.seq LIMIT 1) AS again_at"
            + " FROM place p";

    static final String SET_ASIDE =
            "SELECT r.subscriber, r.seq, r.attempts, r.last_error, e.id, e.kind, e.instance, e.received_at"
                    + " FROM redelivery r JOIN event e ON e.seq = r.seq WHERE r.set_aside = 1 AND r.seq <= ?"
                    + " AND (r.seq < ? OR r.subscriber > ?) ORDER BY r.seq DESC, r.subscriber LIMIT ?";

    private final Store store;
    private final Leadership leadership;

    /**
     * How far a subscriber is behind.
     *
     * @param place up to where it was handed the events
     * @param end up to where there are any; not before its place
     * @param again how many it has to be handed again
     * @param waited how long ago the oldest event came that it has not handled yet
     */
    record Lag(long place, long end, long again, Duration waited) {

        private static Lag of(Row row, Instant now) {
            Instant oldest = row.moment(row.moment("again_at") == null ? "next_at" : "again_at");
            // The clock of the process that received it may be ahead.
            Duration waited = oldest == null || oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
            long place = row.number("place");
            Long latest = row.number("latest");
            return new Lag(place, latest == null ? place : Math.max(place, latest), row.number("again"), waited);
        }
    }

    Places(Store store, Leadership leadership) {
        this.store = store;
        this.leadership = leadership;
    }

    /** Takes the places of some subscribers over, for as long as this process leads and nothing is erased. */
    Ledger open(List<Subscriber> subscribers, Instant now) {
        return store.writeAlone(sql -> {
            long term = leadership.term();
            if (!leadership.confirm(sql, term)) {
                throw new IllegalStateException("Another process leads");
            }
            Map<String, Long> positions = positions(sql);
            // Where nobody has followed yet, what came before this is for everybody.
            boolean first = positions.isEmpty();
            long end = EventTable.end(sql);
            for (Subscriber subscriber : subscribers) {
                boolean all = first || subscriber.policy().begin() == Policy.Begin.AT_THE_BEGINNING;
                long position = positions.computeIfAbsent(subscriber.name(), name -> all ? 0 : end);
                sql.update(
                        "INSERT INTO place (subscriber, seq, waits) VALUES (?, ?, ?)"
                                + " ON CONFLICT (subscriber) DO UPDATE SET waits = excluded.waits",
                        subscriber.name(),
                        position,
                        subscriber.policy().waits());
                shortenPauses(sql, subscriber, now);
            }
            return new Kept(positions, term, sql.number(Settings.ERASURES));
        });
    }

    /**
     * No pause is longer than the policy says, or than others may ask for: what is to wait for longer was kept before the clock
     * was set back, and waits for a pause from now on.
     */
    private static void shortenPauses(Sql sql, Subscriber subscriber, Instant now) {
        Backoff retry = subscriber.policy().retry();
        List<Object[]> shortened = new ArrayList<>();
        sql.each(
                "SELECT seq, attempts, next_at FROM redelivery WHERE subscriber = ? AND set_aside = 0 AND next_at > ?",
                row -> {
                    int attempts = row.number("attempts").intValue();
                    Duration ours = retry.longest(attempts);
                    Duration longest =
                            subscriber.isObserver() ? ours : Backoff.atLeast(ours, Subscriber.NotTaken.LONGEST);
                    if (row.moment("next_at").isAfter(now.plus(longest))) {
                        shortened.add(
                                new Object[] {now.plus(retry.after(attempts)), subscriber.name(), row.number("seq")});
                    }
                },
                subscriber.name(),
                now);
        sql.batch("UPDATE redelivery SET next_at = ? WHERE subscriber = ? AND seq = ?", shortened);
    }

    /** Up to where each subscriber was handed the events. */
    static Map<String, Long> positions(Sql sql) {
        return sql.map("SELECT subscriber, seq FROM place", row -> row.text("subscriber"), row -> row.number("seq"));
    }

    private final class Kept implements Ledger {

        private final Map<String, Long> positions;
        private final long term;
        private final long erasures;

        private Kept(Map<String, Long> positions, long term, long erasures) {
            this.positions = positions;
            this.term = term;
            this.erasures = erasures;
        }

        @Override
        public Map<String, Long> positions() {
            return positions;
        }

        @Override
        public List<Waiting> waiting(Subscriber subscriber) {
            return store.read(sql -> sql.list(
                    WAITING, row -> new Waiting(row.text("instance"), row.moment("next_at")), subscriber.name()));
        }

        @Override
        public List<Redelivery> redeliveries(Subscriber subscriber, String instance, long after, int limit) {
            return store.read(sql -> sql.list(
                    OF_INSTANCE,
                    row -> new Redelivery(
                            EventTable.entry(row), row.number("attempts").intValue()),
                    subscriber.name(),
                    instance,
                    after,
                    limit));
        }

        /** Alone, as whoever erases is: either it has been saved before that, or it is not saved any more. */
        @Override
        public void save(Collection<Progress> progress, Collection<Subscriber.State> states) {
            store.writeAlone(sql -> {
                if (!leadership.confirm(sql, term)) {
                    throw new IllegalStateException("Another process has taken over");
                }
                if (sql.number(Settings.ERASURES) != erasures) {
                    throw new IllegalStateException("Something was erased meanwhile");
                }
                progress.forEach(each -> Places.save(sql, each));
                states.forEach(state -> state.save(sql));
                return null;
            });
        }
    }

    private static void save(Sql sql, Ledger.Progress progress) {
        String subscriber = progress.subscriber();
        sql.update("UPDATE place SET seq = ? WHERE subscriber = ?", progress.position(), subscriber);
        sql.batch(
                "DELETE FROM redelivery WHERE subscriber = ? AND seq = ?",
                progress.outcomes().stream()
                        .filter(Ledger.Outcome::handled)
                        .map(outcome -> new Object[] {subscriber, outcome.seq()})
                        .toList());
        sql.batch(
                "INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, last_error, set_aside)"
                        // It may have been purged while the subscriber was at it.
                        + " SELECT ?, ?, ?, ?, ?, ?, ? FROM event WHERE seq = ? ON CONFLICT (subscriber, seq) DO UPDATE SET"
                        + " attempts = excluded.attempts, next_at = excluded.next_at,"
                        + " last_error = excluded.last_error, set_aside = excluded.set_aside"
                        // After a crash it is read once more, and goes behind what it knows already.
                        + " WHERE excluded.attempts > 0",
                progress.outcomes().stream()
                        .filter(outcome -> !outcome.handled())
                        .map(outcome -> row(subscriber, outcome))
                        .toList());
    }

    private static Object[] row(String subscriber, Ledger.Outcome outcome) {
        return new Object[] {
            subscriber,
            outcome.seq(),
            outcome.instance(),
            outcome.attempts(),
            outcome.nextAt(),
            Text.cut(outcome.error(), MAX_ERROR),
            outcome.setAside(),
            outcome.seq()
        };
    }

    /**
     * How many events each subscriber failed on so often that they were set aside. Not for the event loop.
     *
     * @return the counts by the subscribers' names, such as {@code LogConnectionChanges}; never null
     */
    public Map<String, Long> setAside() {
        return store.read(sql -> sql.map(
                "SELECT subscriber, COUNT(*) AS n FROM redelivery WHERE set_aside = 1 GROUP BY subscriber",
                row -> row.text("subscriber"),
                row -> row.number("n")));
    }

    /**
     * How many events that a subscriber wants were deleted before it was handed them, of which it was not told yet; where it
     * was not configured then, those count, too, that it would not have wanted. Not for the event loop.
     *
     * @return the counts by the subscribers' names, of those that lost any; never null
     */
    public Map<String, Long> lost() {
        return store.read(sql -> sql.map(
                "SELECT subscriber, lost FROM place WHERE lost > 0",
                row -> row.text("subscriber"),
                row -> row.number("lost")));
    }

    /**
     * A subscriber was told that it lost events. Not for the event loop.
     *
     * @param subscriber its name; never null
     * @param events how many
     */
    public void told(String subscriber, long events) {
        store.write(sql -> sql.update("UPDATE place SET lost = lost - ? WHERE subscriber = ?", events, subscriber));
    }

    /** Counts the events that a subscriber loses, in the transaction that deletes them. */
    static void lose(Sql sql, String subscriber, long events) {
        sql.update("UPDATE place SET lost = lost + ? WHERE subscriber = ?", events, subscriber);
    }

    /**
     * Has a subscriber handed soon what it has yet to be handed again, however long that was to wait. Not for the event loop.
     *
     * @param subscriber its name; never null
     */
    public void retryNow(String subscriber) {
        store.write(sql -> sql.update(
                // What was not its own time does not count among its attempts.
                "UPDATE redelivery SET next_at = 0, attempts = CASE WHEN attempts > 1 THEN attempts - 1 ELSE attempts END"
                        + " WHERE subscriber = ? AND set_aside = 0 AND next_at > 0",
                subscriber));
    }

    /** How far each subscriber is behind, as of some moment. */
    Map<String, Lag> lags(Instant now) {
        return store.read(sql -> sql.map(LAGS, row -> row.text("subscriber"), row -> Lag.of(row, now)));
    }

    /**
     * Whether a subscriber has a place in the journal: it was there once, and was not removed. Not for the event loop.
     *
     * @param subscriber its name; never null
     * @return whether it has
     */
    public boolean has(String subscriber) {
        return names().contains(subscriber);
    }

    /**
     * The subscribers that have a place in the journal. Not for the event loop.
     *
     * @return their names; never null
     */
    public Set<String> names() {
        return store.read(Places::positions).keySet();
    }

    /**
     * When what a subscriber has to be handed again is due first, of what is to wait at all. Not for the event loop.
     *
     * @param subscriber its name; never null
     * @return the moment, in UTC, which may be past; empty where nothing waits
     */
    public Optional<Instant> nextTry(String subscriber) {
        long millis = store.read(sql -> sql.number(
                "SELECT MIN(next_at) AS n FROM redelivery WHERE subscriber = ? AND set_aside = 0 AND next_at > 0",
                subscriber));
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /**
     * An event that a subscriber failed on so often that it was set aside.
     *
     * @param subscriber its name; never null
     * @param seq the event's place in the journal
     * @param event the event's id; never null
     * @param kind the word for its kind; never null
     * @param instance PlugZapi's id of the instance; never null
     * @param receivedAt when we learnt of it, in UTC; never null
     * @param attempts how often it was tried
     * @param error what the last of these failed with; may be null
     */
    public record SetAside(
            String subscriber,
            long seq,
            String event,
            String kind,
            String instance,
            Instant receivedAt,
            int attempts,
            String error) {}

    /**
     * What was set aside, the newest events first. Not for the event loop.
     *
     * @param limit how many at most
     * @param seq of the last one that was given; greater than any for the first
     * @param subscriber of the last one that was given; empty for the first
     * @return the next ones; never null
     */
    public List<SetAside> setAside(int limit, long seq, String subscriber) {
        return store.read(sql -> sql.list(
                SET_ASIDE,
                row -> new SetAside(
                        row.text("subscriber"),
                        row.number("seq"),
                        row.text("id"),
                        row.text("kind"),
                        row.text("instance"),
                        row.moment("received_at"),
                        row.number("attempts").intValue(),
                        row.text("last_error")),
                seq,
                seq,
                subscriber,
                limit));
    }

    /**
     * Has a subscriber handed again, soon, what it has set aside. Not for the event loop.
     *
     * @param subscriber its name; never null
     * @return how many events that are
     */
    public int dispatchAgain(String subscriber) {
        int events = 0;
        List<Long> some;
        // In steps, since nothing can be appended meanwhile.
        for (long after = 0; !(some = setAside(subscriber, after)).isEmpty(); after = some.get(some.size() - 1)) {
            List<Object[]> rows =
                    some.stream().map(seq -> new Object[] {subscriber, seq}).toList();
            events += IntStream.of(store.write(sql -> sql.batch(
                            "UPDATE redelivery SET set_aside = 0, attempts = 0, next_at = 0"
                                    + " WHERE subscriber = ? AND seq = ? AND set_aside = 1",
                            rows)))
                    .sum();
        }
        return events;
    }

    private List<Long> setAside(String subscriber, long after) {
        return store.read(sql -> sql.list(
                "SELECT seq FROM redelivery WHERE subscriber = ? AND seq > ? AND set_aside = 1 ORDER BY seq LIMIT ?",
                row -> row.number("seq"),
                subscriber,
                after,
                CHUNK));
    }

    /**
     * Has a subscriber handed again, soon, one event, whatever became of it before. Not for the event loop.
     *
     * @param subscriber its name; never null
     * @param seq the event's place in the journal
     * @return whether there is such an event
     */
    public boolean dispatchAgain(String subscriber, long seq) {
        return dispatchAgain(subscriber, seq, seq, Instant.EPOCH) > 0;
    }

    /**
     * What a subscriber was handed since some moment.
     *
     * @param since the moment; never null
     * @param first the place in the journal of the first event of that
     * @param last of the last one, or of one after it
     * @param events how many there are
     */
    public record Handed(Instant since, long first, long last, long events) {}

    /**
     * Finds what a subscriber was handed since some moment. Events are in the journal as they came, more or less, and there is no
     * index of when they did: so it is looked backwards, in steps, until there are none for long. Not for the event loop.
     *
     * @param subscriber its name; never null
     * @param since the moment; never null
     * @return it; never null
     */
    public Handed handed(String subscriber, Instant since) {
        long last = store.read(sql -> positions(sql).getOrDefault(subscriber, 0L));
        long beginning = store.read(sql -> sql.number("SELECT MIN(seq) AS n FROM event"));
        long first = last + 1;
        long events = 0;
        int idle = 0;
        for (long to = last; to > 0 && to >= beginning && idle < MAX_IDLE_STEPS; to -= STEP) {
            long from = to - STEP + 1;
            long end = to;
            Handed step = store.read(sql -> sql.first(
                            "SELECT COUNT(*) AS n, MIN(seq) AS oldest FROM event"
                                    + " WHERE seq BETWEEN ? AND ? AND received_at >= ?",
                            row -> new Handed(
                                    since,
                                    row.number("oldest") == null ? 0 : row.number("oldest"),
                                    end,
                                    row.number("n")),
                            from,
                            end,
                            since)
                    .orElseThrow());
            idle = step.events() == 0 ? idle + 1 : 0;
            first = step.events() == 0 ? first : step.first();
            events += step.events();
        }
        return new Handed(since, first, last, events);
    }

    /**
     * Has a subscriber handed again, soon, what it was handed since some moment, or has set aside of that. It takes its time where
     * that is much. Not for the event loop.
     *
     * @param subscriber its name; never null
     * @param handed what {@link #handed} found; never null
     * @return how many events that are
     */
    public long dispatchAgain(String subscriber, Handed handed) {
        long events = 0;
        // In steps, since nothing can be appended meanwhile.
        for (long from = handed.first(); from <= handed.last(); from += CHUNK) {
            events += dispatchAgain(subscriber, from, Math.min(handed.last(), from + CHUNK - 1), handed.since());
        }
        return events;
    }

    private int dispatchAgain(String subscriber, long from, long to, Instant since) {
        return store.write(sql -> sql.update(
                "INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, set_aside)"
                        + " SELECT ?, seq, instance, 0, 0, 0 FROM event"
                        + " WHERE seq BETWEEN ? AND ? AND received_at >= ?"
                        + " ON CONFLICT (subscriber, seq) DO UPDATE SET attempts = 0, next_at = 0, set_aside = 0",
                subscriber,
                from,
                to,
                since));
    }

    /**
     * Removes the place of a subscriber that is no more, and what waits for it, so that no event is kept for it any more. Not
     * for the event loop.
     *
     * @param subscriber its name; never null
     * @return whether there was one
     */
    public boolean remove(String subscriber) {
        return store.write(sql -> {
            sql.update("DELETE FROM redelivery WHERE subscriber = ?", subscriber);
            return sql.update("DELETE FROM place WHERE subscriber = ?", subscriber) > 0;
        });
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM redelivery WHERE instance = ?", instance);
    }

    /** What subscribers said of events, and what is left of events that were erased. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {
        sql.forget("redelivery", "last_error", phone::isIn);
        deleteOrphans(sql);
    }

    /** Forgets the redeliveries of events that are no longer there. */
    static void deleteOrphans(Sql sql) {
        sql.update("DELETE FROM redelivery WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.seq = redelivery.seq)");
    }
}
