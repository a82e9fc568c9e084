package io.github.plugzapi.connect.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.MovableClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TickerTest {

    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void whatIsDoneRegularlyIsDoneAtTheFirstTickAndThenAsOftenAsItSays() {
        ticker.every(Duration.ofSeconds(1), done::incrementAndGet);
        AtomicInteger everyThird = new AtomicInteger();
        ticker.every(Duration.ofSeconds(3), everyThird::incrementAndGet);

        for (int i = 0; i < 7; i++) {
            ticker.tick();
        }

        assertThat(done).hasValue(7);
        assertThat(everyThird).hasValue(3);
    }

    @Test
    void whatFailsIsDoneAgainAndHoldsUpNothingElse() {
        ticker.every(Duration.ofSeconds(1), () -> {
            done.incrementAndGet();
            throw new IllegalStateException("on purpose");
        });
        AtomicInteger other = new AtomicInteger();
        ticker.every(Duration.ofSeconds(1), other::incrementAndGet);

        ticker.tick();
        ticker.tick();

        assertThat(done).hasValue(2);
        assertThat(other).hasValue(2);
    }

    @Test
    void nothingIsDoneTwiceAtOnce() {
        List<Runnable> given = new ArrayList<>();
        Ticker slow = new ManualTicker(clock, given::add, () -> 0);
        slow.every(Duration.ofSeconds(1), done::incrementAndGet);

        slow.tick();
        slow.tick();
        assertThat(given).hasSize(1);
        given.remove(0).run();
        slow.tick();

        assertThat(given).hasSize(1);
        assertThat(done).hasValue(1);
    }

    @Test
    void whatFoundNoThreadIsDoneAtTheNextTick() {
        AtomicInteger refusals = new AtomicInteger(1);
        Ticker busy = new ManualTicker(
                clock,
                work -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("on purpose");
                    }
                    work.run();
                },
                () -> 0);
        busy.every(Duration.ofSeconds(1), done::incrementAndGet);

        busy.tick();
        assertThat(done).hasValue(0);
        busy.tick();

        assertThat(done).hasValue(1);
    }

    @Test
    void itTicksByItselfFromTheStartOfTheApplicationToItsEnd() {
        Ticker application = new Ticker();
        application.every(Duration.ofSeconds(1), done::incrementAndGet);
        CountDownLatch called = new CountDownLatch(1);
        application
                .<String>agenda(1, () -> true, item -> {
                    called.countDown();
                    return Uni.createFrom().nullItem();
                })
                .add("one", Duration.ZERO);

        application.start(new StartupEvent());
        await().untilAsserted(() -> {
            assertThat(done).hasPositiveValue();
            assertThat(called.getCount()).isZero();
        });
        application.stop(new ShutdownEvent());
        int before = done.get();
        application.tick();

        assertThat(done).hasValue(before);
    }

    @Test
    void whatIsLeftToChanceIsWhatChanceSays() {
        assertThat(new ManualTicker(clock, () -> 0.25).upTo(Duration.ofSeconds(60)))
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(new ManualTicker(clock, () -> 0.5)
                        .rounds(Duration.ofSeconds(60))
                        .after(0))
                .isEqualTo(Duration.ofSeconds(57));
    }
}
