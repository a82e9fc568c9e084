package io.github.plugzapi.connect.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.connection.ConnectionFixtures;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.dispatch.DispatchFixtures;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.KeptEvents;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
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
        int many = 2_000;
        CompletableFuture.allOf(IntStream.range(0, many)
                        .mapToObj(i ->
                                journal.append(disconnected(id + "-" + i), null).toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .join();
        for (long seq = 0; seq < many; seq += 500) {
            journal.after(seq, 500).forEach(incidents::take);
        }
        clock.forward(Duration.ofMinutes(6));

        incidents.lookAtTheClock();

        assertThat(running.store()
                        .<Long>read(sql -> sql.number("SELECT COUNT(*) AS n FROM event WHERE kind = 'outage_started'")))
                .isEqualTo(many);
    }

    @Test
    void whatComesOfOtherInstancesDelaysNoOutage() throws SQLException {
        take(disconnected());
        clock.forward(Duration.ofMinutes(6));
        append(disconnected("another"));

        incidents.lookAtTheClock();

        assertThat(kept()).containsExactly("outage_started derived");
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
    void nothingOfAnInstanceThatAnotherProcessErasedIsConcludedAnyMore() throws SQLException {
        Database shared = Database.Kind.POSTGRESQL.fresh(folder);
        AtomicReference<Connections> itsConnections = new AtomicReference<>();
        AtomicReference<NoticeIncidents> itsIncidents = new AtomicReference<>();
        try (RunningJournal one =
                        new RunningJournal(shared, clock, opened -> connections(opened, itsConnections), opened -> {
                            itsIncidents.set(IncidentFixtures.incidents(
                                    opened.store(),
                                    opened.journal(),
                                    opened.leadership(),
                                    itsConnections.get(),
                                    clock));
                            return itsIncidents.get();
                        });
                RunningJournal two =
                        new RunningJournal(shared, clock, opened -> connections(opened, new AtomicReference<>()))) {
            one.keep(disconnected(), disconnected("another"));
            await().until(() -> shared.count("incident") == 2);
            Connections connectionsOfTwo = ConnectionFixtures.connections(
                    InstanceFixtures.instances(Map.of()), two.store(), two.journal(), clock);
            two.erasure(
                            connectionsOfTwo,
                            DispatchFixtures.erasable(IncidentFixtures.incidents(
                                    two.store(), two.journal(), two.leadership(), connectionsOfTwo, clock)))
                    .instance(id);
            clock.forward(Duration.ofMinutes(6));

            itsIncidents.get().lookAtTheClock();

            assertThat(KeptEvents.of(one.store(), id)).isEmpty();
            assertThat(KeptEvents.of(one.store(), "another")).contains("outage_started derived");
            // Whatever it has in memory is read anew before anything is saved.
            await().until(() -> {
                itsIncidents.get().lookAtTheClock();
                return shared.column("SELECT outage_open FROM incident WHERE instance = 'another'")
                        .equals(List.of("1"));
            });
            assertThat(KeptEvents.of(one.store(), id)).isEmpty();
            assertThat(shared.column("SELECT instance FROM incident")).containsExactly("another");
        }
    }

    private Connections connections(RunningJournal opened, AtomicReference<Connections> made) {
        made.set(ConnectionFixtures.connections(
                InstanceFixtures.instances(Map.of()), opened.store(), opened.journal(), clock));
        return made.get();
    }

    @Test
    void theMetricsTellHowManyInstancesFlapAndAreOut() throws SQLException {
        MeterRegistry registry = new SimpleMeterRegistry();
        ManualTicker ticker = new ManualTicker(new MovableClock());
        new CountIncidents(running.store(), connections, ticker, registry);

        flap();
        take(disconnected());
        clock.forward(Duration.ofMinutes(6));
        incidents.lookAtTheClock();
        assertThat(kept()).hasSize(2);
        save();

        tickUntilCounted(ticker);
        assertThat(registry.get("instances_flapping").gauge().value()).isEqualTo(1);
        assertThat(registry.get("outages_open").gauge().value()).isEqualTo(1);
        assertThat(row("flapping_since IS NOT NULL")).isTrue();
        assertThat(row("outage_open = 1")).isTrue();

        clock.forward(Duration.ofHours(1));
        take(connected());
        save();

        assertThat(row("flapping_since IS NOT NULL")).isFalse();
        assertThat(row("outage_open = 1")).isFalse();
        tickUntilCounted(ticker);
        assertThat(registry.get("instances_flapping").gauge().value()).isZero();
        assertThat(registry.get("outages_open").gauge().value()).isZero();
    }

    private static void tickUntilCounted(ManualTicker ticker) {
        for (int i = 0; i < 5; i++) {
            ticker.tick();
        }
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
