package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the packaged application again and again under load. The property {@code kills} says how often; without it, as
 * often as fits in CI: a start of the jar takes ten times that of the native executable.
 */
class LossFreedomIT {

    private static final int KILLS = Integer.getInteger("kills", PackagedApplication.isNative() ? 20 : 8);

    @TempDir
    Path directory;

    @Test
    void whatWasAnswered200SurvivesEverySigkillAndReachesObserversAndSinksInOrder() throws Exception {
        AtomicReference<String> url = new AtomicReference<>();
        try (RecordingSink well = new RecordingSink();
                RecordingSink half = new RecordingSink().answering(event -> isUp() ? 200 : 500)) {
            Map<String, String> environment = new HashMap<>();
            environment.put("WEBHOOK_SECRET", CallbackLoad.SECRET);
            environment.put(CallbackLoad.LOG_LEVEL, "DEBUG");
            environment.putAll(sink("WELL", well));
            environment.putAll(sink("HALF", half));
            killUnderLoad(url, environment, List.of(well, half));
        }
    }

    /** Half of the time. */
    private static boolean isUp() {
        return System.nanoTime() / TimeUnit.SECONDS.toNanos(5) % 2 == 0;
    }

    /** Of what was sent alone, and not of what was concluded from that. */
    private static Map<String, String> sink(String name, RecordingSink sink) {
        String prefix = "SINKS_" + name + "_";
        return Map.of(
                prefix + "URL",
                sink.url(),
                prefix + "SECRET",
                RecordingSink.SECRET,
                prefix + "EVENTS",
                "connected",
                prefix + "SCHEDULE",
                String.join(",", Collections.nCopies(20, "1s")));
    }

    private void killUnderLoad(AtomicReference<String> url, Map<String, String> environment, List<RecordingSink> sinks)
            throws Exception {
        try (PackagedApplication application = PackagedApplication.in(directory, environment);
                CallbackLoad load = new CallbackLoad(url::get)) {
            for (int kill = 0; kill < KILLS; kill++) {
                application.start();
                url.set(application.url());
                int before = load.kept();
                Awaitility.await("some callbacks are kept")
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> load.kept() > before);
                // To be killed at any moment is what is tested; it waits for nothing.
                Thread.sleep(ThreadLocalRandom.current().nextInt(300));
                application.kill();
                url.set(null);
            }
            load.stop();
            assertThat(load.kept()).isGreaterThan(KILLS);

            application.startReady();
            Map<String, List<Long>> journal =
                    CallbackLoad.journal(Database.sqlite(directory.resolve("data/plugzapi-connect.db")));
            load.assertKeptOnce(journal);
            Awaitility.await("the observers have caught up")
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> CallbackLoad.missing(journal, CallbackLoad.recorded(application.output())) == 0);
            CallbackLoad.assertRecordedInOrder(journal, CallbackLoad.recorded(application.output()));
            for (RecordingSink sink : sinks) {
                // While it was away it is tried now and then, and may be down again each time.
                Awaitility.await("the sink has all")
                        .atMost(Duration.ofMinutes(4))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> CallbackLoad.missing(journal, sink.moments()) == 0);
                CallbackLoad.assertRecordedInOrder(journal, sink.moments());
                assertThat(sink.isDeceived()).isFalse();
            }
        }
    }
}
