package io.github.plugzapi.connect.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aPauseDoublesFromTheFirstToTheLongest() {
        Backoff backoff = new Backoff(SECOND, Duration.ofSeconds(300));

        assertThat(IntStream.rangeClosed(1, 11).mapToObj(backoff::after).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(300));
    }

    @Test
    void beforeAnyFailureAndWhereNoneIsCountedItIsTheFirst() {
        assertThat(new Backoff(SECOND, SECOND.multipliedBy(8)).after(0)).isEqualTo(SECOND);
        assertThat(new Backoff(SECOND, SECOND.multipliedBy(8)).after(-1)).isEqualTo(SECOND);
    }

    @Test
    void aFirstPauseThatIsTooLongIsTheLongest() {
        assertThat(new Backoff(SECOND.multipliedBy(8), SECOND).after(1)).isEqualTo(SECOND);
    }

    @Test
    void chanceShortensAPauseByNoMoreThanItMay() {
        Duration longest = Duration.ofSeconds(100);

        assertThat(new Backoff(List.of(longest), 0.1, () -> 0).after(1)).isEqualTo(longest);
        assertThat(new Backoff(List.of(longest), 0.1, () -> 0.5).after(1)).isEqualTo(Duration.ofSeconds(95));
        assertThat(new Backoff(List.of(longest), 0.1, () -> 1).after(7)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void theOtherSideMayAskForALongerPauseButNotForAShorterOne() {
        Backoff backoff = new Backoff(SECOND, Duration.ofSeconds(300));

        assertThat(backoff.after(1, Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
        assertThat(backoff.after(5, Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(16));
        assertThat(backoff.after(5, Duration.ZERO)).isEqualTo(Duration.ofSeconds(16));
    }

    @Test
    void pausesThatSomebodyHasChosenComeInTheirOrderAndTheLastForEver() {
        Backoff backoff = new Backoff(List.of(SECOND.multipliedBy(5), SECOND.multipliedBy(60), SECOND), 0, () -> 0);

        assertThat(IntStream.rangeClosed(1, 5).mapToObj(backoff::after).map(Duration::toSeconds))
                .containsExactly(5L, 60L, 1L, 1L, 1L);
        assertThat(IntStream.rangeClosed(0, 3).mapToObj(backoff::longest).map(Duration::toSeconds))
                .containsExactly(5L, 5L, 60L, 1L);
        assertThat(backoff.longest()).isEqualTo(SECOND.multipliedBy(60));
    }
}
