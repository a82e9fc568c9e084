package io.github.plugzapi.connect.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.journal.RunningJournal;
import io.github.plugzapi.connect.testsupport.Beans;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.KeptEvents;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a journal that nobody else concludes from. */
class IncidentsInJournalTest {

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final String id = "instance-" + UUID.randomUUID();
    private final AtomicBoolean doubted = new AtomicBoolean();
    private RunningJournal running;
    private Journal journal;
    private Connections connections;
    private Incidents incidents;

    @BeforeEach
    void begin() throws SQLException {
        running = new RunningJournal(Database.Kind.SQLITE.fresh(folder), clock, opened -> {
            connections = new Connections(GatewayFixtures.instances(Map.of()), opened, clock);
            return connections;
        });
        journal = running.journal();
        await().until(journal::isDispatching);
        restart();
    }

    @AfterEach
    void end() {
        running.close();
    }

    @Test
    void whatWasSavedSurvivesARestart() throws SQLException {
        take(disconnected());
        clock.forward(Duration.ofMinutes(5).plusSeconds(1));
        incidents.lookAtTheClock();
        save();

        restart();
        clock.forward(Duration.ofHours(1));
        incidents.lookAtTheClock();
        take(connected());

        assertThat(kept()).containsExactly("outage_started derived", "outage_ended derived");
    }

    @Test
    void whatTheClockHasToTellIsNotForgottenByARestart() throws SQLException {
        flap();
        save();
        restart();
        clock.forward(Duration.ofMinutes(10));
        incidents.lookAtTheClock();
        assertThat(kept()).hasSize(2);
        assertThat(kept()).endsWith("flapping_ended derived");

        take(disconnected());
        save();
        restart();
        clock.forward(Duration.ofMinutes(6));
        incidents.lookAtTheClock();
        assertThat(kept()).hasSize(3);

        assertThat(kept()).endsWith("outage_started derived");
    }

    @Test
    void changesFromBeforeARestartCount() throws SQLException {
        take(connected());
        for (int i = 0; i < 7; i++) {
            clock.forward(Duration.ofSeconds(10));
            take(i % 2 == 0 ? disconnected() : connected());
            save();
            restart();
        }

        assertThat(kept()).containsExactly("flapping_started derived");
    }

    @Test
    void theSameEventsHandedAgainAfterACrashTellNothingTwice() throws SQLException {
        List<JournalEntry> entries = new ArrayList<>();
        entries.add(take(connected()));
        for (int i = 0; i < 8; i++) {
            clock.forward(Duration.ofSeconds(10));
            entries.add(take(i % 2 == 0 ? disconnected() : connected()));
        }
        clock.forward(Duration.ofHours(1));
        entries.add(take(disconnected()));
        clock.forward(Duration.ofHours(1));
        entries.add(take(connected()));
        List<String> once = kept();
        assertThat(once)
                .containsExactly(
                        "flapping_started derived",
                        "flapping_ended derived",
                        "outage_started derived",
                        "outage_ended derived");

        // Nothing was saved: a crash.
        restart();
        for (JournalEntry entry : entries) {
            incidents.take(entry);
        }

        assertThat(kept()).isEqualTo(once);
    }

    @Test
    void theSameEventsHandedAgainAfterTheyWereSavedChangeNothing() throws SQLException {
        take(connected());
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clock.forward(Duration.ofMillis(100));
            entries.add(take(i % 2 == 0 ? disconnected() : connected()));
        }
        save();
        restart();
        for (JournalEntry entry : entries) {
            incidents.take(entry);
        }
        assertThat(kept()).isEmpty();

        clock.forward(Duration.ofSeconds(1));
        take(disconnected());
        clock.forward(Duration.ofMinutes(6));
        incidents.lookAtTheClock();

