package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.store.StoreUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Tells Prometheus how many instances are connected. Every replica tells the same: take the maximum, not the sum. */
@Singleton
@Startup
class CountConnections {

    /** One scrape asks for each status; the journal is asked once. */
    private static final long REUSED_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Connections connections;
    private Map<ConnectionState.Status, Integer> counts = Map.of();
    private long countedAt = System.nanoTime() - REUSED_FOR_NANOS;

    CountConnections(Connections connections, MeterRegistry registry) {
        this.connections = connections;
        for (ConnectionState.Status status : ConnectionState.Status.values()) {
            Gauge.builder("connections", () -> count(status))
                    .description("Instances by whether they are connected")
                    .tag("status", status.label())
                    .register(registry);
        }
    }

    private synchronized double count(ConnectionState.Status status) {
        if (System.nanoTime() - countedAt >= REUSED_FOR_NANOS) {
            Map<ConnectionState.Status, Integer> fresh = new EnumMap<>(ConnectionState.Status.class);
            try {
                connections.all().forEach(connection -> fresh.merge(connection.status(), 1, Integer::sum));
            } catch (StoreUnavailable e) {
                return Double.NaN;
            }
            counts = fresh;
            countedAt = System.nanoTime();
        }
        return counts.getOrDefault(status, 0);
    }
}
