package io.github.plugzapi.connect.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Counts what came in and what became of it, and how long that took. */
@Singleton
@Startup
class WebhookMetrics {

    /** From where it costs next to nothing to where the gateway will have hung up. */
    private static final Duration[] BUCKETS = Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Counter instanceMismatch;
    private final Map<String, Counter> ignored = new ConcurrentHashMap<>();
    private final Timer callbacks;

    WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("webhook_requests")
                            .description("Requests at the front door by what became of them")
                            .tag("outcome", outcome.label())
                            .register(registry));
        }
        this.instanceMismatch = Counter.builder("webhook_instance_mismatch")
                .description("Callbacks whose body names another instance than the URL that was called")
                .register(registry);
        this.callbacks = Timer.builder("webhook_request")
                .description("How long callbacks with the right key took, from the head of the request to its answer")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    void count(Outcome outcome) {
        outcomes.get(outcome).increment();
    }

    /** Of a stranger nobody wants to know, and how long it takes to send half a body is the sender's affair. */
    void took(Outcome outcome, long nanos) {
        if (outcome != Outcome.UNAUTHORIZED && outcome != Outcome.REJECTED) {
            callbacks.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** A label must not grow with what a stranger sends. */
    void ignored(String type) {
        ignored.computeIfAbsent(CallbackType.known(type), known -> Counter.builder("webhook_ignored")
                        .description("Callbacks that are not about the connection")
                        .tag("type", known)
                        .register(registry))
                .increment();
    }

    void instanceMismatch() {
        instanceMismatch.increment();
    }
}
