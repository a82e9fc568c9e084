package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Catalogue;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.Latches;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is purged with time and what is erased on demand. */
@ParameterizedClass
@EnumSource
class RetentionTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private static final Duration WAITS = Policy.OF_OBSERVERS.waits();

    private final MovableClock clock = new MovableClock();
    private Database database;

    @BeforeEach
    void makeDatabase() {
        database = kind.fresh(folder);
    }

    @Test
    void eventsThatAreTooOldArePurgedHoweverManyTheyAre() throws Exception {
        int old = 2 * Retention.STEP + 7;
        RecordingObserver seen = new RecordingObserver("seen");
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .retention(Duration.ofDays(1))
                .observers(seen.observer())
                .start()) {
            CompletableFuture.allOf(IntStream.range(0, old)
                            .mapToObj(i -> replica.append(Events.connected("a", i)))
                            .toArray(CompletableFuture[]::new))
                    .join();
            clock.forward(Duration.ofHours(23));
            replica.keep(Events.receivedAt("a", 10_000, clock.instant()));
            awaitSaved(seen, old + 1);
            replica.retention.purge();
            assertThat(database.count("event")).isEqualTo(old + 1);
            clock.forward(Duration.ofHours(1).plusMillis(1));
            replica.retention.purge();
            assertThat(database.column("SELECT distinction FROM event")).containsExactly("10000");
        }
    }

    @Test
    void whatWasNotHandedToEveryObserverStays() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        RecordingObserver seen = new RecordingObserver("seen", event -> {
            if (failing.get() && event.instance().equals("failing")) {
                throw new IllegalStateException("no");
            }
        });
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .retention(Duration.ofMinutes(1))
                .observers(seen.observer())
                .start()) {
            replica.keep(Events.connected("failing", 1), Events.connected("failing", 2), Events.connected("well", 3));
            awaitSaved(seen, 2);
            clock.forward(Duration.ofDays(1));
            replica.retention.purge();
            assertThat(database.column("SELECT distinction FROM event ORDER BY seq"))
                    .containsExactly("1", "2");
            failing.set(false);
            await().untilAsserted(() -> {
                clock.forward(Duration.ofMinutes(6));
                assertThat(seen.of("failing")).endsWith("1", "2");
            });
            await().untilAsserted(() -> assertThat(database.count("redelivery")).isZero());
            replica.retention.purge();
            assertThat(database.count("event")).isZero();
        }
    }

    @Test
    void anObserverThatFallsBehindForLongerThanTheJournalWaitsLosesEventsWhichIsCountedAndSaidOnce() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        RecordingObserver behind = new RecordingObserver("behind", event -> Latches.await(end));
        RecordingObserver failing = new RecordingObserver("failing", event -> {
            throw new IllegalStateException("no");
        });
        RecordingObserver well = new RecordingObserver("well");
        try (Replica replica = Replica.on(database)
                        .clock(clock)
                        .retention(Duration.ofDays(1))
                        .observers(behind.observer(), failing.observer(), well.observer())
                        .start();
                CapturedLog log = CapturedLog.start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().until(() -> database.count("redelivery") == 2);
            await().until(() ->
                    database.column("SELECT seq FROM place ORDER BY seq").equals(List.of("0", "2", "2")));
            clock.forward(Duration.ofDays(1).plus(WAITS));
            replica.retention.purge();
            assertThat(database.count("event")).isEqualTo(2);
            assertThat(List.of(lost(replica, "behind"), lost(replica, "failing")))
                    .containsOnly(0.0);

            clock.forward(Duration.ofMillis(1));
            replica.retention.purge();
            assertThat(database.count("event")).isZero();
            assertThat(database.count("redelivery")).isZero();
            assertThat(List.of(lost(replica, "behind"), lost(replica, "failing")))
                    .containsOnly(2.0);
            assertThat(lost(replica, "well")).isZero();
            assertThat(replica.places.lost()).containsOnly(Map.entry("behind", 2L), Map.entry("failing", 2L));
            replica.places.told("failing", 2);
            assertThat(replica.places.lost()).containsOnly(Map.entry("behind", 2L));

            replica.keep(Events.receivedAt("a", 3, clock.instant()));
            clock.forward(Duration.ofDays(2).plus(WAITS));
            replica.retention.purge();
            assertThat(lost(replica, "behind")).isEqualTo(3);
            assertThat(replica.places.lost()).containsEntry("behind", 3L);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("ERROR") && line.contains("behind loses events"))
                    .singleElement()
                    .asString()
                    .contains("observer_lost_total", "remove its place");
            end.countDown();
        }
    }

    @Test
    void ofWhatASubscriberLosesOnlyWhatItWantsIsCounted() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CdiObserver behind = new CdiObserver("behind", Connected.class, event -> Latches.await(end));
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .retention(Duration.ofDays(1))
                .observers(behind)
                .start()) {
            await().until(replica.dispatcher::isDispatching);
            database.execute("INSERT INTO place (subscriber, seq, waits) VALUES ('of another version', 1, 0)");
            replica.keep(
                    Events.connected("a", 1),
                    Events.disconnected("a", 2),
                    Events.disconnected("b", 3),
                    Events.connected("b", 4));
            clock.forward(Duration.ofDays(1).plus(WAITS).plusMillis(1));
            replica.retention.purge();

            assertThat(database.count("event")).isZero();
            assertThat(replica.places.lost())
                    .containsOnly(Map.entry("behind", 2L), Map.entry("of another version", 3L));
            end.countDown();
        }
    }

    private static double lost(Replica replica, String observer) {
        return replica.registry
                .get("observer_lost")
                .tag("observer", observer)
                .counter()
                .count();
    }

    @Test
    void theJournalWaitsForAnObserverThatIsGoneUntilItsPlaceIsRemoved() throws Exception {
        RecordingObserver well = new RecordingObserver("well");
        leaveWaiting(well);
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .retention(Duration.ofDays(1))
                .observers(well.observer())
                .start()) {
            replica.retention.purge();
            assertThat(database.count("event")).isEqualTo(2);

            assertThat(replica.places.remove("gone")).isTrue();
            replica.retention.purge();

            assertThat(database.count("redelivery")).isZero();
            assertThat(database.column("SELECT subscriber FROM place")).containsExactly("well");
            await().untilAsserted(() -> {
                replica.retention.purge();
                assertThat(database.count("event")).isZero();
            });
        }
    }

    @Test
    void whatAnObserverThatIsGoneHadYetToTryAgainIsNotKeptForEver() throws Exception {
        RecordingObserver well = new RecordingObserver("well");
        leaveWaiting(well);
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .retention(Duration.ofDays(1))
                .observers(well.observer())
                .start()) {
            clock.forward(WAITS);

            replica.retention.purge();

            assertThat(database.count("event")).isZero();
            assertThat(database.count("redelivery")).isZero();
        }
    }

    /** An event that failed, and one behind it, of an observer that there is not any more; both are older than a day. */
    private void leaveWaiting(RecordingObserver well) throws Exception {
        RecordingObserver gone = new RecordingObserver("gone", event -> {
            throw new IllegalStateException("no");
        });
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .observers(gone.observer(), well.observer())
                .start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().until(() -> database.count("redelivery") == 2);
            awaitSaved(well, 2);
        }
        clock.forward(Duration.ofDays(2));
    }

    @Test
    void eventsThatSeemToComeFromTheFutureHideNoOldOnes() throws Exception {
        RecordingObserver seen = new RecordingObserver("seen");
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .retention(Duration.ofDays(1))
                .observers(seen.observer())
                .start()) {
            Instant wrong = clock.instant().plus(Duration.ofDays(365));
            CompletableFuture.allOf(IntStream.range(0, Retention.STEP)
                            .mapToObj(i -> replica.append(Events.receivedAt("wrong", i, wrong)))
                            .toArray(CompletableFuture[]::new))
                    .join();
            replica.keep(Events.connected("old", 1), Events.connected("old", 2));
            awaitSaved(seen, Retention.STEP + 2);
            clock.forward(Duration.ofDays(2));

            replica.retention.purge();

            assertThat(database.column("SELECT DISTINCT instance FROM event")).containsExactly("wrong");
            assertThat(database.count("event")).isEqualTo(Retention.STEP);
        }
    }

    @Test
    void aClockThatJumpsPurgesNothingForAnHour() throws Exception {
        RecordingObserver seen = new RecordingObserver("seen");
        AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .elapsed(passed::get)
                .retention(Duration.ofDays(90))
                .observers(seen.observer())
                .start()) {
            replica.keep(Events.connected("a", 1));
            awaitSaved(seen, 1);
            replica.retention.purge();

            clock.forward(Duration.ofDays(100));
            for (int minute = 0; minute < 60; minute++) {
                replica.retention.purge();
                passed.updateAndGet(before -> before.plusMinutes(1));
                clock.forward(Duration.ofMinutes(1));
                assertThat(database.count("event")).isEqualTo(1);
            }

            // Nobody has set it right: it was wrong before.
            replica.retention.purge();
            assertThat(database.count("event")).isZero();
        }
    }

    @Test
    void nothingIsPurgedBeforeTheObserversHaveBegun() throws Exception {
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .retention(Duration.ofMinutes(1))
                .open()) {
            replica.keep(Events.connected("a", 1));
            clock.forward(Duration.ofDays(1));
            replica.retention.purge();
            assertThat(database.count("event")).isEqualTo(1);
        }
    }

    @Test
    void aPurgedNumberIsNotGivenAgain() throws Exception {
        RecordingObserver seen = new RecordingObserver("seen");
        try (Replica replica = Replica.on(database)
                .clock(clock)
                .retention(Duration.ofMinutes(1))
                .observers(seen.observer())
                .start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            awaitSaved(seen, 2);
            clock.forward(Duration.ofDays(1));
            replica.retention.purge();
            assertThat(database.count("event")).isZero();
            replica.keep(Events.connected("a", 3));
            assertThat(database.column("SELECT seq FROM event")).containsExactly("3");
            await().untilAsserted(() -> assertThat(seen.of("a")).endsWith("3"));
        }
    }

    @Test
    void nothingIsLeftOfAnErasedInstance() throws Exception {
        RecordingObserver failing = new RecordingObserver("failing", event -> {
            throw new IllegalStateException("no");
        });
        try (Replica replica =
                Replica.on(database).clock(clock).observers(failing.observer()).start()) {
            replica.keep(
                    Events.connected("erase-me", 1), Events.disconnected("erase-me", 2), Events.connected("keep", 1));
            keepUnreadable(replica, "erase-me", "x");
            keepUnreadable(replica, "keep", "x");
            await().untilAsserted(() -> assertThat(database.count("redelivery")).isEqualTo(3));
            assertThat(replica.erasure.instance("erase-me")).isEqualTo(2);
            assertThat(replica.erasure.instance("erase-me")).isZero();
            assertThat(new Catalogue(database).rows()).noneMatch(row -> row.contains("erase-me"));
            assertThat(database.column("SELECT instance FROM event")).containsExactly("keep");
            assertThat(database.column("SELECT instance FROM quarantine")).containsExactly("keep");
            assertThat(database.column("SELECT instance FROM redelivery")).containsExactly("keep");
        }
    }

    @Test
    void nothingIsLeftOfAnErasedPhoneNumber() throws Exception {
        Phone other = new Phone("5511888888888");
        String digits = Events.PHONE.digits();
        RecordingObserver failing = new RecordingObserver("failing", event -> {
            throw new IllegalStateException("cannot handle " + digits);
        });
        try (Replica replica =
                Replica.on(database).clock(clock).observers(failing.observer()).start()) {
            replica.keep(
                    Events.connected("a", "1", Events.PHONE),
                    Events.connected("a", "2", other),
                    Events.disconnected("a", "3", "The phone " + digits + " was logged out"),
                    Events.disconnected("a", "4", null));
            ConnectionEvent inBody = Events.disconnected("a", "5", null);
            replica.journal
                    .append(inBody, ("{\"phone\":\"" + digits + "\"}").getBytes(StandardCharsets.UTF_8))
                    .toCompletableFuture()
                    .join();
            keepUnreadable(replica, "a", "not JSON: " + digits);
            keepUnreadable(replica, "a", "not JSON");
            await().untilAsserted(() -> assertThat(database.count("redelivery")).isEqualTo(5));
            assertThat(replica.erasure.phone(Events.PHONE)).isEqualTo(3);
            assertThat(new Catalogue(database).rows()).noneMatch(row -> row.contains(digits));
            assertThat(database.column("SELECT distinction FROM event ORDER BY seq"))
                    .containsExactly("2", "4");
            assertThat(database.count("quarantine")).isEqualTo(1);
            assertThat(replica.erasure.phone(Phone.unknown())).isZero();
            assertThat(database.count("event")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5544999991234", "554499991234"})
    void bothFormsOfABrazilianNumberAreErasedHoweverTheyAreWritten(String erased) throws Exception {
        String longer = "5544999991234";
        String shorter = "554499991234";
        List<String> written = List.of(
                longer,
                shorter,
                longer + "@s.whatsapp.net",
                shorter + ":12@s.whatsapp.net",
                "+55 44 99999-1234",
                "+55 (44) 9 9999-1234",
                "+55 (44) 9999-1234",
                "55.44.99999.1234",
                "+55\u00a044\u00a099999\u20111234",
                "00" + longer);
        List<String> ofOthers = List.of(
                "5544999991235",
                "5511999991234",
                "15544999991234",
                "55449999912345",
                longer.substring(0, 12),
                "554433331234",
                "[55,44,99999,1234]",
                "1763899991234");
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            int number = 0;
            for (String text :
                    Stream.concat(written.stream(), ofOthers.stream()).toList()) {
                replica.keep(Events.disconnected("a" + number, "error " + text, text));
                replica.journal
                        .append(
                                Events.disconnected("b" + number, "body " + text, "x"),
                                ("{\"phone\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8))
                        .toCompletableFuture()
                        .join();
                keepUnreadable(replica, "q", "not JSON: " + text);
                number++;
            }

            assertThat(replica.erasure.phone(new Phone(erased))).isEqualTo(2 * written.size());

            assertThat(replica.journal.after(0, 100))
                    .extracting(entry -> ((Disconnected) entry.event()).error())
                    .filteredOn(error -> !error.equals("x"))
                    .containsExactlyElementsOf(ofOthers);
            assertThat(database.count("event")).isEqualTo(2 * ofOthers.size());
            assertThat(database.count("quarantine")).isEqualTo(ofOthers.size());
            assertThat(replica.erasure.phone(new Phone(erased))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5544999991234", "554499991234"})
    void anEventsOwnNumberIsErasedInBothForms(String erased) throws Exception {
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            replica.keep(
                    Events.connected("a", "1", new Phone("5544999991234")),
                    Events.connected("a", "2", new Phone("554499991234")),
                    Events.connected("a", "3", new Phone("554433331234")));

            assertThat(replica.erasure.phone(new Phone(erased))).isEqualTo(2);

            assertThat(database.column("SELECT distinction FROM event")).containsExactly("3");
        }
    }

    /** In JSON these have escapes, of which the last digit must not be taken for one of the number. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00015544999991234", "\"5544999991234\"", "\\5544999991234\n", "5544999991234\u001f"})
    void aNumberIsErasedWhateverStandsAroundIt(String text) throws Exception {
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            replica.keep(
                    Events.disconnected("a", "1", text),
                    Events.connected("a", "2", Phone.unknown()).named(text),
                    Events.connected("a", "3", Phone.unknown()).named("sales"));

            assertThat(replica.erasure.phone(new Phone("5544999991234"))).isEqualTo(2);

            assertThat(database.column("SELECT distinction FROM event")).containsExactly("3");
        }
    }

    @Test
    void anIdOrAMomentIsNoNumber() throws Exception {
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            replica.keep(Events.connected("5544999991234", 1));

            assertThat(replica.erasure.phone(new Phone("5544999991234"))).isZero();
            assertThat(replica.erasure.phone(
                            new Phone(Events.MOMENT.toString().substring(0, 10).replace("-", ""))))
                    .isZero();
        }
    }

    @Test
    void whatAnObserverSaidOfTheNumberIsForgottenAlsoOfOtherEvents() throws Exception {
        RecordingObserver failing = new RecordingObserver("failing", event -> {
            throw new IllegalStateException("cannot call +55 44 99999-1234");
        });
        try (Replica replica =
                Replica.on(database).clock(clock).observers(failing.observer()).start()) {
            replica.keep(Events.disconnected("a", "1", null));
            await().untilAsserted(() -> assertThat(database.column("SELECT last_error FROM redelivery"))
                    .singleElement()
                    .asString()
                    .contains("1234"));

            replica.erasure.phone(new Phone("554499991234"));

            assertThat(database.column("SELECT COALESCE(last_error, 'nothing') FROM redelivery"))
                    .doesNotContain("1234");
        }
    }

    @Test
    void ofANumberOfFewDigitsOnlyTheEventsThatAreItsOwnAreErased() throws Exception {
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            replica.keep(Events.connected("a", "1", new Phone("1")), Events.disconnected("a", "2", "1 error"));
            assertThat(replica.erasure.phone(new Phone("1"))).isEqualTo(1);
            assertThat(database.column("SELECT distinction FROM event")).containsExactly("2");
        }
    }

    private static void keepUnreadable(Replica replica, String instance, String body) {
        replica.store.write(sql -> sql.update(
                "INSERT INTO quarantine (instance, received_at, reason, body) VALUES (?, 0, 'It is not JSON.', ?)",
                instance,
                body.getBytes(StandardCharsets.UTF_8)));
    }

    private void awaitSaved(RecordingObserver observer, int events) {
        await().untilAsserted(() -> assertThat(observer.events()).hasSizeGreaterThanOrEqualTo(events));
        await().untilAsserted(() -> assertThat(database.column("SELECT MIN(seq) FROM place"))
                .isEqualTo(database.column("SELECT MAX(seq) FROM event")));
    }
}
