package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.schedule.ServiceThread;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Reads on in the journal for those who follow it. They are mostly at the same place, near its end, so one of them reads
 * and the others are given the same; and what this process appends while all before it is known need not be read at all.
 */
@Singleton
public class Tail {

    private static final int CHUNK = 500;

    /** How many entries are kept for those who are not at the very end. */
    private static final int KEPT = 1_000;

    /** How often it is looked for what other processes have appended, who do not tell us. */
    private static final long LOOK_AGAIN_MILLIS = 250;

    private static final Logger LOG = Logger.getLogger(Tail.class);

    private final Store store;

    /**
     * The entries after a sequence number, without a gap.
     *
     * @param from the sequence number
     * @param entries what comes after it
     * @param isAll whether that was all that there was then
     * @param appends how many appends there had been then, as far as was known, its own among them
     */
    record Entries(long from, List<JournalEntry> entries, boolean isAll, long appends) {

        private long end() {
            return entries.isEmpty() ? from : entries.get(entries.size() - 1).seq();
        }

        private List<JournalEntry> after(long seq) {
            int low = 0;
            int high = entries.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (entries.get(middle).seq() > seq) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return entries.subList(low, entries.size());
        }

        /** The same and what comes next; where that does not follow directly, it alone. */
        private Entries with(Entries next) {
            if (end() != next.from) {
                return next;
            }
            int dropped = Math.max(0, entries.size() - KEPT);
            List<JournalEntry> all = new ArrayList<>(entries.size() - dropped + next.entries.size());
            all.addAll(entries.subList(dropped, entries.size()));
            all.addAll(next.entries);
            return new Entries(
                    dropped == 0 ? from : entries.get(dropped - 1).seq(),
                    Collections.unmodifiableList(all),
                    next.isAll,
                    next.appends);
        }
    }

    /** Null: nothing that holds. */
    private final AtomicReference<Entries> last = new AtomicReference<>();

    private final AtomicLong appends = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Thread thread;
    private final AtomicInteger forgotten = new AtomicInteger();

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    Tail(Store store) {
        this.store = store;
    }

    /** Once; what was started goes on. One look for the whole process, however many follow. */
    void start(@Observes Store.Opened event) {
        if (store.isShared() && thread == null) {
            thread = new ServiceThread("journal-tail", this::look);
            thread.start();
        }
    }

    private void look() {
        long end = 0;
        long before = 0;
        try {
            while (!stopping.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                long now = end();
                if (now >= 0) {
                    if (now < before) {
                        wentBack(before, now);
                    }
                    before = now;
                }
                if (now != end) {
                    end = now;
                    appended(null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever went on from where they were would miss what gets the same numbers now. */
    private void wentBack(long before, long now) {
        forget();
        // Otherwise all was so old that it was deleted.
        if (now > 0) {
            LOG.warnf(
                    "The journal ends at %d, and ended at %d before: it was restored, or a standby took over that lacked the last"
                            + " events. What follows it goes on from there.",
                    now, before);
        }
    }

    /** The newest sequence number; -1 where the store cannot be read, so that the next look tells. */
    private long end() {
        try {
            return store.read(EventTable::end);
        } catch (RuntimeException e) {
            LOG.debug("It cannot be told what other processes have appended", e);
            return -1;
        }
    }

    void stop(@Observes Store.Closing event) throws InterruptedException {
        stopping.countDown();
        if (thread != null) {
            thread.join();
        }
    }

    /**
     * What was just inserted, by the transaction that will append it while nobody else does. That transaction sees all that
     * was appended before it, which on PostgreSQL takes the isolation level that the data source is set to.
     *
     * @return that, to be given to {@link #appended}; null where something before it is not known, so that it has to be read
     */
    Entries next(Sql sql, List<Journal.Append> inserted) {
        long known = appends.get();
        Entries newest = last.get();
        if (newest == null || !newest.isAll() || inserted.isEmpty()) {
            return null;
        }
        List<Long> seqs = EventTable.seqsAfter(sql, newest.end(), inserted.size() + 1);
        if (seqs.size() != inserted.size()) {
            return null;
        }
        List<JournalEntry> entries = new ArrayList<>(seqs.size());
        for (int i = 0; i < seqs.size(); i++) {
            Journal.Append append = inserted.get(i);
            entries.add(new JournalEntry(seqs.get(i), append.event().instance(), append.event(), append.json()));
        }
        return new Entries(newest.end(), entries, true, known + 1);
    }

    /** Something was appended: what {@link #next} gave, or null where that is not known. It waits for nobody who reads. */
    void appended(Entries next) {
        Entries newest = last.get();
        if (next != null && newest != null && newest.end() == next.from()) {
            // Where somebody was faster, it is read.
            last.compareAndSet(newest, newest.with(next));
        }
        appends.incrementAndGet();
        listeners.forEach(Runnable::run);
    }

    /**
     * Has something called whenever something was appended, by whichever process. It must not block: the store's writer waits
     * for it.
     *
     * @param listener what is called; never null
     */
    public void onNews(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Reads on. Not for the event loop.
     *
     * @param seq the sequence number of the last entry seen; 0 for the beginning
     * @return some of the next entries, in order; none if there are none yet; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public List<JournalEntry> after(long seq) {
        List<JournalEntry> known = known(seq);
        if (known != null) {
            return known;
        }
        Entries newest = last.get();
        if (newest != null && seq < newest.from()) {
            // Who is far behind holds up nobody.
            return read(seq);
        }
        synchronized (this) {
            known = known(seq);
            if (known != null) {
                return known;
            }
            long appendsBefore = appends.get();
            List<JournalEntry> more = read(seq);
            Entries read = new Entries(seq, more, more.size() < CHUNK, appendsBefore);
            newest = last.get();
            // What was appended meanwhile may be newer.
            if (newest == null || newest.end() <= read.end()) {
                last.compareAndSet(newest, newest == null ? read : newest.with(read));
            }
            return more;
        }
    }

    /** What was read before and still holds; null if that says nothing of what comes after the sequence number. */
    private List<JournalEntry> known(long seq) {
        Entries newest = last.get();
        if (newest == null || seq < newest.from() || seq > newest.end()) {
            return null;
        }
        boolean mayBeMore = !newest.isAll() || newest.appends() != appends.get();
        return seq == newest.end() && mayBeMore ? null : newest.after(seq);
    }

    private List<JournalEntry> read(long seq) {
        return List.copyOf(store.read(sql -> EventTable.after(sql, seq, CHUNK)));
    }

    /** Forgets what was read, because some of it was erased, or may have been by another process. */
    public synchronized void forget() {
        // In this order: whoever sees the new number must not be given what was read before.
        last.set(null);
        forgotten.incrementAndGet();
    }

    /**
     * Changes when what was read before must not be handed on any more.
     *
     * @return a number, which only grows
     */
    public int forgotten() {
        return forgotten.get() + store.interruptions();
    }
}
