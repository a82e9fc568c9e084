package io.github.plugzapi.connect.connection;

import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.DISCONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.erasure.Erasure;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.KeptEvents;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The current state as it is kept in a journal. */
@ParameterizedClass
@EnumSource
class ConnectionsInJournalTest {

    private static final Instant MOMENT = MovableClock.START;
    private static final Phone PHONE = new Phone("5544999999999");

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

    /** A process with its connections. */
    private final class Process implements AutoCloseable {

        private final RunningJournal running;
        private Connections connections;

        private Process() throws SQLException {
            running = new RunningJournal(database, clock, this::connections);
        }

        private Connections connections(RunningJournal opened) {
            connections = new Connections(
                    InstanceFixtures.instances(Map.of(
                            "plugzapi.instances.sales.id", "configured", "plugzapi.instances.sales.token", "token")),
                    opened.store(),
                    opened.journal(),
                    clock);
            return connections;
        }

        private Erasure erasure() {
            return running.erasure(connections);
        }

        @Override
        public void close() {
            running.close();
        }
    }

    @Test
    void theStateIsThatOfTheLastEventOnceThatIsKept() throws Exception {
        try (Process process = new Process()) {
            for (int i = 0; i < 20; i++) {
                process.running.keep(i % 2 == 0 ? connected("a", i, PHONE) : disconnected("a", i, "gone"));
                assertThat(process.connections.of("a").status()).isEqualTo(i % 2 == 0 ? CONNECTED : DISCONNECTED);
            }
        }
    }

    /** It could not be read when it came. */
    @Test
    void aCallbackThatIsReadLongAfterItCameIsLateWhereAnythingWasHeardSince() throws Exception {
        try (Process process = new Process()) {
            process.running.keep(Events.connected("a", MOMENT, MOMENT, Source.WEBHOOK, null, PHONE));
            clock.forward(Duration.ofDays(3));
            Instant received = MOMENT.minus(Duration.ofMinutes(5));
            for (int i = 0; i < 2; i++) {
                process.running.keep(Events.disconnected("a", received, received, Source.WEBHOOK, null, "gone"));
            }

            assertThat(process.connections.of("a").status()).isEqualTo(CONNECTED);
            assertThat(database.count("event")).isEqualTo(2);
        }
    }

    @Test
    void aCallbackThatIsReadLongAfterItCameIsNewsWhereNothingWasHeardSince() throws Exception {
        try (Process process = new Process()) {
            process.running.keep(Events.connected("a", MOMENT, MOMENT, Source.WEBHOOK, null, PHONE));
            clock.forward(Duration.ofDays(3));
            Instant received = MOMENT.plus(Duration.ofMinutes(5));
            process.running.keep(Events.disconnected("a", received, received, Source.WEBHOOK, null, "gone"));

            assertThat(process.connections.of("a").status()).isEqualTo(DISCONNECTED);
            assertThat(process.connections.of("a").since()).isEqualTo(received);
        }
    }

    @Test
    void anEventHasTheNameThatItsInstanceHadWhenItWasKept() throws Exception {
        try (Process process = new Process()) {
            ConnectionEvent concluded =
                    new OutageStarted(Occurrence.learnt("configured", MOMENT, MOMENT, Source.DERIVED, "1"), MOMENT);
            process.running.keep(connected("configured", 1, PHONE), concluded, connected("other", 1, PHONE));

            assertThat(process.running.journal().after(0, 10))
                    .extracting(entry -> entry.event().name())
                    .containsExactly("sales", "sales", null);
            assertThat(process.running.journal().after(0, 10))
                    .extracting(JournalEntry::json)
                    .satisfiesExactly(
                            json -> assertThat(json).contains("\"name\":\"sales\""),
                            json -> assertThat(json).contains("\"name\":\"sales\""),
                            json -> assertThat(json).contains("\"name\":null"));
        }
    }

