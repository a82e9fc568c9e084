package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Beans;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.KeptEvents;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** Incidents with a clock and a memory of their own, which are handed what a journal keeps. */
abstract class ConcludingFromJournal {

    final MovableClock clock = new MovableClock();
    final String id = "instance-" + UUID.randomUUID();
    final AtomicBoolean doubted = new AtomicBoolean();
    Incidents incidents;

    abstract Journal journal();

    abstract Connections connections();

    /** Forgets all that is not saved. */
    void restart() throws SQLException {
        incidents = new Incidents(
                journal(),
                connections(),
                Beans.instances(List.<InDoubt>of(instance -> doubted.get())),
                clock,
                Configuration.of(FlappingConfig.class, Map.of()),
                Configuration.of(OutageConfig.class, Map.of()));
        incidents.reload();
    }

    void save() throws SQLException {
        journal().write(connection -> {
            incidents.save(connection);
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
        long seq = journal().read(connection -> {
            try (var select = connection.prepareStatement(
                    "SELECT MAX(seq) FROM event WHERE instance = ? AND kind IN ('connected', 'disconnected')")) {
                select.setString(1, event.instance());
                try (var rows = select.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        });
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
        return KeptEvents.of(journal(), id).stream()
                .filter(event -> event.endsWith("derived"))
                .toList();
    }

    boolean row(String condition) throws SQLException {
        return journal().read(connection -> {
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
