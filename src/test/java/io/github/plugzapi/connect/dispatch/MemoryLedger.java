package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.testsupport.Events;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The journal and what is kept of one subscriber, as the database keeps it; what would be there after a sudden death. */
final class MemoryLedger implements Ledger {

    static final String SUBSCRIBER = "sink";

    final List<JournalEntry> journal = new ArrayList<>();
    final TreeMap<Long, Outcome> redeliveries = new TreeMap<>();
    long position;

    /** So many are due at a time. */
    private final int chunk;

    MemoryLedger() {
        this(Places.CHUNK);
    }

    MemoryLedger(int chunk) {
        this.chunk = chunk;
    }

    JournalEntry append(String instance) {
        long seq = journal.size() + 1;
        JournalEntry entry = new JournalEntry(seq, instance, Events.connected(instance, (int) seq), "{}");
        journal.add(entry);
        return entry;
    }

    List<JournalEntry> after(long seq) {
        return journal.subList((int) Math.min(seq, journal.size()), journal.size());
    }

    Follower follower(Subscriber subscriber, MovableTime time) {
        return new Follower(
                subscriber,
                this,
                seq -> List.copyOf(after(seq)),
                time.clock(),
                time.clock()::elapsed,
                time::mayGoOn,
                () -> {});
    }

    /** Keeps how far a follower is, as the dispatcher does. */
    void save(Follower follower) {
        Progress progress = follower.progress();
        if (progress != null) {
            save(List.of(progress), List.of());
            follower.saved(progress);
        }
    }

    @Override
    public Map<String, Long> positions() {
        return Map.of(SUBSCRIBER, position);
    }

    private List<Outcome> waiting() {
        return redeliveries.values().stream().filter(Outcome::isWaiting).toList();
    }

    @Override
    public Set<String> waiting(String subscriber) {
        Set<String> instances = new HashSet<>();
        waiting().forEach(outcome -> instances.add(outcome.instance()));
        return instances;
    }

    @Override
    public List<Redelivery> due(Subscriber subscriber, Instant now, long after) {
        Instant longest = now.plus(Backoff.atLeast(subscriber.policy().retry().longest(), Subscriber.NotTaken.LONGEST));
        Set<String> notYet = new HashSet<>();
        waiting().stream()
                .filter(outcome ->
                        outcome.nextAt().isAfter(now) && !outcome.nextAt().isAfter(longest))
                .forEach(outcome -> notYet.add(outcome.instance()));
        return waiting().stream()
                .filter(outcome -> outcome.seq() > after && !notYet.contains(outcome.instance()))
                .limit(chunk)
                .map(outcome -> new Redelivery(journal.get((int) outcome.seq() - 1), outcome.attempts()))
                .toList();
    }

    /** What only waits overwrites nothing. */
    @Override
    public void save(Collection<Progress> progress, Collection<KeptState<?>> states) {
        for (Progress each : progress) {
            position = each.position();
            for (Outcome outcome : each.outcomes()) {
                if (outcome.handled()) {
                    redeliveries.remove(outcome.seq());
                } else if (outcome.attempts() > 0) {
                    redeliveries.put(outcome.seq(), outcome);
                } else {
                    redeliveries.putIfAbsent(outcome.seq(), outcome);
                }
            }
        }
    }
}
