package io.github.plugzapi.connect.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CountConnectionEventsTest {

    private static final Instant NOW = MovableClock.START;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountConnectionEvents counting = new CountConnectionEvents(registry);

    @Test
    void eventsAreCountedByKindAndSource() {
        counting.count(Events.connected("a", NOW, NOW, Source.WEBHOOK, null, Phone.unknown()));
        counting.count(Events.disconnected("a", NOW, NOW, Source.WEBHOOK, null, null));
        counting.count(Events.disconnected("b", NOW, NOW, Source.WEBHOOK, null, null));
        counting.count(Events.disconnected("a", NOW, NOW, Source.RECONCILIATION, null, null));

        assertThat(count("connected", "webhook")).isEqualTo(1);
        assertThat(count("connected", "reconciliation")).isZero();
        assertThat(count("disconnected", "webhook")).isEqualTo(2);
        assertThat(count("disconnected", "reconciliation")).isEqualTo(1);
    }

    private double count(String kind, String source) {
        return registry.get("connection_events")
                .tags("kind", kind, "source", source)
                .counter()
                .count();
    }
}
