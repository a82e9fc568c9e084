package io.github.plugzapi.connect.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Events;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConnectionEventTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void anEventInATextShowsNoWholePhoneNumber() {
        ConnectionEvent event = Events.connected("sales", NOW, NOW, Source.WEBHOOK, null, new Phone("5544999999999"));

        assertThat(event.toString()).contains("5544*******99").doesNotContain("5544999999999");
        assertThat(event.named("5544999999999").toString()).doesNotContain("5544999999999");
    }

    @Test
    void anAbsurdlyLongReasonIsCut() {
        Disconnected event =
                Events.disconnected("sales", NOW, NOW, Source.WEBHOOK, null, "x".repeat(Disconnected.MAX_ERROR + 1));

        assertThat(event.error()).hasSize(Disconnected.MAX_ERROR);
    }
}
