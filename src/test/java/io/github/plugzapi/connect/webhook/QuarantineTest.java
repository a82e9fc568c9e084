package io.github.plugzapi.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Latches;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.webhook.Quarantine.Kept;
import io.github.plugzapi.connect.webhook.Quarantine.Reading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class QuarantineTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private Database database;

    @BeforeEach
    void makeDatabase() {
        database = kind.fresh(folder);
    }

    @Test
    void anUnreadableCallbackIsKeptAsItCame() throws Exception {
        byte[] body = {0, (byte) 0xff, '{'};
        try (RunningStore running = new RunningStore(database).start()) {
            Quarantine quarantine = new Quarantine(running.store(), clock, null, null);
            quarantine
                    .keep("a", "application/json", "It is not JSON.", body)
                    .toCompletableFuture()
                    .join();
            assertThat(database.column(
                            kind == Database.Kind.SQLITE
                                    ? "SELECT hex(body) FROM quarantine"
                                    : "SELECT upper(encode(body, 'hex')) FROM quarantine"))
                    .containsExactly("00FF7B");
            assertThat(database.column("SELECT instance || content_type || reason || received_at FROM quarantine"))
                    .containsExactly("a" + "application/json" + "It is not JSON." + clock.millis());
        }
    }

    @Test
    void theQuarantineIsBoundedInNumber() throws Exception {
        try (RunningStore running = new RunningStore(database).start()) {
            Quarantine quarantine = new Quarantine(running.store(), clock, null, null);
            for (int i = 1; i <= Quarantine.MAX_NUMBER + 3; i++) {
                keepUnreadable(quarantine, "a", Integer.toString(i));
            }
            assertThat(database.count("quarantine")).isEqualTo(Quarantine.MAX_NUMBER);
            assertThat(database.column("SELECT MIN(id) FROM quarantine")).containsExactly("4");
        }
    }

    @Test
    void theQuarantineIsBoundedInAge() throws Exception {
        try (RunningStore running = new RunningStore(database).start()) {
            Quarantine quarantine = new Quarantine(running.store(), clock, null, null);
            keepUnreadable(quarantine, "old", "x");
            clock.forward(Quarantine.MAX_AGE);
            quarantine.purge();
            assertThat(database.count("quarantine")).isEqualTo(1);
            keepUnreadable(quarantine, "new", "x");
            clock.forward(Duration.ofMillis(1));
            quarantine.purge();
            assertThat(database.column("SELECT instance FROM quarantine")).containsExactly("new");
        }
    }

    @Test
    void whatWaitsToBeKeptIsBounded() throws Exception {
        try (RunningStore running = new RunningStore(database).start()) {
            Quarantine quarantine = new Quarantine(running.store(), clock, null, null);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Thread busy = new Thread(() -> running.store().write(sql -> {
                begun.countDown();
                Latches.await(end);
                return null;
            }));
            busy.start();
            begun.await();
            List<CompletableFuture<Void>> keeping = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                keeping.add(quarantine
                        .keep("a", null, "It is not JSON.", new byte[1024 * 1024])
                        .toCompletableFuture());
            }
            assertThat(keeping.get(39)).isCompletedExceptionally();
            end.countDown();
            assertThat(keeping.get(0)).succeedsWithin(Duration.ofSeconds(30));
            busy.join();
        }
    }

    @Test
    void theNewestComeFirstAndInPages() throws Exception {
        try (RunningStore running = new RunningStore(database).start()) {
            Quarantine quarantine = new Quarantine(running.store(), clock, null, null);
            for (int i = 1; i <= 3; i++) {
                keepUnreadable(quarantine, "a", Integer.toString(i));
            }

            assertThat(quarantine.newest(2, null)).extracting(Kept::id).containsExactly(3L, 2L);
            assertThat(quarantine.newest(2, 2L)).extracting(Kept::id).containsExactly(1L);
            assertThat(quarantine.find(2).orElseThrow().body()).containsExactly('2');
            assertThat(quarantine.find(4)).isEmpty();
            assertThat(quarantine.discard(2)).isTrue();
            assertThat(quarantine.discard(2)).isFalse();
            assertThat(quarantine.find(2)).isEmpty();
        }
    }

    @Test
    void whatIsReadAgainAndUnderstoodIsAnEventAsOldAsItsReceipt() throws Exception {
        try (RunningJournal running = new RunningJournal(database)) {
            Quarantine quarantine = reading(running);
            Instant received = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            keepUnreadable(quarantine, "a", "{\"disconnected\":true,\"error\":\"gone\"}");
            clock.forward(Duration.ofDays(3));

            Reading reading = quarantine.read(1).orElseThrow();
            assertThat(reading.outcome()).isEqualTo("accepted");
            JournalEntry entry = running.journal().find(reading.event()).orElseThrow();
            assertThat(entry.instance()).isEqualTo("a");
            assertThat(entry.event().receivedAt()).isEqualTo(received);
            assertThat(database.count("quarantine")).isZero();
            assertThat(quarantine.read(1)).isEmpty();
        }
    }

    @Test
    void whatCannotBeReadStillStaysAndSaysWhy() throws Exception {
        try (RunningJournal running = new RunningJournal(database)) {
            Quarantine quarantine = reading(running);
            keepUnreadable(quarantine, "a", "nonsense");

            Reading reading = quarantine.read(1).orElseThrow();
            assertThat(reading.outcome()).isEqualTo("unreadable");
            assertThat(reading.reason()).startsWith("The body is not JSON");
            assertThat(database.count("quarantine")).isEqualTo(1);
            assertThat(database.count("event")).isZero();
        }
    }

    @Test
    void whatIsNotAboutTheConnectionLeavesWithoutAnEvent() throws Exception {
        try (RunningJournal running = new RunningJournal(database)) {
            Quarantine quarantine = reading(running);
            keepUnreadable(quarantine, "a", "{\"type\":\"ReceivedCallback\"}");

            assertThat(quarantine.read(1).orElseThrow().outcome()).isEqualTo("ignored");
            assertThat(database.count("quarantine")).isZero();
            assertThat(database.count("event")).isZero();
        }
    }

    private Quarantine reading(RunningJournal running) {
        return new Quarantine(running.store(), clock, new CallbackParser(new ObjectMapper(), clock), running.journal());
    }

    private static void keepUnreadable(Quarantine quarantine, String instance, String body) {
        quarantine
                .keep(instance, null, "It is not JSON.", body.getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture()
                .join();
    }
}
