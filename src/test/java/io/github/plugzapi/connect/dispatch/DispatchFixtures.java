package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;

/** What the dispatcher does, for tests of other packages. */
public final class DispatchFixtures {

    private DispatchFixtures() {}

    /** What erases the states of subscribers. */
    public static Erasable erasable(Subscriber... subscribers) {
        return new Subscribers(List.of(subscribers), List.of(), List.of());
    }

    /** What the journal says of some subscribers, as of the last time that it was looked up. */
    public static SubscriberMetrics metrics(
            Store store, Places places, Clock clock, Ticker ticker, MeterRegistry registry, Subscriber... subscribers) {
        SubscriberMetrics metrics = new SubscriberMetrics(
                store, new Subscribers(List.of(subscribers), List.of(), List.of()), places, clock, ticker, registry);
        metrics.look(new Store.Opened());
        return metrics;
    }

    public static void reload(Subscriber.State state) {
        state.reload();
    }

    public static void save(Subscriber.State state, Sql sql) {
        state.save(sql);
    }
}
