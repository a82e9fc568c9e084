package io.github.plugzapi.connect.uptime;

import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.Source;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final Instant NOON = Instant.parse("2026-03-05T12:00:00Z");

    private final Point before = new Point(NOON, CONNECTED, CONNECTED);

    /** A callback that could not be read when it came is read days later, and comes after newer events in the journal. */
    @Test
    void whatIsOlderThanHowItBeginsTellsNothingOfTheTimeSince() {
        Instant daysAgo = NOON.minus(Duration.ofDays(3));
        Timeline timeline = new Timeline(before);
        timeline.add(new Disconnected(Occurrence.learnt("one", daysAgo, daysAgo, Source.WEBHOOK, null), null, false));

        assertThat(timeline.before(NOON.plusSeconds(60))).isEqualTo(before);
        assertThat(timeline.newest()).isEqualTo(before);
    }
}
