package io.github.plugzapi.connect.schedule;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Calls that are due at times of their own, a bounded number of them at a time. They are begun by the {@link Ticker} that
 * opened the agenda.
 *
 * @param <T> what a call is about
 */
public final class Agenda<T> {

    private static final Logger LOG = Logger.getLogger(Agenda.class);

    private static final Duration PAUSE_AFTER_A_FAULT = Duration.ofMinutes(1);

    private final Ticker ticker;
    private final int maxAtATime;
    private final BooleanSupplier mayRun;
    private final Function<T, Uni<Duration>> call;
    private final PriorityQueue<Entry<T>> waiting = new PriorityQueue<>(Comparator.comparing(Entry::at));
    private int underWay;

    private record Entry<T>(Duration at, T item) {}

    Agenda(Ticker ticker, int maxAtATime, BooleanSupplier mayRun, Function<T, Uni<Duration>> call) {
        this.ticker = ticker;
        this.maxAtATime = maxAtATime;
        this.mayRun = mayRun;
        this.call = call;
    }

    /**
     * Enters something.
     *
     * @param item what it is about; never null
     * @param pause how long to wait before it is due; zero or less: it is due now; never null
     */
    public synchronized void add(T item, Duration pause) {
        waiting.add(new Entry<>(ticker.elapsed().plus(pause), item));
    }

    /**
     * Enters something that is due regularly, for the first time at some moment within the first period: so they are spread
     * from the beginning, and never come all at once.
     *
     * @param item what it is about; never null
     * @param every how often it is due; never null
     */
    public void addSpread(T item, Duration every) {
        add(item, ticker.upTo(every));
    }

    /** Whether every call that was begun has ended. */
    synchronized boolean isIdle() {
        return underWay == 0;
    }

    /** Begins what is due, as much as may be under way; each call that ends makes room for the next. */
    void runDue() {
        for (T item = next(); item != null; item = next()) {
            begin(item);
        }
    }

    private T next() {
        // Without the lock: who answers may take his time.
        return mayRun.getAsBoolean() ? take() : null;
    }

    private synchronized T take() {
        Entry<T> next = waiting.peek();
        if (next == null || underWay >= maxAtATime || next.at().compareTo(ticker.elapsed()) > 0) {
            return null;
        }
        underWay++;
        return waiting.remove().item();
    }

    private void begin(T item) {
        Uni.createFrom().deferred(() -> call.apply(item)).subscribe().with(pause -> ended(item, pause), failure -> {
            LOG.error("A call met something that nobody foresaw; it is tried again in a minute", failure);
            ended(item, PAUSE_AFTER_A_FAULT);
        });
    }

    private void ended(T item, Duration pause) {
        synchronized (this) {
            underWay--;
            if (pause != null) {
                add(item, pause);
            }
        }
        // Not on this thread: it is of whoever was called, such as the journal's writer, and has work of its own.
        ticker.execute(this::runDue);
    }
}
