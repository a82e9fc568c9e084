package io.github.plugzapi.connect.schedule;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Calls to PlugZapi that are due at times of their own, a bounded number of them at a time.
 *
 * @param <T> what a call is about
 */
public final class Agenda<T> {

    private static final Logger LOG = Logger.getLogger(Agenda.class);

    private final Clock clock;
    private final int maxAtATime;
    private final Function<T, Uni<Instant>> call;
    private final PriorityQueue<Entry<T>> waiting = new PriorityQueue<>(Comparator.comparing(Entry::at));
    private int underWay;
    private boolean starting;
    private boolean startMore;

    private record Entry<T>(Instant at, T item) {}

    /**
     * Makes an empty agenda.
     *
     * @param clock says what is due; never null
     * @param maxAtATime how many calls may be under way, at least 1
     * @param call does what is due; its item is when it is due next, null for never again; it must not fail
     */
    public Agenda(Clock clock, int maxAtATime, Function<T, Uni<Instant>> call) {
        this.clock = clock;
        this.maxAtATime = maxAtATime;
        this.call = call;
    }

    /**
     * Enters something.
     *
     * @param item what it is about; never null
     * @param at when it is due; never null
     */
    public synchronized void add(T item, Instant at) {
        waiting.add(new Entry<>(at, item));
    }

    /**
     * Enters something that is due regularly, for the first time at some moment within the first period: so they are spread
     * from the beginning, and never come all at once.
     *
     * @param item what it is about; never null
     * @param every how often it is due; never null
     */
    public void addSpread(T item, Duration every) {
        add(item, clock.instant().plus(upTo(every)));
    }

    /**
     * A pause, up to a tenth shorter by chance: what was held up together does not stay together.
     *
     * @param pause how long at most; never null
     * @return how long; never null
     */
    public static Duration jittered(Duration pause) {
        return pause.minus(upTo(pause.dividedBy(10)));
    }

    private static Duration upTo(Duration longest) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest.toMillis() + 1));
    }

    /**
     * Whether nothing is under way.
     *
     * @return true if every call that was started has ended
     */
    public synchronized boolean isIdle() {
        return underWay == 0;
    }

    /** Starts what is due, as much as may be under way; each call that ends makes room for the next. */
    public void runDue() {
        synchronized (this) {
            if (starting) {
                // A call may end while it is being started. Whoever is at it goes on, instead of one start within
                // another until the stack is full.
                startMore = true;
                return;
            }
            starting = true;
        }
        do {
            take().forEach(this::start);
        } while (isMoreToStart());
    }

    private synchronized boolean isMoreToStart() {
        starting = startMore;
        startMore = false;
        return starting;
    }

    private void start(Entry<T> entry) {
        Uni.createFrom()
                .deferred(() -> call.apply(entry.item()))
                .subscribe()
                .with(next -> ended(entry.item(), next), failure -> {
                    LOG.error(
                            "A call to PlugZapi met something that nobody foresaw; it is tried again in a minute",
                            failure);
                    ended(entry.item(), clock.instant().plusSeconds(60));
                });
    }

    private synchronized List<Entry<T>> take() {
        List<Entry<T>> due = new ArrayList<>();
        Instant now = clock.instant();
        while (underWay < maxAtATime
                && !waiting.isEmpty()
                && !waiting.peek().at().isAfter(now)) {
            due.add(waiting.remove());
            underWay++;
        }
        return due;
    }

    private void ended(T item, Instant next) {
        synchronized (this) {
            underWay--;
            if (next != null) {
                add(item, next);
            }
        }
        runDue();
    }
}
