package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.gateway.Instances;
import io.github.plugzapi.connect.journal.Checkpoint;
import io.github.plugzapi.connect.journal.Journal;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The current state of each instance, as the events tell it. It is kept in the journal's table {@code connection}, so that
 * a start does not read the whole history and every process can tell the state.
 */
@Singleton
public class Connections implements Checkpoint {

    private static final String COLUMNS = "SELECT instance, status, phone, since, as_of, error FROM connection";

    private final Instances instances;
    private final Journal journal;

    /** What this process has seen since the last save. */
    private Map<String, Connection> unsaved = new HashMap<>();

    /** What is being saved: until {@link #saved()}, its transaction may not be visible yet. */
    private Map<String, Connection> justSaved = Map.of();

    Connections(Instances instances, Journal journal) {
        this.instances = instances;
        this.journal = journal;
    }

    synchronized void changed(@ObservesAsync ConnectionEvent event) throws SQLException {
        Connection before = of(event.instance());
        Connection after = before.after(event);
        if (!after.equals(before)) {
            unsaved.put(event.instance(), after);
        }
    }

    @Override
    public synchronized void save(java.sql.Connection connection) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "INSERT INTO connection (instance, status, phone, since, as_of, error)"
                        + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (instance) DO UPDATE SET status = excluded.status,"
                        + " phone = excluded.phone, since = excluded.since, as_of = excluded.as_of, error = excluded.error")) {
            for (Connection state : unsaved.values()) {
                upsert.setString(1, state.instance());
                upsert.setString(2, state.status().name().toLowerCase(Locale.ROOT));
                upsert.setString(3, state.phone().digits());
                upsert.setLong(4, state.since().toEpochMilli());
                upsert.setLong(5, state.asOf().toEpochMilli());
                upsert.setString(6, state.error());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
        justSaved = unsaved;
        unsaved = new HashMap<>();
    }

    @Override
    public synchronized void saved() {
        justSaved = Map.of();
    }

    @Override
    public synchronized void reload() {
        justSaved = Map.of();
        unsaved = new HashMap<>();
    }

    /**
     * The current state of an instance. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return its state, unknown for one that PlugZapi has not said anything about; never null
     * @throws SQLException if the journal cannot be read
     */
    public synchronized Connection of(String instance) throws SQLException {
        Connection seen = unsaved.getOrDefault(instance, justSaved.get(instance));
        return seen != null ? seen : find(instance).orElse(Connection.unknown(instance));
    }

    /**
     * The current state of all instances that are configured or that PlugZapi has told us of. Not for the event loop.
     *
     * @return a copy, in no particular order; never null
     * @throws SQLException if the journal cannot be read
     */
    public synchronized Collection<Connection> all() throws SQLException {
        Map<String, Connection> all = new HashMap<>();
        instances.all().forEach(instance -> all.put(instance.id(), Connection.unknown(instance.id())));
        journal.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    all.put(rows.getString(1), state(rows));
                }
            }
            return null;
        });
        all.putAll(justSaved);
        all.putAll(unsaved);
        return all.values();
    }

    /** Forgets an instance, or a phone number wherever it is connected. */
    void erase(String instance, Phone phone) throws SQLException {
        forget(instance, phone);
        // Without the lock: the journal's writer takes it too, to save.
        journal.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM connection WHERE instance = ?");
                    PreparedStatement update =
                            connection.prepareStatement("UPDATE connection SET phone = '' WHERE phone = ?")) {
                delete.setString(1, instance);
                delete.executeUpdate();
                update.setString(1, phone.digits());
                return update.executeUpdate();
            }
        });
    }

    private synchronized void forget(String instance, Phone phone) {
        justSaved = new HashMap<>(justSaved);
        for (Map<String, Connection> seen : List.of(unsaved, justSaved)) {
            seen.remove(instance);
            seen.replaceAll(
                    (id, state) -> phone.isKnown() && state.phone().equals(phone) ? state.withoutPhone() : state);
        }
    }

    private Optional<Connection> find(String instance) throws SQLException {
        return journal.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS + " WHERE instance = ?")) {
                select.setString(1, instance);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(state(rows)) : Optional.empty();
                }
            }
        });
    }

    private static Connection state(ResultSet row) throws SQLException {
        String phone = row.getString(3);
        return new Connection(
                row.getString(1),
                Connection.Status.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                phone.isEmpty() ? Phone.unknown() : new Phone(phone),
                Instant.ofEpochMilli(row.getLong(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                row.getString(6));
    }
}
