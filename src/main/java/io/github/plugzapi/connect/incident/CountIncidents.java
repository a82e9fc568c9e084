package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Tells Prometheus how many instances flap and are out. Every replica tells the same: take the maximum, not the sum. */
@Singleton
@Startup
class CountIncidents {

    private final Store store;
    private final Connections connections;

    CountIncidents(Store store, Connections connections, MeterRegistry registry) {
        this.store = store;
        this.connections = connections;
        gauge(registry, "instances_flapping", "flapping_since IS NOT NULL", "Instances that come and go");
        gauge(registry, "outages_open", "outage_open = 1", "Instances that are disconnected for long");
    }

    private void gauge(MeterRegistry registry, String name, String condition, String description) {
        Gauge.builder(name, () -> count(condition)).description(description).register(registry);
    }

    private double count(String condition) {
        try {
            return store
                    .read(sql -> sql.list(
                            "SELECT instance, heard_at FROM incident WHERE " + condition,
                            row -> connections.isRemembered(row.text("instance"), row.moment("heard_at"))))
                    .stream()
                    .filter(remembered -> remembered)
                    .count();
        } catch (StoreUnavailable e) {
            return Double.NaN;
        }
    }
}
