package io.github.plugzapi.connect.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Set;

/** Counts what came in and what became of it. */
@Singleton
@Startup
class WebhookMetrics {

    /** The kinds of callbacks that PlugZapi and Z-API document; a label must not grow with what a stranger sends. */
    private static final Set<String> KNOWN_TYPES = Set.of(
            "ReceivedCallback",
            "DeliveryCallback",
            "MessageStatusCallback",
            "PresenceChatCallback",
            "SendMessageCallback",
            "StatusCallback",
            "ConnectedCallback",
            "DisconnectedCallback");

    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter duplicate;
    private final Counter ignored;
    private final Counter unreadable;
    private final Counter unauthorized;
    private final Counter unavailable;
    private final Counter instanceMismatch;

    WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.accepted = outcome("accepted");
        this.duplicate = outcome("duplicate");
        this.ignored = outcome("ignored");
        this.unreadable = outcome("unreadable");
        this.unauthorized = outcome("unauthorized");
        this.unavailable = outcome("unavailable");
        this.instanceMismatch = Counter.builder("webhook_instance_mismatch")
                .description("Callbacks whose body names another instance than the URL that was called")
                .register(registry);
    }

    private Counter outcome(String outcome) {
        return Counter.builder("webhook_requests")
                .description("Requests at the front door by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    void accepted() {
        accepted.increment();
    }

    void duplicate() {
        duplicate.increment();
    }

    void ignored(String type) {
        ignored.increment();
        registry.counter("webhook_ignored", "type", KNOWN_TYPES.contains(type) ? type : "other")
                .increment();
    }

    void unreadable() {
        unreadable.increment();
    }

    void unauthorized() {
        unauthorized.increment();
    }

    void unavailable() {
        unavailable.increment();
    }

    void instanceMismatch() {
        instanceMismatch.increment();
    }
}
