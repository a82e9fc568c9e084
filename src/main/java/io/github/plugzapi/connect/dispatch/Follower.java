package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.dispatch.Lanes.Held;
import io.github.plugzapi.connect.dispatch.Ledger.Outcome;
import io.github.plugzapi.connect.dispatch.Ledger.Progress;
import io.github.plugzapi.connect.dispatch.Ledger.Redelivery;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.StoreUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Hands the journal's entries to one subscriber, in order for each instance, so that one that is slow or fails holds up nobody
 * else.
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

    /** Whoever is at an event for so long does not hold up the place, where that would hold up others. */
    private static final Duration LONG = Duration.ofSeconds(1);

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

    /** Up to where it was read; of one thread alone, as are the next ones. */
    private long scanned;

    /** The instances of which there is something to be handed before anything new. */
    private Set<String> waiting;

    private final Lanes lanes = new Lanes();
    private Duration lookAt = Duration.ZERO;

    /** What has come of events that the subscriber did not take at once. */
    private final Queue<Settled> settled = new ConcurrentLinkedQueue<>();

    private volatile Runnable onSettled = () -> {};

    /** What the subscriber is being handed; null while it is handed nothing. */
    private volatile JournalEntry handing;

    /** Whether what is in memory is of this turn. */
    private volatile boolean begun;

    /** That the subscriber is done with an event; the failure is null where it took it. */
    private record Settled(Held held, Throwable failure) {}

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
        this.scanned = position;
    }

    /** Has something called whenever the subscriber is done with an event that it did not take at once. */
    void onSettled(Runnable wake) {
        onSettled = wake;
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

    private synchronized void move() {
        position = lanes.done(scanned);
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
        settle();
        if (isFull() || !hasRoom()) {
            return false;
        }
        boolean more = false;
        if (waiting == null || elapsed.get().compareTo(lookAt) >= 0) {
            more = retry();
        }
        Duration until = elapsed.get().plus(LOOK_AGAIN);
        for (JournalEntry entry : hasRoom() ? tail.apply(scanned) : List.<JournalEntry>of()) {
            if (isFull() || !mayGoOn.getAsBoolean()) {
                return false;
            }
            if (wants(entry) && !hand(entry)) {
                return more;
            }
            scanned = entry.seq();
            move();
            more = true;
            if (elapsed.get().compareTo(until) >= 0) {
                return true;
            }
        }
        return more;
    }

    /** Whether the subscriber is at nothing. */
    boolean isIdle() {
        return lanes.count() == 0;
    }

    private boolean hasRoom() {
        return lanes.count() < subscriber.atATime();
    }

    /** Takes up what has come of events that the subscriber did not take at once, and goes on behind them. */
    void settle() {
        for (Settled each = settled.poll(); each != null; each = settled.poll()) {
            if (settle(each.held(), each.failure())) {
                goOn(each.held().instance());
            }
            move();
        }
    }

    /** Whoever fails to say whether it wants an event is handed it: failing on that, too, it holds up nothing else. */
    private boolean wants(JournalEntry entry) {
        try {
            return subscriber.wants(entry);
        } catch (RuntimeException e) {
            LOG.debugf(e, "%s cannot tell whether it wants the event %s", subscriber.title(), name(entry));
            return true;
        }
    }

    /** Hands a new event, or has it wait; says whether it could. */
    private boolean hand(JournalEntry entry) {
        String instance = entry.instance();
        if (lanes.has(instance) && lanes.isFull()) {
            emptySlowLanes();
        }
        if (waiting.contains(instance)) {
            keep(Outcome.behind(entry));
            return true;
        }
        boolean isBusy = lanes.has(instance);
        if (isBusy ? lanes.isFull() : !hasRoom()) {
            return false;
        }
        lanes.add(new Held(entry, 1, false));
        if (!isBusy) {
            goOn(instance);
        }
        return true;
    }

    /** What waits behind an event that takes long waits in the ledger instead. */
    private void emptySlowLanes() {
        lanes.emptySlow(elapsed.get().minus(LONG)).forEach(entry -> {
            keep(Outcome.behind(entry));
            waiting.add(entry.instance());
        });
        move();
    }

    /** What is due to be tried again; says whether any was handed, so that there may be more at once. */
    private boolean retry() {
        if (lanes.isHalfFull()) {
            emptySlowLanes();
            if (lanes.isHalfFull()) {
                return false;
            }
        }
        // In this order, here and below: what is saved in between is in one of the two.
        Set<String> found = unsavedThatWait();
        found.addAll(ledger.waiting(subscriber.name()));
        waiting = found;
        // Where it ends before it has seen all that is due, it is looked again at once.
        lookAt = elapsed.get();
        Duration until = lookAt.plus(LOOK_AGAIN);
        // As of one moment: of an instance that comes to be due meanwhile the first event may have been passed already.
        Instant now = clock.instant();
        Set<String> failed = new HashSet<>();
        boolean more = false;
        boolean all = true;
        long after = 0;
        List<Redelivery> due = List.of();
        while (!waiting.isEmpty()) {
            Map<Long, Outcome> known = unsaved();
            failed.addAll(failed(known.values()));
            Map<String, Long> behind = behind(known.values());
            due = ledger.due(subscriber, now, after);
            if (due.isEmpty() || due.get(0).entry().seq() > scanned) {
                break;
            }
            for (Redelivery redelivery : due) {
                JournalEntry entry = redelivery.entry();
                String instance = entry.instance();
                if (entry.seq() > scanned) {
                    // After a crash it is read once more, and so may be what comes before it.
                    break;
                }
                after = entry.seq();
                if (isFull() || !mayGoOn.getAsBoolean()) {
                    return true;
                }
                if (known.containsKey(entry.seq())
                        || failed.contains(instance)
                        || behind.getOrDefault(instance, Long.MAX_VALUE) < entry.seq()) {
                    continue;
                }
                if (!wants(entry)) {
                    // What this version cannot read waits for one that can, and holds up nothing else.
                    if (entry.event() != null) {
                        keep(Outcome.handled(entry));
                    }
                    continue;
                }
                boolean isBusy = lanes.has(instance);
                if (isBusy && (lanes.isPast(entry) || lanes.isFull())) {
                    all = all && !lanes.isFull();
                    continue;
                }
                if (!isBusy && !hasRoomToRetry()) {
                    return more;
                }
                lanes.add(new Held(entry, redelivery.attempts() + 1, true));
                if (!isBusy) {
                    if (goOn(instance)) {
                        failed.add(instance);
                    }
                    // What only waits in a lane is no reason to look again before the subscriber is done with the first
                    // of it.
                    more = true;
                }
                if (elapsed.get().compareTo(until) >= 0) {
                    return true;
                }
            }
        }
        if (!more && all) {
            lookAt = lookAt.plus(LOOK_AGAIN);
        }
        return more;
    }

    /** What is new is not held up by what is tried again, however much that is. */
    private boolean hasRoomToRetry() {
        int atATime = subscriber.atATime();
        return lanes.count() < Math.min(atATime, Math.max(1, atATime * 3 / 4));
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

    /** The first event of each instance that waits, as the ledger does not know yet; nothing is to overtake it. */
    private static Map<String, Long> behind(Collection<Outcome> outcomes) {
        Map<String, Long> first = new HashMap<>();
        outcomes.stream()
                .filter(Outcome::isWaiting)
                .forEach(outcome -> first.merge(outcome.instance(), outcome.seq(), Math::min));
        return first;
    }

    /** Hands the events of a lane until there is one that is not taken at once; says whether one has failed by then. */
    private boolean goOn(String instance) {
        while (true) {
            if (!mayGoOn.getAsBoolean()) {
                lanes.abandon(instance);
                return false;
            }
            if (subscriber.atATime() == 0) {
                putOff(instance);
                return false;
            }
            Held held = lanes.begin(instance, elapsed.get());
            CompletableFuture<?> taking = take(held.entry);
            if (!taking.isDone()) {
                taking.whenComplete((nothing, failure) -> {
                    settled.add(new Settled(held, failure));
                    onSettled.run();
                });
                return false;
            }
            Throwable failure = taking.handle((nothing, e) -> e).join();
            Optional<StoreUnavailable> unavailable = StoreUnavailable.behind(failure);
            if (unavailable.isPresent() && unavailable.get().mayPass()) {
                // Neither the subscriber nor the event is at fault: it is handed over again when the store can be used.
                if (held.entry.seq() > scanned) {
                    lanes.remove(instance);
                } else {
                    putOff(instance);
                }
                throw unavailable.get();
            }
            if (!settle(held, failure)) {
                return failure != null;
            }
        }
    }

    /** What is in a lane waits in the ledger instead. */
    private void putOff(String instance) {
        lanes.remove(instance).forEach(entry -> keep(Outcome.behind(entry)));
        waiting.add(instance);
    }

    private CompletableFuture<?> take(JournalEntry entry) {
        try {
            handing = entry;
            logAbout(entry);
            return subscriber.take(entry).toCompletableFuture();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        } finally {
            handing = null;
            logAboutNothing();
            // A subscriber may leave it behind; here it would make all waiting fail.
            Thread.interrupted();
        }
    }

    /** The subscriber is done with the first event of a lane; says whether there is another to go on with. */
    private boolean settle(Held held, Throwable failure) {
        Outcome outcome = failure == null ? Outcome.handled(held.entry) : failed(held, failure);
        if (!outcome.handled() || held.isKnown()) {
            keep(outcome);
        }
        boolean more = lanes.next(held.instance());
        if (outcome.isWaiting()) {
            waiting.add(held.instance());
            if (more) {
                putOff(held.instance());
            }
            return false;
        }
        return more;
    }

    /** Whatever the failure is: without this thread the subscriber would see nothing any more. */
    private Outcome failed(Held held, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        Subscriber.NotTaken notTaken = cause instanceof Subscriber.NotTaken ? (Subscriber.NotTaken) cause : null;
        String reason = notTaken == null ? cause.toString() : cause.getMessage();
        JournalEntry entry = held.entry;
        Policy policy = subscriber.policy();
        boolean setAside = held.attempts >= policy.attempts();
        Duration pause = policy.retry().after(held.attempts, notTaken == null ? Duration.ZERO : notTaken.retryAfter());
        onFailure.run();
        logAbout(entry);
        LOG.logf(
                notTaken == null ? Logger.Level.ERROR : Logger.Level.WARN,
                notTaken == null ? cause : null,
                "%s failed on the event %s, attempt %d of %d%s. %s",
                subscriber.title(),
                name(entry),
                held.attempts,
                policy.attempts(),
                notTaken == null ? "" : ": " + reason,
                setAside
                        ? "The event is set aside until somebody has it dispatched again."
                        : "It is tried again in " + pause.toSeconds() + " s.");
        logAboutNothing();
        if (setAside) {
            subscriber.setAside(entry);
        }
        Instant nextAt = clock.instant().plus(pause);
        return new Outcome(entry.seq(), entry.instance(), false, held.attempts, nextAt, reason, setAside);
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
