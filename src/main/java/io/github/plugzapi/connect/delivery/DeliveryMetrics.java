package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.dispatch.SubscriberMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** Tells Prometheus how far the sinks are behind. */
@Singleton
@Startup
class DeliveryMetrics {

    private final MeterRegistry registry;

    DeliveryMetrics(Sinks sinks, SubscriberMetrics subscribers, MeterRegistry registry) {
        this.registry = registry;
        for (Sink sink : sinks.all()) {
            gauge(
                    "delivery_lag_events",
                    "Events that were not passed on to a sink yet, by their numbers",
                    sink,
                    subscribers::lagEvents);
            gauge(
                    "delivery_lag_seconds",
                    "How long the oldest event that was not passed on to a sink yet has waited; 0 if there is none",
                    sink,
                    subscribers::lagSeconds);
            gauge(
                    "delivery_set_aside",
                    "Events that a sink did not take so often that they are not tried any more",
                    sink,
                    subscribers::setAside);
        }
    }

    private void gauge(String metric, String description, Sink sink, ToDoubleFunction<String> figure) {
        Gauge.builder(metric, () -> figure.applyAsDouble(sink.name()))
                .description(description)
                .tag("sink", sink.label())
                .register(registry);
    }
}
