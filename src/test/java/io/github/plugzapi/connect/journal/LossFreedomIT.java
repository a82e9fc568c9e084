package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
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
    void whatWasAnswered200SurvivesEverySigkillAndReachesTheObserversInOrder() throws Exception {
        AtomicReference<String> url = new AtomicReference<>();
        Map<String, String> environment =
                Map.of("WEBHOOK_SECRET", CallbackLoad.SECRET, CallbackLoad.LOG_LEVEL, "DEBUG");
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
        }
    }
}
