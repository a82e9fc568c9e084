package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.schedule.ServiceThread;
import io.github.plugzapi.connect.schedule.Signal;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Has every subscriber follow the journal, each on a thread of its own, in the one process that leads, and keeps how far each
 * is. What was handed on since the last time it was kept is handed on again after a crash.
 */
@Singleton
class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final String OBSERVER = "observer";
    private static final long SAVE_EVERY_MILLIS = 500;
    private static final long LOOK_AGAIN_MILLIS = 1_000;
    private static final long WAIT_FOR_SUBSCRIBERS_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Near the end of a busy journal it costs less to look for many now and then than for each as it comes. */
    private static final long LET_MORE_COME_MILLIS = 5;

    /** So long after something was appended more is likely to come. */
    private static final long CALLBACKS_COME_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Nobody rests for longer at a time: who was at something for so long has waited rather than worked. */
    private static final long GIVE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Whoever is at one event for longer hangs, as far as anybody can tell; it is looked for so often. */
    private static final Duration HANGS_AFTER = Duration.ofMinutes(1);

    private static final Duration LOOK_WHO_HANGS_EVERY = Duration.ofSeconds(10);

    private final Tail tail;
    private final Places places;
    private final Leadership leadership;
    private final Subscribers subscribers;
    private final Clock clock;
    private final Ticker ticker;
    private final SubscriberMetrics metrics;

    private final Signal save = new Signal();
    private final List<Seat> seats = new ArrayList<>();
    private volatile long appendedAt = System.nanoTime();
    private volatile Turn turn;
    private volatile boolean stopping;
    private Thread thread;

    Dispatcher(
            Tail tail,
            Places places,
            Leadership leadership,
            Subscribers subscribers,
            Clock clock,
            Ticker ticker,
            SubscriberMetrics metrics) {
        this.tail = tail;
        this.places = places;
        this.leadership = leadership;
        this.subscribers = subscribers;
        this.clock = clock;
        this.ticker = ticker;
        this.metrics = metrics;
    }

    /** Two subscribers of one name are a reason not to start at all; so it is made before the store is open. */
    void begin(@Observes StartupEvent event) {
        LOG.debugf("%d subscribers follow the journal", subscribers.all().size());
        metrics.dispatching(this::isDispatching);
    }

    /** After all others have made of the store what they need: it hands events to them. */
    void start(@Observes @Priority(Integer.MAX_VALUE) Store.Opened event) {
        for (Subscriber subscriber : subscribers.all()) {
            seats.add(new Seat(subscriber));
        }
        tail.onNews(this::wake);
        seats.forEach(Seat::start);
        ticker.every(LOOK_WHO_HANGS_EVERY, () -> seats.forEach(Seat::sayIfItHangs));
        thread = new ServiceThread("dispatcher", this::run);
        thread.start();
    }

    private void wake() {
        appendedAt = System.nanoTime();
        seats.forEach(Seat::wake);
    }

    /** Lets the subscribers end what they are at, and keeps how far they are; before another process may lead. */
    void stop(@Observes @Priority(1) Store.Closing event) throws InterruptedException {
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
        Ledger ledger = places.open(subscribers.all(), clock.instant());
        long begun = System.nanoTime();
        return new Turn(
                subscribers.all(),
                ledger,
                tail::after,
                clock,
                () -> Duration.ofNanos(System.nanoTime() - begun),
                () -> leadership.isHeld() && leadership.term() == term && tail.forgotten() == forgotten,
                metrics::failed);
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

        private final String subscriber;
        private final String title;
        private final Signal signal = new Signal();
        private volatile Turn its;
        private volatile Follower follower;
        private boolean complained;

        /** Whose round it is: not its follower any more where it hangs since the turn before. */
        private volatile Follower current;

        /** What it was at when that was looked at, since when, and whether that was said; of the ticker alone. */
        private JournalEntry at;

        private Duration atSince;
        private boolean saidThatItHangs;

        private Seat(Subscriber subscriber) {
            super((subscriber.isObserver() ? OBSERVER + " " : "") + subscriber.name(), null);
            this.subscriber = subscriber.name();
            this.title = subscriber.title();
        }

        private void take(Turn newTurn, Follower newFollower) {
            newFollower.onSettled(this::wake);
            follower = newFollower;
            its = newTurn;
            wake();
        }

        private void wake() {
            signal.give();
        }

        @Override
        public void run() {
            // For as long as the thread lives: whatever is logged on it is about this observer.
            MDC.put(OBSERVER, subscriber);
            while (!stopping) {
                Turn now = its;
                long begun = System.nanoTime();
                boolean more = now != null && now.mayGoOn() && round();
                if (current != null && current.isMuchUnsaved()) {
                    save.give();
                }
                giveWay(System.nanoTime() - begun);
                if (more) {
                    signal.await(0);
                    pause();
                } else {
                    signal.await(LOOK_AGAIN_MILLIS);
                }
            }
            end();
        }

        /** What the subscriber is at it may end; whoever waits for this thread does so for a while only. */
        private void end() {
            while (current != null && !current.isIdle()) {
                try {
                    current.settle();
                    current.emptySlowLanes();
                } catch (RuntimeException e) {
                    // What is not noted comes again.
                    LOG.debug("What a subscriber was at could not be gone on with", e);
                }
                signal.await(LOOK_AGAIN_MILLIS);
            }
        }

        private boolean round() {
            try {
                if (current != null && current != follower) {
                    // It would be handed an event that it is at, once more.
                    current.settle();
                    if (!current.isIdle()) {
                        return false;
                    }
                }
                current = follower;
                boolean more = current.round();
                complained = false;
                return more;
            } catch (Throwable e) {
                if (!complained && its.mayGoOn()) {
                    LOG.warnf("%s waits until the journal can be read: %s", title, reason(e));
                    complained = true;
                }
                LOG.debugf(e, "%s waits", title);
                return false;
            }
        }

        /** Nothing else shows it: it does not fail, and holds up nobody but those who rely on it. */
        private void sayIfItHangs() {
            JournalEntry now = current == null ? null : current.handing();
            if (now == null || now != at) {
                if (saidThatItHangs) {
                    LOG.infof("%s has returned, and goes on", title);
                }
                at = now;
                atSince = ticker.elapsed();
                saidThatItHangs = false;
            } else if (!saidThatItHangs && ticker.elapsed().minus(atSince).compareTo(HANGS_AFTER) >= 0) {
                saidThatItHangs = true;
                MDC.put(OBSERVER, subscriber);
                Follower.logAbout(now);
                LOG.warnf(
                        "%s hangs: it has been at the event %s of %s for more than a minute, and is handed nothing"
                                + " else until it returns",
                        title, Follower.name(now), now.instance());
                Follower.logAboutNothing();
                MDC.remove(OBSERVER);
            }
        }

        /** While callbacks come, whoever has much to do leaves the processor to them for half of the time. */
        private void giveWay(long workedNanos) {
            if (System.nanoTime() - appendedAt < CALLBACKS_COME_NANOS) {
                LockSupport.parkNanos(Math.min(workedNanos, GIVE_WAY_NANOS));
            }
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
