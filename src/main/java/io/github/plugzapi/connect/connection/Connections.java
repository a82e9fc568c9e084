package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.gateway.Instances;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The current state of each instance, as the events tell it. */
@Singleton
@Startup
public class Connections {

    private final ConcurrentMap<String, Connection> byInstance = new ConcurrentHashMap<>();

    Connections(Instances instances, MeterRegistry registry) {
        instances.all().forEach(instance -> byInstance.put(instance.id(), Connection.unknown(instance.id())));
        for (Connection.Status status : Connection.Status.values()) {
            Gauge.builder("connections", () -> count(status))
                    .description("Instances by whether they are connected")
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    void changed(@ObservesAsync ConnectionEvent event) {
        byInstance.merge(
                event.instance(),
                Connection.unknown(event.instance()).after(event),
                (current, first) -> current.after(event));
    }

    /**
     * The current state of an instance.
     *
     * @param instance PlugZapi's id of it; never null
     * @return its state, unknown for one that PlugZapi has not said anything about; never null
     */
    public Connection of(String instance) {
        return byInstance.getOrDefault(instance, Connection.unknown(instance));
    }

    /**
     * The current state of all instances that are configured or that PlugZapi has told us of.
     *
     * @return a copy, in no particular order; never null
     */
    public Collection<Connection> all() {
        return List.copyOf(byInstance.values());
    }

    private long count(Connection.Status status) {
        return byInstance.values().stream()
                .filter(connection -> connection.status() == status)
                .count();
    }
}
