package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.testsupport.Catalogue;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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
            assertThat(database.column("SELECT raw_moment FROM event")).containsExactly("10000");
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
            assertThat(database.column("SELECT raw_moment FROM event ORDER BY seq"))
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
    void anUnreadableCallbackIsKeptAsItCame() throws Exception {
        byte[] body = {0, (byte) 0xff, '{'};
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            replica.quarantine
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
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            for (int i = 1; i <= Quarantine.MAX_NUMBER + 3; i++) {
                keepUnreadable(replica, "a", Integer.toString(i));
            }
            assertThat(database.count("quarantine")).isEqualTo(Quarantine.MAX_NUMBER);
            assertThat(database.column("SELECT MIN(id) FROM quarantine")).containsExactly("4");
        }
    }

    @Test
    void theQuarantineIsBoundedInAge() throws Exception {
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            keepUnreadable(replica, "old", "x");
            clock.forward(Quarantine.MAX_AGE);
            replica.retention.purge();
            assertThat(database.count("quarantine")).isEqualTo(1);
            keepUnreadable(replica, "new", "x");
            clock.forward(Duration.ofMillis(1));
            replica.retention.purge();
            assertThat(database.column("SELECT instance FROM quarantine")).containsExactly("new");
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
            replica.journal.write(connection -> connection
                    .createStatement()
                    .executeUpdate(
                            "INSERT INTO subscription (instance, paid_until) VALUES ('erase-me', 1), ('keep', 1)"));
            await().untilAsserted(() -> assertThat(database.count("redelivery")).isEqualTo(3));
            assertThat(replica.journal.eraseInstance("erase-me")).isEqualTo(2);
            assertThat(replica.journal.eraseInstance("erase-me")).isZero();
            assertThat(new Catalogue(database).rows()).noneMatch(row -> row.contains("erase-me"));
            assertThat(database.column("SELECT instance FROM event")).containsExactly("keep");
            assertThat(database.column("SELECT instance FROM quarantine")).containsExactly("keep");
            assertThat(database.column("SELECT instance FROM redelivery")).containsExactly("keep");
            assertThat(database.column("SELECT instance FROM subscription")).containsExactly("keep");
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
            assertThat(replica.journal.erasePhone(Events.PHONE)).isEqualTo(3);
            assertThat(new Catalogue(database).rows()).noneMatch(row -> row.contains(digits));
            assertThat(database.column("SELECT raw_moment FROM event ORDER BY seq"))
                    .containsExactly("2", "4");
            assertThat(database.count("quarantine")).isEqualTo(1);
            assertThat(replica.journal.erasePhone(Phone.unknown())).isZero();
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

            assertThat(replica.journal.erasePhone(new Phone(erased))).isEqualTo(2 * written.size());

            assertThat(database.column("SELECT error FROM event WHERE error <> 'x' ORDER BY seq"))
                    .containsExactlyElementsOf(ofOthers);
            assertThat(database.count("event")).isEqualTo(2 * ofOthers.size());
            assertThat(database.count("quarantine")).isEqualTo(ofOthers.size());
            assertThat(replica.journal.erasePhone(new Phone(erased))).isZero();
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

            assertThat(replica.journal.erasePhone(new Phone(erased))).isEqualTo(2);

            assertThat(database.column("SELECT raw_moment FROM event")).containsExactly("3");
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

            replica.journal.erasePhone(new Phone("554499991234"));

            assertThat(database.column("SELECT COALESCE(last_error, 'nothing') FROM redelivery"))
                    .doesNotContain("1234");
        }
    }

    @Test
    void ofANumberOfFewDigitsOnlyTheEventsThatAreItsOwnAreErased() throws Exception {
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            replica.keep(Events.connected("a", "1", new Phone("1")), Events.disconnected("a", "2", "1 error"));
            assertThat(replica.journal.erasePhone(new Phone("1"))).isEqualTo(1);
            assertThat(database.column("SELECT raw_moment FROM event")).containsExactly("2");
        }
    }

    private static void keepUnreadable(Replica replica, String instance, String body) {
        replica.quarantine
                .keep(instance, null, "It is not JSON.", body.getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture()
                .join();
    }

    private void awaitSaved(RecordingObserver observer, int events) {
        await().untilAsserted(() -> assertThat(observer.events()).hasSizeGreaterThanOrEqualTo(events));
        await().untilAsserted(() -> assertThat(database.column("SELECT MIN(seq) FROM observer_position"))
                .isEqualTo(database.column("SELECT MAX(seq) FROM event")));
    }
}
