package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.Latches;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one PostgreSQL. */
class ReplicasTest {

    private static final Duration SHORT = Duration.ofMillis(1_500);

    @TempDir
    Path folder;

    private Database database;
    private final RecordingObserver atOne = new RecordingObserver("observer");
    private final RecordingObserver atTwo = new RecordingObserver("observer");

    @BeforeEach
    void makeDatabase() {
        database = Database.Kind.POSTGRESQL.fresh(folder);
    }

    private Replica.Builder replica(RecordingObserver observer) {
        return Replica.on(database).lease(SHORT).observers(observer.observer());
    }

    @Test
    void oneOfThemHandsTheEventsOnWhoeverAppendedThem() throws Exception {
        try (Replica one = replica(atOne).start()) {
            await().until(one.leadership::isHeld);
            try (Replica two = replica(atTwo).start()) {
                one.keep(Events.connected("a", 1));
                two.keep(Events.connected("a", 2));
                one.keep(Events.connected("a", 3));
                await().untilAsserted(() -> assertThat(atOne.of("a")).containsExactly("1", "2", "3"));
                assertThat(two.leadership.renew()).isFalse();
                assertThat(atTwo.events()).isEmpty();
            }
        }
    }

    @Test
    void theSameConclusionOfTwoOfThemIsOneEvent() throws Exception {
        try (Replica one = replica(atOne).start();
                Replica two = replica(atTwo).start()) {
            assertThat(one.append(Events.concluded("a", 1)).join()).isEqualTo(Appended.NEW);
            assertThat(two.append(Events.concluded("a", 1)).join()).isEqualTo(Appended.DUPLICATE);
        }
    }

    @Test
    void whenOneDiesAnotherTakesOverWhatItHadNotFinished() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        RecordingObserver hanging = new RecordingObserver("observer", event -> {
            if (event.distinction().equals("2")) {
                Latches.await(never);
            }
        });
        try (Replica one = replica(hanging).start()) {
            await().until(one.leadership::isHeld);
            try (Replica two = replica(atTwo).start()) {
                one.keep(Events.connected("a", 1), Events.connected("a", 2), Events.connected("a", 3));
                await().untilAsserted(() -> assertThat(hanging.of("a")).containsExactly("1", "2"));
                assertThat(atTwo.events()).isEmpty();
                one.cutOff();
                two.keep(Events.connected("a", 4));
                await().untilAsserted(() -> assertThat(atTwo.of("a")).endsWith("2", "3", "4"));
                never.countDown();
            }
        }
    }

    @Test
    void theOneThatStopsLetsAnotherGoOnAtOnce() throws Exception {
        try (Replica two = replica(atTwo).lease(Duration.ofHours(1)).build()) {
            try (Replica one = replica(atOne).lease(Duration.ofHours(1)).start()) {
                one.keep(Events.connected("a", 1));
                await().untilAsserted(() -> assertThat(atOne.of("a")).hasSize(1));
            }
            two.begin();
            await().until(() -> two.store.trouble() == null);
            two.keep(Events.connected("a", 2));
            await().untilAsserted(() -> assertThat(atTwo.of("a")).containsExactly("2"));
        }
    }

    @Test
    void whoWasAwayForLongerThanItsLeaseGoesOnWhenNobodyElseHasTakenIt() throws Exception {
        AtomicBoolean away = new AtomicBoolean();
        CountDownLatch back = new CountDownLatch(1);
        Checkpoint slow = new Checkpoint() {
            @Override
            public void take(JournalEntry entry) {
                // It is not among the observers.
            }

            @Override
            public void save(Sql sql) {
                if (away.compareAndSet(true, false)) {
                    Latches.await(back);
                }
            }

            @Override
            public void reload() {
                // Nothing is in memory.
            }
        };
        try (Replica one = replica(atOne).checkpoints(slow).start()) {
            one.keep(Events.connected("a", 1));
            await().untilAsserted(() -> assertThat(atOne.of("a")).contains("1"));
            away.set(true);
            one.keep(Events.connected("a", 2));
            await().until(() -> !one.leadership.isHeld());
            back.countDown();
            one.keep(Events.connected("a", 3));
            await().untilAsserted(() -> assertThat(atOne.of("a")).contains("3"));
        }
    }

    @Test
    void whoLosesTheLeaseForgetsWhatItHasBuiltSinceTheLastSave() throws Exception {
        AtomicInteger reloads = new AtomicInteger();
        Checkpoint memory = new Checkpoint() {
            @Override
            public void take(JournalEntry entry) {
                // It is not among the observers.
            }

            @Override
            public void save(Sql sql) {
                // Nothing to save.
            }

            @Override
            public void reload() {
                reloads.incrementAndGet();
            }
        };
        try (Replica one = replica(atOne).checkpoints(memory).start()) {
            await().until(() -> one.leadership.isHeld() && reloads.get() == 1);
            database.execute("UPDATE lease SET owner = 'somebody else', expires_at = expires_at + 3600000");
            await().until(() -> reloads.get() > 1);
            assertThat(one.leadership.isHeld()).isFalse();
            one.keep(Events.connected("a", 1));
            assertThat(atOne.events()).isEmpty();
        }
    }

    @Test
    void whatIsSavedTooLateIsNotSaved() throws Exception {
        try (Replica one = replica(atOne).start()) {
            one.keep(Events.connected("a", 1));
            await().untilAsserted(() -> assertThat(database.column("SELECT seq FROM observer_position"))
                    .containsExactly("1"));
            database.execute("UPDATE lease SET owner = 'somebody else', expires_at = expires_at + 3600000");
            one.keep(Events.connected("a", 2));
            await().until(() -> !one.leadership.isHeld());
            assertThat(database.column("SELECT seq FROM observer_position")).containsExactly("1");
        }
    }

    @Test
    void aSettingIsMadeOnceForAllOfThem() throws Exception {
        try (Replica one = replica(atOne).start();
                Replica two = replica(atTwo).start()) {
            Settings settings = one.running.settings();
            assertThat(settings.find("webhook-secret")).isEmpty();
            assertThat(settings.findOrMake("webhook-secret", () -> "made by one"))
                    .isEqualTo("made by one");
            Settings same = two.running.settings();
            assertThat(same.findOrMake("webhook-secret", () -> "made by two")).isEqualTo("made by one");
            assertThat(same.find("webhook-secret")).contains("made by one");
        }
    }
}
