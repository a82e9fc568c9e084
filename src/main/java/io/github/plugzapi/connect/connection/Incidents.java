package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.journal.Checkpoint;
import io.github.plugzapi.connect.journal.Journal;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Notices that an instance flaps or is out, and when that is over, and appends that to the journal as events of their own.
 * What it concludes from is kept in the table {@code incident}.
 */
@Singleton
class Incidents implements Checkpoint {

    private static final Logger LOG = Logger.getLogger(Incidents.class);

    private static final String COLUMNS =
            "SELECT instance, status, since, as_of, changes, flapping_since, outage_open FROM incident";

    private final Journal journal;
    private final Clock clock;
    private final Incident.Rules rules;

    /** Of each instance that changed since this process began to dispatch, and of each where time may tell something. */
    private final Map<String, Incident> byInstance = new HashMap<>();

    private final Set<String> unsaved = new HashSet<>();

    /**
     * Held while something is concluded and appended. Not the lock of the maps: the journal's writer takes that to save them,
     * and whoever waits for the writer must not hold it.
     */
    private final Object concluding = new Object();

    Incidents(Journal journal, Clock clock, FlappingConfig flapping, OutageConfig outage) {
        this.journal = journal;
        this.clock = clock;
        this.rules = new Incident.Rules(flapping.changes(), flapping.window(), outage.after());
    }

    void changed(@ObservesAsync ConnectionEvent event) throws SQLException {
        if (event instanceof Connected || event instanceof Disconnected) {
            synchronized (concluding) {
                take(incident(event.instance()).after(event, rules, clock.instant()));
            }
        }
    }

    /** What time alone tells; not before all events are known that may tell otherwise. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void lookAtTheClock() {
        try {
            synchronized (concluding) {
                Instant now = clock.instant();
                for (Incident incident : open()) {
                    Incident.Step step = incident.at(now, rules, now);
                    if (!step.conclusions().isEmpty() && journal.handedTo(Incidents.class) >= journal.end()) {
                        take(step);
                    }
                }
            }
        } catch (SQLException e) {
            LOG.debugf(e, "Flapping and outages wait for the journal");
        }
    }

    private void take(Incident.Step step) throws SQLException {
        for (ConnectionEvent conclusion : step.conclusions()) {
            try {
                journal.append(conclusion, null).toCompletableFuture().join();
            } catch (CompletionException e) {
                throw new SQLException(e.getCause());
            }
        }
        String instance = step.next().state().instance();
        synchronized (this) {
            byInstance.put(instance, step.next());
            unsaved.add(instance);
        }
    }

    /** Forgets an instance that is about to be erased. */
    void forget(String instance) {
        synchronized (concluding) {
            synchronized (this) {
                byInstance.remove(instance);
                unsaved.remove(instance);
            }
        }
    }

    private Incident incident(String instance) throws SQLException {
        synchronized (this) {
            Incident known = byInstance.get(instance);
            if (known != null) {
                return known;
            }
        }
        return find(instance);
    }

    private synchronized List<Incident> open() {
        return byInstance.values().stream().filter(Incident::isOpen).toList();
    }

    @Override
    public synchronized void save(java.sql.Connection connection) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO incident"
                + " (instance, status, since, as_of, changes, flapping_since, outage_open) VALUES (?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (instance) DO UPDATE SET status = excluded.status, since = excluded.since,"
                + " as_of = excluded.as_of, changes = excluded.changes, flapping_since = excluded.flapping_since,"
                + " outage_open = excluded.outage_open")) {
            for (String instance : unsaved) {
                Incident incident = byInstance.get(instance);
                upsert.setString(1, instance);
                upsert.setString(2, incident.state().status().name().toLowerCase(Locale.ROOT));
                upsert.setLong(3, incident.state().since().toEpochMilli());
                upsert.setLong(4, incident.state().asOf().toEpochMilli());
                upsert.setString(
                        5,
                        incident.changes().stream()
                                .map(change -> Long.toString(change.toEpochMilli()))
                                .collect(Collectors.joining(" ")));
                if (incident.flappingSince() == null) {
                    upsert.setNull(6, java.sql.Types.BIGINT);
                } else {
                    upsert.setLong(6, incident.flappingSince().toEpochMilli());
                }
                upsert.setInt(7, incident.outageOpen() ? 1 : 0);
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
        unsaved.clear();
    }

    @Override
    public synchronized void reload() throws SQLException {
        byInstance.clear();
        unsaved.clear();
        journal.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                            COLUMNS + " WHERE flapping_since IS NOT NULL OR status = 'disconnected'");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byInstance.put(rows.getString(1), incident(rows));
                }
            }
            return null;
        });
    }

    private Incident find(String instance) throws SQLException {
        return journal.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS + " WHERE instance = ?")) {
                select.setString(1, instance);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? incident(rows) : Incident.none(instance);
                }
            }
        });
    }

    private static Incident incident(ResultSet row) throws SQLException {
        Connection state = new Connection(
                row.getString(1),
                Connection.Status.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                Phone.unknown(),
                Instant.ofEpochMilli(row.getLong(3)),
                Instant.ofEpochMilli(row.getLong(4)),
                null);
        List<Instant> changes = Arrays.stream(row.getString(5).split(" "))
                .filter(text -> !text.isEmpty())
                .map(text -> Instant.ofEpochMilli(Long.parseLong(text)))
                .toList();
        long flappingSince = row.getLong(6);
        return new Incident(
                state, changes, row.wasNull() ? null : Instant.ofEpochMilli(flappingSince), row.getInt(7) == 1);
    }
}
