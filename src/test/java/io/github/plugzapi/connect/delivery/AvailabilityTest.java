package io.github.plugzapi.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AvailabilityTest {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final int MOST = 64;

    private final MovableClock clock = new MovableClock();
    private final AtomicInteger returns = new AtomicInteger();
    private final Availability sink = new Availability(
            "The sink crm", clock::elapsed, new Backoff(FIRST, Duration.ofMinutes(1)), 20, 5, returns::incrementAndGet);

    private void fails(int times, int instances) {
        for (int i = 0; i < times; i++) {
            fails("instance-" + i % instances, clock.elapsed());
        }
    }

    private void fails(String instance, Duration begun) {
        sink.failed(instance, "answered 503", Duration.ZERO, begun);
    }

    @Test
    void aSinkIsAwayAfterManyFailuresInARowOfSeveralInstances() {
        fails(19, 5);
        assertThat(sink.atATime(MOST)).isEqualTo(MOST);
        assertThat(sink.trouble()).isNull();
        try (CapturedLog log = CapturedLog.start()) {
            fails("instance-0", clock.elapsed());

            assertThat(sink.atATime(MOST)).isZero();
            assertThat(sink.trouble()).isEqualTo("away for 0 s: answered 503");
            assertThat(log.lines()).singleElement().asString().contains("The sink crm is away (answered 503)");
        }
    }

    @Test
    void aSinkThatFailsForAFewInstancesIsThereForTheOthers() {
        fails(1_000, 4);

        assertThat(sink.atATime(MOST)).isEqualTo(MOST);
    }

    @Test
    void aSinkThatFailsEverySecondTimeIsNeverAway() {
        for (int i = 0; i < 1_000; i++) {
            fails("instance-" + i, clock.elapsed());
            sink.succeeded();
        }

        assertThat(sink.atATime(MOST)).isEqualTo(MOST);
        assertThat(returns).hasValue(0);
    }

    @Test
    void oneThatIsAwayCostsOneProbeInEachPauseAndThePausesGrowToAMinute() {
        fails(20, 5);
        for (int seconds : new int[] {5, 10, 20, 40, 60, 60}) {
            clock.forward(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(sink.atATime(MOST)).isZero();
            clock.forward(Duration.ofMillis(1));
            assertThat(sink.atATime(MOST)).isEqualTo(1);
            fails("probe", clock.elapsed());
            assertThat(sink.atATime(MOST)).isZero();
        }
    }

    @Test
    void aSuccessBringsItBack() {
        fails(20, 5);
        clock.forward(Duration.ofSeconds(90));
        assertThat(sink.away()).isEqualTo(Duration.ofSeconds(90));
        try (CapturedLog log = CapturedLog.start()) {
            sink.succeeded();

            assertThat(log.lines()).singleElement().asString().contains("The sink crm is there again, after 90 s");
        }
        assertThat(sink.atATime(MOST)).isEqualTo(MOST);
        assertThat(sink.trouble()).isNull();
        assertThat(sink.away()).isZero();
        assertThat(returns).hasValue(1);
        fails(19, 5);
        assertThat(sink.atATime(MOST)).isEqualTo(MOST);
    }

    @Test
    void whatWasUnderWayWhenItWentAwayStretchesNoPause() {
        Duration before = clock.elapsed();
        fails(20, 5);
        fails(44, 44);
        clock.forward(FIRST);
        fails("late", before);
        fails("later", before.plus(FIRST).minusMillis(1));

        assertThat(sink.atATime(MOST)).isEqualTo(1);
        fails("probe", clock.elapsed());
        clock.forward(FIRST.multipliedBy(2));
        assertThat(sink.atATime(MOST)).isEqualTo(1);
    }

    @Test
    void oneThatAsksToBeLeftAloneIsNotProbedBefore() {
        fails(20, 5);
        clock.forward(FIRST);
        sink.failed("probe", "answered 503", Duration.ofMinutes(30), clock.elapsed());

        clock.forward(Duration.ofMinutes(30).minusMillis(1));
        assertThat(sink.atATime(MOST)).isZero();
        clock.forward(Duration.ofMillis(1));
        assertThat(sink.atATime(MOST)).isEqualTo(1);
    }
}
