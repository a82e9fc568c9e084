package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.dispatch.SubscriberMetrics;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** All sinks that are configured, of whatever sort. */
@Singleton
public class Sinks {

    /**
     * A sink whose events wait for so long is not well, whatever the reason; whoever catches up sooner is only slow now and
     * then.
     */
    public static final Duration LONG_BEHIND = Duration.ofMinutes(15);

    private final List<Sink> all;

    Sinks(@All List<Subscriber.Source> sources) {
        all = sources.stream()
                .flatMap(source -> source.subscribers().stream())
                .filter(Sink.class::isInstance)
                .map(Sink.class::cast)
                .toList();
    }

    List<Sink> all() {
        return all;
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
     * How each is, for those who tell people of it. Waits for nothing.
     *
     * @param subscribers tell how far they are behind; never null
     * @return one for each sink; never null
     */
    public List<Standing> standings(SubscriberMetrics subscribers) {
        return all.stream()
                .map(sink -> new Standing(
                        sink.label(),
                        sink.passage().pausedFor(),
                        // Not a number, as long as nobody knows, is zero.
                        Duration.ofSeconds((long) subscribers.lagSeconds(sink.name()))))
                .toList();
    }
}
