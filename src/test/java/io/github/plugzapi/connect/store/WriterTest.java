package io.github.plugzapi.connect.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.Latches;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriterTest {

    /** As many as may wait. */
    private static final int MANY = 10_000;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicBoolean away = new AtomicBoolean(true);
    private final AtomicInteger errors = new AtomicInteger(3);
    private final Writer writer = new Writer(new Away());

    @AfterEach
    void stop() throws InterruptedException {
        writer.stop();
    }

    /** A database that lets nobody in for a while, and then is away; first in a way that nobody foresees. */
    private final class Away extends Database {

        private Away() {
            super(new Nowhere(), null, null, null, null);
        }

        @Override
        Session session() {
            return new Session() {
                /** The probe. */
                @Override
                <T> T write(Function<Sql, T> work) {
                    if (errors.getAndDecrement() > 0) {
                        throw new AssertionError("on purpose");
                    }
                    comeIn();
                    return null;
                }

                @Override
                <T> T writeAlone(Function<Sql, T> work) {
                    comeIn();
                    return work.apply(null);
                }
            };
        }

        private void comeIn() {
            Latches.await(gate);
            if (away.get()) {
                throw new StoreUnavailable(new SQLException("away", "08006"));
            }
        }
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

    private static final class Echo implements Batch<String, String> {

        @Override
        public List<String> write(Sql sql, List<String> items) {
            return items;
        }

        @Override
        public int size(String item) {
            return 1;
        }
    }

    @Test
    void whateverHappensToWhatWaitsItsRoomIsGivenBack() throws Exception {
        Echo batch = new Echo();
        writer.start();
        List<CompletableFuture<String>> waiting =
                Stream.generate(() -> writer.submit(batch, "x")).limit(MANY).toList();
        assertThatThrownBy(writer.submit(batch, "one too many")::get)
                .hasRootCauseInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("Too much is waiting");

        gate.countDown();

        await().until(() -> waiting.stream().allMatch(CompletableFuture::isCompletedExceptionally));
        away.set(false);
        await().until(() -> writer.trouble() == null);
        assertThat(errors).hasNegativeValue();
        assertThat(writer.submit(batch, "later").get()).isEqualTo("later");
    }
}
