package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.dispatch.Places.Lag;
import io.github.plugzapi.connect.journal.EventTable;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.LastKnown;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Tells Prometheus how the observers get on, and others the same of all subscribers. The gauges are of the journal and not of
 * this process, so that every replica tells the same, also where none of them hands anything on.
 */
@Singleton
@Startup
public class SubscriberMetrics {

    private static final String OBSERVER = "observer";

    private final MeterRegistry registry;
    private final LastKnown<Standing> standing;
    private final Map<String, Backlog> backlogs = new HashMap<>();
    private final Map<String, Counter> failures = new HashMap<>();
    private final Map<String, Counter> lost = new ConcurrentHashMap<>();

    /** What the journal says of all subscribers; one has no place before a process that has it leads. */
    private record Standing(Map<String, Lag> lags, Map<String, Long> events, Map<String, Long> setAside) {}

    /**
     * How many of the events after its place a selective subscriber wants. Each event is read once for that, some of them at a
     * time, as long as there are no more than {@value #MOST} that it wants; those that are not read are counted by their
     * numbers.
     */
    static final class Backlog {

        static final int MOST = 100_000;
        static final int CHUNK = 500;
        static final int CHUNKS_AT_ONCE = 10;

        private final Subscriber subscriber;
        private final Store store;

        /** The numbers of those that it wants, up to where the journal was read for that. */
        private final Deque<Long> wanted = new ArrayDeque<>();

        private long readUpTo;

        Backlog(Subscriber subscriber, Store store) {
            this.subscriber = subscriber;
            this.store = store;
        }

        /** How many there are between its place and the end of the journal. Not for the event loop. */
        synchronized long events(long place, long end) {
            while (!wanted.isEmpty() && wanted.getFirst() <= place) {
                wanted.removeFirst();
            }
            readUpTo = Math.max(readUpTo, place);
            for (int i = 0; i < CHUNKS_AT_ONCE && readUpTo < end && wanted.size() < MOST; i++) {
                long from = readUpTo;
                List<JournalEntry> some = store.read(sql -> EventTable.after(sql, from, CHUNK));
                some.stream()
                        .filter(entry -> Subscribers.wants(subscriber, entry))
                        .forEach(entry -> wanted.add(entry.seq()));
                readUpTo = some.isEmpty() ? end : some.get(some.size() - 1).seq();
            }
            return wanted.size() + Math.max(0, end - readUpTo);
        }
    }

    SubscriberMetrics(
            Store store, Subscribers subscribers, Places places, Clock clock, Ticker ticker, MeterRegistry registry) {
        this.registry = registry;
        standing = new LastKnown<>(ticker, () -> store.trouble() == null, () -> look(places, clock.instant()));
        subscribers.all().stream()
                .filter(Subscriber::isSelective)
                .forEach(subscriber -> backlogs.put(subscriber.name(), new Backlog(subscriber, store)));
        for (Subscriber subscriber : subscribers.all()) {
            if (!subscriber.isObserver()) {
                continue;
            }
            String name = subscriber.name();
            failures.put(name, counter("observer_failures", "Attempts that an observer failed on", name));
            lost.put(name, lostBy(name));
            gauge(
                    "observer_set_aside",
                    "Events that an observer failed on so often that they are not tried any more",
                    name,
                    this::setAside);
            gauge(
                    "observer_lag_events",
                    "Events that an observer has not handled yet, by their numbers, so that those that were deleted count",
                    name,
                    this::lagEvents);
            gauge(
                    "observer_lag_seconds",
                    "How long the oldest event that an observer has not handled yet has waited; 0 if there is none",
                    name,
                    this::lagSeconds);
        }
    }

    private Standing look(Places places, Instant now) {
        Map<String, Lag> lags = places.lags(now);
        Map<String, Long> events = new HashMap<>();
        lags.forEach((subscriber, lag) -> {
            Backlog backlog = backlogs.get(subscriber);
            long behind = backlog == null ? lag.end() - lag.place() : backlog.events(lag.place(), lag.end());
            events.put(subscriber, behind + lag.again());
        });
        return new Standing(lags, events, places.setAside());
    }

    /** Before the first scrape. */
    void look(@Observes Store.Opened event) {
        standing.look();
    }

    /**
     * How many events a subscriber has set aside. Waits for nothing, as the next ones.
     *
     * @param subscriber its name; never null
     * @return how many; not a number while that is not known
     */
    public double setAside(String subscriber) {
        return standing.figure(known -> known.setAside().getOrDefault(subscriber, 0L));
    }

    /**
     * How many events a subscriber has not handled yet.
     *
     * @param subscriber its name; never null
     * @return how many that it wants, by their numbers where it is not {@link Subscriber#isSelective selective}; not a number
     *     while that is not known
     */
    public double lagEvents(String subscriber) {
        return standing.figure(known -> {
            Long events = known.events().get(subscriber);
            return events == null ? Double.NaN : events;
        });
    }

    /**
     * How long the oldest event that a subscriber has not handled yet has waited.
     *
     * @param subscriber its name; never null
     * @return for how many seconds, 0 if there is none; not a number while that is not known
     */
    public double lagSeconds(String subscriber) {
        return standing.figure(known -> {
            Lag lag = known.lags().get(subscriber);
            return lag == null ? Double.NaN : lag.waited().toMillis() / 1000.0;
        });
    }

    private void gauge(String metric, String description, String subscriber, ToDoubleFunction<String> figure) {
        Gauge.builder(metric, () -> figure.applyAsDouble(subscriber))
                .description(description)
                .tag(OBSERVER, subscriber)
                .register(registry);
    }

    private Counter counter(String metric, String description, String subscriber) {
        return Counter.builder(metric)
                .description(description)
                .tag(OBSERVER, subscriber)
                .register(registry);
    }

    private Counter lostBy(String subscriber) {
        return counter("observer_lost", "Events that were purged before an observer was handed them", subscriber);
    }

    /** Whether this process hands events on. */
    void dispatching(BooleanSupplier isDispatching) {
        Gauge.builder("dispatching", () -> isDispatching.getAsBoolean() ? 1 : 0)
                .description("Whether this process is the one that hands the events to the observers: 1 or 0")
                .register(registry);
    }

    void failed(Subscriber subscriber) {
        if (subscriber.isObserver()) {
            failures.get(subscriber.name()).increment();
        }
    }

    /** Also of one that this version does not have, but whose place is kept. */
    void lost(String subscriber, long events) {
        lost.computeIfAbsent(subscriber, this::lostBy).increment(events);
    }
}
