package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.dispatch.DispatchFixtures;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.KeptEvents;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** NoticeIncidents with a clock and a memory of their own, which are handed what a journal keeps. */
abstract class ConcludingFromJournal {

    final MovableClock clock = new MovableClock();
    final String id = "instance-" + UUID.randomUUID();
    final AtomicBoolean doubted = new AtomicBoolean();
    NoticeIncidents incidents;

    abstract Store store();

    abstract Leadership leadership();

    abstract Journal journal();

    abstract Connections connections();

    /** Forgets all that is not saved. */
    void restart() throws SQLException {
        incidents = IncidentFixtures.incidents(
                store(), journal(), leadership(), connections(), clock, instance -> doubted.get());
        DispatchFixtures.reload(incidents.state().orElseThrow());
    }

    void save() throws SQLException {
        store().write(sql -> {
            DispatchFixtures.save(incidents.state().orElseThrow(), sql);
            return null;
        });
    }

    void flap() throws SQLException {
        take(connected());
        for (int i = 0; i < 8; i++) {
            clock.forward(Duration.ofSeconds(10));
            take(i % 2 == 0 ? disconnected() : connected());
        }
    }

    JournalEntry take(ConnectionEvent event) throws SQLException {
        JournalEntry entry = append(event);
        incidents.take(entry);
        return entry;
    }

    /** The event as it is kept. */
    JournalEntry append(ConnectionEvent event) throws SQLException {
        journal().append(event, null).toCompletableFuture().join();
        long seq = store().read(sql -> sql.number(
                "SELECT MAX(seq) AS n FROM event WHERE instance = ? AND kind IN ('connected', 'disconnected')",
                event.instance()));
        return journal().after(seq - 1, 1).get(0);
    }

    Connected connected() {
        Instant now = clock.instant();
        return Events.connected(id, now, now.plusMillis(1), Source.WEBHOOK, null, Phone.unknown());
    }

    Disconnected disconnected() {
        return disconnected(id);
    }

    Disconnected disconnected(String instance) {
        Instant now = clock.instant();
        return Events.disconnected(instance, now, now.plusMillis(1), Source.WEBHOOK, null, null);
    }

    /** What was concluded. */
    List<String> kept() {
        return KeptEvents.of(store(), id).stream()
                .filter(event -> event.endsWith("derived"))
                .toList();
    }

    boolean row(String condition) throws SQLException {
        return store().read(sql ->
                        sql.number("SELECT COUNT(*) AS n FROM incident WHERE instance = ? AND " + condition, id))
                > 0;
    }
}
