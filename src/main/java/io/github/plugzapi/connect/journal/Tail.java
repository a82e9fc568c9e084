package io.github.plugzapi.connect.journal;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads on in the journal for those who follow it. They are mostly at the same place, near its end, so what one has read
 * is kept for the others.
 */
@Singleton
class Tail {

    private static final int CHUNK = 500;

    private final Store store;

    /** The entries after {@code from}, read last by whoever is farthest. */
    private record Chunk(long from, List<JournalEntry> entries) {

        private long end() {
            return entries.isEmpty() ? from : entries.get(entries.size() - 1).seq();
        }
    }

    private static final Chunk NOTHING = new Chunk(0, List.of());

    private volatile Chunk last = NOTHING;

    private final AtomicInteger forgotten = new AtomicInteger();

    Tail(Store store) {
        this.store = store;
    }

    /** Some entries after a sequence number, in order; none if there are none yet. */
    List<JournalEntry> after(long seq) throws SQLException {
        int readAt = forgotten.get();
        Chunk chunk = last;
        if (seq >= chunk.from() && seq < chunk.end()) {
            return seq == chunk.from()
                    ? chunk.entries()
                    : chunk.entries().stream()
                            .filter(entry -> entry.seq() > seq)
                            .toList();
        }
        List<JournalEntry> entries = store.read(connection -> EventTable.after(connection, seq, CHUNK));
        if (!entries.isEmpty() && seq >= chunk.from()) {
            last = new Chunk(seq, List.copyOf(entries));
            if (readAt != forgotten.get()) {
                last = NOTHING;
            }
        }
        return entries;
    }

    /** Forgets what was read, because some of it was erased. */
    void forget() {
        forgotten.incrementAndGet();
        last = NOTHING;
    }

    /** Changes when what was read before must not be handed on any more. */
    int forgotten() {
        return forgotten.get();
    }
}
