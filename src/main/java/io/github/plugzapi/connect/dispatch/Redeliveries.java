package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.journal.EventTable;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table {@code redelivery}: what observers could not handle and what waits behind it. An event that waits behind
 * another one of its instance has no attempts and no pause of its own.
 */
@Singleton
public class Redeliveries implements Erasable {

    private static final int CHUNK = 250;
    private static final int MAX_ERROR = 500;

    private final Store store;

    Redeliveries(Store store) {
        this.store = store;
    }

    /**
     * An event that an observer has yet to handle.
     *
     * @param entry the event
     * @param attempts how often it was tried
     */
    record Redelivery(JournalEntry entry, int attempts) {}

    /**
     * What came of handing an event to an observer.
     *
     * @param entry the event
     * @param attempts how often it was tried by now
     * @param nextAt when it is to be tried again; as soon as those before it are done where that is past
     * @param error why it could not be handled; null where it only waits behind another
     * @param setAside whether it is not to be tried any more
     */
    record Failure(JournalEntry entry, int attempts, Instant nextAt, String error, boolean setAside) {}

    /** The instances of which an observer has yet to handle an event. */
    Set<String> waitingInstances(String observer) {
        return store.read(sql -> new HashSet<>(sql.list(
                "SELECT DISTINCT instance FROM redelivery WHERE observer = ? AND set_aside = 0",
                row -> row.text("instance"),
                observer)));
    }

    /** What an observer is to be handed now, in order: nothing of an instance whose first event is still to wait. */
    List<Redelivery> due(String observer, Instant now) {
        return store.read(sql -> sql.list(
                "SELECT " + EventTable.COLUMNS + ", r.attempts FROM redelivery r JOIN event e ON e.seq = r.seq"
                        + " WHERE r.observer = ? AND r.set_aside = 0"
                        + " AND NOT EXISTS (SELECT 1 FROM redelivery p WHERE p.observer = r.observer"
                        + " AND p.instance = r.instance AND p.set_aside = 0 AND p.next_at > ?)"
                        + " ORDER BY r.seq LIMIT ?",
                row -> new Redelivery(
                        EventTable.entry(row), row.number("attempts").intValue()),
                observer,
                now,
                CHUNK));
    }

    /** Keeps what came of handing events to an observer; durable when this returns. */
    void save(String observer, List<Long> handled, List<Failure> failures) {
        if (handled.isEmpty() && failures.isEmpty()) {
            return;
        }
        store.write(sql -> {
            sql.batch(
                    "DELETE FROM redelivery WHERE observer = ? AND seq = ?",
                    handled.stream().map(seq -> new Object[] {observer, seq}).toList());
            return sql.batch(
                    "INSERT INTO redelivery (observer, seq, instance, attempts, next_at, last_error, set_aside)"
                            // It may have been erased while the observer was at it.
                            + " SELECT ?, ?, ?, ?, ?, ?, ? FROM event WHERE seq = ? ON CONFLICT (observer, seq) DO UPDATE SET"
                            + " attempts = excluded.attempts, next_at = excluded.next_at,"
                            + " last_error = excluded.last_error, set_aside = excluded.set_aside",
                    failures.stream().map(failure -> row(observer, failure)).toList());
        });
    }

    private static Object[] row(String observer, Failure failure) {
        String error = failure.error();
        return new Object[] {
            observer,
            failure.entry().seq(),
            failure.entry().event().instance(),
            failure.attempts(),
            failure.nextAt(),
            error == null || error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR),
            failure.setAside(),
            failure.entry().seq()
        };
    }

    /**
     * How many events each observer failed on so often that they were set aside. Not for the event loop.
     *
     * @return the counts by the observers' names, such as {@code LogConnectionChanges}; never null
     */
    public Map<String, Long> setAside() {
        Map<String, Long> counts = new HashMap<>();
        store.read(sql -> {
            sql.each(
                    "SELECT observer, COUNT(*) AS n FROM redelivery WHERE set_aside = 1 GROUP BY observer",
                    row -> counts.put(row.text("observer"), row.number("n")));
            return counts;
        });
        return counts;
    }

    /**
     * Has an observer handed again, soon, what it has set aside. Not for the event loop.
     *
     * @param observer the observer's name; never null
     * @return how many events that are
     */
    public int dispatchAgain(String observer) {
        return store.write(sql -> sql.update(
                "UPDATE redelivery SET set_aside = 0, attempts = 0, next_at = 0 WHERE observer = ? AND set_aside = 1",
                observer));
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM redelivery WHERE instance = ?", instance);
    }

    /** What observers said of events, and what is left of events that were erased. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {
        List<Object[]> found = sql
                .list(
                        "SELECT DISTINCT last_error FROM redelivery WHERE last_error IS NOT NULL",
                        row -> row.text("last_error"))
                .stream()
                .filter(phone::isIn)
                .map(text -> new Object[] {text})
                .toList();
        sql.batch("UPDATE redelivery SET last_error = NULL WHERE last_error = ?", found);
        deleteOrphans(sql);
    }

    /** Forgets the redeliveries of events that are no longer there. */
    static void deleteOrphans(Sql sql) {
        sql.update("DELETE FROM redelivery WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.seq = redelivery.seq)");
    }
}
