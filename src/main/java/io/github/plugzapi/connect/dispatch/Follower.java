package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.dispatch.Ledger.Outcome;
import io.github.plugzapi.connect.dispatch.Ledger.Progress;
import io.github.plugzapi.connect.dispatch.Ledger.Redelivery;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.StoreUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Hands the journal's entries to one subscriber, in order, so that one that is slow or fails holds up nobody else.
 *
 * <p>An event that the subscriber fails on is tried again as its {@link Policy} says, while the later events of the same
 * instance wait behind it; then it is set aside. What comes of that is in memory until it is {@link #saved}; the events since
 * the last time come again after a crash.
 */
final class Follower {

    private static final Logger LOG = Logger.getLogger(Follower.class);

    /**
     * How often it is looked for what is due to be tried again, and for what somebody has dispatched again. Neither that nor
     * what is new holds up the other for longer, but for an event that is under way.
     */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** With so much to save it is time to; with so much more nothing else is handed before. */
    private static final int MUCH = Places.CHUNK;

    private static final int TOO_MUCH = 4 * MUCH;

    private final Subscriber subscriber;
    private final Ledger ledger;
    private final LongFunction<List<JournalEntry>> tail;
    private final Clock clock;
    private final Supplier<Duration> elapsed;
    private final BooleanSupplier mayGoOn;
    private final Runnable onFailure;

    /** What is not saved yet, by sequence number; and the position that goes with it. */
    private final Map<Long, Outcome> unsaved = new LinkedHashMap<>();

    private long position;
    private long savedPosition;

    /** The instances of which there is something to be handed before anything new; of one thread alone. */
    private Set<String> waiting;

    private Duration lookAt = Duration.ZERO;

    /** What the subscriber is at; null while it is at nothing. */
    private volatile JournalEntry handing;

    /** Whether what is in memory is of this turn. */
    private volatile boolean begun;

    Follower(
            Subscriber subscriber,
            Ledger ledger,
            LongFunction<List<JournalEntry>> tail,
            Clock clock,
            Supplier<Duration> elapsed,
            BooleanSupplier mayGoOn,
            Runnable onFailure) {
        this.subscriber = subscriber;
        this.ledger = ledger;
        this.tail = tail;
        this.clock = clock;
        this.elapsed = elapsed;
        this.mayGoOn = mayGoOn;
        this.onFailure = onFailure;
        this.position = ledger.positions().get(subscriber.name());
        this.savedPosition = position;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    JournalEntry handing() {
        return handing;
    }

    /** How far it is; null where all of that is saved. */
    synchronized Progress progress() {
        return position == savedPosition && unsaved.isEmpty()
                ? null
                : new Progress(subscriber.name(), position, List.copyOf(unsaved.values()));
    }

    /** That progress is durable. */
    synchronized void saved(Progress progress) {
        savedPosition = progress.position();
        progress.outcomes().forEach(outcome -> unsaved.remove(outcome.seq(), outcome));
    }

    /** Whether there is so much to save that this should not wait. */
    synchronized boolean isMuchUnsaved() {
        return unsaved.size() >= MUCH;
    }

    private synchronized boolean isFull() {
        return unsaved.size() >= TOO_MUCH;
    }

    private synchronized void keep(Outcome outcome) {
        unsaved.put(outcome.seq(), outcome);
    }

    private synchronized void moveTo(long seq) {
        position = seq;
    }

    private synchronized long position() {
        return position;
    }

    private synchronized Set<String> unsavedThatWait() {
        Set<String> instances = new HashSet<>();
        unsaved.values().stream().filter(Outcome::isWaiting).forEach(outcome -> instances.add(outcome.instance()));
        return instances;
    }

    /** What the subscriber has built from the events, once it is known to be of this turn and not of the one before. */
    Optional<KeptState<?>> state() {
        return begun ? subscriber.state() : Optional.empty();
    }

    /** Hands on some of what there is; says whether there may be more at once. */
    boolean round() {
        if (!begun) {
            subscriber.state().ifPresent(KeptState::reload);
            begun = true;
        }
        if (isFull()) {
            return false;
        }
        boolean more = false;
        if (waiting == null || elapsed.get().compareTo(lookAt) >= 0) {
            more = retry();
            lookAt = more ? elapsed.get() : elapsed.get().plus(LOOK_AGAIN);
        }
        Duration until = elapsed.get().plus(LOOK_AGAIN);
        List<JournalEntry> entries = tail.apply(position());
        for (JournalEntry entry : entries) {
            if (isFull() || !mayGoOn.getAsBoolean()) {
                return false;
            }
            if (subscriber.wants(entry)) {
                hand(entry);
            }
            moveTo(entry.seq());
            if (elapsed.get().compareTo(until) >= 0) {
                return true;
            }
        }
        return more || !entries.isEmpty();
    }

    private void hand(JournalEntry entry) {
        String instance = entry.instance();
        if (waiting.contains(instance)) {
            keep(Outcome.behind(entry));
            return;
        }
        Outcome outcome = attempt(entry, 1);
        if (!outcome.handled()) {
            keep(outcome);
            if (outcome.isWaiting()) {
                waiting.add(instance);
            }
        }
    }

    /** What is due to be tried again; says whether there may be more at once. */
    private boolean retry() {
        // In this order, here and below: what is saved in between is in one of the two.
        Set<String> found = unsavedThatWait();
        found.addAll(ledger.waiting(subscriber.name()));
        waiting = found;
        Duration until = elapsed.get().plus(LOOK_AGAIN);
        // As of one moment: of an instance that comes to be due meanwhile the first event may have been passed already.
        Instant now = clock.instant();
        Set<String> failed = new HashSet<>();
        boolean more = false;
        long after = 0;
        List<Redelivery> due;
        do {
            if (waiting.isEmpty()) {
                return false;
            }
            Map<Long, Outcome> known = unsaved();
            failed.addAll(failed(known.values()));
            due = ledger.due(subscriber, now, after);
            for (Redelivery redelivery : due) {
                JournalEntry entry = redelivery.entry();
                after = entry.seq();
                if (isFull() || !mayGoOn.getAsBoolean()) {
                    return true;
                }
                // What this version cannot read waits for one that can, and holds up nothing else.
                if (known.containsKey(entry.seq()) || failed.contains(entry.instance()) || !subscriber.wants(entry)) {
                    continue;
                }
                Outcome outcome = attempt(entry, redelivery.attempts() + 1);
                keep(outcome);
                more = true;
                if (outcome.isWaiting()) {
                    failed.add(outcome.instance());
                }
                if (elapsed.get().compareTo(until) >= 0) {
                    return true;
                }
            }
        } while (!due.isEmpty());
        return more;
    }

    private synchronized Map<Long, Outcome> unsaved() {
        return Map.copyOf(unsaved);
    }

    /** The instances whose first event has failed, so that it is not due, as the ledger does not know yet. */
    private static Set<String> failed(Collection<Outcome> outcomes) {
        Set<String> instances = new HashSet<>();
        outcomes.stream()
                .filter(outcome -> outcome.isWaiting() && outcome.attempts() > 0)
                .forEach(outcome -> instances.add(outcome.instance()));
        return instances;
    }

    private Outcome attempt(JournalEntry entry, int attempts) {
        Policy policy = subscriber.policy();
        try {
            handing = entry;
            logAbout(entry);
            subscriber.take(entry);
            return Outcome.handled(entry);
        } catch (Throwable e) {
            Optional<StoreUnavailable> unavailable = StoreUnavailable.behind(e);
            if (unavailable.isPresent() && unavailable.get().mayPass()) {
                // Neither the subscriber nor the event is at fault: it is handed over again when the store can be used.
                throw unavailable.get();
            }
            // Whatever it is: without this thread the subscriber would see nothing any more.
            onFailure.run();
            boolean setAside = attempts >= policy.attempts();
            Duration pause = policy.retry().after(attempts);
            LOG.errorf(
                    e,
                    "The observer %s failed on the event %s, attempt %d of %d. %s",
                    subscriber.name(),
                    name(entry),
                    attempts,
                    policy.attempts(),
                    setAside
                            ? "The event is set aside until somebody has it dispatched again."
                            : "It is tried again in " + pause.toSeconds() + " s.");
            Instant nextAt = clock.instant().plus(pause);
            return new Outcome(entry.seq(), entry.instance(), false, attempts, nextAt, e.toString(), setAside);
        } finally {
            handing = null;
            logAboutNothing();
            // A subscriber may leave it behind; here it would make all waiting fail.
            Thread.interrupted();
        }
    }

    /** What this thread logs from now on has the event and its instance as fields, where the log has fields. */
    static void logAbout(JournalEntry entry) {
        MDC.put("instance", entry.instance());
        MDC.put("event", name(entry).toString());
    }

    static void logAboutNothing() {
        MDC.remove("instance");
        MDC.remove("event");
    }

    /** What an entry is called in the log. */
    static Object name(JournalEntry entry) {
        return entry.event() == null ? entry.seq() : entry.event().id();
    }
}
