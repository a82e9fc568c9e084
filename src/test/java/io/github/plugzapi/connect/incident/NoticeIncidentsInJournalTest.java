package io.github.plugzapi.connect.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.connection.ConnectionFixtures;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.dispatch.DispatchFixtures;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.KeptEvents;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a journal that nobody else concludes from. */
class NoticeIncidentsInJournalTest extends ConcludingFromJournal {

    @TempDir
    Path folder;

    private RunningJournal running;
    private Journal journal;
    private Connections connections;

    @BeforeEach
    void begin() throws SQLException {
        running = new RunningJournal(Database.Kind.SQLITE.fresh(folder), clock, opened -> {
            connections = ConnectionFixtures.connections(
                    InstanceFixtures.instances(Map.of()), opened.store(), opened.journal(), clock);
            return connections;
        });
        journal = running.journal();
        await().until(running.leadership()::isHeld);
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

        assertThat(down).allSatisfy(event -> assertThat(KeptEvents.of(running.store(), event.instance()))
                .containsExactly("disconnected webhook", "outage_started derived"));
    }

    @Test
    void nothingOfAnErasedInstanceIsConcludedAnyMore() throws SQLException {
        take(disconnected());
        save();

        running.erasure(connections, DispatchFixtures.erasable(incidents)).instance(id);
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
        running.erasure(connections, DispatchFixtures.erasable(incidents)).instance(id);

        restart();
        clock.forward(Duration.ofHours(1));
        incidents.lookAtTheClock();

        assertThat(kept()).isEmpty();
    }

    @Test
    void theMetricsTellHowManyInstancesFlapAndAreOut() throws SQLException {
        MeterRegistry registry = new SimpleMeterRegistry();
        new CountIncidents(running.store(), connections, registry);

        flap();
        take(disconnected());
        clock.forward(Duration.ofMinutes(6));
        incidents.lookAtTheClock();
        assertThat(kept()).hasSize(2);
        save();

        assertThat(registry.get("instances_flapping").gauge().value()).isEqualTo(1);
        assertThat(registry.get("outages_open").gauge().value()).isEqualTo(1);
        assertThat(row("flapping_since IS NOT NULL")).isTrue();
        assertThat(row("outage_open = 1")).isTrue();

        clock.forward(Duration.ofHours(1));
        take(connected());
        save();

        assertThat(row("flapping_since IS NOT NULL")).isFalse();
        assertThat(row("outage_open = 1")).isFalse();
        assertThat(registry.get("instances_flapping").gauge().value()).isZero();
        assertThat(registry.get("outages_open").gauge().value()).isZero();
    }

    @Override
    Store store() {
        return running.store();
    }

    @Override
    Leadership leadership() {
        return running.leadership();
    }

    @Override
    Journal journal() {
        return journal;
    }

    @Override
    Connections connections() {
        return connections;
    }
}
