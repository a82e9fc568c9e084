package io.github.plugzapi.connect.dispatch;

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
import java.util.HashMap;
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
    private final Map<String, Counter> failures = new HashMap<>();
    private final Map<String, Counter> lost = new ConcurrentHashMap<>();

    /** What the journal says of all subscribers. */
    private record Standing(Map<String, Places.Lag> lags, Map<String, Long> setAside) {

        private double lag(String subscriber, ToDoubleFunction<Places.Lag> figure) {
            Places.Lag lag = lags.get(subscriber);
            // It has no place before a process that has it leads.
            return lag == null ? Double.NaN : figure.applyAsDouble(lag);
        }
    }

    SubscriberMetrics(
            Store store, Subscribers subscribers, Places places, Clock clock, Ticker ticker, MeterRegistry registry) {
        this.registry = registry;
        standing = new LastKnown<>(
                ticker,
                () -> store.trouble() == null,
                () -> new Standing(places.lags(clock.instant()), places.setAside()));
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
     * @return how many, by their numbers; not a number while that is not known
     */
    public double lagEvents(String subscriber) {
        return standing.figure(known -> known.lag(subscriber, Places.Lag::events));
    }

    /**
     * How long the oldest event that a subscriber has not handled yet has waited.
     *
     * @param subscriber its name; never null
     * @return for how many seconds, 0 if there is none; not a number while that is not known
     */
    public double lagSeconds(String subscriber) {
        return standing.figure(
                known -> known.lag(subscriber, lag -> lag.waited().toMillis() / 1000.0));
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
