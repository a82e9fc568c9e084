package io.github.plugzapi.connect.console.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.uptime.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MonthTest {

    /** 03:00 in Brasília. */
    private static final Instant NOW = Instant.parse("2026-02-03T06:00:00Z");

    private static final Instant BEGINNING = NOW.minus(Duration.ofDays(Month.DAYS));

    @Test
    void aDayBeginsAtMidnightOfThoseWhoLook() {
        Month month = Month.of(List.of(new Stretch(Status.CONNECTED, true, BEGINNING, NOW)), NOW);

        assertThat(month.days().get(0).begin()).isEqualTo(Instant.parse("2026-01-05T03:00:00Z"));
        assertThat(month.days().get(0).uptime()).hasValue(1);
    }

    @Test
    void whatGoesOnOverMidnightBelongsToBothDays() {
        Instant down = Instant.parse("2026-02-03T02:00:00Z");
        Month month = Month.of(
                List.of(
                        new Stretch(Status.CONNECTED, true, BEGINNING, down),
                        new Stretch(Status.DISCONNECTED, true, down, NOW)),
                NOW);

        assertThat(month.days()).hasSize(30);
        assertThat(month.faults()).extracting(Month.Day::number).containsExactly(3, 2);
        assertThat(month.faults())
                .extracting(Month.Day::down)
                .containsExactly(Duration.ofHours(3), Duration.ofHours(1));
        assertThat(month.faults().get(1).uptime().getAsDouble()).isEqualTo(23.0 / 24);
        assertThat(month.days().get(0).isBad()).isFalse();
    }

    @Test
    void whatWasNotToldYetIsNoFault() {
        Month month = Month.of(List.of(new Stretch(Status.UNKNOWN, false, BEGINNING, NOW)), NOW);

        assertThat(month.faults()).isEmpty();
        assertThat(month.days().get(29).uptime()).isEmpty();
    }
}
