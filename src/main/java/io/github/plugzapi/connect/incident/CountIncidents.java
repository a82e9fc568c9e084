package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.journal.Journal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Tells Prometheus how many instances flap and are out. Every replica tells the same: take the maximum, not the sum. */
@Singleton
@Startup
class CountIncidents {

    private final Journal journal;
    private final Connections connections;

    CountIncidents(Journal journal, Connections connections, MeterRegistry registry) {
        this.journal = journal;
        this.connections = connections;
        gauge(registry, "instances_flapping", "flapping_since IS NOT NULL", "Instances that come and go");
        gauge(registry, "outages_open", "outage_open = 1", "Instances that are disconnected for long");
    }

    private void gauge(MeterRegistry registry, String name, String condition, String description) {
        Gauge.builder(name, () -> count(condition)).description(description).register(registry);
    }

    private double count(String condition) {
        try {
            return journal.read(connection -> {
                try (PreparedStatement select = connection.prepareStatement(
                                "SELECT instance, heard_at FROM incident WHERE " + condition);
                        ResultSet rows = select.executeQuery()) {
                    double count = 0;
                    while (rows.next()) {
                        if (connections.isRemembered(rows.getString(1), Instant.ofEpochMilli(rows.getLong(2)))) {
                            count++;
                        }
                    }
                    return count;
                }
            });
        } catch (SQLException e) {
            return Double.NaN;
        }
    }
}
