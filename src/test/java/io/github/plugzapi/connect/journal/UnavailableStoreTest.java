package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
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
            assertThat(database.column("SELECT raw_moment FROM event ORDER BY seq"))
                    .startsWith("1")
                    .doesNotContain("refused");
        }
    }

    @Test
    void aFullDatabaseMakesTheJournalUnavailableUntilThereIsRoom() throws Exception {
        Database database = Database.sqlite(folder.resolve("journal.db"));
        // SQLite then says what it says when the disk is full, on every system and for every user.
        try (Replica replica =
                Replica.on(database).impatient().jdbc("max_page_count", "60").start()) {
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
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
            replica.journal
                    .append(Events.connected("a", null, Events.PHONE), body)
                    .toCompletableFuture()
                    .thenAccept(appended -> kept.incrementAndGet())
                    .exceptionally(failure -> null)
                    .join();
            return replica.journal.trouble() != null;
        });
        assertThat(replica.journal.trouble()).contains("full");
        assertThat(new JournalHealthCheck(replica.journal).call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(kept).hasPositiveValue();
        assertRefused(replica);
        return kept.get();
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
                .whenOpened(event -> opened.set(true))
                .build()) {
            JournalHealthCheck health = new JournalHealthCheck(replica.journal);
            assertThat(health.call().getStatus()).isEqualTo(Status.DOWN);
            replica.begin();
            assertRefused(replica);
            assertThat(health.call().getStatus()).isEqualTo(Status.DOWN);
            assertThat(opened).isFalse();
            server = server(port);
            await().atMost(Duration.ofSeconds(30)).until(() -> health.call().getStatus() == Status.UP);
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
            await().untilAsserted(() -> assertThat(replica.journal.trouble()).contains("data"));
            Files.delete(inTheWay);
            await().untilAsserted(() -> assertThat(replica.journal.trouble()).isNull());
            replica.keep(Events.connected("a", 1));
        }
    }

    @Test
    void theJournalIsNotReadyWhileSomebodyCannotDoWhatTheyHaveToWhenItOpens() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        AtomicBoolean willing = new AtomicBoolean();
        Database database = Database.sqlite(folder.resolve("journal.db"));
        try (Replica replica = Replica.on(database)
                .whenOpened(event -> {
                    attempts.incrementAndGet();
                    if (!willing.get()) {
                        throw new IllegalStateException("not yet");
                    }
                })
                .build()) {
            Set<Thread> before = writers();
            replica.begin();
            await().untilAsserted(() -> assertThat(attempts).hasValueGreaterThan(1));
            assertThat(replica.journal.trouble()).isEqualTo("not yet");
            Set<Thread> started = writers();
            started.removeAll(before);
            assertThat(started)
                    .describedAs("there is one writer, however often it was tried")
                    .hasSize(1);
            willing.set(true);
            await().untilAsserted(() -> assertThat(replica.journal.trouble()).isNull());
        }
    }

    private static Set<Thread> writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("journal-writer"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void aSecondProcessOnOneFileIsToldWhatToDo() throws Exception {
        Database database = Database.sqlite(folder.resolve("journal.db"));
        try (Replica second = Replica.on(database).build()) {
            try (Replica first = Replica.on(database).open()) {
                assertThatThrownBy(second.store::open)
                        .hasMessageContaining("another process works on")
                        .hasMessageContaining("journal.db")
                        .hasMessageContaining("JOURNAL_URL")
                        .hasMessageContaining("PostgreSQL");
                first.keep(Events.connected("a", 1));
            }
            second.store.open();
        }
    }

    private static void assertUnavailable(Replica replica) {
        JournalHealthCheck health = new JournalHealthCheck(replica.journal);
        assertRefused(replica);
        assertThat(replica.journal.trouble()).isNotBlank();
        assertThat(health.call().getStatus()).isEqualTo(Status.DOWN);
        assertRefused(replica);
    }

    private static void assertRefused(Replica replica) {
        assertThatThrownBy(replica.append(Events.connected("a", "refused", Events.PHONE))::join)
                .hasRootCauseInstanceOf(JournalUnavailable.class);
    }

    private static void assertRecovers(Replica replica) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> new JournalHealthCheck(replica.journal).call().getStatus() == Status.UP);
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
