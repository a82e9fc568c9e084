package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads on in the journal for those who follow it. They are mostly at the same place, near its end, so one of them reads
 * and the others are given the same.
 */
@Singleton
public class Tail {

    private static final int CHUNK = 500;

    /** How many entries are kept for those who are not at the very end. */
    private static final int KEPT = 1_000;

    /** How long nothing is taken for nothing: other processes append too, and do not tell us. */
    private static final long NOTHING_LASTS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Store store;

    /**
     * The entries after a sequence number, without a gap.
     *
     * @param from the sequence number
     * @param entries what comes after it
     * @param isAll whether that was all that there was when it was read
     * @param appends how many appends this process had made before it was read
     * @param readAt when it was read, by {@link System#nanoTime()}
     */
    private record Entries(long from, List<JournalEntry> entries, boolean isAll, long appends, long readAt) {

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

        private Entries with(List<JournalEntry> more, long newAppends, long newReadAt) {
            int dropped = Math.max(0, entries.size() - KEPT);
            List<JournalEntry> all = new ArrayList<>(entries.subList(dropped, entries.size()));
            all.addAll(more);
            return new Entries(
                    dropped == 0 ? from : entries.get(dropped - 1).seq(),
                    Collections.unmodifiableList(all),
                    more.size() < CHUNK,
                    newAppends,
                    newReadAt);
        }
    }

    /** Null: nothing that holds. */
    private volatile Entries last;

    private final AtomicLong appends = new AtomicLong();
    private final AtomicInteger forgotten = new AtomicInteger();

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    Tail(Store store) {
        this.store = store;
    }

    /** This process has appended something. */
    void appended() {
        appends.incrementAndGet();
        listeners.forEach(Runnable::run);
    }

    /**
     * Has something called whenever this process has appended. It must not block: the store's writer waits for it. What other
     * processes append is not told.
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
        Entries newest = last;
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
            long now = System.nanoTime();
            List<JournalEntry> more = read(seq);
            newest = last;
            Entries base = newest != null && newest.end() == seq ? newest : new Entries(seq, List.of(), true, 0, 0);
            last = base.with(more, appendsBefore, now);
            return more;
        }
    }

    /** What was read before and still holds; null if that says nothing of what comes after the sequence number. */
    private List<JournalEntry> known(long seq) {
        Entries newest = last;
        if (newest == null || seq < newest.from() || seq > newest.end()) {
            return null;
        }
        boolean mayBeMore = !newest.isAll()
                || newest.appends() != appends.get()
                || System.nanoTime() - newest.readAt() > NOTHING_LASTS_NANOS;
        return seq == newest.end() && mayBeMore ? null : newest.after(seq);
    }

    private List<JournalEntry> read(long seq) {
        return List.copyOf(store.read(sql -> EventTable.after(sql, seq, CHUNK)));
    }

    /** Forgets what was read, because some of it was erased, or may have been by another process. */
    public synchronized void forget() {
        // In this order: whoever sees the new number must not be given what was read before.
        last = null;
        forgotten.incrementAndGet();
    }

    /**
     * Changes when what was read before must not be handed on any more.
     *
     * @return a number, which only grows
     */
    public int forgotten() {
        return forgotten.get();
    }
}
