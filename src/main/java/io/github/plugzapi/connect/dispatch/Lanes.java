package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.JournalEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The events that a subscriber is at: of each instance one, and behind it those that came for the same instance meanwhile. Of
 * one thread alone.
 */
final class Lanes {

    /** So many may be held in memory; more would be handed again after a crash. */
    static final int WINDOW = 1_000;

    /** The subscriber is at the first event of each. */
    private final Map<String, Deque<Held>> byInstance = new HashMap<>();

    /** Those that the ledger knows nothing of, up to which the subscriber's place cannot move. */
    private final TreeSet<Long> unknown = new TreeSet<>();

    private int size;

    /** An event that the subscriber is at, or will be. */
    static final class Held {

        final JournalEntry entry;

        /** How often it will have been tried after this time. */
        final int attempts;

        /** Whether the ledger knows that it is not done. */
        private boolean known;

        /** Since when the subscriber is at it. */
        private Duration since;

        Held(JournalEntry entry, int attempts, boolean known) {
            this.entry = entry;
            this.attempts = attempts;
            this.known = known;
        }

        boolean isKnown() {
            return known;
        }

        String instance() {
            return entry.instance();
        }
    }

    /** Of how many instances there are events. */
    int count() {
        return byInstance.size();
    }

    boolean isFull() {
        return size >= WINDOW;
    }

    boolean has(String instance) {
        return byInstance.containsKey(instance);
    }

    /** Adds an event to the lane of its instance, which is made where there is none. */
    void add(Held held) {
        byInstance
                .computeIfAbsent(held.instance(), instance -> new ArrayDeque<>())
                .add(held);
        size++;
        if (!held.known) {
            unknown.add(held.entry.seq());
        }
    }

    /** The subscriber is at the first event of a lane from now on. */
    Held begin(String instance, Duration now) {
        Held first = byInstance.get(instance).getFirst();
        first.since = now;
        return first;
    }

    /** The first event of a lane is done with, in whatever way; says whether there is another behind it. */
    boolean next(String instance) {
        Deque<Held> events = byInstance.get(instance);
        forget(events.removeFirst());
        if (events.isEmpty()) {
            byInstance.remove(instance);
            return false;
        }
        return true;
    }

    /** Removes a lane; gives those of its events that the ledger does not know, in order. */
    List<JournalEntry> remove(String instance) {
        return forget(byInstance.remove(instance));
    }

    /**
     * Removes a lane in the midst of which nothing may be begun any more. What the ledger does not know goes on keeping the place
     * from moving.
     */
    void abandon(String instance) {
        size -= byInstance.remove(instance).size();
    }

    /**
     * Those of whose first event the subscriber has been at for long are emptied, but for that event.
     *
     * @return what the ledger has to know from now on, in order for each instance
     */
    List<JournalEntry> emptySlow(Duration begunUntil) {
        List<JournalEntry> emptied = new ArrayList<>();
        for (Deque<Held> lane : byInstance.values()) {
            Held first = lane.getFirst();
            if (first.since.compareTo(begunUntil) <= 0) {
                lane.removeFirst();
                if (!first.known) {
                    unknown.remove(first.entry.seq());
                    first.known = true;
                    emptied.add(first.entry);
                }
                emptied.addAll(forget(lane));
                lane.clear();
                lane.add(first);
            }
        }
        return emptied;
    }

    private List<JournalEntry> forget(Collection<Held> events) {
        List<JournalEntry> forgotten = events.stream()
                .filter(held -> !held.known)
                .map(held -> held.entry)
                .toList();
        events.forEach(this::forget);
        return forgotten;
    }

    private void forget(Held held) {
        size--;
        unknown.remove(held.entry.seq());
    }

    /** Up to where all is done or known to the ledger, where everything up to some number is at least here. */
    long done(long scanned) {
        return unknown.isEmpty() ? scanned : unknown.first() - 1;
    }
}
