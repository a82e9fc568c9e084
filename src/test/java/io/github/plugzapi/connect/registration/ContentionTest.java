package io.github.plugzapi.connect.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContentionTest {

    private final Contention contention = new Contention();
    private Duration now = Duration.ZERO;

    @Test
    void isOnFromTheThirdRoundWithinHoursWhichIsStillMended() {
        assertThat(round()).isFalse();
        assertThat(round()).isFalse();
        assertThat(contention.isOn()).isFalse();
        assertThat(round()).isTrue();
        assertThat(contention.isOn()).isTrue();
        assertThat(contention.lost(now)).isFalse();
        assertThat(contention.takeBack(now)).isFalse();
    }

    @Test
    void isNotOnWhereRoundsAreFarApart() {
        for (int i = 0; i < 10; i++) {
            assertThat(round()).isFalse();
            now = now.plus(Duration.ofHours(4));
        }
    }

    @Test
    void isFoughtOnceAnHour() {
        begin();
        int mended = 0;
        for (int minutes = 0; minutes < 600; minutes += 10) {
            now = now.plus(Duration.ofMinutes(10));
            contention.lost(now);
            mended += contention.takeBack(now) ? 1 : 0;
        }
        assertThat(mended).isEqualTo(10);
    }

    @Test
    void isOverWhenItHasHeldForAnHourAndBeginsAnewThen() {
        begin();
        assertThat(contention.holds(now.plus(Duration.ofMinutes(59)))).isFalse();
        now = now.plus(Duration.ofHours(1));
        assertThat(contention.holds(now)).isTrue();
        assertThat(contention.holds(now)).isFalse();
        assertThat(contention.isOn()).isFalse();

        assertThat(round()).isFalse();
        assertThat(round()).isFalse();
        assertThat(round()).isTrue();
    }

    private void begin() {
        while (!contention.isOn()) {
            round();
        }
    }

    /** It is lost and taken back. Returns whether it is contended from now on. */
    private boolean round() {
        now = now.plus(Duration.ofMinutes(10));
        boolean begins = contention.lost(now);
        assertThat(contention.takeBack(now)).isTrue();
        contention.holds(now.plusSeconds(1));
        return begins;
    }
}
