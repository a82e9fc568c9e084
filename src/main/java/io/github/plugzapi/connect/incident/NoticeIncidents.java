package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.dispatch.KeptState;
import io.github.plugzapi.connect.dispatch.KeptState.Kept;
import io.github.plugzapi.connect.dispatch.Policy;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Row;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Notices that an instance flaps or is out, and when that is over, and appends that to the journal as events of their own.
 * What it concludes from is kept in the table {@code incident}.
 */
@Singleton
class NoticeIncidents implements Subscriber {

    private static final Logger LOG = Logger.getLogger(NoticeIncidents.class);

    private final Journal journal;
    private final Leadership leadership;
    private final Connections connections;
    private final Iterable<InDoubt> doubts;
    private final Clock clock;
    private final Ticker ticker;
    private final Vigil.Rules rules;

    /** Open is what time may tell something of. */
    private final KeptState<Watched> vigils;

    /**
     * A vigil, and what the clock said when the ticker began, by the clock as it went when the vigil came to be known.
     */
    private record Watched(Vigil vigil, Instant zero) {}

    /** Held while something is concluded and appended. */
    private final Object concluding = new Object();

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
        this.journal = journal;
        this.leadership = leadership;
        this.connections = connections;
        this.doubts = doubts;
        this.clock = clock;
        this.ticker = ticker;
        this.rules = Vigil.Rules.of(flapping, outage);
        this.vigils = new KeptState<>(
                store,
                "incident",
                "flapping_since IS NOT NULL OR (status = 'disconnected' AND outage_open = 0)",
                watched -> watched.vigil().isOpen(),
                row -> new Watched(vigil(row), zero()),
                watched -> row(watched.vigil()));
    }

    @Override
    public String name() {
        return "NoticeIncidents";
    }

    @Override
    public boolean wants(JournalEntry entry) {
        return entry.event() != null && Kind.of(entry.event()).tellsState();
    }

    @Override
    public Policy policy() {
        return Policy.ofStates();
    }

    @Override
    public Optional<State> state() {
        return Optional.of(vigils);
    }

    @Override
    public CompletionStage<?> take(JournalEntry entry) {
        String instance = entry.event().instance();
        synchronized (concluding) {
            Kept<Watched> before = vigils.get(instance);
            if (before == null || before.seq() < entry.seq()) {
                Vigil vigil =
                        before == null ? Vigil.none(instance) : before.value().vigil();
                Vigil.Step step = vigil.after(entry.event(), rules, clock.instant());
                conclude(List.of(step));
                vigils.put(instance, new Watched(step.next(), zero()), entry.seq());
            }
        }
        return DONE;
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
                Map<Kept<Watched>, Vigil.Step> steps = new HashMap<>();
                for (Kept<Watched> open : vigils.open()) {
                    Vigil vigil = open.value().vigil();
                    Instant now = now(open.value());
                    if (vigil.isDue(now, rules)) {
                        Vigil.Step step = vigil.at(now, rules, clock.instant());
                        if (!isInDoubt(step)) {
                            steps.put(open, step);
                        }
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
    private Instant now(Watched open) {
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
    private void takeWhatIsUpToDate(Map<Kept<Watched>, Vigil.Step> steps) {
        Map<String, Connections.Seen> seen = connections.look(steps.keySet().stream()
                .map(open -> open.value().vigil().instance())
                .toList());
        steps.keySet().removeIf(open -> {
            Vigil vigil = open.value().vigil();
            ConnectionState state = seen.get(vigil.instance()).state();
            return state.status() != vigil.status() || !state.heardAt().equals(vigil.heardAt());
        });
        conclude(steps.values());
        steps.forEach((open, step) -> vigils.replace(
                step.next().instance(),
                open,
                new Watched(step.next(), open.value().zero())));
    }

    /** Appends what was concluded, of many instances in one transaction. */
    private void conclude(Collection<Vigil.Step> steps) {
        journal.appendNow(
                steps.stream().flatMap(step -> step.conclusions().stream()).toList());
    }

    private static Map<String, Object> row(Vigil vigil) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("status", vigil.status());
        row.put("since", vigil.since());
        row.put("heard_at", vigil.heardAt());
        row.put(
                "changes",
                vigil.changes().stream()
                        .map(change -> Long.toString(change.toEpochMilli()))
                        .collect(Collectors.joining(" ")));
        row.put("flapping_since", vigil.flappingSince());
        row.put("outage_open", vigil.outageOpen());
        row.put("lag", vigil.lag());
        return row;
    }

    private static Vigil vigil(Row row) {
        List<Instant> changes = Arrays.stream(row.text("changes").split(" "))
                .filter(text -> !text.isEmpty())
                .map(text -> Instant.ofEpochMilli(Long.parseLong(text)))
                .toList();
        return new Vigil(
                row.text("instance"),
                row.word("status", ConnectionState.Status.class),
                row.moment("since"),
                row.moment("heard_at"),
                changes,
                row.moment("flapping_since"),
                row.flag("outage_open"),
                row.duration("lag"));
    }
}
