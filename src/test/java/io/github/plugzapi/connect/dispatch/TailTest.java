package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private List<JournalEntry> follow(long from) throws Exception {
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
