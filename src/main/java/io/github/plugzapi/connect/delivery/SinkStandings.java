package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.dispatch.SubscriberMetrics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** How the sinks are, for those who tell people of it. */
@Singleton
public class SinkStandings {

    private final Sinks sinks;
    private final SubscriberMetrics subscribers;

    SinkStandings(Sinks sinks, SubscriberMetrics subscribers) {
        this.sinks = sinks;
        this.subscribers = subscribers;
    }

    /**
     * How a sink is.
     *
     * @param sink the user's name for it; never null
     * @param pausedFor why it is paused; null while it is not
     * @param behind how long the oldest event has waited that it did not get yet, as far as is known; never null
     */
    public record Standing(String sink, String pausedFor, Duration behind) {}

    /**
     * How each is. Waits for nothing.
     *
     * @return one for each sink; never null
     */
    public List<Standing> all() {
        return sinks.all().stream()
                .map(sink -> new Standing(
                        sink.label(),
                        sink.passage().pausedFor(),
                        // Not a number, as long as nobody knows, is zero.
                        Duration.ofSeconds((long) subscribers.lagSeconds(sink.name()))))
                .toList();
    }
}
