package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application on a real PostgreSQL: alone while the server is stopped, and in several replicas. */
class PostgresqlIT {

    @TempDir
    Path directory;

    @Test
    void nothingIsLostWhenPostgresqlIsStoppedUnderLoadAndItRecoversByItself() throws Exception {
        EmbeddedPostgres postgres = startPostgres(0);
        int port = postgres.getPort();
        try (RecordingSink sink = new RecordingSink();
                PackagedApplication application = replica("replica", postgres, sink)) {
            application.startReady();
            try (CallbackLoad load = new CallbackLoad(application::url)) {
                for (int stop = 0; stop < 2; stop++) {
                    int before = load.kept();
                    Awaitility.await("callbacks are kept").until(() -> load.kept() > before + 100);
                    postgres.close();
                    int refused = load.refused();
                    Awaitility.await("callbacks are refused, not lost").until(() -> load.refused() > refused);
                    Awaitility.await("it is not ready")
                            .until(() ->
                                    application.management("/q/health/ready").statusCode() == 503);
                    assertThat(application.management("/q/health/live").statusCode())
                            .isEqualTo(200);
                    postgres = startPostgres(port);
                    Awaitility.await("it is ready again by itself")
                            .until(() ->
                                    application.management("/q/health/ready").statusCode() == 200);
                }
                int before = load.kept();
                Awaitility.await("callbacks are kept again").until(() -> load.kept() > before + 100);
                load.stop();

                Map<String, List<Long>> journal = CallbackLoad.journal(Database.of(postgres, "postgres"));
                load.assertKeptOnce(journal);
                Awaitility.await("the observers have caught up")
                        .until(() -> CallbackLoad.missing(journal, CallbackLoad.recorded(application.output())) == 0);
                CallbackLoad.assertRecordedInOrder(journal, CallbackLoad.recorded(application.output()));
                Awaitility.await("the sink has all").until(() -> CallbackLoad.missing(journal, sink.moments()) == 0);
                CallbackLoad.assertRecordedInOrder(journal, sink.moments());
            }
        } finally {
            postgres.close();
        }
    }

    @Test
    void ofTwoReplicasOneHandsTheEventsOnAndTheOtherTakesOverWhenItIsKilled() throws Exception {
        try (EmbeddedPostgres postgres = startPostgres(0);
                RecordingSink sink = new RecordingSink();
                PackagedApplication first = replica("first", postgres, sink).startReady();
                PackagedApplication second = replica("second", postgres, sink).startReady()) {
            AtomicInteger turn = new AtomicInteger();
            Map<String, List<Long>> journal;
            try (CallbackLoad load = new CallbackLoad(() -> (turn.getAndIncrement() % 2 == 0 ? first : second).url())) {
                Awaitility.await("callbacks are kept").until(() -> load.kept() > 500);
                load.stop();
                journal = CallbackLoad.journal(Database.of(postgres, "postgres"));
                load.assertKeptOnce(journal);
            }
            Awaitility.await("each event has reached an observer in one of them")
                    .until(() -> recorded(first) + recorded(second)
                            == journal.values().stream().mapToInt(List::size).sum());
            boolean firstDispatches = recorded(first) > 0;
            PackagedApplication dispatching = firstDispatches ? first : second;
            PackagedApplication waiting = firstDispatches ? second : first;
            assertThat(recorded(waiting)).isZero();

            try (CallbackLoad load = new CallbackLoad(waiting::url)) {
                Awaitility.await("there is something to be killed in").until(() -> load.kept() > 100);
                dispatching.kill();
                awaitTakeOver(waiting, Duration.ofSeconds(15));
                int before = load.kept();
                Awaitility.await("the other keeps callbacks").until(() -> load.kept() > before + 100);
                load.stop();
                Map<String, List<Long>> all = CallbackLoad.journal(Database.of(postgres, "postgres"));
                load.assertKeptOnce(all);
                Awaitility.await("the other hands on what came before and after")
                        .until(() -> CallbackLoad.missing(
                                        all, CallbackLoad.recorded(dispatching.output() + waiting.output()))
                                == 0);
                CallbackLoad.assertRecordedInOrder(all, CallbackLoad.recorded(dispatching.output() + waiting.output()));
                Awaitility.await("the sink has what both sent")
                        .until(() -> CallbackLoad.missing(all, sink.moments()) == 0);
                CallbackLoad.assertRecordedInOrder(all, sink.moments());
            }
            try (PackagedApplication third = replica("third", postgres, sink).startReady()) {
                waiting.terminate();
                awaitTakeOver(third, Duration.ofSeconds(2));
            }
        }
    }

    /** Counts from the moment when it is called. */
    private static void awaitTakeOver(PackagedApplication replica, Duration atMost) {
        Awaitility.await("the other has taken over").atMost(atMost).until(replica::isDispatching);
    }

    private static int recorded(PackagedApplication application) {
        Matcher matcher =
                Pattern.compile("\\) load-\\d+ (?:is|was|has) connected").matcher(application.output());
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    private PackagedApplication replica(String name, EmbeddedPostgres postgres, RecordingSink sink) throws IOException {
        Map<String, String> environment =
                new HashMap<>(Database.of(postgres, "postgres").environment());
        environment.put("WEBHOOK_SECRET", CallbackLoad.SECRET);
        environment.put(CallbackLoad.LOG_LEVEL, "DEBUG");
        environment.put("JOURNAL_PASSWORD", "postgres");
        environment.putAll(sink.environment("ALL"));
        return PackagedApplication.in(Files.createDirectories(directory.resolve(name)), environment);
    }

    private EmbeddedPostgres startPostgres(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgresql"))
                .setCleanDataDirectory(false);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }
}
