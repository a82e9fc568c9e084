package io.github.plugzapi.connect.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.Latches;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LastKnownTest {

    private final MovableClock clock = new MovableClock();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void nothingIsAFigureBeforeSomethingIsKnown() {
        ManualTicker ticker = new ManualTicker(clock);
        LastKnown<Integer> known = new LastKnown<>(ticker, () -> true, looks::incrementAndGet);
        assertThat(known.figure(Integer::doubleValue)).isNaN();

        ticker.tick();

        assertThat(known.figure(Integer::doubleValue)).isEqualTo(1);
    }

    @Test
    void whoeverAsksIsToldWhatWasFoundLastAndNothingIsLookedUpForThat() {
        ManualTicker ticker = new ManualTicker(clock);
        LastKnown<Integer> known = new LastKnown<>(ticker, () -> true, looks::incrementAndGet);

        ticker.tick();
        known.figure(Integer::doubleValue);
        assertThat(known.figure(Integer::doubleValue)).isEqualTo(1);
        ticker.tick();

        assertThat(known.figure(Integer::doubleValue)).isEqualTo(2);
    }

    @Test
    void whatTakesLongIsLookedUpLessOften() {
        assertIsLookedUpAgain(Duration.ofMillis(200), Duration.ofSeconds(10));
    }

    @Test
    void whatTookVeryLongOnceIsLookedUpAgainAfterFifteenSeconds() {
        assertIsLookedUpAgain(Duration.ofSeconds(6), Duration.ofSeconds(15));
    }

    private void assertIsLookedUpAgain(Duration took, Duration rest) {
        ManualTicker ticker = new ManualTicker(clock);
        new LastKnown<>(ticker, () -> true, () -> {
            clock.forward(took);
            return looks.incrementAndGet();
        });
        ticker.tick();
        clock.forward(rest.minusMillis(1));
        ticker.tick();
        assertThat(looks).hasValue(1);

        clock.forward(Duration.ofMillis(1));
        ticker.tick();
        assertThat(looks).hasValue(2);
    }

    @Test
    void whatCouldNotBeLookedUpIsLookedUpAgainAtTheNextTickHoweverLongItTookToFail() {
        ManualTicker ticker = new ManualTicker(clock);
        LastKnown<Integer> known = new LastKnown<>(ticker, () -> true, () -> {
            if (looks.incrementAndGet() == 1) {
                clock.forward(Duration.ofSeconds(6));
                throw new IllegalStateException("on purpose");
            }
            return looks.get();
        });
        ticker.tick();
        ticker.tick();

        assertThat(known.figure(Integer::doubleValue)).isEqualTo(2);
    }

    @Test
    void nothingIsLookedUpWhereItIsKnownThatItCannotBe() {
        ManualTicker ticker = new ManualTicker(clock);
        AtomicBoolean open = new AtomicBoolean();
        LastKnown<Integer> known = new LastKnown<>(ticker, open::get, looks::incrementAndGet);
        ticker.tick();
        assertThat(looks).hasValue(0);

        open.set(true);
        ticker.tick();
        assertThat(known.figure(Integer::doubleValue)).isEqualTo(1);

        open.set(false);
        ticker.tick();
        assertThat(looks).hasValue(1);
        assertThat(known.figure(Integer::doubleValue)).isEqualTo(1);
    }

    @Test
    void whereItCannotBeLookedUpTheLastOneCounts() {
        ManualTicker ticker = new ManualTicker(clock);
        AtomicBoolean away = new AtomicBoolean();
        LastKnown<Integer> known = new LastKnown<>(ticker, () -> true, () -> {
            if (away.get()) {
                throw new IllegalStateException("on purpose");
            }
            return looks.incrementAndGet();
        });
        away.set(true);
        ticker.tick();
        away.set(false);
        ticker.tick();

        away.set(true);
        ticker.tick();
        assertThat(known.figure(Integer::doubleValue)).isEqualTo(1);

        away.set(false);
        ticker.tick();
        assertThat(known.figure(Integer::doubleValue)).isEqualTo(2);
    }

    @Test
    void whereLookingItUpHangsTheLastOneCountsAndItIsNotLookedUpOnceMore() {
        ExecutorService workers = Executors.newCachedThreadPool();
        try {
            ManualTicker ticker = new ManualTicker(clock, workers, () -> 0);
            CountDownLatch hanging = new CountDownLatch(1);
            LastKnown<Integer> known = new LastKnown<>(ticker, () -> true, () -> {
                if (looks.incrementAndGet() == 2) {
                    Latches.await(hanging);
                }
                return looks.get();
            });
            AtomicInteger others = new AtomicInteger();
            ticker.every(Duration.ofSeconds(1), others::incrementAndGet);
            ticker.tick();
            await().until(() -> known.figure(Integer::doubleValue) == 1);

            await().until(() -> {
                ticker.tick();
                return looks.get() == 2;
            });
            int before = others.get();
            ticker.tick();
            ticker.tick();
            await().until(() -> others.get() > before);

            assertThat(known.figure(Integer::doubleValue)).isEqualTo(1);
            assertThat(looks).hasValue(2);
            hanging.countDown();
            await().until(() -> known.figure(Integer::doubleValue) >= 2);
        } finally {
            workers.shutdownNow();
        }
    }
}
