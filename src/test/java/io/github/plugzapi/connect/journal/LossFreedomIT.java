package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.KafkaBroker;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Another replica dispatches only when the lease of the one that was killed has run out. */
    private static final int KILLS_OF_REPLICAS = Integer.getInteger("kills", 2);

    @TempDir
    Path directory;

    @Test
    void whatWasAnswered200SurvivesEverySigkillAndReachesObserversSinksAndKafkaInOrder() throws Exception {
        AtomicReference<String> url = new AtomicReference<>();
        try (Receivers receivers = new Receivers(directory.resolve("broker"));
                PackagedApplication application = PackagedApplication.in(directory, receivers.environment());
                CallbackLoad load = new CallbackLoad(url::get)) {
            for (int kill = 0; kill < KILLS; kill++) {
                application.start();
                url.set(application.url());
                killUnder(load, application);
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
            receivers.assertHaveAllInOrder(journal);
        }
    }

    @Test
    void sinksAndKafkaGetAllInOrderThroughEverySigkillOfTheReplicaThatDispatches() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Receivers receivers = new Receivers(directory.resolve("broker"));
                PackagedApplication first = replica("first", postgres, receivers);
                PackagedApplication second = replica("second", postgres, receivers)) {
            first.startReady();
            second.startReady();
            AtomicInteger turn = new AtomicInteger();
            AtomicBoolean isResting = new AtomicBoolean();
            try (CallbackLoad load = new CallbackLoad(
                    () -> isResting.get() ? null : (turn.getAndIncrement() % 2 == 0 ? first : second).url())) {
                for (int kill = 0; kill < KILLS_OF_REPLICAS; kill++) {
                    PackagedApplication dispatching = awaitDispatching(first, second);
                    isResting.set(false);
                    killUnder(load, dispatching);
                    int before = load.kept();
                    Awaitility.await("the other keeps callbacks while nobody dispatches")
                            .until(() -> load.kept() > before + 100);
                    // In the time of a lease tens of thousands would come, and it is not the throughput that is tried
                    // here.
                    isResting.set(true);
                    dispatching.startReady();
                }
                load.stop();

                Map<String, List<Long>> journal = CallbackLoad.journal(Database.of(postgres, "postgres"));
                load.assertKeptOnce(journal);
                receivers.assertHaveAllInOrder(journal);
            }
        }
    }

    private static void killUnder(CallbackLoad load, PackagedApplication application) throws InterruptedException {
        int before = load.kept();
        Awaitility.await("some callbacks are kept")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> load.kept() > before);
        // To be killed at any moment is what is tested; it waits for nothing.
        Thread.sleep(ThreadLocalRandom.current().nextInt(300));
        application.kill();
    }

    private static PackagedApplication awaitDispatching(PackagedApplication... replicas) {
        return Awaitility.await("one of them dispatches")
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            for (PackagedApplication replica : replicas) {
                                if (replica.isDispatching()) {
                                    return replica;
                                }
                            }
                            return null;
                        },
                        Objects::nonNull);
    }

    private PackagedApplication replica(String name, EmbeddedPostgres postgres, Receivers receivers)
            throws IOException {
        Map<String, String> environment = new HashMap<>(receivers.environment());
        environment.putAll(Database.of(postgres, "postgres").environment());
        environment.put("JOURNAL_PASSWORD", "postgres");
        return PackagedApplication.in(Files.createDirectories(directory.resolve(name)), environment);
    }

    /** A sink that takes all, one that is down half of the time, and a broker of Kafka's. */
    private static final class Receivers implements AutoCloseable {

        private final KafkaBroker broker;
        private final RecordingSink well = new RecordingSink();
        private final RecordingSink half = new RecordingSink().answering(event -> isUp() ? 200 : 500);

        Receivers(Path brokersData) throws Exception {
            broker = KafkaBroker.start(Files.createDirectories(brokersData));
        }

        private static boolean isUp() {
            return System.nanoTime() / TimeUnit.SECONDS.toNanos(5) % 2 == 0;
        }

        Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>();
            environment.put("WEBHOOK_SECRET", CallbackLoad.SECRET);
            environment.put(CallbackLoad.LOG_LEVEL, "DEBUG");
            environment.putAll(well.environment("WELL"));
            environment.putAll(half.environment("HALF"));
            environment.put("SINKS_HALF_SCHEDULE", String.join(",", Collections.nCopies(20, "1s")));
            environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.servers());
            return environment;
        }

        void assertHaveAllInOrder(Map<String, List<Long>> journal) {
            assertHasAllInOrder("the sink that takes all", well::moments, journal);
            assertHasAllInOrder("the sink that is down half of the time", half::moments, journal);
            assertHasAllInOrder("Kafka", () -> broker.moments("plugzapi.connections", "connected"), journal);
            assertThat(well.isDeceived()).isFalse();
            assertThat(half.isDeceived()).isFalse();
        }

        private static void assertHasAllInOrder(
                String name, Supplier<Map<String, Set<Long>>> moments, Map<String, List<Long>> journal) {
            // While it was away it is tried now and then, and may be down again each time.
            Awaitility.await(name + " has all")
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> CallbackLoad.missing(journal, moments.get()) == 0);
            CallbackLoad.assertRecordedInOrder(journal, moments.get());
        }

        @Override
        public void close() {
            well.close();
            half.close();
            broker.close();
        }
    }
}