        assertThat(kept()).containsExactly("outage_started derived");
    }

    @Test
    void thereIsNoOutageWhileAConnectionWaitsToBeHandedOver() throws SQLException {
        take(disconnected());
        clock.forward(Duration.ofMinutes(4));
        JournalEntry waiting = append(connected());
        clock.forward(Duration.ofMinutes(2));

        incidents.lookAtTheClock();
        incidents.take(waiting);
        incidents.lookAtTheClock();

        assertThat(kept()).isEmpty();
    }

    @Test
    void thereIsNoOutageWhileAnAnswerOfPlugzapiIsAwaited() throws SQLException {
        doubted.set(true);
        take(disconnected());
        clock.forward(Duration.ofHours(1));
        incidents.lookAtTheClock();
        assertThat(kept()).isEmpty();

        doubted.set(false);
        incidents.lookAtTheClock();

        assertThat(kept()).containsExactly("outage_started derived");
    }

    @Test
    void theOutagesOfManyInstancesAreToldTogether() throws SQLException {
        List<ConnectionEvent> down = IntStream.range(0, 300)
                .<ConnectionEvent>mapToObj(i -> disconnected(id + "-" + i))
                .toList();
        for (ConnectionEvent event : down) {
            take(event);
        }
        clock.forward(Duration.ofMinutes(6));

        incidents.lookAtTheClock();

        assertThat(down).allSatisfy(event -> assertThat(KeptEvents.of(journal, event.instance()))
                .containsExactly("disconnected webhook", "outage_started derived"));
    }

    @Test
    void nothingOfAnErasedInstanceIsConcludedAnyMore() throws SQLException {
        take(disconnected());
        save();

        new Erasure(journal, connections, incidents).instance(id);
        clock.forward(Duration.ofHours(1));
        incidents.lookAtTheClock();
        save();

        assertThat(kept()).isEmpty();
        assertThat(row("1 = 1")).isFalse();
    }

    @Test
    void nothingOfAnErasedInstanceIsConcludedAfterARestart() throws SQLException {
        take(disconnected());
        save();
        journal.eraseInstance(id);

        restart();
        clock.forward(Duration.ofHours(1));
        incidents.lookAtTheClock();

        assertThat(kept()).isEmpty();
    }

    // ---- Helpers

    /** Forgets all that is not saved. */
    private void restart() throws SQLException {
        incidents = new Incidents(
                journal,
                connections,
                Beans.instances(List.<InDoubt>of(instance -> doubted.get())),
                clock,
                Configuration.of(FlappingConfig.class, Map.of()),
                Configuration.of(OutageConfig.class, Map.of()));
        incidents.reload();
    }

    private void save() throws SQLException {
        journal.write(connection -> {
            incidents.save(connection);
            return null;
        });
    }

    private void flap() throws SQLException {
        take(connected());
        for (int i = 0; i < 8; i++) {
            clock.forward(Duration.ofSeconds(10));
            take(i % 2 == 0 ? disconnected() : connected());
        }
    }

    private JournalEntry take(ConnectionEvent event) throws SQLException {
        JournalEntry entry = append(event);
        incidents.take(entry);
        return entry;
    }

    /** The event as it is kept. */
    private JournalEntry append(ConnectionEvent event) throws SQLException {
        journal.append(event, null).toCompletableFuture().join();
        long seq = journal.read(connection -> {
            try (var select = connection.prepareStatement(
                    "SELECT MAX(seq) FROM event WHERE instance = ? AND kind IN ('connected', 'disconnected')")) {
                select.setString(1, event.instance());
                try (var rows = select.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        });
        return journal.after(seq - 1, 1).get(0);
    }

    private Connected connected() {
        Instant now = clock.instant();
        return new Connected(
                UUID.randomUUID().toString(), id, now, now.plusMillis(1), Source.WEBHOOK, null, Phone.unknown());
    }

    private Disconnected disconnected() {
        return disconnected(id);
    }

    private Disconnected disconnected(String instance) {
        Instant now = clock.instant();
        return new Disconnected(
                UUID.randomUUID().toString(), instance, now, now.plusMillis(1), Source.WEBHOOK, null, null);
    }

    /** What was concluded. */
    private List<String> kept() {
        return KeptEvents.of(journal, id).stream()
                .filter(event -> event.endsWith("derived"))
                .toList();
    }

    private boolean row(String condition) throws SQLException {
        return journal.read(connection -> {
            try (var select =
                    connection.prepareStatement("SELECT 1 FROM incident WHERE instance = ? AND " + condition)) {
                select.setString(1, id);
                try (var rows = select.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }
}
