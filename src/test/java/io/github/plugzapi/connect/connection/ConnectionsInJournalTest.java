package io.github.plugzapi.connect.connection;

import static io.github.plugzapi.connect.connection.Connection.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.Connection.Status.DISCONNECTED;
import static io.github.plugzapi.connect.connection.Connection.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.RunningJournal;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The current state as it is kept in a journal. */
@Timeout(60)
@ParameterizedClass
@EnumSource
class ConnectionsInJournalTest {

    private static final Instant MOMENT = MovableClock.START;
    private static final Phone PHONE = new Phone("5544999999999");

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void makeDatabase() {
        database = kind.fresh(folder);
    }

    /** A process with its connections. */
    private static final class Process implements AutoCloseable {

        private final RunningJournal running;
        private Connections connections;
        private Incidents incidents;

        private Process(Database database) throws SQLException {
            running = new RunningJournal(database, this::observing);
        }

        private RunningJournal.Observing observing(Journal journal) {
            connections = new Connections(GatewayFixtures.instances(Map.of()), journal);
            incidents = new Incidents(
                    journal,
                    Clock.systemUTC(),
                    Configuration.of(FlappingConfig.class, Map.of()),
                    Configuration.of(OutageConfig.class, Map.of()));
            return new RunningJournal.Observing() {
                @Override
                public void observe(ConnectionEvent event) throws SQLException {
                    connections.changed(event);
                }

                @Override
                public void save(java.sql.Connection connection) throws SQLException {
                    connections.save(connection);
                }

                @Override
                public void saved() {
                    connections.saved();
                }

                @Override
                public void reload() {
                    connections.reload();
                }
            };
        }

        @Override
        public void close() {
            running.close();
        }
    }

    @Test
    void theStateSurvivesARestartAlsoWithoutTheHistory() throws Exception {
        Connection before;
        try (Process process = new Process(database)) {
            process.running.keep(connected("a", 1, PHONE), connected("b", 1, PHONE), disconnected("b", 2, "gone"));
            await().until(() -> process.connections.of("a").status() == CONNECTED);
            await().until(() -> process.connections.of("b").status() == DISCONNECTED);
            before = process.connections.of("b");
        }
        database.execute("DELETE FROM event");
        try (Process process = new Process(database)) {
            assertThat(process.connections.of("b")).isEqualTo(before);
            assertThat(process.connections.of("a").status()).isEqualTo(CONNECTED);
            assertThat(process.connections.of("a").phone()).isEqualTo(PHONE);
            assertThat(process.connections.of("a").since()).isEqualTo(MOMENT.plusSeconds(1));
            assertThat(process.connections.of("c").status()).isEqualTo(UNKNOWN);
            assertThat(process.connections.all()).hasSize(2);
        }
    }

    @Test
    void anOlderEventThatComesLateDoesNotOverturnTheStateAfterARestart() throws Exception {
        try (Process process = new Process(database)) {
            process.running.keep(connected("a", 5, PHONE), connected("a", 9, PHONE));
            await().untilAsserted(() -> assertThat(database.column("SELECT seq FROM observer_position"))
                    .containsExactly("2"));
        }
        try (Process process = new Process(database)) {
            process.running.keep(disconnected("a", 7, "late"), connected("marker", 1, PHONE));
            await().until(() -> process.connections.of("marker").status() == CONNECTED);
            assertThat(process.connections.of("a").status()).isEqualTo(CONNECTED);
            assertThat(process.connections.of("a").since()).isEqualTo(MOMENT.plusSeconds(5));
        }
    }

    @Test
    void whatAnotherProcessSavesIsSeen() throws Exception {
        try (Process process = new Process(database)) {
            process.running.keep(connected("a", 1, PHONE));
            await().until(() -> database.column("SELECT status FROM connection").contains("connected"));
            database.execute("UPDATE connection SET status = 'disconnected'");
            await().until(() -> process.connections.of("a").status() == DISCONNECTED);
            assertThat(process.connections.all()).extracting(Connection::status).containsExactly(DISCONNECTED);
        }
    }

    @Test
    void nothingIsLeftOfAnErasedInstance() throws Exception {
        try (Process process = new Process(database)) {
            Erasure erasure = new Erasure(process.running.journal(), process.connections, process.incidents);
            process.running.keep(connected("a", 1, PHONE), connected("b", 1, PHONE));
            await().until(() -> database.count("connection") == 2);
            assertThat(erasure.instance("a")).isEqualTo(1);
            assertThat(process.connections.of("a").status()).isEqualTo(UNKNOWN);
            assertThat(process.connections.all())
                    .extracting(Connection::instance)
                    .containsExactly("b");
            assertThat(database.column("SELECT instance FROM event")).containsExactly("b");
            assertThat(database.column("SELECT instance FROM connection")).containsExactly("b");
        }
    }

    @Test
    void ofAnErasedPhoneNumberTheStateStaysWithoutIt() throws Exception {
        try (Process process = new Process(database)) {
            Erasure erasure = new Erasure(process.running.journal(), process.connections, process.incidents);
            Phone other = new Phone("5511888888888");
            process.running.keep(connected("a", 1, PHONE), connected("b", 1, other));
            await().until(() -> database.count("connection") == 2);
            assertThat(erasure.phone(PHONE)).isEqualTo(1);
            assertThat(process.connections.of("a").status()).isEqualTo(CONNECTED);
            assertThat(process.connections.of("a").phone()).isEqualTo(Phone.unknown());
            assertThat(process.connections.of("b").phone()).isEqualTo(other);
            process.running.keep(connected("a", 2, Phone.unknown()), disconnected("b", 2, null));
            await().until(() -> process.connections.of("b").status() == DISCONNECTED);
            assertThat(database.column("SELECT phone FROM connection ORDER BY instance"))
                    .containsExactly("", other.digits());
        }
    }

    /** The example of docs/operations.md. */
    @Test
    void aNumberThatPlugzapiWritesWithoutTheNinthDigitIsErasedByTheOneThatPeopleWrite() throws Exception {
        try (Process process = new Process(database)) {
            Erasure erasure = new Erasure(process.running.journal(), process.connections, process.incidents);
            process.running.keep(
                    connected("a", 1, new Phone("554499999999")), connected("b", 1, new Phone("5544999999999")));
            await().until(() -> database.count("connection") == 2);

            assertThat(erasure.phone(Phone.parse("+55 44 99999-9999"))).isEqualTo(2);

            assertThat(database.count("event")).isZero();
            assertThat(process.connections.all())
                    .extracting(Connection::phone)
                    .containsExactly(Phone.unknown(), Phone.unknown());
            assertThat(database.column("SELECT phone FROM connection")).containsExactly("", "");
        }
    }

    private static ConnectionEvent connected(String instance, int second, Phone phone) {
        Instant moment = MOMENT.plusSeconds(second);
        return new Connected(id(), instance, moment, moment, Source.WEBHOOK, moment.toString(), phone);
    }

    private static ConnectionEvent disconnected(String instance, int second, String error) {
        Instant moment = MOMENT.plusSeconds(second);
        return new Disconnected(id(), instance, moment, moment, Source.WEBHOOK, moment.toString(), error);
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
