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
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
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

    /** After looking at what waits of very many instances it rests for so many times as long as that took. */
    private static final int REST = 10;

    /** What was read longer ago may have been purged since, as lost: a subscriber may be paused for weeks. */
    private static final Duration HOLDS = Duration.ofMinutes(1);

    /** With so much to save it is time to; with so much more nothing else is handed before. */
    private static final int MUCH = Places.CHUNK;

    private static final int TOO_MUCH = 4 * MUCH;

    /** Whoever is at an event for so long does not hold up the place, where that would hold up others. */
    private static final Duration LONG = Duration.ofSeconds(1);

    /** So much is read on in the journal for one that is away: what goes behind something that waits is in the ledger then. */
    private static final int FEW = 100;

    /** Of what waits of one instance so many are read at once. */
    private static final int AT_ONCE = 50;

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

    /** What was read, of which so many entries are scanned; whoever has no room for all of it must not read the rest again. */
    private List<JournalEntry> read = List.of();

    private int readScanned;
    private Duration readAt = Duration.ZERO;

    /** Where it was read up to something that the subscriber wants, and had no room for; -1 where that is not known. */
    private long nextIsWantedAfter = -1;

    /** The instances of which the ledger has something to be handed before anything new; null before that was looked at. */
    private Set<String> waiting;

    /** Until when something of an instance waits; of those alone that are to wait. */
    private final Map<String, Pause> pauses = new HashMap<>();

    /** Those of them of which something is due, and that have no lane. */
    private final Deque<String> due = new ArrayDeque<>();

    private final Lanes lanes = new Lanes();
    private Duration lookAt = Duration.ZERO;

    /** When what is held up by slow events was last written down. */
    private Duration emptyAt = Duration.ZERO;

    /** Whether a subscriber that is away is asked with something new, or with what waits. */
    private boolean newFirst;

    /** When a round has to let others have their turn. */
    private Duration until = Duration.ZERO;

    /** How many events the subscriber could be at when that was last asked. */
    private int room;

    /** What has come of events that the subscriber did not take at once. */
    private final Queue<Settled> settled = new ConcurrentLinkedQueue<>();

    private volatile Runnable onSettled = () -> {};

    /** What the subscriber is being handed; null while it is handed nothing. */
    private volatile JournalEntry handing;

    /** Whether what is in memory is of this turn. */
    private volatile boolean begun;

    /** That the subscriber is done with an event; the failure is null where it took it. */
    private record Settled(Held held, Throwable failure) {}

    /** A moment that the ledger knows, and when that is by the time that only goes forward: the clock may be set back since. */
    private record Pause(Instant nextAt, Duration until) {}

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

    /** What the subscriber has built from the events, once it is known to be of this turn and not of the one before. */
    Optional<Subscriber.State> state() {
        return begun ? subscriber.state() : Optional.empty();
    }

    /** Hands on some of what there is; says whether there may be more at once. */
    boolean round() {
        if (!begun) {
            subscriber.state().ifPresent(Subscriber.State::reload);
            begun = true;
        }
        until = elapsed.get().plus(LOOK_AGAIN);
        settle();
        emptySlowLanesWhereTheyHoldUpThePlace();
        if (isFull()) {
            return false;
        }
        if (!hasRoom()) {
            return passOver();
        }
        if (!subscriber.isAway()) {
            return retry() | scan(Integer.MAX_VALUE);
        }
        // One that is away may be asked one thing now; what it refuses for what it is must not be all that it is asked.
        newFirst = !newFirst;
        return newFirst ? scan(FEW) | retry() : retry() | scan(FEW);
    }

    /** Reads on in the journal, so many entries at most, and hands what is new; says whether there may be more at once. */
    private boolean scan(int most) {
        until = elapsed.get().plus(LOOK_AGAIN);
        int looked = 0;
        if (waiting == null || !hasRoom()) {
            return false;
        }
        for (JournalEntry entry : ahead()) {
            if (isFull() || !mayGoOn.getAsBoolean() || ++looked > most) {
                return false;
            }
            if (wants(entry) && !hand(entry)) {
                return looked > 1;
            }
            scanned = entry.seq();
            move();
            if (isTimeUp()) {
                return true;
            }
        }
        return looked > 0;
    }

    /** What comes next in the journal, as far as it is read. */
    private List<JournalEntry> ahead() {
        while (readScanned < read.size() && read.get(readScanned).seq() <= scanned) {
            readScanned++;
        }
        if (readScanned == read.size() || elapsed.get().minus(readAt).compareTo(HOLDS) > 0) {
            read = tail.apply(scanned);
            readScanned = 0;
            readAt = elapsed.get();
        }
        return read.subList(readScanned, read.size());
    }

    /** Reads on up to the next event that the subscriber wants: what it does not want does not wait for it. */
    private boolean passOver() {
        if (scanned == nextIsWantedAfter) {
            return false;
        }
        List<JournalEntry> some = ahead();
        for (JournalEntry entry : some) {
            if (!mayGoOn.getAsBoolean()) {
                return false;
            }
            if (wants(entry)) {
                nextIsWantedAfter = scanned;
                return false;
            }
            scanned = entry.seq();
            move();
        }
        return !some.isEmpty();
    }

    /** Of what was handed after an event that takes long, all would come again after a crash. */
    private void emptySlowLanesWhereTheyHoldUpThePlace() {
        if (scanned - lanes.done(scanned) > MUCH && elapsed.get().compareTo(emptyAt) >= 0) {
            emptyAt = elapsed.get().plus(LONG);
            emptySlowLanes();
        }
    }

    private boolean isTimeUp() {
        return elapsed.get().compareTo(until) >= 0;
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
        try {
            for (Settled each = settled.poll(); each != null; each = settled.poll()) {
                if (settle(each.held(), each.failure())) {
                    goOn(each.held().instance());
                }
            }
        } finally {
            // Also where it could not go on: nothing else may come for long.
            move();
        }
    }

    private boolean wants(JournalEntry entry) {
        return Subscribers.wants(subscriber, entry);
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
    void emptySlowLanes() {
        lanes.emptySlow(elapsed.get().minus(LONG)).forEach(entry -> {
            keep(Outcome.behind(entry));
            waiting.add(entry.instance());
        });
        move();
    }

    /** Hands some of what is due to be tried again; says whether it did, so that there may be more at once. */
    private boolean retry() {
        int before = room;
        room = subscriber.atATime();
        if (waiting == null || room > before || elapsed.get().compareTo(lookAt) >= 0) {
            look();
        }
        until = elapsed.get().plus(LOOK_AGAIN);
        boolean more = false;
        while (!due.isEmpty() && hasRoomToRetry()) {
            if (isFull() || !mayGoOn.getAsBoolean() || more && isTimeUp()) {
                return true;
            }
            String instance = due.removeFirst();
            if (!lanes.has(instance) && fill(instance)) {
                goOn(instance);
                more = true;
            }
        }
        return more;
    }

    /** Of which instances something waits, and of which of them something is due. */
    private void look() {
        Duration begun = elapsed.get();
        // In this order, here and below: what is saved in between is in one of the two.
        Map<String, Boolean> unsavedThatWait = new HashMap<>();
        unsaved().values().stream()
                .filter(Outcome::isWaiting)
                .forEach(outcome -> unsavedThatWait.merge(outcome.instance(), outcome.hasFailed(), Boolean::logicalOr));
        Set<String> found = new HashSet<>(unsavedThatWait.keySet());
        due.clear();
        boolean isAway = subscriber.isAway();
        for (Ledger.Waiting each : ledger.waiting(subscriber)) {
            String instance = each.instance();
            // Of what has a lane and does not wait any more, the ledger is to be told still.
            if (waiting == null || waiting.contains(instance) || !lanes.has(instance)) {
                found.add(instance);
                // Of what has just failed the ledger is to be told, too.
                if (!unsavedThatWait.getOrDefault(instance, false) && (isDue(each) || isAway)) {
                    due.add(instance);
                }
            }
        }
        pauses.keySet().removeIf(instance -> !found.contains(instance) && !lanes.has(instance));
        waiting = found;
        Duration now = elapsed.get();
        Duration rest = now.minus(begun).multipliedBy(REST);
        lookAt = now.plus(rest.compareTo(LOOK_AGAIN) > 0 ? rest : LOOK_AGAIN);
    }

    /** Whichever comes first: also where the clock was set back, or no time passed while the machine slept. */
    private boolean isDue(Ledger.Waiting each) {
        Instant now = clock.instant();
        Duration passed = elapsed.get();
        Pause pause = pauses.get(each.instance());
        if (!each.nextAt().isAfter(now)) {
            return true;
        }
        if (pause == null || !pause.nextAt().equals(each.nextAt())) {
            pause = new Pause(each.nextAt(), passed.plus(Duration.between(now, each.nextAt())));
            pauses.put(each.instance(), pause);
        }
        return pause.until().compareTo(passed) <= 0;
    }

    /**
     * Opens a lane with what waits of an instance; where that is all, what comes next waits in the lane, too. Says whether there is
     * anything.
     */
    private boolean fill(String instance) {
        Map<Long, Outcome> known = unsaved();
        Deque<Outcome> behind = new ArrayDeque<>(known.values().stream()
                .filter(outcome -> outcome.isWaiting() && outcome.instance().equals(instance))
                .sorted(Comparator.comparingLong(Outcome::seq))
                .toList());
        if (behind.stream().anyMatch(Outcome::hasFailed)) {
            return false;
        }
        long last = 0;
        boolean isAll = false;
        while (!isAll && !lanes.has(instance)) {
            List<Redelivery> some = ledger.redeliveries(subscriber, instance, last, AT_ONCE);
            for (Redelivery each : some) {
                last = each.entry().seq();
                if (last > scanned) {
                    // After a crash it is read once more, and so may be what comes before it.
                    return lanes.has(instance);
                }
                while (!behind.isEmpty() && behind.getFirst().seq() < last) {
                    add(behind.removeFirst().entry(), 0);
                }
                boolean isBehind = !behind.isEmpty() && behind.getFirst().seq() == last;
                if (isBehind) {
                    behind.removeFirst();
                }
                if (isBehind || !known.containsKey(last)) {
                    add(each.entry(), each.attempts());
                }
            }
            isAll = some.size() < AT_ONCE;
        }
        if (isAll) {
            behind.forEach(outcome -> add(outcome.entry(), 0));
            waiting.remove(instance);
        }
        return lanes.has(instance);
    }

    private void add(JournalEntry entry, int attempts) {
        if (wants(entry)) {
            lanes.add(new Held(entry, attempts + 1, true));
        } else if (entry.event() != null) {
            keep(Outcome.handled(entry));
        }
        // What this version cannot read waits for one that can, and holds up nothing else.
    }

    /** What is new is not held up by what is tried again, however much that is. */
    private boolean hasRoomToRetry() {
        int atATime = subscriber.atATime();
        return lanes.count() < Math.min(atATime, Math.max(1, atATime * 3 / 4));
    }

    private synchronized Map<Long, Outcome> unsaved() {
        return new LinkedHashMap<>(unsaved);
    }

    /** Hands the events of a lane until there is one that is not taken at once. */
    private void goOn(String instance) {
        boolean begun = false;
        while (true) {
            if (!mayGoOn.getAsBoolean()) {
                lanes.abandon(instance);
                return;
            }
            if (subscriber.atATime() == 0) {
                putOff(instance);
                return;
            }
            if (begun && (isFull() || isTimeUp())) {
                putOff(instance);
                due.addFirst(instance);
                return;
            }
            begun = true;
            Held held = lanes.begin(instance, elapsed.get());
            CompletableFuture<?> taking = take(held.entry);
            if (!taking.isDone()) {
                taking.whenComplete((nothing, failure) -> {
                    settled.add(new Settled(held, failure));
                    onSettled.run();
                });
                return;
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
                return;
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
        if (!more && waiting.contains(held.instance())) {
            // There is more of it in the ledger.
            due.addFirst(held.instance());
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
        // While the subscriber is away it is its fault and not the event's.
        int attempts = subscriber.isAway() ? Math.max(1, held.attempts - 1) : held.attempts;
        boolean setAside = attempts >= policy.attempts();
        Duration pause = policy.retry().after(attempts, notTaken == null ? Duration.ZERO : notTaken.retryAfter());
        onFailure.run();
        logAbout(entry);
        LOG.logf(
                notTaken == null ? Logger.Level.ERROR : Logger.Level.WARN,
                notTaken == null ? cause : null,
                "%s failed on the event %s, attempt %d of %d%s. %s",
                subscriber.title(),
                name(entry),
                attempts,
                policy.attempts(),
                notTaken == null ? "" : ": " + reason,
                setAside
                        ? "The event is set aside until somebody has it dispatched again."
                        : "It is tried again in " + pause.toSeconds() + " s.");
        logAboutNothing();
        if (setAside) {
            subscriber.setAside(entry);
        }
        // As it is kept.
        Instant nextAt = clock.instant().plus(pause).truncatedTo(ChronoUnit.MILLIS);
        pauses.put(held.instance(), new Pause(nextAt, elapsed.get().plus(pause)));
        return new Outcome(entry, false, attempts, nextAt, reason, setAside);
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
