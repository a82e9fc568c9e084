package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Opens the way to a sink to the tests of other packages. */
public final class PassageFixtures {

    private PassageFixtures() {}

    /** One for events that are no older than the standing clock, so that none is overtaken; it is away when the sink says so. */
    public static Passage open(String label, String title, Ticker ticker) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Passage passage = new Passage(
                label,
                title,
                onReturn -> new Availability(
                        title,
                        ticker::elapsed,
                        ticker.backoff(Duration.ofSeconds(5), Duration.ofMinutes(1), 0),
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        // No journal has anything that would have to be tried first.
                        () -> {}),
                new Superseded(null, new MovableClock(), ticker),
                null,
                (paused, reason) -> {},
                returned -> Subscriber.DONE,
                registry.counter("delivered"),
                registry.counter("failed"),
                registry.counter("dead"));
        passage.pauseKnown(null, passage.pausings());
        return passage;
    }

    public static String trouble(Passage passage) {
        return passage.trouble();
    }
}
