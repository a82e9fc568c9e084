package io.github.plugzapi.connect.journal;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
class Redeliveries {

    private static final int CHUNK = 250;
    private static final int MAX_ERROR = 500;

    private final Store store;
    private final Writer writer;

    Redeliveries(Store store, Writer writer) {
        this.store = store;
        this.writer = writer;
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
     * @param nextAt when it is to be tried again, in milliseconds since 1970; 0: as soon as those before it are done
     * @param error why it could not be handled; null where it only waits behind another
     * @param setAside whether it is not to be tried any more
     */
    record Failure(JournalEntry entry, int attempts, long nextAt, String error, boolean setAside) {}

    /** The instances of which an observer has yet to handle an event. */
    Set<String> waitingInstances(String observer) throws SQLException {
        return store.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT DISTINCT instance FROM redelivery WHERE observer = ? AND set_aside = 0")) {
                select.setString(1, observer);
                Set<String> instances = new HashSet<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        instances.add(rows.getString(1));
                    }
                }
                return instances;
            }
        });
    }

    /** What an observer is to be handed now, in order: nothing of an instance whose first event is still to wait. */
    List<Redelivery> due(String observer, long now) throws SQLException {
        return store.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT " + EventTable.COLUMNS
                    + ", r.attempts FROM redelivery r JOIN event e ON e.seq = r.seq"
                    + " WHERE r.observer = ? AND r.set_aside = 0"
                    + " AND NOT EXISTS (SELECT 1 FROM redelivery p WHERE p.observer = r.observer"
                    + " AND p.instance = r.instance AND p.set_aside = 0 AND p.next_at > ?)"
                    + " ORDER BY r.seq LIMIT ?")) {
                select.setString(1, observer);
                select.setLong(2, now);
                select.setInt(3, CHUNK);
                List<Redelivery> due = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        due.add(new Redelivery(EventTable.entry(rows), rows.getInt("attempts")));
                    }
                }
                return due;
            }
        });
    }

    /** Keeps what came of handing events to an observer; durable when this returns. */
    void save(String observer, List<Long> handled, List<Failure> failures) throws SQLException {
        if (handled.isEmpty() && failures.isEmpty()) {
            return;
        }
        writer.write(connection -> {
            try (PreparedStatement delete =
                            connection.prepareStatement("DELETE FROM redelivery WHERE observer = ? AND seq = ?");
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO redelivery"
                            + " (observer, seq, instance, attempts, next_at, last_error, set_aside)"
                            // It may have been erased while the observer was at it.
                            + " SELECT ?, ?, ?, ?, ?, ?, ? FROM event WHERE seq = ? ON CONFLICT (observer, seq) DO UPDATE SET"
                            + " attempts = excluded.attempts, next_at = excluded.next_at,"
                            + " last_error = excluded.last_error, set_aside = excluded.set_aside")) {
                for (long seq : handled) {
                    delete.setString(1, observer);
                    delete.setLong(2, seq);
                    delete.addBatch();
                }
                delete.executeBatch();
                for (Failure failure : failures) {
                    insert.setString(1, observer);
                    insert.setLong(2, failure.entry().seq());
                    insert.setString(3, failure.entry().event().instance());
                    insert.setInt(4, failure.attempts());
                    insert.setLong(5, failure.nextAt());
                    insert.setString(6, cut(failure.error()));
                    insert.setInt(7, failure.setAside() ? 1 : 0);
                    insert.setLong(8, failure.entry().seq());
                    insert.addBatch();
                }
                insert.executeBatch();
                return null;
            }
        });
    }

    private static String cut(String error) {
        if (error == null) {
            return null;
        }
        String clean = error.replace('\0', '?');
        return clean.length() <= MAX_ERROR ? clean : clean.substring(0, MAX_ERROR);
    }

    /** How many events each observer has set aside. */
    Map<String, Long> setAside() throws SQLException {
        return store.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT observer, COUNT(*) FROM redelivery WHERE set_aside = 1 GROUP BY observer");
                    ResultSet rows = select.executeQuery()) {
                Map<String, Long> counts = new HashMap<>();
                while (rows.next()) {
                    counts.put(rows.getString(1), rows.getLong(2));
                }
                return counts;
            }
        });
    }

    /** Has an observer handed again what it has set aside. */
    int again(String observer) throws SQLException {
        return writer.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE redelivery SET set_aside = 0,"
                    + " attempts = 0, next_at = 0 WHERE observer = ? AND set_aside = 1")) {
                update.setString(1, observer);
                return update.executeUpdate();
            }
        });
    }

    /** Forgets the redeliveries of events that are no longer there. */
    static void deleteOrphans(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM redelivery WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.seq = redelivery.seq)")) {
            delete.executeUpdate();
        }
    }
}
