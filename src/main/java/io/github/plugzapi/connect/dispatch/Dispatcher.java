package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreClosing;
import io.github.plugzapi.connect.store.StoreOpened;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Has every observer follow the journal, in the one process that holds the {@link Leadership}, and keeps how far each is. What
 * was handed on since the last time it was kept is handed on again after a crash.
 */
@Singleton
class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final long SAVE_EVERY_MILLIS = 500;
    private static final long WAIT_FOR_OBSERVERS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Store store;
    private final Tail tail;
    private final Redeliveries redeliveries;
    private final Leadership leadership;
    private final CdiObservers observers;
    private final Instance<Checkpoint> checkpoints;
    private final Clock clock;
    private final MeterRegistry registry;

    private volatile List<Follower> followers = List.of();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Long> saved = new HashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** True for as long as the followers of now may go on; those of later get another. */
    private volatile AtomicBoolean dispatching = new AtomicBoolean();

    private Thread thread;

    Dispatcher(
            Store store,
            Tail tail,
            Redeliveries redeliveries,
            Leadership leadership,
            CdiObservers observers,
            @Any Instance<Checkpoint> checkpoints,
            Clock clock,
            MeterRegistry registry) {
        this.store = store;
        this.tail = tail;
        this.redeliveries = redeliveries;
        this.leadership = leadership;
        this.observers = observers;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.registry = registry;
        tail.onNews(() -> followers.forEach(Follower::signal));
    }

    /** After all others have made of the store what they need: it hands events to them. */
    void start(@Observes @Priority(Integer.MAX_VALUE) StoreOpened event) {
        for (CdiObservers.Observer observer : observers.all()) {
            String name = observer.name();
            registry.counter("observer_failures", "observer", name);
            Gauge.builder("observer_set_aside", () -> setAside(name))
                    .description("Events that an observer failed on so often that they are not tried any more")
                    .tag("observer", name)
                    .register(registry);
        }
        thread = new Thread(this::run, "dispatcher");
        thread.start();
    }

    private double setAside(String observer) {
        try {
            return redeliveries.setAside().getOrDefault(observer, 0L);
        } catch (RuntimeException e) {
            return Double.NaN;
        }
    }

    /** Lets the observers end what they are at, keeps how far they are and lets another process go on. */
    void stop(@Observes StoreClosing event) throws InterruptedException {
        // Without an interrupt, which could hit the thread while it keeps how far the observers are.
        stopping.countDown();
        if (thread != null) {
            thread.join();
        }
    }

    private void run() {
        long renewAt = System.nanoTime();
        do {
            try {
                if (System.nanoTime() - renewAt >= 0) {
                    renewAt = System.nanoTime() + leadership.duration().toNanos() / 3;
                    leadership.renew();
                }
                if (dispatching.get() && (!leadership.isHeld() || aFollowerHasEnded())) {
                    LOG.warn("The lease has run out; who has it now hands the events to the observers");
                    stopFollowers();
                    // Somebody else builds on what was saved; what this process has seen since is not the truth any
                    // more.
                    reload();
                }
                if (leadership.isHeld() && !dispatching.get()) {
                    startFollowers();
                }
                if (dispatching.get()) {
                    save(followers);
                }
            } catch (RuntimeException e) {
                LOG.debug("The dispatcher waits for the journal", e);
            }
        } while (!isStopping());
        boolean mine = dispatching.get();
        List<Follower> last = followers;
        stopFollowers();
        try {
            if (mine) {
                save(last);
            }
        } catch (RuntimeException e) {
            LOG.warnf(
                    "How far the observers are could not be kept (%s): some events will be handed to them again",
                    e.getMessage());
        }
        try {
            leadership.release();
        } catch (RuntimeException e) {
            LOG.debug("The lease could not be released, so it has to run out", e);
        }
    }

    private boolean isStopping() {
        try {
            return stopping.await(SAVE_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    boolean isDispatching() {
        return dispatching.get() && leadership.isHeld();
    }

    private void reload() {
        for (Checkpoint checkpoint : checkpoints) {
            checkpoint.reload();
        }
    }

    private void startFollowers() {
        reload();
        // Another process may have erased something since.
        tail.forget();
        List<CdiObservers.Observer> all = observers.all();
        Map<String, Long> positions = positions(all);
        AtomicBoolean goOn = new AtomicBoolean(true);
        dispatching = goOn;
        List<Follower> starting = new ArrayList<>();
        for (CdiObservers.Observer observer : all) {
            starting.add(new Follower(
                    observer,
                    positions.get(observer.name()),
                    tail,
                    redeliveries,
                    clock,
                    () -> goOn.get() && leadership.isHeld(),
                    registry.counter("observer_failures", "observer", observer.name())::increment));
        }
        followers = List.copyOf(starting);
        for (Follower follower : followers) {
            Thread following =
                    new Thread(follower, "observer " + follower.observer().name());
            following.setDaemon(true);
            following.start();
            threads.add(following);
        }
    }

    /** An observer that is new begins where the others are; one that is gone is forgotten. */
    private Map<String, Long> positions(List<CdiObservers.Observer> all) {
        Map<String, Long> positions = store.write(sql -> {
            Map<String, Long> known = new HashMap<>();
            sql.each(
                    "SELECT observer, seq FROM observer_position",
                    row -> known.put(row.text("observer"), row.number("seq")));
            long start =
                    known.values().stream().mapToLong(Long::longValue).min().orElse(0);
            Set<String> gone = new HashSet<>(known.keySet());
            for (CdiObservers.Observer observer : all) {
                gone.remove(observer.name());
                known.putIfAbsent(observer.name(), start);
            }
            sql.batch(
                    "DELETE FROM observer_position WHERE observer = ?",
                    gone.stream().map(name -> new Object[] {name}).toList());
            return known;
        });
        saved.clear();
        return positions;
    }

    /** The lease may have run out, and been renewed, since this was last looked at. */
    private boolean aFollowerHasEnded() {
        return threads.stream().anyMatch(following -> !following.isAlive());
    }

    /** Some events were erased: nobody is to be handed them any more. */
    void erased() {
        tail.forget();
    }

    private void stopFollowers() {
        dispatching.set(false);
        followers.forEach(Follower::signal);
        followers = List.of();
        long until = System.nanoTime() + WAIT_FOR_OBSERVERS_NANOS;
        for (Thread following : threads) {
            try {
                // CdiObservers that hang must not keep the process from ending, nor another from taking over.
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                following.join(Math.max(1, left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }

    /** Keeps how far the observers are, and with it what they have built from the events. */
    private void save(List<Follower> following) {
        Map<String, Long> positions = new HashMap<>();
        following.forEach(follower -> positions.put(follower.observer().name(), follower.position()));
        positions.entrySet().removeIf(position -> position.getValue().equals(saved.get(position.getKey())));
        if (positions.isEmpty()) {
            return;
        }
        try {
            store.write(sql -> {
                if (!leadership.confirm(sql)) {
                    throw new IllegalStateException("Another process has taken over");
                }
                for (Checkpoint checkpoint : checkpoints) {
                    checkpoint.save(sql);
                }
                sql.upsert(
                        "observer_position",
                        "observer",
                        positions.entrySet().stream()
                                .map(position -> new TreeMap<>(
                                        Map.of("observer", position.getKey(), "seq", position.getValue())))
                                .toList());
                return null;
            });
            saved.putAll(positions);
        } catch (RuntimeException e) {
            // What was not saved is in memory alone; the events since then must come again to build it anew.
            stopFollowers();
            throw e;
        }
    }
}
