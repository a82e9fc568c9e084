package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.FreezableProxy;
import io.github.plugzapi.connect.testsupport.Latches;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class UnavailableStoreTest {

    @TempDir
    Path folder;

    @Test
    void aLockedFileMakesTheJournalUnavailableUntilItIsReleased() throws Exception {
        Database database = Database.sqlite(folder.resolve("journal.db"));
        try (Replica replica = Replica.on(database).impatient().start()) {
            replica.keep(Events.connected("a", 1));
            try (Connection other = database.connect();
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                assertUnavailable(replica);
                statement.execute("ROLLBACK");
            }
            assertRecovers(replica);
            assertThat(database.column("SELECT distinction FROM event ORDER BY seq"))
                    .startsWith("1")
                    .endsWith("recovered");
        }
    }

    @Test
    void aFullDatabaseMakesTheJournalUnavailableUntilThereIsRoom() throws Exception {
        Database database = Database.sqlite(folder.resolve("journal.db"));
        // SQLite then says what it says when the disk is full, on every system and for every user.
        try (Replica replica =
                Replica.on(database).impatient().jdbc("max_page_count", "100").start()) {
            fill(replica);
            database.execute("DELETE FROM event");
            assertRecovers(replica);
        }
    }

    @Test
    void aFullDiskMakesTheJournalUnavailableUntilThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk.toString()), "mounting is allowed");
        try {
            Path ballast = Files.write(disk.resolve("ballast"), new byte[1024 * 1024]);
            Database database = Database.sqlite(disk.resolve("journal.db"));
            try (Replica replica = Replica.on(database).impatient().start()) {
                long kept = fill(replica);
                Files.delete(ballast);
                assertRecovers(replica);
                assertThat(database.count("event")).isEqualTo(kept + 1);
            }
        } finally {
            assertThat(succeeds("umount", "-l", disk.toString())).isTrue();
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Appends until there is no room left; says how many events were answered to be kept. */
    private static long fill(Replica replica) {
        byte[] body = new byte[16 * 1024];
        AtomicInteger kept = new AtomicInteger();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .until(() -> {
                    replica.journal
                            .append(Events.connected("a", null, Events.PHONE), body)
                            .toCompletableFuture()
                            .thenAccept(appended -> kept.incrementAndGet())
                            .exceptionally(failure -> null)
                            .join();
                    return replica.store.trouble() != null;
                });
        assertThat(replica.store.trouble()).contains("full");
        assertThat(replica.running.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(kept).hasPositiveValue();
        return kept.get();
    }

    @Test
    void aFileThatIsTakenAwayMakesTheJournalUnavailableUntilItIsPutBack() throws Exception {
        Path file = folder.resolve("journal.db");
        Path elsewhere = folder.resolve("elsewhere.db");
        Database database = Database.sqlite(file);
        try (Replica replica = Replica.on(database).impatient().start()) {
            replica.keep(Events.connected("a", 1));

            Files.move(file, elsewhere);
            assertUnavailable(replica);
            assertThat(replica.store.trouble()).contains("journal.db was moved, deleted or replaced", "put it back");
            Files.createFile(file);
            assertRefused(replica);

            Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
            assertRecovers(replica);
        }
    }

    @Test
    void whatComesAfterAJournalHasGoneBackReachesItsObservers() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        RecordingObserver seen = new RecordingObserver("seen");
        try (Replica replica = Replica.on(database).observers(seen.observer()).start()) {
            keepThreeAndLoseTwo(replica, database);
            database.column("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            replica.keep(Events.connected("a", 4), Events.connected("a", 5));

            await().untilAsserted(() -> assertThat(seen.of("a")).contains("4", "5"));
        }
    }

    @Test
    void aJournalThatHasGoneBackBehindAPoolIsNoticed() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        RecordingObserver seen = new RecordingObserver("seen");
        try (CapturedLog log = CapturedLog.start();
                Replica replica =
                        Replica.on(database).observers(seen.observer()).start()) {
            keepThreeAndLoseTwo(replica, database);
            await().until(() -> log.text().contains("The journal ends at 1, and ended at 3 before"));
            replica.keep(Events.connected("a", 4));

            await().untilAsserted(() -> assertThat(seen.of("a")).contains("4"));
        }
    }

    /** As where a server that lacks the last two takes over, while nothing comes. */
    private static void keepThreeAndLoseTwo(Replica replica, Database database) {
        replica.keep(Events.connected("a", 1), Events.connected("a", 2), Events.connected("a", 3));
        await().untilAsserted(() -> assertThat(database.column("SELECT seq FROM place WHERE subscriber = 'seen'"))
                .containsExactly("3"));
        database.execute("DELETE FROM event WHERE seq > 1");
        database.execute("UPDATE place SET seq = 1");
        database.execute("ALTER SEQUENCE event_seq_seq RESTART WITH 2");
    }

    @Test
    void anUnavailablePostgresqlIsNoticedAndRecoversByItself() throws Exception {
        EmbeddedPostgres server = server(0);
        int port = server.getPort();
        Database database = Database.of(server, "postgres");
        RecordingObserver seen = new RecordingObserver("seen");
        try (Replica replica =
                Replica.on(database).impatient().observers(seen.observer()).start()) {
            replica.keep(Events.connected("a", 1));
            server.close();
            assertUnavailable(replica);
            server = server(port);
            assertRecovers(replica);
            await().untilAsserted(() -> assertThat(seen.of("a")).contains("1", "recovered"));
        } finally {
            server.close();
        }
    }

    @Test
    void aStoreThatIsNotThereAtTheStartIsOpenedWhenItComes() throws Exception {
        EmbeddedPostgres server = server(0);
        int port = server.getPort();
        Database database = Database.of(server, "postgres");
        server.close();
        AtomicBoolean opened = new AtomicBoolean();
        try (Replica replica = Replica.on(database)
                .impatient()
                .whenOpened(() -> opened.set(true))
                .build()) {
            assertThat(replica.running.health().getStatus()).isEqualTo(Status.DOWN);
            replica.begin();
            assertRefused(replica);
            assertThat(replica.running.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(opened).isFalse();
            server = server(port);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> replica.running.health().getStatus() == Status.UP);
            assertThat(opened).isTrue();
            replica.keep(Events.connected("a", 1));
        } finally {
            server.close();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsToldAndTriedAgain() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("data"), "");
        try (Replica replica =
                Replica.on(Database.sqlite(inTheWay.resolve("journal.db"))).build()) {
            replica.begin();
            await().untilAsserted(() -> assertThat(replica.store.trouble()).contains("data"));
            Files.delete(inTheWay);
            await().untilAsserted(() -> assertThat(replica.store.trouble()).isNull());
            replica.keep(Events.connected("a", 1));
        }
    }

    @Test
    void theJournalIsNotReadyWhileSomebodyCannotDoWhatTheyHaveToWhenItOpens() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        AtomicBoolean willing = new AtomicBoolean();
        Database database = Database.sqlite(folder.resolve("journal.db"));
        try (Replica replica = Replica.on(database)
                .whenOpened(() -> {
                    attempts.incrementAndGet();
                    if (!willing.get()) {
                        throw new IllegalStateException("not yet");
                    }
                })
                .build()) {
            Set<Thread> before = writers();
            replica.begin();
            await().untilAsserted(() -> assertThat(attempts).hasValueGreaterThan(1));
            assertThat(replica.store.trouble()).isEqualTo("not yet");
            Set<Thread> started = writers();
            started.removeAll(before);
            assertThat(started)
                    .describedAs("there is one writer, however often it was tried")
                    .hasSize(1);
            willing.set(true);
            await().untilAsserted(() -> assertThat(replica.store.trouble()).isNull());
        }
    }

    private static Set<Thread> writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("store-writer"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void aSecondProcessOnOneFileIsToldWhatToDo() throws Exception {
        Database database = Database.sqlite(folder.resolve("journal.db"));
        try (Replica second = Replica.on(database).build()) {
            try (Replica first = Replica.on(database).open()) {
                assertThatThrownBy(second.running::openQuietly)
                        .hasMessageContaining("another process works on")
                        .hasMessageContaining("journal.db")
                        .hasMessageContaining("JOURNAL_URL")
                        .hasMessageContaining("PostgreSQL");
                first.keep(Events.connected("a", 1));
            }
            second.running.openQuietly();
        }
    }

    @Test
    void noCallbackIsRefusedWhenTheServerEndsAllConnections() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        try (Replica replica = Replica.on(database).start()) {
            List<CompletableFuture<Appended>> appending = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                appending.add(replica.append(Events.connected("a", i)));
                if (i % 100 == 50) {
                    appending.get(i - 1).join();
                    database.column("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
                }
            }
            assertThat(appending).allSatisfy(each -> assertThat(each.join()).isEqualTo(Appended.NEW));
            assertThat(replica.store.trouble()).isNull();
        }
        assertThat(database.count("event")).isEqualTo(300);
    }

    @Test
    void noCallbackIsRefusedWhileTheServerIsStartedAgain() throws Exception {
        EmbeddedPostgres server = server(0);
        int port = server.getPort();
        Database database = Database.of(server, "postgres");
        try (Replica replica = Replica.on(database).start()) {
            replica.keep(Events.connected("a", 1));
            server.close();
            CompletableFuture<Appended> waiting = replica.append(Events.connected("a", 2));
            server = server(port);
            assertThat(waiting.join()).isEqualTo(Appended.NEW);
            assertThat(database.count("event")).isEqualTo(2);
        } finally {
            server.close();
        }
    }

    @Test
    void whereTheServerTakesNoWritesAnyMoreTheOtherOneOfTheUrlIsFound() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.builder().start();
                EmbeddedPostgres second = EmbeddedPostgres.builder().start()) {
            Database promoted = Database.of(second, "postgres");
            Replica.on(promoted).start().close();
            Database retired = Database.of(first, "postgres");
            Database both = new Database(
                    "jdbc:postgresql://localhost:" + first.getPort() + ",localhost:" + second.getPort()
                            + "/postgres?targetServerType=primary",
                    retired.username());
            try (Replica replica = Replica.on(both).start()) {
                replica.keep(Events.connected("a", 1));
                // Its connections are kept, as in a planned switch-over.
                retired.execute("ALTER SYSTEM SET default_transaction_read_only = on");
                retired.column("SELECT pg_reload_conf()");
                await().until(() ->
                        retired.column("SHOW default_transaction_read_only").contains("on"));

                replica.keep(Events.connected("a", 2));
            }
            assertThat(promoted.count("event")).isEqualTo(1);
        }
    }

    @Test
    void whereAServerTakesConnectionsAndSaysNothingTheOtherOneOfTheUrlIsFound() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        // The system takes connections for it, as it does for a server whose processes hang.
        try (ServerSocket silent = new ServerSocket(0)) {
            Database both = new Database(
                    database.url().replace("//", "//localhost:" + silent.getLocalPort() + ","), database.username());
            try (Replica replica = Replica.on(both).build()) {
                replica.begin();

                assertThat(replica.store.trouble())
                        .describedAs("after no more than the patience")
                        .isNull();
                replica.keep(Events.connected("a", 1));
            }
        }
    }

    @Test
    void noCallbackIsRefusedWhereConnectionsAreForgottenOnTheWay() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        int port = Integer.parseInt(database.url().replaceFirst(".*:(\\d+)/.*", "$1"));
        try (FreezableProxy proxy = new FreezableProxy(port)) {
            Database behind = new Database(
                    database.url().replace(":" + port + "/", ":" + proxy.port() + "/"), database.username());
            try (Replica replica = Replica.on(behind).start()) {
                replica.keep(Events.connected("a", 1));
                proxy.freeze();

                assertThat(replica.append(Events.connected("a", 2)).join()).isEqualTo(Appended.NEW);
            }
        }
        assertThat(database.count("event")).isEqualTo(2);
    }

    @Test
    void aProcessThatFallsSilentWithTheLockHoldsUpNobodyForLongerThanThePatience() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        try (Replica replica = Replica.on(database).start();
                RunningStore other = new RunningStore(database).start()) {
            CountDownLatch locked = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Void> silent =
                    CompletableFuture.runAsync(() -> other.store().writeAlone(sql -> {
                        locked.countDown();
                        Latches.await(end);
                        return null;
                    }));
            locked.await();
            try {
                assertThat(replica.append(Events.connected("a", 1)).join()).isEqualTo(Appended.NEW);
            } finally {
                end.countDown();
            }
            assertThatThrownBy(silent::join).hasRootCauseInstanceOf(SQLException.class);
        }
    }

    private static void assertUnavailable(Replica replica) {
        assertRefused(replica);
        await().untilAsserted(() -> assertThat(replica.store.trouble()).isNotBlank());
        assertThat(replica.running.health().getStatus()).isEqualTo(Status.DOWN);
        assertRefused(replica);
    }

    private static void assertRefused(Replica replica) {
        assertThatThrownBy(replica.append(Events.connected("a", "refused", Events.PHONE))::join)
                .hasRootCauseInstanceOf(StoreUnavailable.class);
    }

    private static void assertRecovers(Replica replica) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> replica.running.health().getStatus() == Status.UP);
        replica.keep(Events.connected("a", "recovered", Events.PHONE));
    }

    private EmbeddedPostgres server(int port) throws Exception {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }
}
