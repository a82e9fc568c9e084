package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.dispatch.Redeliveries.Failure;
import io.github.plugzapi.connect.dispatch.Redeliveries.Redelivery;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.store.StoreUnavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Hands the journal's entries to one observer, in order, on a thread of its own, so that an observer that is slow or fails
 * holds up nobody else.
 *
 * <p>An event that the observer fails on is tried again after 1 s, 2 s, 4 s and so on, {@value #MAX_ATTEMPTS} times, while
 * the later events of the same instance wait behind it; then it is set aside.
 */
class Follower implements Runnable {

    static final int MAX_ATTEMPTS = 10;

    private static final Logger LOG = Logger.getLogger(Follower.class);
    private static final long FIRST_PAUSE_MILLIS = 1_000;

    /** How long to wait for news that nobody signals: what other processes append, pauses that end. */
    private static final long LOOK_AGAIN_MILLIS = 1_000;

    private static final int FEW = 100;
    private static final long LET_MORE_COME_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final CdiObservers.Observer observer;
    private final Tail tail;
    private final Redeliveries redeliveries;
    private final Clock clock;
    private final BooleanSupplier mayGoOn;
    private final Runnable onFailure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private boolean signalled;
    private long lookAgainAt;
    private boolean complained;

    /** Everything up to here was handed to the observer, or is kept to be handed again. */
    private volatile long position;

    private Set<String> waitingInstances = new HashSet<>();

    Follower(
            CdiObservers.Observer observer,
            long position,
            Tail tail,
            Redeliveries redeliveries,
            Clock clock,
            BooleanSupplier mayGoOn,
            Runnable onFailure) {
        this.observer = observer;
        this.position = position;
        this.tail = tail;
        this.redeliveries = redeliveries;
        this.clock = clock;
        this.mayGoOn = mayGoOn;
        this.onFailure = onFailure;
    }

    CdiObservers.Observer observer() {
        return observer;
    }

    long position() {
        return position;
    }

    /** Says that there may be something new. */
    void signal() {
        lock.lock();
        try {
            signalled = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        while (mayGoOn.getAsBoolean()) {
            try {
                lookAgain();
                int forgotten = tail.forgotten();
                List<JournalEntry> entries = tail.after(position);
                if (entries.isEmpty()) {
                    awaitNews();
                } else {
                    hand(entries, () -> mayGoOn.getAsBoolean() && tail.forgotten() == forgotten);
                    letMoreCome(entries.size());
                }
                complained = false;
            } catch (RuntimeException e) {
                if (mayGoOn.getAsBoolean()) {
                    complain(e);
                    awaitNews();
                }
            }
        }
    }

    private void complain(Exception e) {
        if (!complained) {
            LOG.warnf(
                    "The observer %s waits until the journal can be read: %s",
                    observer.name(), e instanceof StoreUnavailable unavailable ? unavailable.reason() : e);
            complained = true;
        }
        LOG.debugf(e, "The observer %s waits", observer.name());
    }

    /** Near the end of a busy journal it costs less to look for many now and then than for each as it comes. */
    private static void letMoreCome(int handed) {
        if (handed < FEW) {
            LockSupport.parkNanos(LET_MORE_COME_NANOS);
        }
    }

    private void awaitNews() {
        lock.lock();
        try {
            if (!signalled) {
                news.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
            signalled = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void hand(List<JournalEntry> entries, BooleanSupplier theyAreThere) {
        List<Failure> failures = new ArrayList<>();
        Set<String> nowWaiting = new HashSet<>(waitingInstances);
        long handed = position;
        for (JournalEntry entry : entries) {
            if (!theyAreThere.getAsBoolean()) {
                break;
            }
            if (observer.observes(entry.event())) {
                String instance = entry.event().instance();
                if (nowWaiting.contains(instance)) {
                    failures.add(new Failure(entry, 0, Instant.EPOCH, null, false));
                } else {
                    Failure failure = attempt(entry, 1);
                    if (failure != null) {
                        failures.add(failure);
                        nowWaiting.add(instance);
                    }
                }
            }
            handed = entry.seq();
            if (failures.isEmpty()) {
                position = handed;
            }
        }
        redeliveries.save(observer.name(), List.of(), failures);
        waitingInstances = nowWaiting;
        position = handed;
    }

    /** Now and then: what is due to be tried again. */
    private void lookAgain() {
        long now = clock.millis();
        if (now < lookAgainAt) {
            return;
        }
        waitingInstances = redeliveries.waitingInstances(observer.name());
        boolean all = waitingInstances.isEmpty() || !retry(now);
        lookAgainAt = all ? now + LOOK_AGAIN_MILLIS : now;
    }

    /** Whether there may be more to do at once. */
    private boolean retry(long now) {
        int forgotten = tail.forgotten();
        List<Redelivery> due = redeliveries.due(observer.name(), Instant.ofEpochMilli(now));
        List<Long> handled = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        Set<String> failed = new HashSet<>();
        for (Redelivery redelivery : due) {
            if (tail.forgotten() != forgotten) {
                // It may be one of those that were erased; what is left is read again.
                break;
            }
            if (redelivery.entry().event() == null) {
                // A newer version has handed it out.
                handled.add(redelivery.entry().seq());
                continue;
            }
            String instance = redelivery.entry().event().instance();
            if (failed.contains(instance) || !mayGoOn.getAsBoolean()) {
                continue;
            }
            Failure failure = attempt(redelivery.entry(), redelivery.attempts() + 1);
            if (failure == null) {
                handled.add(redelivery.entry().seq());
            } else {
                failures.add(failure);
                if (!failure.setAside()) {
                    failed.add(instance);
                }
            }
        }
        redeliveries.save(observer.name(), handled, failures);
        return !handled.isEmpty();
    }

    private Failure attempt(JournalEntry entry, int attempts) {
        try {
            observer.notify(entry);
            return null;
        } catch (Throwable e) {
            // Whatever it is: without this thread the observer would see nothing any more.
            onFailure.run();
            boolean setAside = attempts >= MAX_ATTEMPTS;
            long pause = FIRST_PAUSE_MILLIS << (attempts - 1);
            LOG.errorf(
                    e,
                    "The observer %s failed on the event %s, attempt %d of %d. %s",
                    observer.name(),
                    entry.event().id(),
                    attempts,
                    MAX_ATTEMPTS,
                    setAside
                            ? "The event is set aside until somebody has it dispatched again."
                            : "It is tried again in " + pause / 1_000 + " s.");
            return new Failure(entry, attempts, clock.instant().plusMillis(pause), e.toString(), setAside);
        } finally {
            // An observer may leave it behind; here it would make all waiting fail.
            Thread.interrupted();
        }
    }
}
