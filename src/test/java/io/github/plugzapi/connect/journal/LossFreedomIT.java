package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.KafkaBroker;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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

    @TempDir
    Path brokersData;

    @Test
    void whatWasAnswered200SurvivesEverySigkillAndReachesObserversSinksAndKafkaInOrder() throws Exception {
        AtomicReference<String> url = new AtomicReference<>();
        try (KafkaBroker broker = KafkaBroker.start(brokersData);
                RecordingSink well = new RecordingSink();
                RecordingSink half = new RecordingSink().answering(event -> isUp() ? 200 : 500)) {
            Map<String, String> environment = new HashMap<>();
            environment.put("WEBHOOK_SECRET", CallbackLoad.SECRET);
            environment.put(CallbackLoad.LOG_LEVEL, "DEBUG");
            environment.putAll(well.environment("WELL"));
            environment.putAll(half.environment("HALF"));
            environment.put("SINKS_HALF_SCHEDULE", String.join(",", Collections.nCopies(20, "1s")));
            environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.servers());
            Map<String, Supplier<Map<String, Set<Long>>>> receivers = new LinkedHashMap<>();
            receivers.put("the sink that takes all", well::moments);
            receivers.put("the sink that is down half of the time", half::moments);
            receivers.put("Kafka", () -> broker.moments("plugzapi.connections", "connected"));
            killUnderLoad(url, environment, receivers);
            assertThat(well.isDeceived()).isFalse();
            assertThat(half.isDeceived()).isFalse();
        }
    }

    /** Half of the time. */
    private static boolean isUp() {
        return System.nanoTime() / TimeUnit.SECONDS.toNanos(5) % 2 == 0;
    }

    private void killUnderLoad(
            AtomicReference<String> url,
            Map<String, String> environment,
            Map<String, Supplier<Map<String, Set<Long>>>> receivers)
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
            receivers.forEach((name, moments) -> {
                // While it was away it is tried now and then, and may be down again each time.
                Awaitility.await(name + " has all")
                        .atMost(Duration.ofMinutes(4))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> CallbackLoad.missing(journal, moments.get()) == 0);
                CallbackLoad.assertRecordedInOrder(journal, moments.get());
            });
        }
    }
}
