package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.journal.AppendFilter;
import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.Latches;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class AppendTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private Database database;
    private Replica replica;

    @BeforeEach
    void open() throws Exception {
        database = kind.fresh(folder);
        replica = Replica.on(database).open();
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void anEventIsDurableBeforeTheAnswer() {
        CompletableFuture<Long> keptWhenAnswered =
                replica.append(Events.connected("a", 1)).thenApply(answer -> database.count("event"));
        assertThat(keptWhenAnswered.join()).isEqualTo(1);
    }

    @Test
    void theRawBodyIsKeptAsItIs() {
        byte[] body = {'{', 0, (byte) 0xff, '}'};
        replica.journal
                .append(Events.connected("a", 1), body)
                .toCompletableFuture()
                .join();
        assertThat(database.column(
                        kind == Database.Kind.SQLITE
                                ? "SELECT hex(body) FROM event"
                                : "SELECT upper(encode(body, 'hex')) FROM event"))
                .containsExactly("7B00FF7D");
    }

    @Test
    void appendsThatWaitTogetherShareOneTransaction() throws Exception {
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        whileTheWriterIsBusy(() -> IntStream.range(0, 300)
                .mapToObj(i -> replica.append(Events.connected("a", i)))
                .forEach(answers::add));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(Appended.NEW));
        if (database.isShared()) {
            assertThat(database.column("SELECT DISTINCT xmin FROM event")).hasSize(1);
        }
        assertThat(database.count("event")).isEqualTo(300);
    }

    @Test
    void appendsAreKeptInTheOrderInWhichTheyCame() throws Exception {
        whileTheWriterIsBusy(() -> IntStream.range(0, 2_500).forEach(i -> replica.append(Events.connected("a", i))));
        replica.keep(Events.connected("a", 2_500));
        assertThat(database.column("SELECT distinction FROM event ORDER BY seq"))
                .isEqualTo(IntStream.rangeClosed(0, 2_500)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void whatWasConcludedTwiceIsOneEvent() {
        assertThat(replica.append(Events.concluded("a", 1)).join()).isEqualTo(Appended.NEW);
        assertThat(replica.append(Events.concluded("a", 1)).join()).isEqualTo(Appended.DUPLICATE);
        assertThat(replica.append(Events.concluded("b", 1)).join()).isEqualTo(Appended.NEW);
        assertThat(replica.append(Events.concluded("a", 2)).join()).isEqualTo(Appended.NEW);
        assertThat(database.count("event")).isEqualTo(3);
    }

    @Test
    void whatWasConcludedTwiceInOneTransactionIsOneEvent() throws Exception {
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        whileTheWriterIsBusy(() -> {
            for (int number : new int[] {1, 2, 1, 3, 1}) {
                answers.add(replica.append(Events.concluded("a", number)));
            }
        });
        assertThat(answers.stream().map(CompletableFuture::join))
                .containsExactly(Appended.NEW, Appended.NEW, Appended.DUPLICATE, Appended.NEW, Appended.DUPLICATE);
        assertThat(database.count("event")).isEqualTo(3);
    }

    @Test
    void whatTheFilterDoesNotTakeForNewsIsNotKeptAndWhatItMakesOfTheRestIs() throws Exception {
        AppendFilter even = (connection, events) -> events.stream()
                .map(event -> Integer.parseInt(event.distinction()) % 2 == 0
                        ? Events.disconnected("other", event.distinction(), "made of it")
                        : null)
                .toList();
        try (Replica filtered =
                Replica.on(kind.fresh(folder.resolve("filtered"))).filter(even).open()) {
            List<Appended> outcomes = IntStream.range(0, 4)
                    .mapToObj(number ->
                            filtered.append(Events.connected("a", number)).join())
                    .toList();

            assertThat(outcomes).containsExactly(Appended.NEW, Appended.DUPLICATE, Appended.NEW, Appended.DUPLICATE);
            assertThat(filtered.journal.after(0, 10))
                    .extracting(
                            entry -> entry.event().kind() + " " + entry.event().distinction())
                    .containsExactly("disconnected 0", "disconnected 2");
        }
    }

    @Test
    void anEventIsAppendedOnACondition() throws Exception {
        assertThat(replica.journal.appendIf(Events.connected("a", 1), connection -> false))
                .isFalse();
        assertThat(replica.journal.appendIf(Events.connected("a", 2), connection -> true))
                .isTrue();
        assertThat(database.column("SELECT distinction FROM event")).containsExactly("2");
    }

    @Test
    void anEventWithoutAMomentOfItsOwnIsAlwaysNew() {
        for (int i = 0; i < 3; i++) {
            assertThat(replica.append(Events.connected("a", null, Events.PHONE)).join())
                    .isEqualTo(Appended.NEW);
        }
        assertThat(database.count("event")).isEqualTo(3);
    }

    @Test
    void anEventThatTheStoreWillNotHaveTakesNoOtherWithIt() throws Exception {
        List<ConnectionEvent> good = List.of(
                Events.connected("a", 1),
                Events.disconnected("a", "nul \0", "a \0 that PostgreSQL will not have"),
                Events.connected("a", "half a character \ud83d", Events.PHONE),
                Events.connected("a", 2));
        ConnectionEvent tooLate =
                Events.connected("a", Instant.MAX, Events.MOMENT, Source.WEBHOOK, "far away", Events.PHONE);
        ConnectionEvent tooLongForPostgresql = Events.concluded("a", noise(9_000));
        Map<ConnectionEvent, CompletableFuture<Appended>> answers = new LinkedHashMap<>();
        whileTheWriterIsBusy(
                () -> Stream.of(good.get(0), tooLongForPostgresql, tooLate, good.get(1), good.get(2), good.get(3))
                        .forEach(event -> answers.put(event, replica.append(event))));

        List<String> kept = new ArrayList<>();
        answers.forEach((event, answer) -> {
            if (event == tooLate || database.isShared() && event == tooLongForPostgresql) {
                assertThat(answer).as(event.distinction()).failsWithin(Duration.ofSeconds(20));
            } else {
                assertThat(answer.join()).as(event.distinction()).isEqualTo(Appended.NEW);
                kept.add(event.id());
            }
        });
        assertThat(database.column("SELECT id FROM event ORDER BY seq")).isEqualTo(kept);
        assertThat(replica.running.trouble()).isNull();
        replica.keep(Events.connected("a", 3));
    }

    @Test
    void whatTheStoreRefusesIsNotPrinted() {
        try (CapturedLog log = CapturedLog.start()) {
            assertIsRefused(replica.append(
                    Events.connected("a", Instant.MAX, Events.MOMENT, Source.WEBHOOK, "far away", Events.PHONE)));
            if (database.isShared()) {
                assertIsRefused(replica.append(Events.concluded("a", noise(9_000) + Events.PHONE.digits())));
            }
            assertThat(log.text()).contains("refused").doesNotContain(Events.PHONE.digits());
        }
    }

    /** Nothing that compresses: an index of PostgreSQL takes no more than a third of a page. */
    private static String noise(int length) {
        return new Random(1)
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void whatIsTooMuchIsRefusedAtOnce() throws Exception {
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        whileTheWriterIsBusy(() -> {
            for (int i = 0; i < 10_000; i++) {
                answers.add(replica.append(Events.connected("a", i)));
            }
            assertIsRefused(replica.append(Events.connected("a", 10_000)));
            assertThat(answers).noneMatch(CompletableFuture::isDone);
        });
        answers.forEach(answer -> assertThat(answer.join()).isEqualTo(Appended.NEW));
        assertThat(replica.append(Events.connected("a", 10_000)).join()).isEqualTo(Appended.NEW);
    }

    @Test
    void moreBytesThanTheMemoryAllowsAreRefusedAtOnce() throws Exception {
        byte[] large = new byte[64 * 1024];
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        whileTheWriterIsBusy(() -> {
            for (int i = 0; i < 256; i++) {
                answers.add(
                        replica.journal.append(Events.connected("a", i), large).toCompletableFuture());
            }
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            assertIsRefused(
                    replica.journal.append(Events.connected("a", 256), large).toCompletableFuture());
        });
        answers.forEach(answer -> assertThat(answer.join()).isEqualTo(Appended.NEW));
        // What was answered takes no room any more, and neither does what was refused.
        for (int round = 0; round < 2; round++) {
            int first = 1_000 * (round + 1);
            List<CompletableFuture<Appended>> more = new ArrayList<>();
            whileTheWriterIsBusy(() -> {
                for (int i = 0; i < 256; i++) {
                    more.add(replica.journal
                            .append(Events.connected("a", first + i), large)
                            .toCompletableFuture());
                }
            });
            more.forEach(answer -> assertThat(answer.join()).isEqualTo(Appended.NEW));
        }
    }

    @Test
    void otherWorkFindsRoomAlsoWhereTooManyEventsWait() throws Exception {
        CompletableFuture<Integer> other = new CompletableFuture<>();
        whileTheWriterIsBusy(() -> {
            for (int i = 0; i < 10_001; i++) {
                replica.append(Events.connected("a", i));
            }
            Thread asking = new Thread(() -> {
                try {
                    other.complete(replica.store.write(sql -> 7));
                } catch (RuntimeException e) {
                    other.completeExceptionally(e);
                }
            });
            asking.start();
            await().until(() -> other.isDone() || asking.getState() == Thread.State.WAITING);
        });
        assertThat(other.join()).isEqualTo(7);
    }

    @Test
    void otherWorkIsWrittenAllOrNothing() {
        for (RuntimeException failure : List.of(new IllegalStateException("no"), new ArithmeticException("no"))) {
            assertThatThrownBy(() -> replica.store.write(sql -> {
                        insertSetting(sql);
                        throw failure;
                    }))
                    .hasMessageContaining("no");
        }
        assertThatThrownBy(() -> replica.store.write(sql -> {
                    insertSetting(sql);
                    throw new AssertionError("an error is no reason to keep the half of it");
                }))
                .hasMessageContaining("the half");
        assertThat(database.column("SELECT value FROM setting WHERE name = 'half'"))
                .isEmpty();
        replica.keep(Events.connected("a", 1));
    }

    private static void insertSetting(Sql sql) {
        sql.update("INSERT INTO setting (name, value) VALUES ('half', 'done')");
    }

    @Test
    void whatWaitsAtTheEndIsStillWrittenAndWhatComesLaterIsRefused() throws Exception {
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        CountDownLatch stopping = new CountDownLatch(1);
        Thread stop = new Thread(() -> {
            stopping.countDown();
            replica.close();
        });
        whileTheWriterIsBusy(() -> {
            answers.add(replica.append(Events.connected("a", 1)));
            stop.start();
            stopping.await();
            await().until(() -> stop.getState() == Thread.State.TIMED_WAITING);
        });
        stop.join();
        assertThat(answers.get(0).join()).isEqualTo(Appended.NEW);
        assertIsRefused(replica.append(Events.connected("a", 2)));
        assertThatThrownBy(() -> replica.store.write(sql -> null)).isInstanceOf(StoreUnavailable.class);
    }

    private static void assertIsRefused(CompletableFuture<Appended> answer) {
        assertThatThrownBy(answer::join).hasRootCauseInstanceOf(StoreUnavailable.class);
    }

    private interface Action {
        void run() throws Exception;
    }

    /** Lets things gather behind something that the writer is at. */
    private void whileTheWriterIsBusy(Action action) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread busy = new Thread(() -> {
            try {
                replica.store.write(sql -> {
                    begun.countDown();
                    Latches.await(end);
                    return null;
                });
            } catch (RuntimeException e) {
                begun.countDown();
            }
        });
        busy.start();
        begun.await();
        try {
            action.run();
        } finally {
            end.countDown();
            busy.join();
        }
    }
}
