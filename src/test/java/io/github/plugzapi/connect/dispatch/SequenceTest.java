package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.Latches;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequenceTest {

    private static final int APPENDERS = 4;
    private static final int EVENTS = 500;

    @TempDir
    Path folder;

    @Test
    void whoFollowsSeesEveryEventOnceHoweverManyAppend() throws Exception {
        try (Replica one = Replica.on(Database.Kind.SQLITE.fresh(folder)).open()) {
            assertEverythingIsSeenOnce(List.of(one), one);
        }
    }

    @Test
    void whoFollowsSeesEveryEventOnceHoweverManyProcessesAppend() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        try (Replica one = Replica.on(database).open();
                Replica two = Replica.on(database).open();
                Replica following = Replica.on(database).open()) {
            assertEverythingIsSeenOnce(List.of(one, two), following);
        }
    }

    private static void assertEverythingIsSeenOnce(List<Replica> replicas, Replica following) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> appenders = IntStream.range(0, APPENDERS)
                .mapToObj(number -> new Thread(() -> appendAll(replicas.get(number % replicas.size()), number, go)))
                .toList();
        appenders.forEach(Thread::start);
        go.countDown();
        List<JournalEntry> seen = new ArrayList<>();
        while (seen.size() < APPENDERS * EVENTS) {
            List<JournalEntry> more = following.journal.after(
                    seen.isEmpty() ? 0 : seen.get(seen.size() - 1).seq(), 7);
            seen.addAll(more);
            assertThat(more.isEmpty()
                            && appenders.stream().noneMatch(Thread::isAlive)
                            && following
                                    .journal
                                    .after(
                                            seen.isEmpty()
                                                    ? 0
                                                    : seen.get(seen.size() - 1).seq(),
                                            1)
                                    .isEmpty()
                            && seen.size() < APPENDERS * EVENTS)
                    .describedAs("missed some: only %d seen", seen.size())
                    .isFalse();
        }
        for (Thread appender : appenders) {
            appender.join();
        }
        assertThat(seen).extracting(JournalEntry::seq).isSorted().doesNotHaveDuplicates();
        assertThat(new HashSet<>(seen.stream().map(entry -> entry.event().id()).toList()))
                .hasSize(APPENDERS * EVENTS);
        for (int number = 0; number < APPENDERS; number++) {
            String instance = "instance-" + number;
            assertThat(seen.stream()
                            .filter(entry -> entry.event().instance().equals(instance))
                            .map(entry -> entry.event().distinction()))
                    .containsExactlyElementsOf(IntStream.range(0, EVENTS)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    private static void appendAll(Replica replica, int number, CountDownLatch go) {
        Latches.await(go);
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            answers.add(replica.append(Events.connected("instance-" + number, i)));
            if (i % 10 == number) {
                answers.get(i).join();
            }
        }
        answers.forEach(CompletableFuture::join);
    }

    @Test
    void anAppendWaitsForTheOtherProcessThatIsAppending() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        try (Replica one = Replica.on(database).open();
                Replica two = Replica.on(database).open()) {
            CompletableFuture<Appended> second = one.store.writeAlone(sql -> {
                CompletableFuture<Appended> waiting = two.append(Events.connected("a", 2));
                awaitAdvisoryLockWaiter(database);
                assertThat(waiting).isNotDone();
                return waiting;
            });
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(Appended.NEW);
        }
    }

    @Test
    void aProcessThatDiesInTheMidstOfATransactionDoesNotHoldUpTheOthersForLong() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        try (Replica dead = Replica.on(database).open();
                Replica alive = Replica.on(database).open()) {
            CountDownLatch end = new CountDownLatch(1);
            CountDownLatch locked = new CountDownLatch(1);
            Thread silent = new Thread(() -> {
                try {
                    dead.store.writeAlone(sql -> {
                        locked.countDown();
                        Latches.await(end);
                        return null;
                    });
                } catch (StoreUnavailable e) {
                    // The server has ended it.
                }
            });
            silent.start();
            locked.await();
            try {
                assertThat(alive.append(Events.connected("a", 1)).get(14, TimeUnit.SECONDS))
                        .isEqualTo(Appended.NEW);
            } finally {
                end.countDown();
                silent.join();
            }
        }
    }

    private static void awaitAdvisoryLockWaiter(Database database) {
        org.awaitility.Awaitility.await().until(() -> !database.column(
                        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                                + " (SELECT oid FROM pg_database WHERE datname = current_database())")
                .isEmpty());
    }

    @Test
    void aTransactionThatWasRolledBackLeavesAGapAndNothingElse() throws Exception {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        try (Replica replica = Replica.on(database).open()) {
            replica.keep(Events.connected("a", 1));
            try (Connection other = database.connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("INSERT INTO event (id, instance, kind, moment, received_at, source, data)"
                        + " VALUES ('x', 'x', 'connected', 0, 0, 'webhook', '{}')");
                other.rollback();
            }
            replica.keep(Events.connected("a", 2));
            assertThat(replica.journal.after(0, 10))
                    .extracting(JournalEntry::seq)
                    .containsExactly(1L, 3L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thereIsNothingAfterTheEnd(Database.Kind kind) throws Exception {
        try (Replica replica = Replica.on(kind.fresh(folder)).open()) {
            assertThat(replica.journal.after(0, 10)).isEmpty();
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            List<JournalEntry> all = replica.journal.after(0, 10);
            assertThat(all).hasSize(2);
            assertThat(replica.journal.after(all.get(0).seq(), 10)).containsExactly(all.get(1));
            assertThat(replica.journal.after(all.get(1).seq(), 10)).isEmpty();
        }
    }
}
