package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.dispatch.SubscriberMetrics;
import io.smallrye.health.api.HealthGroup;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * How each sink is, at {@code /q/health/group/delivery}. It is a group of its own, because the service is alive and ready whatever
 * becomes of other systems.
 */
@HealthGroup("delivery")
@Singleton
class DeliveryHealthCheck implements HealthCheck {

    private final Sinks sinks;
    private final SubscriberMetrics subscribers;

    DeliveryHealthCheck(Sinks sinks, SubscriberMetrics subscribers) {
        this.sinks = sinks;
        this.subscribers = subscribers;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("delivery");
        boolean up = true;
        for (Sink sink : sinks.all()) {
            String trouble = sink.passage().trouble();
            double seconds = subscribers.lagSeconds(sink.name());
            double setAside = subscribers.setAside(sink.name());
            boolean isBehind = seconds > Sinks.LONG_BEHIND.toSeconds();
            String standing = trouble != null ? trouble : isBehind ? "behind" : "passes on";
            if (seconds > 0) {
                standing += "; " + (long) subscribers.lagEvents(sink.name()) + " events wait, for up to "
                        + (long) seconds + " s";
            }
            if (setAside > 0) {
                standing += "; " + (long) setAside + " events are set aside";
            }
            response.withData(sink.label(), standing);
            up &= trouble == null && !isBehind && !(setAside > 0);
        }
        return response.status(up).build();
    }
}