    @Test
    void anInstanceThatIsCalledByItsIdHasNoName() throws Exception {
        Instances instances = InstanceFixtures.instances(Map.of());
        instances.listed(Map.of("a", new Instance("a", "a", "token", null)), Set.of(), true);
        try (RunningJournal running = new RunningJournal(
                database, clock, opened -> new Connections(instances, opened.store(), opened.journal(), clock))) {
            running.keep(connected("a", 1, PHONE));

            assertThat(running.journal().after(0, 10))
                    .extracting(entry -> entry.event().name())
                    .containsOnlyNulls();
        }
    }

    @Test
    void whatANewerVersionKeptTellsNothingOfTheState() throws Exception {
        try (Process process = new Process()) {
            process.running.keep(connected("a", 1, PHONE));
            database.execute("INSERT INTO event (id, instance, kind, moment, received_at, source, distinction, data)"
                    + " VALUES ('1', 'a', 'number_banned', 0, 0, 'webhook', '1', '{}')");
            process.running.keep(disconnected("a", 2, "gone"), connected("a", 1, PHONE));

            assertThat(process.connections.of("a").status()).isEqualTo(DISCONNECTED);
            assertThat(database.column("SELECT kind FROM event ORDER BY seq"))
                    .containsExactly("connected", "number_banned", "disconnected");
        }
    }

    @Test
    void theStateSurvivesARestartAlsoWithoutTheHistory() throws Exception {
        ConnectionState before;
        try (Process process = new Process()) {
            process.running.keep(connected("a", 1, PHONE), connected("b", 1, PHONE), disconnected("b", 2, "gone"));
            before = process.connections.of("b");
        }
        database.execute("DELETE FROM event");
        try (Process process = new Process()) {
            assertThat(before.status()).isEqualTo(DISCONNECTED);
            assertThat(process.connections.of("b")).isEqualTo(before);
            assertThat(process.connections.of("a").status()).isEqualTo(CONNECTED);
            assertThat(process.connections.of("a").phone()).isEqualTo(PHONE);
            assertThat(process.connections.of("a").since()).isEqualTo(MOMENT.plusSeconds(1));
            assertThat(process.connections.of("c").status()).isEqualTo(UNKNOWN);
            assertThat(process.connections.all()).hasSize(3);
        }
    }

    @Test
    void whatItTakesToRecognizeACallbackSurvivesARestart() throws Exception {
        try (Process process = new Process()) {
            process.running.keep(connected("a", 5, PHONE), connected("a", 9, PHONE));
            process.running.keep(connected("b", 5, PHONE));
            assertThat(process.connections.learn(learnt("b", 300), process.connections.look("b")))
                    .isTrue();
            process.running.keep(unbelieved("c", 0));
        }
        try (Process process = new Process()) {
            process.running.keep(connected("a", 9, PHONE), disconnected("a", 7, "late"));
            process.running.keep(disconnected("b", 200, "Device has been disconnected"));
            process.running.keep(unbelieved("c", 3), unbelieved("c", 300));

            assertThat(process.connections.of("a").status()).isEqualTo(CONNECTED);
            assertThat(process.connections.of("a").since()).isEqualTo(MOMENT.plusSeconds(5));
            assertThat(process.connections.of("b").error()).isEqualTo("Device has been disconnected");
            assertThat(KeptEvents.of(process.running.store(), "a"))
                    .containsExactly("connected webhook", "connected webhook", "disconnected webhook");
            assertThat(KeptEvents.of(process.running.store(), "b"))
                    .containsExactly("connected webhook", "disconnected reconciliation");
            assertThat(KeptEvents.of(process.running.store(), "c")).hasSize(2);
        }
    }

    @Test
    void aCallbackThatIsSentOnceMoreLaterIsOneEventHoweverMuchCameInBetween() throws Exception {
        try (Process process = new Process()) {
            ConnectionEvent first = connected("a", 1, PHONE);
            process.running.keep(first, disconnected("a", 2, "gone"), connected("a", 3, PHONE));
            ConnectionEvent late = disconnected("a", 0, "late");
            List<CompletableFuture<Appended>> answers = new ArrayList<>();
            for (ConnectionEvent again : List.of(first, late, disconnected("a", 2, "gone"), late)) {
                answers.add(process.running.journal().append(again, null).toCompletableFuture());
            }

            assertThat(answers.stream().map(CompletableFuture::join))
                    .containsExactly(Appended.DUPLICATE, Appended.NEW, Appended.DUPLICATE, Appended.DUPLICATE);
            assertThat(process.connections.of("a").status()).isEqualTo(CONNECTED);
            assertThat(process.connections.of("a").since()).isEqualTo(MOMENT.plusSeconds(3));
        }
    }

