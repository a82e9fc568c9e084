package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.schedule.LastKnown;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Tells Prometheus how many instances are connected. Every replica tells the same: take the maximum, not the sum. */
@Singleton
@Startup
class CountConnections {

    private final LastKnown<Map<ConnectionState.Status, Integer>> counts;

    CountConnections(Store store, Connections connections, Ticker ticker, MeterRegistry registry) {
        counts = new LastKnown<>(ticker, () -> store.trouble() == null, () -> count(connections));
        for (ConnectionState.Status status : ConnectionState.Status.values()) {
            Gauge.builder("connections", () -> counts.figure(known -> known.getOrDefault(status, 0)))
                    .description("Instances by whether they are connected")
                    .tag("status", status.label())
                    .register(registry);
        }
    }

    /** Before the first scrape. */
    void look(@Observes Store.Opened event) {
        counts.look();
    }

    private static Map<ConnectionState.Status, Integer> count(Connections connections) {
        Map<ConnectionState.Status, Integer> counts = new EnumMap<>(ConnectionState.Status.class);
        connections.all().forEach(connection -> counts.merge(connection.status(), 1, Integer::sum));
        return counts;
    }
}
