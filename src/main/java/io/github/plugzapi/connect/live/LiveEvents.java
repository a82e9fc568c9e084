package io.github.plugzapi.connect.live;

import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.live.EventPages.Page;
import io.github.plugzapi.connect.schedule.ServiceThread;
import io.github.plugzapi.connect.schedule.Signal;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The journal's events as they come, for many who look on at once. One thread follows the journal for all of them, while there
 * are any, and each takes from it at its own pace.
 */
@Singleton
public class LiveEvents {

    private static final Logger LOG = Logger.getLogger(LiveEvents.class);

    /** Of the connections that may be open so many may be streams, in percent: whoever looks on must not keep callbacks out. */
    private static final int PART_OF_CONNECTIONS = 60;

    /** Whoever hears nothing for 10 s takes the connection for broken. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** However many events come, each stream is written to no more often; callbacks need the same threads. */
    private static final long PAUSE_MILLIS = 100;

    /** Where it was not told that there is news: events may have been erased, or the journal restored. */
    private static final long LOOK_AGAIN_MILLIS = 1_000;

    /** So many events are sent at once: as much as that may be on its way to each who looks on. */
    static final int AT_ONCE = 50;

    /** So many read the past at once: others need the connections, too. */
    private static final int MOST_READERS = 2;

    private final Journal journal;
    private final Tail tail;
    private final EventPages pages;
    private final Ticker ticker;
    private final int most;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final Signal news = new Signal();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile boolean ending;

    /** Null while nobody looks on. */
    private volatile Round newest;

    /** As of when the tail was begun; of the one thread. */
    private int forgotten;

    /** Those who want to read the past. */
    private final Queue<Watcher> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicInteger readers = new AtomicInteger();

    LiveEvents(
            Journal journal,
            Tail tail,
            EventPages pages,
            Ticker ticker,
            @ConfigProperty(name = "quarkus.http.limits.max-connections") int connections) {
        this.journal = journal;
        this.tail = tail;
        this.pages = pages;
        this.ticker = ticker;
        this.most = (int) (connections * (long) PART_OF_CONNECTIONS / 100);
    }

    /** Once; what was started goes on. */
    void start(@Observes Store.Opened event) {
        if (thread == null) {
            tail.onNews(() -> {
                if (!watchers.isEmpty()) {
                    news.give();
                }
            });
            ticker.every(HEARTBEAT, () -> watchers.forEach(Watcher::beat));
            thread = new ServiceThread("live-events", this::follow);
            thread.start();
        }
    }

    /**
     * Whether there are so many streams that there can be no other.
     *
     * @return true where {@link #open} should not be called
     */
    public boolean isFull() {
        return watchers.size() >= most;
    }

    /**
     * The sequence number of the newest event: what comes after it comes from now on. Not for the event loop.
     *
     * @return the number; 0 for an empty journal
     * @throws StoreUnavailable if the journal cannot be read
     */
    public long end() {
        return journal.end();
    }

    /**
     * Begins a stream: what comes after some event, until either side ends it. Waits for nothing.
     *
     * @param filter which events are wanted; never null
     * @param beats whether a script is to see its heartbeats, as events of their own, which comments are not
     * @param after the sequence number of the last one seen; 0 for all that are kept
     * @param outlet where they are sent; never null
     * @return to be run when nobody is there any more; never null
     */
    public Runnable open(EventFilter filter, boolean beats, long after, Outlet outlet) {
        Watcher watcher = new Watcher(this, filter, beats, after, outlet);
        watchers.add(watcher);
        watcher.goOn();
        if (ending) {
            watcher.end();
        }
        news.give();
        return watcher::gone;
    }

    private void follow() {
        try {
            while (!stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                news.await(LOOK_AGAIN_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (watchers.isEmpty()) {
            newest = null;
            return;
        }
        try {
            Round last = newest;
            int now = tail.forgotten();
            if (last == null || now != forgotten) {
                // What was erased must not be sent any more, and what was restored may end earlier.
                long end = journal.end();
                last = Round.after(last == null ? end : Math.min(last.end(), end));
                forgotten = now;
            }
            List<JournalEntry> more = tail.after(last.end());
            for (int from = 0; from < more.size(); from += AT_ONCE) {
                last = last.append(List.copyOf(more.subList(from, Math.min(from + AT_ONCE, more.size()))));
                // There may be more of them.
                news.give();
            }
            newest = last;
        } catch (RuntimeException e) {
            LOG.debug("What is new cannot be read now; those who look on wait for it", e);
        }
        watchers.forEach(Watcher::goOn);
    }

    /** The last of what all who look on may be sent; null where that is not known yet. */
    Round newest() {
        return newest;
    }

    Page page(EventFilter filter, long after) {
        return pages.after(filter, after, AT_ONCE);
    }

    /** Has somebody read some of the past soon, after those who came before. */
    void read(Watcher watcher) {
        waiting.add(watcher);
        beginToRead();
    }

    private void beginToRead() {
        if (waiting.isEmpty()) {
            return;
        }
        if (readers.incrementAndGet() > MOST_READERS || !ticker.execute(this::readAll)) {
            readers.decrementAndGet();
        }
    }

    private void readAll() {
        try {
            for (Watcher watcher = waiting.poll(); watcher != null; watcher = waiting.poll()) {
                readFor(watcher);
            }
        } finally {
            readers.decrementAndGet();
        }
        // Whoever came in between may have found no reader free.
        beginToRead();
    }

    private static void readFor(Watcher watcher) {
        try {
            watcher.read();
        } catch (RuntimeException e) {
            LOG.debug("The past cannot be read now; who looks on waits for it", e);
        }
    }

    void gone(Watcher watcher) {
        watchers.remove(watcher);
    }

    /** Those who look on come again, to another replica or to this one once it is back; the end need not wait for them. */
    void end(@Observes ShutdownDelayInitiatedEvent event) {
        endAll();
    }

    void stop(@Observes Store.Closing event) throws InterruptedException {
        endAll();
        stopping.countDown();
        news.give();
        if (thread != null) {
            thread.join();
        }
    }

    private void endAll() {
        ending = true;
        watchers.forEach(Watcher::end);
    }
}
