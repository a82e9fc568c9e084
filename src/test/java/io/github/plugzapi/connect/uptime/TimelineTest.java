package io.github.plugzapi.connect.uptime;

import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.journal.JournalEntry;
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
        Timeline timeline = new Timeline(before, 1);
        timeline.add(entry(2, new Disconnected(occurrence(daysAgo), null, false)));

        assertThat(timeline.before(NOON.plusSeconds(60))).isEqualTo(before);
        assertThat(timeline.newest()).isEqualTo(before);
    }

    /** How it begins was changed by what came late, after the event that it is told by. */
    @Test
    void whatIsNoNewsIsUnderstoodByWhatWasKnownWhenItCame() {
        Timeline timeline = new Timeline(before, 2);
        timeline.add(entry(1, new Disconnected(occurrence(NOON.plusSeconds(60)), null, false)));

        assertThat(timeline.newest()).isEqualTo(new Point(NOON.plusSeconds(60), DISCONNECTED, DISCONNECTED));
    }

    @Test
    void whatWasUnknownBeforeHowItBeginsIsOver() {
        Timeline timeline = new Timeline(before, 2);
        timeline.add(
                entry(1, new ConfirmationLost(occurrence(NOON.plusSeconds(60)), NOON.minusSeconds(60), false, null)));

        assertThat(timeline.newest()).isEqualTo(before);
    }

    private static JournalEntry entry(long seq, ConnectionEvent event) {
        return new JournalEntry(seq, event.instance(), event, "{}");
    }

    private static Occurrence occurrence(Instant moment) {
        return Occurrence.learnt("one", moment, moment, Source.WEBHOOK, null);
    }
}
