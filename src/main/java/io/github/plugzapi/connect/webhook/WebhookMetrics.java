package io.github.plugzapi.connect.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Counts what came in and what became of it. */
@Singleton
@Startup
class WebhookMetrics {

    private final MeterRegistry registry;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Counter instanceMismatch;

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
    }

    void count(Outcome outcome) {
        outcomes.get(outcome).increment();
    }

    /** A label must not grow with what a stranger sends. */
    void ignored(String type) {
        registry.counter("webhook_ignored", "type", CallbackType.known(type)).increment();
    }

    void instanceMismatch() {
        instanceMismatch.increment();
    }
}
