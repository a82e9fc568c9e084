package io.github.plugzapi.connect.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LogLaterTest {

    @Test
    void whoeverSaysSomethingWaitsForNobodyHoweverLongTheOutputIsStuck() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        List<Integer> said = new CopyOnWriteArrayList<>();
        LogLater.say(() -> {
            begun.countDown();
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();

        for (int i = 0; i < 2_000; i++) {
            int line = i;
            LogLater.say(() -> said.add(line));
        }

        assertThat(said).isEmpty();
        stuck.countDown();
        await().until(() -> said.size() == 1_000);
        assertThat(said).isSorted().startsWith(0, 1, 2);
    }
}
