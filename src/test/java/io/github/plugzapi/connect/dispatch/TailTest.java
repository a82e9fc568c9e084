package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventSamples;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.journal.AppendFilter;
import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.Latches;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TailTest {

    @TempDir
    Path folder;

    private Database database;
    private Replica replica;
    private Tail tail;

    @BeforeEach
    void open() throws Exception {
        database = Database.Kind.SQLITE.fresh(folder);
        replica = Replica.on(database).open();
        tail = replica.tail;
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void whatOneHasReadIsGivenToTheOthers() throws Exception {
        append(0, 10);

        List<JournalEntry> read = tail.after(0);
        // Whoever asked the database would not be given these any more.
        database.execute("DELETE FROM event");

        assertThat(tail.after(0)).isEqualTo(read).hasSize(10);
        assertThat(seqs(tail.after(7))).containsExactly(8L, 9L, 10L);
    }

    @Test
    void whoIsALittleBehindIsGivenWhatOthersReadInSeveralSteps() throws Exception {
        append(0, 5);
        tail.after(0);
        append(5, 5);
        tail.after(5);
        append(10, 5);
        tail.after(10);
        database.execute("DELETE FROM event");

        assertThat(seqs(tail.after(2)))
                .containsExactlyElementsOf(LongStream.rangeClosed(3, 15).boxed().toList());
    }

    @Test
    void whoIsFarBehindIsGivenEverythingToo() throws Exception {
        append(0, 3_000);
        follow(0);
        append(3_000, 10);
        follow(3_000);

        assertThat(seqs(follow(0)))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 3_010).boxed().toList());
    }

    @Test
    void whatIsAppendedHereIsThereAtOnceAlsoForWhoWasToldThatThereIsNothing() throws Exception {
        append(0, 1);

        for (int i = 1; i < 50; i++) {
            assertThat(tail.after(i)).isEmpty();
            append(i, 1);
            assertThat(seqs(tail.after(i))).containsExactly(i + 1L);
        }
    }

    @Test
    void whatIsAppendedHereNeedNotBeRead() throws Exception {
        tail.after(0);
        append(0, 10);
        append(10, 10);
        // Whoever asked the database would not be given these any more.
        database.execute("DELETE FROM event");

        assertThat(seqs(tail.after(0)))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
        assertThat(seqs(tail.after(15))).containsExactly(16L, 17L, 18L, 19L, 20L);
    }

    @ParameterizedTest
    @EnumSource
    void whatNeedNotBeReadIsWhatWouldBeRead(Database.Kind kind) throws Exception {
        try (Replica one = Replica.on(kind.fresh(folder.resolve("other"))).open()) {
            one.tail.after(0);
            for (Kind each : Kind.values()) {
                EventSamples.of(each).forEach(one::keep);
            }
            one.store.write(sql -> null);
            List<JournalEntry> read = one.journal.after(0, 1_000);
            one.store.write(sql -> sql.update("DELETE FROM event"));

            assertThat(one.tail.after(0)).hasSizeGreaterThan(20).containsExactlyElementsOf(read);
        }
    }

    @Test
    void whatOtherProcessesAppendInBetweenComesInItsPlace() throws Exception {
        Database shared = Database.Kind.POSTGRESQL.fresh(folder);
        try (Replica one = Replica.on(shared).open();
                Replica other = Replica.on(shared).open()) {
            one.tail.after(0);
            for (int i = 1; i < 30; i += 3) {
                one.keep(Events.connected("a", i));
                other.keep(Events.connected("a", i + 1));
                one.keep(Events.connected("a", i + 2));
            }
            one.store.write(sql -> null);

            assertThat(seqs(follow(one.tail, 0)))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 30).boxed().toList());
        }
    }

    @Test
    void whatIsErasedWhileSomethingIsAppendedIsNotGivenAnyMore() throws Exception {
        CountDownLatch appending = new CountDownLatch(1);
        CountDownLatch erased = new CountDownLatch(1);
        AppendFilter slow = new AppendFilter() {
            @Override
            public List<ConnectionEvent> news(Sql sql, List<ConnectionEvent> events) {
                return events;
            }

            @Override
            public void committed() {
                appending.countDown();
                Latches.await(erased);
            }
        };
        Database other = Database.sqlite(folder.resolve("other.db"));
        try (Replica one = Replica.on(other).filter(slow).open()) {
            one.tail.after(0);
            CompletableFuture<Appended> answer = one.append(Events.connected("a", 1));
            // It is committed, and not handed over yet.
            Latches.await(appending);
            other.execute("DELETE FROM event");
            one.tail.forget();
            erased.countDown();
            answer.join();
            one.store.write(sql -> null);

            assertThat(one.tail.after(0)).isEmpty();
            one.keep(Events.connected("a", 2));
            one.store.write(sql -> null);
            assertThat(seqs(one.tail.after(0))).containsExactly(2L);
        }
    }

    @Test
    void whatTheStoreWillNotHaveIsMissingAndAllElseIsGiven() throws Exception {
        tail.after(0);
        // Until this ends all of them wait, and then they are one transaction.
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> before = CompletableFuture.runAsync(() -> replica.store.write(sql -> {
            Latches.await(go);
            return null;
        }));
        List<CompletableFuture<Appended>> answers = Stream.of(
                        Events.connected("a", 1),
                        Events.connected("x", Instant.MAX, Events.MOMENT, Source.WEBHOOK, "far away", Events.PHONE),
                        Events.connected("b", 1),
                        Events.connected("c", 1))
                .map(replica::append)
                .toList();
        go.countDown();
        before.join();
        await().until(() -> answers.stream().allMatch(CompletableFuture::isDone));
        replica.store.write(sql -> null);

        assertThat(tail.after(0)).extracting(JournalEntry::instance).containsExactly("a", "b", "c");
        assertThat(tail.after(0)).isEqualTo(replica.journal.after(0, 10));
    }

    @Test
    void whatAnotherProcessAppendsIsThereSoon() throws Exception {
        Database shared = Database.Kind.POSTGRESQL.fresh(folder);
        try (Replica one = Replica.on(shared).start();
                Replica other = Replica.on(shared).start()) {
            one.keep(Events.connected("a", 1));
            await().untilAsserted(() -> assertThat(seqs(one.tail.after(0))).containsExactly(1L));
            CountDownLatch told = new CountDownLatch(1);
            one.tail.onNews(told::countDown);

            other.keep(Events.connected("a", 2));

            told.await();
            await().untilAsserted(() -> assertThat(seqs(one.tail.after(1))).containsExactly(2L));
        }
    }

    @Test
    void whatWasErasedIsNotGivenAnyMore() throws Exception {
        append(0, 3);
        tail.after(0);
        database.execute("DELETE FROM event WHERE seq = 2");

        tail.forget();

        assertThat(seqs(tail.after(0))).containsExactly(1L, 3L);
    }

    // ---- Helpers

    private void append(int first, int count) throws SQLException {
        List<CompletableFuture<Appended>> answers = IntStream.range(first, first + count)
                .mapToObj(i -> replica.append(Events.connected("a", i)))
                .toList();
        answers.forEach(CompletableFuture::join);
        // Those who follow are told after those who wait for an answer, and before anything else is written.
        replica.store.write(sql -> null);
    }

    private List<JournalEntry> follow(long from) {
        return follow(tail, from);
    }

    private static List<JournalEntry> follow(Tail tail, long from) {
        List<JournalEntry> all = new ArrayList<>();
        long at = from;
        for (List<JournalEntry> next = tail.after(at); !next.isEmpty(); next = tail.after(at)) {
            all.addAll(next);
            at = next.get(next.size() - 1).seq();
        }
        return all;
    }

    private static List<Long> seqs(List<JournalEntry> entries) {
        return entries.stream().map(JournalEntry::seq).toList();
    }
}
