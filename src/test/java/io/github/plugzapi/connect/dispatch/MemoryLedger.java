package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Events;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** The journal and what is kept of one subscriber, as the database keeps it; what would be there after a sudden death. */
final class MemoryLedger implements Ledger {

    static final String SUBSCRIBER = "sink";

    final List<JournalEntry> journal = new ArrayList<>();
    final TreeMap<Long, Outcome> redeliveries = new TreeMap<>();
    long position;

    /** How often somebody read on in the journal. */
    int reads;

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
        return new Follower(subscriber, this, this::read, time.clock(), time.clock()::elapsed, time::mayGoOn, () -> {});
    }

    private List<JournalEntry> read(long seq) {
        reads++;
        return List.copyOf(after(seq));
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

    @Override
    public List<Waiting> waiting(Subscriber subscriber) {
        return waiting(redeliveries);
    }

    static List<Waiting> waiting(NavigableMap<Long, Outcome> redeliveries) {
        Map<String, Instant> nextAt = new LinkedHashMap<>();
        redeliveries.values().stream()
                .filter(Outcome::isWaiting)
                .forEach(outcome -> nextAt.merge(
                        outcome.instance(), outcome.nextAt(), BinaryOperator.maxBy(Comparator.naturalOrder())));
        return nextAt.entrySet().stream()
                .map(each -> new Waiting(each.getKey(), each.getValue()))
                .toList();
    }

    @Override
    public List<Redelivery> redeliveries(Subscriber subscriber, String instance, long after, int limit) {
        return redeliveries(redeliveries, instance, after, limit);
    }

    static List<Redelivery> redeliveries(
            NavigableMap<Long, Outcome> redeliveries, String instance, long after, int limit) {
        return redeliveries.tailMap(after, false).values().stream()
                .filter(outcome -> outcome.isWaiting() && outcome.instance().equals(instance))
                .limit(limit)
                .map(outcome -> new Redelivery(outcome.entry(), outcome.attempts()))
                .toList();
    }

    /** What only waits overwrites nothing. */
    @Override
    public void save(Collection<Progress> progress, Collection<Subscriber.State> states) {
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
