package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.journal.Checkpoint;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Notices that an instance flaps or is out, and when that is over, and appends that to the journal as events of their own.
 * What it concludes from is kept in the table {@code incident}.
 */
@Singleton
public class NoticeIncidents implements Checkpoint {

    private static final Logger LOG = Logger.getLogger(NoticeIncidents.class);

    private static final String COLUMNS =
            "SELECT instance, status, since, heard_at, changes, flapping_since, outage_open, seq, lag FROM incident";

    private final Journal journal;
    private final Connections connections;
    private final Iterable<InDoubt> doubts;
    private final Clock clock;
    private final Ticker ticker;
    private final Vigil.Rules rules;

    /** Of each instance that changed since this process began to dispatch, and of each where time may tell something. */
    private final Map<String, Taken> byInstance = new HashMap<>();

    private final Set<String> unsaved = new HashSet<>();

    /**
     * Held while something is concluded and appended. Not the lock of the maps: the journal's writer takes that to save them,
     * and whoever waits for the writer must not hold it.
     */
    private final Object concluding = new Object();

    /**
     * What is known as of the event with a sequence number.
     *
     * @param zero what the clock said when the ticker began, by the clock as it went when this came to be known
     */
    private record Taken(Vigil incident, long seq, Instant zero) {}

    NoticeIncidents(
            Journal journal,
            Connections connections,
            @Any Instance<InDoubt> doubts,
            Clock clock,
            Ticker ticker,
            FlappingConfig flapping,
            OutageConfig outage) {
        this.journal = journal;
        this.connections = connections;
        this.doubts = doubts;
        this.clock = clock;
        this.ticker = ticker;
        this.rules = Vigil.Rules.of(flapping, outage);
    }

    @Override
    public void take(JournalEntry entry) throws SQLException {
        if (entry.event() instanceof Connected || entry.event() instanceof Disconnected) {
            synchronized (concluding) {
                Taken before = taken(entry.event().instance());
                if (before.seq() < entry.seq()) {
                    Vigil.Step step = before.incident().after(entry.event(), rules, clock.instant());
                    conclude(List.of(step));
                    keep(new Taken(step.next(), entry.seq(), zero()));
                }
            }
        }
    }

    void start(@Observes StartupEvent event) {
        ticker.every(Duration.ofSeconds(1), this::lookAtTheClock);
    }

    /** What time alone tells; not before all events are known that may tell otherwise. */
    void lookAtTheClock() {
        if (!journal.isDispatching()) {
            return;
        }
        try {
            synchronized (concluding) {
                Map<Taken, Vigil.Step> steps = new HashMap<>();
                for (Taken open : open()) {
                    Vigil.Step step = open.incident().at(now(open), rules, clock.instant());
                    if (!step.conclusions().isEmpty() && !isInDoubt(step)) {
                        steps.put(open, step);
                    }
                }
                if (!steps.isEmpty()) {
                    takeWhatIsUpToDate(steps);
                }
            }
        } catch (SQLException e) {
            LOG.debugf(e, "Flapping and outages wait for the journal");
        }
    }

    private Instant zero() {
        return clock.instant().minus(ticker.elapsed());
    }

    /** What the clock says, or would say, had nobody set it back since something came to be known. */
    private Instant now(Taken open) {
        Instant passed = open.zero().plus(ticker.elapsed());
        Instant now = clock.instant();
        return now.isBefore(passed) ? passed : now;
    }

    private boolean isInDoubt(Vigil.Step step) {
        if (step.conclusions().stream().anyMatch(OutageStarted.class::isInstance)) {
            for (InDoubt doubt : doubts) {
                return doubt.isInDoubt(step.next().instance());
            }
        }
        return false;
    }

    /** An event that is appended, and waits to be handed over here, may tell otherwise. */
    private void takeWhatIsUpToDate(Map<Taken, Vigil.Step> steps) throws SQLException {
        Map<String, Connections.Seen> seen = connections.look(
                steps.keySet().stream().map(open -> open.incident().instance()).toList());
        steps.keySet().removeIf(open -> {
            ConnectionState state = seen.get(open.incident().instance()).state();
            return state.status() != open.incident().status()
                    || !state.heardAt().equals(open.incident().heardAt());
        });
        conclude(steps.values());
        steps.forEach((open, step) -> keep(new Taken(step.next(), open.seq(), open.zero())));
    }

    /** Appends what was concluded, of many instances in one transaction. */
    private void conclude(Collection<Vigil.Step> steps) throws SQLException {
        journal.appendNow(
                steps.stream().flatMap(step -> step.conclusions().stream()).toList());
    }

    private synchronized void keep(Taken taken) {
        byInstance.put(taken.incident().instance(), taken);
        unsaved.add(taken.incident().instance());
    }

    /**
     * Forgets an instance that is about to be erased.
     *
     * @param instance PlugZapi's id of it; never null
     */
    public void forget(String instance) {
        synchronized (concluding) {
            synchronized (this) {
                byInstance.remove(instance);
                unsaved.remove(instance);
            }
        }
    }

    private Taken taken(String instance) throws SQLException {
        synchronized (this) {
            Taken known = byInstance.get(instance);
            if (known != null) {
                return known;
            }
        }
        return find(instance);
    }

    private synchronized List<Taken> open() {
        return byInstance.values().stream()
                .filter(taken -> taken.incident().isOpen())
                .toList();
    }

    @Override
    public synchronized void save(Connection connection) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO incident"
                + " (instance, status, since, heard_at, changes, flapping_since, outage_open, seq, lag)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (instance) DO UPDATE SET status = excluded.status, since = excluded.since,"
                + " heard_at = excluded.heard_at, changes = excluded.changes, flapping_since = excluded.flapping_since,"
                + " outage_open = excluded.outage_open, seq = excluded.seq, lag = excluded.lag")) {
            for (String instance : unsaved) {
                Taken taken = byInstance.get(instance);
                Vigil incident = taken.incident();
                upsert.setString(1, instance);
                upsert.setString(2, incident.status().label());
                upsert.setLong(3, incident.since().toEpochMilli());
                upsert.setLong(4, incident.heardAt().toEpochMilli());
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
                upsert.setLong(8, taken.seq());
                if (incident.lag() == null) {
                    upsert.setNull(9, java.sql.Types.BIGINT);
                } else {
                    upsert.setLong(9, incident.lag().toMillis());
                }
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
                    byInstance.put(rows.getString(1), taken(rows));
                }
            }
            return null;
        });
    }

    private Taken find(String instance) throws SQLException {
        return journal.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS + " WHERE instance = ?")) {
                select.setString(1, instance);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? taken(rows) : new Taken(Vigil.none(instance), 0, zero());
                }
            }
        });
    }

    private Taken taken(ResultSet row) throws SQLException {
        List<Instant> changes = Arrays.stream(row.getString(5).split(" "))
                .filter(text -> !text.isEmpty())
                .map(text -> Instant.ofEpochMilli(Long.parseLong(text)))
                .toList();
        long flappingMillis = row.getLong(6);
        Instant flappingSince = row.wasNull() ? null : Instant.ofEpochMilli(flappingMillis);
        long lagMillis = row.getLong(9);
        Duration lag = row.wasNull() ? null : Duration.ofMillis(lagMillis);
        return new Taken(
                new Vigil(
                        row.getString(1),
                        ConnectionState.Status.of(row.getString(2)),
                        Instant.ofEpochMilli(row.getLong(3)),
                        Instant.ofEpochMilli(row.getLong(4)),
                        changes,
                        flappingSince,
                        row.getInt(7) == 1,
                        lag),
                row.getLong(8),
                zero());
    }
}
