package io.github.plugzapi.connect.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Latches;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriterTest {

    /** As many as may wait. */
    private static final int MANY = 10_000;

    private static final Duration LONG = Duration.ofMinutes(1);

    /** What the database does with a transaction; null: what it should. */
    private final AtomicReference<Consumer<Runnable>> database = new AtomicReference<>();

    private final Echo batch = new Echo();
    private Writer writer = writer(LONG);

    @AfterEach
    void stop() throws InterruptedException {
        database.set(null);
        writer.stop();
    }

    private Writer writer(Duration patience) {
        return new Writer(new Odd(), () -> patience);
    }

    /** A database that does what the test wants. */
    private final class Odd extends Database {

        private Odd() {
            super(new Nowhere(), null, null, null, null, null);
        }

        @Override
        Session session() {
            return new Session(true) {
                /** The probe. */
                @Override
                <T> T write(Function<Sql, T> work) {
                    perform(() -> {});
                    return null;
                }

                @Override
                <T> T writeAlone(Function<Sql, T> work) {
                    List<T> results = new ArrayList<>();
                    perform(() -> results.add(work.apply(null)));
                    return results.get(0);
                }
            };
        }

        private void perform(Runnable transaction) {
            Consumer<Runnable> odd = database.get();
            if (odd == null) {
                transaction.run();
            } else {
                odd.accept(transaction);
            }
        }
    }

    private static StoreUnavailable away() {
        return new StoreUnavailable(new SQLException("away", "08006"));
    }

    private static void isAway(Runnable transaction) {
        throw away();
    }

    /** Does this once, and then what it should. */
    private void once(Consumer<Runnable> odd) {
        AtomicBoolean done = new AtomicBoolean();
        database.set(transaction -> {
            if (done.compareAndSet(false, true)) {
                odd.accept(transaction);
            } else {
                transaction.run();
            }
        });
    }

    private record Nowhere() implements StoreConfig {

        @Override
        public String url() {
            return "jdbc:postgresql://nowhere/";
        }

        @Override
        public Optional<String> username() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }
    }

    private final class Echo implements Batch<String, String> {

        private final List<String> written = new CopyOnWriteArrayList<>();
        private final AtomicInteger committed = new AtomicInteger();
        private volatile boolean wasCommitted;

        @Override
        public List<String> write(Sql sql, List<String> items) {
            written.addAll(items);
            return items.stream().map(item -> item + " of " + written.size()).toList();
        }

        @Override
        public boolean wasCommitted(Sql sql) {
            return wasCommitted;
        }

        @Override
        public void committed() {
            committed.incrementAndGet();
        }

        @Override
        public int size(String item) {
            return 1;
        }
    }

    private CompletableFuture<String> submit(String item) {
        return writer.submit(batch, item);
    }

    private static void assertRefused(CompletableFuture<String> answer) {
        assertThatThrownBy(answer::get)
                .hasRootCauseInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("cannot be written now");
    }

    // ---- What waits

    @Test
    void whatCannotBeWrittenNowWaitsUntilItCan() throws Exception {
        database.set(WriterTest::isAway);
        writer.start();
        CompletableFuture<String> answer = submit("a");
        await().until(() -> writer.trouble() != null);
        assertThat(answer).isNotDone();

        database.set(null);

        assertThat(answer.get()).isEqualTo("a of 1");
        assertThat(writer.trouble()).isNull();
    }

    @Test
    void whatComesBeforeTheStoreIsOpenWaitsForThat() throws Exception {
        writer.open();
        CompletableFuture<String> answer = submit("a");
        writer.start();

        assertThat(answer.get()).isEqualTo("a of 1");
    }

    @Test
    void whatDoesNotCostMoreThanASecondTryIsNoTrouble() throws Exception {
        once(WriterTest::isAway);
        writer.start();
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(submit("a").get()).isEqualTo("a of 1");
            assertThat(log.text()).doesNotContain("Callbacks wait");
        }
    }

    @Test
    void whatWaitsTooLongIsRefusedAndNotWrittenLater() throws Exception {
        writer = writer(Duration.ofMillis(200));
        database.set(WriterTest::isAway);
        writer.start();
        assertRefused(submit("late"));

        database.set(null);

        assertThat(submit("later").get()).isEqualTo("later of 1");
        assertThat(batch.written).containsExactly("later");
    }

    @Test
    void whatWaitsForAStoreThatIsNeverOpenIsRefusedInTheEnd() {
        writer = writer(Duration.ofMillis(200));
        writer.open();

        assertRefused(submit("a"));
    }

    @Test
    void whatWaitsForAStoreThatHangsIsRefusedInTimeAndTheStoreIsInTrouble() throws Exception {
        writer = writer(Duration.ofMillis(200));
        CountDownLatch hangs = new CountDownLatch(1);
        once(transaction -> {
            Latches.await(hangs);
            transaction.run();
        });
        try (CapturedLog log = CapturedLog.start()) {
            writer.start();
            assertRefused(submit("in its hands"));
            assertRefused(submit("behind"));
            await().until(() -> writer.trouble() != null);
            assertThat(writer.trouble()).contains("does not answer");
            await().until(() -> log.text().contains("The journal has not answered for 3 s"));

            hangs.countDown();

            assertThat(submit("later").get()).startsWith("later");
            await().until(() -> writer.trouble() == null);
            await().until(() -> log.text().contains("The journal answers again"));
        }
    }

    @Test
    void whateverHappensToWhatWaitsItsRoomIsGivenBack() throws Exception {
        writer = writer(Duration.ofMillis(500));
        database.set(WriterTest::isAway);
        writer.open();
        List<CompletableFuture<String>> waiting =
                Stream.generate(() -> submit("x")).limit(MANY).toList();
        assertThatThrownBy(submit("one too many")::get)
                .hasRootCauseInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("Too much is waiting");

        writer.start();

        await().until(() -> waiting.stream().allMatch(CompletableFuture::isCompletedExceptionally));
        database.set(null);
        // What is in the writer's hands keeps its room until it is out of them.
        await().untilAsserted(() -> assertThat(submit("y").get()).startsWith("y"));
        List<CompletableFuture<String>> more =
                Stream.generate(() -> submit("y")).limit(MANY - 1).toList();
        for (CompletableFuture<String> each : more) {
            assertThat(each.get()).startsWith("y");
        }
    }

    @Test
    void otherWorkDoesNotWaitWhileTheStoreIsAway() {
        database.set(WriterTest::isAway);
        writer.start();
        CompletableFuture<String> answer = submit("a");

        await().untilAsserted(() ->
                assertThatThrownBy(() -> writer.write(session -> "done")).isInstanceOf(StoreUnavailable.class));
        assertThat(answer).isNotDone();
    }

    @Test
    void whereOtherWorkMeetsAStoreThatIsAwayWhatWaitsIsTriedBeforeMoreOfIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        writer.start();
        List<CompletableFuture<Void>> others = new ArrayList<>();
        others.add(other(() -> {
            begun.countDown();
            Latches.await(goOn);
            throw away();
        }));
        begun.await();
        for (int i = 0; i < 5; i++) {
            others.add(other(() -> {}));
        }
        CompletableFuture<String> answer = submit("a");
        goOn.countDown();

        assertThat(answer.get()).isEqualTo("a of 1");
        assertThatThrownBy(others.get(0)::get).hasRootCauseInstanceOf(SQLException.class);
        CompletableFuture.allOf(others.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> done)
                .get();
    }

    private CompletableFuture<Void> other(Runnable work) {
        return CompletableFuture.runAsync(
                () -> writer.write(session -> {
                    work.run();
                    return null;
                }),
                task -> new Thread(task).start());
    }

    @Test
    void theEndWaitsForWhatMayStillWait() throws Exception {
        database.set(WriterTest::isAway);
        writer.start();
        CompletableFuture<String> answer = submit("a");
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
            try {
                writer.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        database.set(null);

        assertThat(answer.get()).isEqualTo("a of 1");
        end.get();
        assertRefused(submit("after the end"));
    }

    // ---- What may have been committed

    @Test
    void whatWasCommittedAlthoughNobodySawItIsAnsweredAsItWasWritten() throws Exception {
        batch.wasCommitted = true;
        once(transaction -> {
            transaction.run();
            throw away();
        });
        writer.start();

        assertThat(submit("a").get()).isEqualTo("a of 1");
        assertThat(submit("b").get()).isEqualTo("b of 2");
        assertThat(batch.written).containsExactly("a", "b");
        await().untilAsserted(() -> assertThat(batch.committed).hasValue(2));
    }

    @Test
    void whatWasNotCommittedIsWrittenAgain() throws Exception {
        once(transaction -> {
            transaction.run();
            throw away();
        });
        writer.start();

        assertThat(submit("a").get()).isEqualTo("a of 2");
        assertThat(batch.written).containsExactly("a", "a");
        await().untilAsserted(() -> assertThat(batch.committed).hasValue(1));
    }
}
