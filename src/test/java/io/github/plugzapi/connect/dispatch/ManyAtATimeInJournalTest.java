package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.dispatch.Ledger.Outcome;
import io.github.plugzapi.connect.dispatch.Ledger.Progress;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscriber that is at many events at a time, on a real journal. */
@ParameterizedClass
@EnumSource
class ManyAtATimeInJournalTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private Database database;
    private Many many = new Many();

    /** Keeps what it is handed until the test answers. */
    private static final class Many implements Subscriber {

        private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

        @Override
        public String name() {
            return "sink crm";
        }

        @Override
        public boolean isObserver() {
            return false;
        }

        @Override
        public boolean wants(JournalEntry entry) {
            return true;
        }

        @Override
        public CompletionStage<?> take(JournalEntry entry) {
            CompletableFuture<Void> taken = new CompletableFuture<>();
            underWay.put(entry.instance() + "/" + entry.event().distinction(), taken);
            return taken;
        }

        @Override
        public int atATime() {
            return 64;
        }

        @Override
        public Policy policy() {
            Duration pause = Duration.ofSeconds(5);
            return new Policy(new Backoff(pause, pause), 12, Policy.Begin.AT_THE_END, Duration.ofDays(7));
        }

        private void takes(String event) {
            await().until(() -> underWay.containsKey(event));
            underWay.remove(event).complete(null);
        }
    }

    @BeforeEach
    void makeDatabase() {
        database = kind.fresh(folder);
    }

    private Replica.Builder replica() {
        return Replica.on(database).clock(clock).subscriber(store -> many);
    }

    private String place() {
        return database.column("SELECT seq FROM place WHERE subscriber = 'sink crm'").stream()
                .findFirst()
                .orElse("none");
    }

    @Test
    void eventsOfManyInstancesAreUnderWayAndThePlaceIsBeforeTheLowestThatIsNotDone() throws Exception {
        try (Replica replica = replica().start()) {
            replica.keep(Events.connected("a", 1), Events.connected("b", 2), Events.connected("a", 3));
            await().untilAsserted(() -> assertThat(many.underWay).containsOnlyKeys("a/1", "b/2"));
            many.takes("a/1");
            many.takes("a/3");
            await().until(() -> place().equals("1"));
            many.takes("b/2");
            await().until(() -> place().equals("3"));
        }
        assertThat(database.count("redelivery")).isZero();
    }

    @Test
    void aProcessThatEndsWaitsForWhatIsUnderWayAndKeepsThatItIsDone() throws Exception {
        Replica replica = replica().start();
        replica.keep(Events.connected("a", 1), Events.connected("a", 2));
        await().until(() -> many.underWay.containsKey("a/1"));
        CompletableFuture<Void> closed = CompletableFuture.runAsync(replica::close);
        await().until(() -> !replica.dispatcher.isDispatching());
        many.takes("a/1");
        closed.join();

        assertThat(place()).isEqualTo("1");
        assertThat(many.underWay).isEmpty();
    }

    @Test
    void aProcessThatEndsDoesNotWaitForLongAndTheNextHandsOnWhatWasNotDone() throws Exception {
        try (Replica replica = replica().start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2), Events.connected("b", 3));
            many.takes("b/3");
            await().until(() -> many.underWay.containsKey("a/1"));
        }
        // What it was at for long waits where it is looked for, and holds up nothing behind it.
        assertThat(place()).isEqualTo("3");
        assertThat(database.count("redelivery")).isEqualTo(2);

        many = new Many();
        try (Replica replica = replica().start()) {
            assertThat(replica.store.trouble()).isNull();
            many.takes("a/1");
            many.takes("a/2");
            await().until(() -> database.count("redelivery") == 0);
        }
    }

    @Test
    void anEventThatItHasTakenIsHandedAgain() throws Exception {
        ConnectionEvent event = Events.connected("a", 1);
        try (Replica replica = replica().start()) {
            replica.keep(event, Events.connected("b", 2));
            many.takes("a/1");
            many.takes("b/2");
            await().until(() -> place().equals("2"));

            long seq = replica.journal.find(event.id()).orElseThrow().seq();
            assertThat(replica.places.dispatchAgain(many.name(), 3)).isFalse();
            assertThat(replica.places.dispatchAgain(many.name(), seq)).isTrue();

            many.takes("a/1");
            await().until(() -> database.count("redelivery") == 0);
            assertThat(many.underWay).isEmpty();
        }
    }

    @Test
    void whatCameSinceSomeMomentIsHandedAgainAndNothingThatItHasYetToGet() throws Exception {
        Instant since = clock.instant();
        try (Replica replica = replica().start()) {
            replica.keep(
                    Events.receivedAt("old", 1, since.minusMillis(1)),
                    Events.receivedAt("a", 2, since),
                    Events.receivedAt("b", 3, since.plusSeconds(5)));
            many.takes("old/1");
            many.takes("a/2");
            many.takes("b/3");
            await().until(() -> place().equals("3"));

            assertThat(dispatchAgain(replica, since.plusSeconds(6))).isZero();
            assertThat(dispatchAgain(replica, since)).isEqualTo(2);

            many.takes("a/2");
            many.takes("b/3");
            await().until(() -> database.count("redelivery") == 0);
            assertThat(many.underWay).isEmpty();
        }
    }

    private long dispatchAgain(Replica replica, Instant since) {
        Places.Handed handed = replica.places.handed(many.name(), since);
        long events = replica.places.dispatchAgain(many.name(), handed);
        assertThat(handed.events()).isEqualTo(events);
        return events;
    }

    @Test
    void whatIsReadOnceMoreAfterACrashOverwritesNothingOfWhatIsKnown() throws Exception {
        try (Replica replica = Replica.on(database).clock(clock).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().until(replica.dispatcher::isDispatching);
            Ledger ledger = replica.places.open(List.of(many), clock.instant());
            JournalEntry first = new JournalEntry(1, "a", null, "{}");
            Instant nextAt = clock.instant().plusSeconds(5);
            save(ledger, new Outcome(first, false, 3, nextAt, "answered 503", false));
            save(ledger, Outcome.behind(first));

            assertThat(database.column("SELECT attempts FROM redelivery")).containsExactly("3");
            assertThat(database.column("SELECT last_error FROM redelivery")).containsExactly("answered 503");
            assertThat(ledger.waiting(many)).containsExactly(new Ledger.Waiting("a", nextAt));
            assertThat(ledger.redeliveries(many, "a", 0, 10))
                    .singleElement()
                    .satisfies(due -> assertThat(due.attempts()).isEqualTo(3));

            save(ledger, new Outcome(first, false, 4, nextAt, "answered 500", true));
            save(ledger, Outcome.behind(first));
            assertThat(database.column("SELECT attempts FROM redelivery WHERE set_aside = 1"))
                    .containsExactly("4");
            save(ledger, Outcome.handled(first));
            assertThat(database.count("redelivery")).isZero();
        }
    }

    /** An hour is what a sink may ask for. */
    @Test
    void whatWasToWaitForLongerThanAnythingDoesWaitsForAPauseAfterARestart() throws Exception {
        try (Replica replica = Replica.on(database).clock(clock).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("b", 2), Events.connected("c", 3));
            await().until(replica.dispatcher::isDispatching);
            Ledger before = replica.places.open(List.of(many), clock.instant());
            Instant hour = clock.instant().plus(Duration.ofHours(1));
            save(before, new Outcome(new JournalEntry(1, "a", null, "{}"), false, 3, hour, "answered 503", false));
            save(
                    before,
                    new Outcome(
                            new JournalEntry(2, "b", null, "{}"), false, 3, hour.plusMillis(1), "answered 503", false));
            save(before, Outcome.behind(new JournalEntry(3, "c", null, "{}")));

            Ledger after = replica.places.open(List.of(many), clock.instant());
            assertThat(after.waiting(many))
                    .containsExactly(
                            new Ledger.Waiting("a", hour),
                            new Ledger.Waiting("b", clock.instant().plusSeconds(5)),
                            new Ledger.Waiting("c", Instant.EPOCH));
        }
    }

    private static void save(Ledger ledger, Outcome outcome) {
        ledger.save(List.of(new Progress("sink crm", 1, List.of(outcome))), List.of());
    }
}