    @Test
    void whatWasLearntByAskingIsNotKeptWhereAnythingCameSinceTheQuestion() throws Exception {
        try (Process process = new Process()) {
            process.running.keep(connected("a", 1, PHONE));
            Connections.Seen seen = process.connections.look("a");
            process.running.keep(connected("a", 2, PHONE));

            assertThat(process.connections.learn(learnt("a", 300), seen)).isFalse();
            assertThat(process.connections.of("a").status()).isEqualTo(CONNECTED);
            assertThat(process.connections.learn(learnt("a", 300), process.connections.look("a")))
                    .isTrue();
            assertThat(process.connections.of("a").status()).isEqualTo(DISCONNECTED);
        }
    }

    /**
     * Sequences of callbacks with repeats, equal moments and moments that are not believed, of several instances and in
     * groups that share a transaction: in the end the state is that of the last callback.
     */
    @Test
    void inTheEndTheStateIsThatOfTheLastCallbackSent() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Process one = new Process();
                Process two = database.isShared() ? new Process() : null) {
            for (int round = 0; round < 60; round++) {
                String instance = "instance-" + round;
                Instant moment = MOMENT.truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
                ConnectionEvent last = null;
                List<CompletableFuture<Appended>> answers = new ArrayList<>();
                List<String> sent = new ArrayList<>();
                int length = 1 + random.nextInt(12);
                for (int i = 0; i < length; i++) {
                    moment = moment.plusMillis(random.nextInt(3) == 0 ? 1_000L * random.nextInt(3) : 0);
                    boolean repeat = last != null && random.nextInt(4) == 0;
                    if (!repeat) {
                        Instant received = moment.plusMillis(1 + random.nextInt(900));
                        Instant told =
                                switch (random.nextInt(4)) {
                                    case 0 -> received;
                                    case 1 -> moment.truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
                                    default -> moment;
                                };
                        last = random.nextBoolean()
                                ? Events.connected(instance, told, received, Source.WEBHOOK, "raw", PHONE)
                                : Events.disconnected(instance, told, received, Source.WEBHOOK, "raw", "gone");
                    }
                    sent.add(last.kind() + " " + last.moment());
                    Process process = two != null && random.nextBoolean() ? two : one;
                    answers.add(process.running.journal().append(last, null).toCompletableFuture());
                    if (two != null || random.nextInt(3) == 0) {
                        answers.forEach(CompletableFuture::join);
                    }
                }
                answers.forEach(CompletableFuture::join);
                assertThat(one.connections.of(instance).status())
                        .as("seed %d, sent %s", seed, sent)
                        .isEqualTo(last instanceof Connected ? CONNECTED : DISCONNECTED);
            }
        }
    }

    @Test
    void whatCouldNotBeCommittedIsNotKnown() throws Exception {
        try (Process process = new Process()) {
            process.running.keep(connected("a", 1, PHONE));
            // A year that no database column has room for.
            ConnectionEvent impossible =
                    Events.disconnected("a", MOMENT.plusSeconds(2), Instant.MAX, Source.WEBHOOK, "raw", "gone");
            assertThat(process.running.journal().append(impossible, null).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(10));

            ConnectionEvent again = connected("a", 1, PHONE);
            assertThat(process.running
                            .journal()
                            .append(again, null)
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(Appended.DUPLICATE);
            process.running.keep(disconnected("a", 3, "gone"));

            assertThat(process.connections.of("a").since()).isEqualTo(MOMENT.plusSeconds(3));
            assertThat(KeptEvents.of(process.running.store(), "a"))
                    .containsExactly("connected webhook", "disconnected webhook");
        }
    }

    @Test
    void anInstanceThatIsNotConfiguredIsForgottenOnceItIsSilentForAWeek() throws Exception {
        try (Process process = new Process()) {
            process.running.keep(connected("configured", 1, PHONE), connected("removed", 1, PHONE));
            clock.forward(Connections.REMEMBERED);
            assertThat(process.connections.all()).hasSize(2);
            clock.forward(Duration.ofSeconds(2));

            assertThat(process.connections.all())
                    .extracting(ConnectionState::instance)
                    .containsExactly("configured");
            assertThat(process.connections.of("removed").status()).isEqualTo(CONNECTED);
        }
    }

    @Test
    void nothingIsLeftOfAnErasedInstance() throws Exception {
        try (Process process = new Process()) {
            process.running.keep(connected("a", 1, PHONE), connected("b", 1, PHONE));
            assertThat(process.erasure().instance("a")).isEqualTo(1);
            assertThat(process.connections.of("a").status()).isEqualTo(UNKNOWN);
            assertThat(process.connections.all())
                    .extracting(ConnectionState::instance)
                    .containsExactlyInAnyOrder("b", "configured");
            assertThat(database.column("SELECT instance FROM event")).containsExactly("b");
            assertThat(database.column("SELECT instance FROM connection")).containsExactly("b");
        }
    }

    @Test
    void ofAnErasedPhoneNumberTheStateStaysWithoutIt() throws Exception {
        try (Process process = new Process()) {
            Phone other = new Phone("5511888888888");
            process.running.keep(
                    connected("a", 1, PHONE),
                    connected("b", 1, other),
                    disconnected("c", 1, "replaced by " + PHONE.digits()));
            assertThat(process.erasure().phone(PHONE)).isEqualTo(2);
            assertThat(process.connections.of("a").status()).isEqualTo(CONNECTED);
            assertThat(process.connections.of("a").phone()).isEqualTo(Phone.unknown());
            assertThat(process.connections.of("b").phone()).isEqualTo(other);
            assertThat(process.connections.of("c").error()).isNull();
            process.running.keep(connected("a", 2, Phone.unknown()), disconnected("b", 2, null));
            assertThat(database.column("SELECT phone FROM connection ORDER BY instance"))
                    .containsExactly("", other.digits(), "");
        }
    }

    /** The example of docs/operations.md. */
    @Test
    void aNumberThatPlugzapiWritesWithoutTheNinthDigitIsErasedByTheOneThatPeopleWrite() throws Exception {
        try (Process process = new Process()) {
            process.running.keep(
                    connected("a", 1, new Phone("554499999999")), connected("b", 1, new Phone("5544999999999")));

            assertThat(process.erasure().phone(Phone.parse("+55 44 99999-9999")))
                    .isEqualTo(2);

            assertThat(database.count("event")).isZero();
            assertThat(process.connections.all())
                    .extracting(ConnectionState::phone)
                    .containsOnly(Phone.unknown());
            assertThat(database.column("SELECT phone FROM connection")).containsExactly("", "");
        }
    }

    private static ConnectionEvent connected(String instance, int second, Phone phone) {
        Instant moment = MOMENT.plusSeconds(second);
        return Events.connected(instance, moment, moment.plusMillis(1), Source.WEBHOOK, moment.toString(), phone);
    }

    private static ConnectionEvent disconnected(String instance, int second, String error) {
        Instant moment = MOMENT.plusSeconds(second);
        return Events.disconnected(instance, moment, moment.plusMillis(1), Source.WEBHOOK, moment.toString(), error);
    }

    private static ConnectionEvent unbelieved(String instance, int second) {
        Instant moment = MOMENT.plusSeconds(second);
        return Events.connected(instance, moment, moment, Source.WEBHOOK, null, PHONE);
    }

    private static ConnectionEvent learnt(String instance, int second) {
        Instant moment = MOMENT.plusSeconds(second);
        return Events.disconnected(instance, moment, moment, Source.RECONCILIATION, null, null);
    }
}
