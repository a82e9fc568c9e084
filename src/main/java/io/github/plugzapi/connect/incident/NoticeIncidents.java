package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.dispatch.Checkpoint;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
class NoticeIncidents implements Checkpoint, Erasable {

    private static final Logger LOG = Logger.getLogger(NoticeIncidents.class);

    private final Store store;
    private final Journal journal;
    private final Leadership leadership;
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
            Store store,
            Journal journal,
            Leadership leadership,
            Connections connections,
            @Any Instance<InDoubt> doubts,
            Clock clock,
            Ticker ticker,
            FlappingConfig flapping,
            OutageConfig outage) {
        this.store = store;
        this.journal = journal;
        this.leadership = leadership;
        this.connections = connections;
        this.doubts = doubts;
        this.clock = clock;
        this.ticker = ticker;
        this.rules = Vigil.Rules.of(flapping, outage);
    }

    @Override
    public void take(JournalEntry entry) {
        if (entry.event() != null && Kind.of(entry.event()).tellsState()) {
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
        if (!leadership.isHeld()) {
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
        } catch (StoreUnavailable e) {
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
    private void takeWhatIsUpToDate(Map<Taken, Vigil.Step> steps) {
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
    private void conclude(Collection<Vigil.Step> steps) {
        journal.appendNow(
                steps.stream().flatMap(step -> step.conclusions().stream()).toList());
    }

    private synchronized void keep(Taken taken) {
        byInstance.put(taken.incident().instance(), taken);
        unsaved.add(taken.incident().instance());
    }

    private Taken taken(String instance) {
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
    public synchronized void save(Sql sql) {
        sql.upsert(
                "incident",
                "instance",
                unsaved.stream().map(instance -> row(byInstance.get(instance))).toList());
        unsaved.clear();
    }

    @Override
    public void reload() {
        // Outside of the lock, which the store's writer needs.
        List<Taken> open = store.read(sql -> sql.list(
                "SELECT * FROM incident WHERE flapping_since IS NOT NULL OR status = 'disconnected'", this::taken));
        synchronized (this) {
            byInstance.clear();
            unsaved.clear();
            open.forEach(taken -> byInstance.put(taken.incident().instance(), taken));
        }
    }

    private Taken find(String instance) {
        return store.read(sql -> sql.first("SELECT * FROM incident WHERE instance = ?", this::taken, instance))
                .orElse(new Taken(Vigil.none(instance), 0, zero()));
    }

    private static Map<String, Object> row(Taken taken) {
        Vigil incident = taken.incident();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("instance", incident.instance());
        row.put("seq", taken.seq());
        row.put("status", incident.status());
        row.put("since", incident.since());
        row.put("heard_at", incident.heardAt());
        row.put(
                "changes",
                incident.changes().stream()
                        .map(change -> Long.toString(change.toEpochMilli()))
                        .collect(Collectors.joining(" ")));
        row.put("flapping_since", incident.flappingSince());
        row.put("outage_open", incident.outageOpen());
        row.put("lag", incident.lag());
        return row;
    }

    private Taken taken(Row row) {
        List<Instant> changes = Arrays.stream(row.text("changes").split(" "))
                .filter(text -> !text.isEmpty())
                .map(text -> Instant.ofEpochMilli(Long.parseLong(text)))
                .toList();
        return new Taken(
                new Vigil(
                        row.text("instance"),
                        row.word("status", ConnectionState.Status.class),
                        row.moment("since"),
                        row.moment("heard_at"),
                        changes,
                        row.moment("flapping_since"),
                        row.flag("outage_open"),
                        row.duration("lag")),
                row.number("seq"),
                zero());
    }

    @Override
    public synchronized void erase(Sql sql, String instance) {
        sql.update("DELETE FROM incident WHERE instance = ?", instance);
        byInstance.remove(instance);
        unsaved.remove(instance);
    }

    /** It tells of no number. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {}
}
