package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.Latches;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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
                assertThat(two.running.renew()).isFalse();
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
        Runnable slow = () -> {
            if (away.compareAndSet(true, false)) {
                Latches.await(back);
            }
        };
        try (Replica one = replica(atOne)
                .whenOpened(() -> Counting.makeTable(database))
                .subscriber(store -> new Counting(store, event -> {}, slow))
                .start()) {
            one.keep(Events.connected("a", 1));
            await().untilAsserted(() -> assertThat(atOne.of("a")).contains("1"));
            away.set(true);
            one.keep(Events.connected("a", 2));
            await().until(() -> !away.get());
            database.execute("UPDATE lease SET expires_at = 0");
            back.countDown();
            one.keep(Events.connected("a", 3));
            await().untilAsserted(() -> assertThat(atOne.of("a")).contains("3"));
        }
    }

    @Test
    void whoLosesTheLeaseForgetsWhatItHasBuiltSinceTheLastSave() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Replica one = replica(atOne)
                .whenOpened(() -> Counting.makeTable(database))
                .subscriber(store -> new Counting(
                        store,
                        event -> {
                            if (event.instance().equals("slow")) {
                                Latches.await(end);
                            }
                        },
                        () -> {}))
                .start()) {
            one.keep(Events.connected("a", 1));
            await().until(() -> database.column("SELECT n FROM counting").equals(List.of("1")));
            one.keep(Events.connected("slow", 1));
            database.execute("UPDATE counting SET n = 7;"
                    + " UPDATE lease SET owner = 'somebody else', term = term + 1, expires_at = 0");
            end.countDown();
            // It leads again, after another has led: what that has saved is the truth.
            one.keep(Events.connected("a", 2));
            await().untilAsserted(() -> assertThat(database.column("SELECT n FROM counting WHERE instance = 'a'"))
                    .containsExactly("8"));
        }
    }

    @Test
    void whoHangsAndFailsAfterAnotherHasTakenOverIsNotHandedThatOnceMore() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        RecordingObserver hanging = new RecordingObserver("observer", event -> {
            hangs.countDown();
            Latches.await(end);
            throw new IllegalStateException("too late");
        });
        try (Replica one = replica(hanging).start()) {
            one.keep(Events.connected("a", 1));
            hangs.await();
            try (Replica two = replica(atTwo).start()) {
                one.running.abdicate();
                two.keep(Events.connected("a", 2));
                await().untilAsserted(() -> assertThat(atTwo.of("a")).containsExactly("1", "2"));
                end.countDown();
                two.keep(Events.connected("a", 3));
                await().untilAsserted(() -> assertThat(atTwo.of("a")).containsExactly("1", "2", "3"));
                await().until(() -> database.column("SELECT seq FROM place").equals(List.of("3")));
                assertThat(database.count("redelivery")).isZero();
            }
        }
    }

    @Test
    void whatIsSavedTooLateIsNotSaved() throws Exception {
        try (Replica one = replica(atOne).start()) {
            one.keep(Events.connected("a", 1));
            await().untilAsserted(() ->
                    assertThat(database.column("SELECT seq FROM place")).containsExactly("1"));
            database.execute("UPDATE lease SET owner = 'somebody else', expires_at = expires_at + 3600000");
            one.keep(Events.connected("a", 2));
            await().until(() -> !one.leadership.isHeld());
            assertThat(database.column("SELECT seq FROM place")).containsExactly("1");
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
