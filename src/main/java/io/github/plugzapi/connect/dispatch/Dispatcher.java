package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.StoreClosing;
import io.github.plugzapi.connect.store.StoreOpened;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Has every subscriber follow the journal, each on a thread of its own, in the one process that leads, and keeps how far each
 * is. What was handed on since the last time it was kept is handed on again after a crash.
 */
@Singleton
class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final long SAVE_EVERY_MILLIS = 500;
    private static final long LOOK_AGAIN_MILLIS = 1_000;
    private static final long WAIT_FOR_SUBSCRIBERS_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Near the end of a busy journal it costs less to look for many now and then than for each as it comes. */
    private static final long LET_MORE_COME_MILLIS = 5;

    private final Tail tail;
    private final Places places;
    private final Leadership leadership;
    private final Subscribers subscribers;
    private final Clock clock;
    private final MeterRegistry registry;

    private final Signal save = new Signal();
    private volatile Turn turn;

    /** Of each subscriber the last one that follows for it. */
    private final Map<String, Thread> threads = new HashMap<>();

    /** Of each subscriber, held by who follows for it: whoever hangs is not called a second time. */
    private final Map<String, Lock> followed = new HashMap<>();

    private final Map<String, Signal> news = new HashMap<>();
    private volatile boolean stopping;
    private Thread thread;

    Dispatcher(
            Tail tail,
            Places places,
            Leadership leadership,
            Subscribers subscribers,
            Clock clock,
            MeterRegistry registry) {
        this.tail = tail;
        this.places = places;
        this.leadership = leadership;
        this.subscribers = subscribers;
        this.clock = clock;
        this.registry = registry;
        for (Subscriber subscriber : subscribers.all()) {
            news.put(subscriber.name(), new Signal());
            followed.put(subscriber.name(), new ReentrantLock());
        }
        tail.onNews(() -> news.values().forEach(Signal::give));
    }

    /** After all others have made of the store what they need: it hands events to them. */
    void start(@Observes @Priority(Integer.MAX_VALUE) StoreOpened event) {
        for (Subscriber subscriber : subscribers.all()) {
            String name = subscriber.name();
            registry.counter("observer_failures", "observer", name);
            registry.counter("observer_lost", "observer", name);
            Gauge.builder("observer_set_aside", () -> setAside(name))
                    .description("Events that an observer failed on so often that they are not tried any more")
                    .tag("observer", name)
                    .register(registry);
        }
        thread = new Thread(this::run, "dispatcher");
        thread.start();
    }

    private double setAside(String subscriber) {
        try {
            return places.setAside().getOrDefault(subscriber, 0L);
        } catch (StoreUnavailable e) {
            return Double.NaN;
        }
    }

    /** Lets the subscribers end what they are at, and keeps how far they are; before another process may lead. */
    void stop(@Observes @Priority(1) StoreClosing event) throws InterruptedException {
        // Without an interrupt, which could hit the thread while it keeps how far the subscribers are.
        stopping = true;
        save.give();
        if (thread != null) {
            thread.join();
        }
    }

    boolean isDispatching() {
        Turn now = turn;
        return now != null && now.mayGoOn();
    }

    private void run() {
        while (!stopping) {
            try {
                lead();
            } catch (Throwable e) {
                // Without this thread nothing would be handed on any more, or nothing that was be kept.
                giveUp(e);
            }
            save.await(SAVE_EVERY_MILLIS);
        }
        Turn last = turn;
        if (last != null) {
            boolean mine = last.mayGoOn();
            giveUp(null);
            awaitSubscribers();
            try {
                if (mine) {
                    last.save();
                }
            } catch (RuntimeException e) {
                LOG.warnf(
                        "How far the observers are could not be kept (%s): some events will be handed to them again",
                        reason(e));
            }
        }
    }

    private void lead() {
        if (turn != null && !turn.mayGoOn()) {
            if (!leadership.isHeld()) {
                LOG.warn("The lease has run out; who has it now hands the events to the observers");
            }
            giveUp(null);
        }
        if (turn == null && leadership.isHeld()) {
            turn = begin();
        }
        if (turn != null) {
            turn.save();
        }
    }

    private Turn begin() {
        // Another process may have erased something since.
        tail.forget();
        int forgotten = tail.forgotten();
        long term = leadership.term();
        Ledger ledger = places.open(subscribers.all());
        long begun = System.nanoTime();
        Turn begins = new Turn(
                subscribers.all(),
                ledger,
                tail::after,
                clock,
                () -> Duration.ofNanos(System.nanoTime() - begun),
                () -> leadership.isHeld() && leadership.term() == term && tail.forgotten() == forgotten,
                subscriber -> registry.counter("observer_failures", "observer", subscriber.name())
                        .increment());
        try {
            begins.followers().forEach(follower -> follow(begins, follower));
        } catch (Throwable e) {
            begins.close();
            throw e;
        }
        return begins;
    }

    private void giveUp(Throwable reason) {
        if (reason instanceof Error) {
            LOG.error("The dispatcher met something that nobody foresaw, and begins anew", reason);
        } else if (reason != null) {
            LOG.debug("The dispatcher begins anew", reason);
        }
        if (turn != null) {
            turn.close();
            turn = null;
            news.values().forEach(Signal::give);
        }
    }

    private void follow(Turn its, Follower follower) {
        String name = follower.subscriber().name();
        Thread following = new Thread(() -> awaitTurn(its, follower), "observer " + name);
        following.setDaemon(true);
        following.start();
        threads.put(name, following);
    }

    /** Whoever follows since an earlier turn has yet to end with the event that it is at. */
    private void awaitTurn(Turn its, Follower follower) {
        Lock lock = followed.get(follower.subscriber().name());
        try {
            while (its.mayGoOn()) {
                if (lock.tryLock(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    try {
                        run(its, follower);
                    } finally {
                        lock.unlock();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Turn its, Follower follower) {
        Subscriber subscriber = follower.subscriber();
        Signal signal = news.get(subscriber.name());
        boolean complained = false;
        while (its.mayGoOn()) {
            try {
                if (follower.round()) {
                    signal.await(0);
                    pause();
                } else {
                    signal.await(LOOK_AGAIN_MILLIS);
                }
                complained = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Throwable e) {
                if (!complained && its.mayGoOn()) {
                    LOG.warnf("The observer %s waits until the journal can be read: %s", subscriber.name(), reason(e));
                    complained = true;
                }
                LOG.debugf(e, "The observer %s waits", subscriber.name());
                signal.await(LOOK_AGAIN_MILLIS);
            }
            if (its.isMuchUnsaved()) {
                save.give();
            }
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(LET_MORE_COME_MILLIS);
    }

    private static String reason(Throwable e) {
        return e instanceof StoreUnavailable unavailable ? unavailable.reason() : e.toString();
    }

    /** Those that hang must not keep the process from ending, nor another from leading. */
    private void awaitSubscribers() {
        long until = System.nanoTime() + WAIT_FOR_SUBSCRIBERS_NANOS;
        for (Thread following : threads.values()) {
            try {
                following.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
