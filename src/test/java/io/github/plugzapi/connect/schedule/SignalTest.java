package io.github.plugzapi.connect.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SignalTest {

    private static final long LONG = TimeUnit.MINUTES.toMillis(5);

    private final Signal signal = new Signal();

    private Thread waiting() {
        Thread thread = new Thread(() -> signal.await(LONG), "waiting");
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }

    @Test
    void whoWaitsIsWoken() throws Exception {
        Thread thread = waiting();
        signal.give();

        thread.join();
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void oneThatIsGivenBeforeAnybodyWaitsIsNotLostAndServesOnce() throws Exception {
        signal.give();
        signal.give();
        signal.await(LONG);

        Thread thread = waiting();
        signal.give();
        thread.join();
    }

    @Test
    void whoWaitsForNoTimeTakesWhatWasGiven() throws Exception {
        signal.give();
        signal.await(0);

        Thread thread = waiting();
        signal.give();
        thread.join();
    }

    @Test
    void whoIsInterruptedIsStillInterruptedAfterwards() {
        Thread.currentThread().interrupt();
        signal.await(LONG);

        assertThat(Thread.interrupted()).isTrue();
    }
}
