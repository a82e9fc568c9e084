package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.event.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts events for Prometheus. */
@Singleton
@Startup
class CountConnectionEvents {

    private final MeterRegistry registry;

    /** The registry would build the meter's id anew for each event, to look it up. */
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    private record Key(String kind, Source source) {}

    CountConnectionEvents(MeterRegistry registry) {
        this.registry = registry;
        // From the first scrape on there is a zero to count from; otherwise the first event would go unseen by rate().
        for (Kind kind : Kind.values()) {
            kind.sources().forEach(source -> counter(kind.word(), source));
        }
    }

    void count(@ObservesAsync ConnectionEvent event) {
        counter(event.kind(), event.source()).increment();
    }

    private Counter counter(String kind, Source source) {
        return counters.computeIfAbsent(new Key(kind, source), key -> Counter.builder("connection_events")
                .description("Events by kind and by how we learnt of them")
                .tag("kind", kind)
                .tag("source", source.label())
                .register(registry));
    }
}
