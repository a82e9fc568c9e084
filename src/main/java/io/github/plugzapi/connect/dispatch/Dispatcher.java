package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.schedule.ServiceThread;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.StoreClosing;
import io.github.plugzapi.connect.store.StoreOpened;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    /** One scrape asks for each subscriber; the store is asked once. */
    private static final long REUSED_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Tail tail;
    private final Places places;
    private final Leadership leadership;
    private final Subscribers subscribers;
    private final Clock clock;
    private final MeterRegistry registry;

    private final Signal save = new Signal();
    private final List<Seat> seats = new ArrayList<>();
    private volatile Turn turn;
    private volatile boolean stopping;
    private Thread thread;

    private Map<String, Long> setAside = Map.of();
    private long countedAt = System.nanoTime() - REUSED_FOR_NANOS;

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
    }

    /** Two subscribers of one name are a reason not to start at all; so it is made before the store is open. */
    void begin(@Observes StartupEvent event) {
        LOG.debugf("%d subscribers follow the journal", subscribers.all().size());
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
            seats.add(new Seat(name));
        }
        tail.onNews(() -> seats.forEach(Seat::wake));
        seats.forEach(Seat::start);
        thread = new ServiceThread("dispatcher", this::run);
        thread.start();
    }

    private synchronized double setAside(String subscriber) {
        if (System.nanoTime() - countedAt >= REUSED_FOR_NANOS) {
            try {
                setAside = places.setAside();
            } catch (StoreUnavailable e) {
                return Double.NaN;
            }
            countedAt = System.nanoTime();
        }
        return setAside.getOrDefault(subscriber, 0L);
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
        boolean mine = isDispatching();
        giveUp(null);
        awaitSubscribers();
        if (mine) {
            try {
                last.save();
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
            for (int i = 0; i < seats.size(); i++) {
                seats.get(i).take(turn, turn.followers().get(i));
            }
        }
        if (turn != null) {
            boolean much = turn.isMuchUnsaved();
            turn.save();
            if (much) {
                // Some may have waited for that.
                seats.forEach(Seat::wake);
            }
        }
    }

    private Turn begin() {
        // Another process may have erased something since.
        tail.forget();
        int forgotten = tail.forgotten();
        long term = leadership.term();
        Ledger ledger = places.open(subscribers.all());
        long begun = System.nanoTime();
        return new Turn(
                subscribers.all(),
                ledger,
                tail::after,
                clock,
                () -> Duration.ofNanos(System.nanoTime() - begun),
                () -> leadership.isHeld() && leadership.term() == term && tail.forgotten() == forgotten,
                subscriber -> registry.counter("observer_failures", "observer", subscriber.name())
                        .increment());
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
            // While another process leads nobody reads on here.
            tail.forget();
        }
    }

    private static String reason(Throwable e) {
        return e instanceof StoreUnavailable unavailable ? unavailable.reason() : e.toString();
    }

    /** Those that hang must not keep the process from ending, nor another from leading. */
    private void awaitSubscribers() {
        seats.forEach(Seat::wake);
        long until = System.nanoTime() + WAIT_FOR_SUBSCRIBERS_NANOS;
        for (Seat seat : seats) {
            try {
                seat.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The one thread that a subscriber is called on, in all turns of this process: whoever hangs is not called a second time
     * before it is back, and what it has built is not read anew under its hands.
     */
    private final class Seat extends ServiceThread {

        private final Signal signal = new Signal();
        private volatile Turn its;
        private volatile Follower follower;
        private boolean complained;

        private Seat(String subscriber) {
            super("observer " + subscriber, null);
        }

        private void take(Turn newTurn, Follower newFollower) {
            follower = newFollower;
            its = newTurn;
            wake();
        }

        private void wake() {
            signal.give();
        }

        @Override
        public void run() {
            while (!stopping) {
                Turn now = its;
                if (now == null || !now.mayGoOn() || !round()) {
                    signal.await(LOOK_AGAIN_MILLIS);
                } else {
                    signal.await(0);
                    pause();
                }
                if (now != null && now.isMuchUnsaved()) {
                    save.give();
                }
            }
        }

        private boolean round() {
            try {
                boolean more = follower.round();
                complained = false;
                return more;
            } catch (Throwable e) {
                if (!complained && its.mayGoOn()) {
                    LOG.warnf("The observer %s waits until the journal can be read: %s", subscriberName(), reason(e));
                    complained = true;
                }
                LOG.debugf(e, "The observer %s waits", subscriberName());
                return false;
            }
        }

        private String subscriberName() {
            return follower.subscriber().name();
        }

        private void pause() {
            try {
                sleep(LET_MORE_COME_MILLIS);
            } catch (InterruptedException e) {
                // A subscriber left it behind.
                LOG.debug("Interrupted", e);
            }
        }
    }
}
