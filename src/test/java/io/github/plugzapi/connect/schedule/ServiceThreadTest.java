package io.github.plugzapi.connect.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.CapturedLog;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServiceThreadTest {

    private final AtomicInteger exit = new AtomicInteger();

    @Test
    void theProcessEndsWithAThreadThatItCannotDoWithout() throws Exception {
        try (CapturedLog log = CapturedLog.start()) {
            run(() -> {
                throw new LinkageError("on purpose");
            });

            assertThat(log.text()).contains("The thread worker cannot go on", "on purpose");
        }
        assertThat(exit).hasValue(ServiceThread.EXIT_CODE);
    }

    @Test
    void theProcessGoesOnAfterAThreadThatHasDoneItsWork() throws Exception {
        run(() -> {});

        assertThat(exit).hasValue(0);
    }

    private void run(Runnable work) throws InterruptedException {
        Thread thread = new ServiceThread("worker", work, exit::set);
        thread.start();
        thread.join();
    }
}
