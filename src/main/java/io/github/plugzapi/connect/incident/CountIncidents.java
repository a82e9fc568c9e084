package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.schedule.LastKnown;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Tells Prometheus how many instances flap and are out. Every replica tells the same: take the maximum, not the sum. */
@Singleton
@Startup
class CountIncidents {

    private final Store store;
    private final Connections connections;
    private final List<LastKnown<Long>> counts = new ArrayList<>();

    CountIncidents(Store store, Connections connections, Ticker ticker, MeterRegistry registry) {
        this.store = store;
        this.connections = connections;
        gauge(ticker, registry, "instances_flapping", "flapping_since IS NOT NULL", "Instances that come and go");
        gauge(ticker, registry, "outages_open", "outage_open = 1", "Instances that are disconnected for long");
    }

    private void gauge(Ticker ticker, MeterRegistry registry, String name, String condition, String description) {
        LastKnown<Long> count = new LastKnown<>(ticker, () -> store.trouble() == null, () -> count(condition));
        counts.add(count);
        Gauge.builder(name, () -> count.figure(Long::doubleValue))
                .description(description)
                .register(registry);
    }

    /** Before the first scrape. */
    void look(@Observes Store.Opened event) {
        counts.forEach(LastKnown::look);
    }

    private long count(String condition) {
        return store
                .read(sql -> sql.list(
                        "SELECT instance, heard_at FROM incident WHERE " + condition,
                        row -> connections.isRemembered(row.text("instance"), row.moment("heard_at"))))
                .stream()
                .filter(remembered -> remembered)
                .count();
    }
}
