package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Source;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table {@code reconciled}: the last change of each instance that was learnt by asking. The callback that should have
 * told it may only be late; then it tells the same change, and one change is one event.
 */
final class Reconciled {

    /** A callback without a moment that is believed is taken for the late one this long. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Map<String, Change> byInstance;

    /** A change that happened, as far as anybody knows, after one moment and not after another. */
    private record Change(String kind, Instant after, Instant moment) {

        private boolean isToldBy(ConnectionEvent event) {
            if (event.source() != Source.WEBHOOK || !event.kind().equals(kind)) {
                return false;
            }
            boolean within = event.moment().isAfter(after) && !event.moment().isAfter(moment);
            boolean withoutMoment = event.moment().equals(event.receivedAt())
                    && event.receivedAt().isBefore(moment.plus(PATIENCE));
            return within || withoutMoment;
        }
    }

    private Reconciled(Map<String, Change> byInstance) {
        this.byInstance = byInstance;
    }

    /** The changes of the instances of some appends. Mostly the table is empty, and that is all that is asked. */
    static Reconciled of(Connection connection, List<Writer.Append> appends) throws SQLException {
        Map<String, Change> changes = new HashMap<>();
        Set<String> instances = appends.stream()
                .filter(append -> append.event().source() == Source.WEBHOOK)
                .map(append -> append.event().instance())
                .collect(Collectors.toSet());
        if (!instances.isEmpty() && !isTableEmpty(connection)) {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT kind, after_at, moment FROM reconciled WHERE instance = ?")) {
                for (String instance : instances) {
                    select.setString(1, instance);
                    try (ResultSet rows = select.executeQuery()) {
                        if (rows.next()) {
                            changes.put(
                                    instance,
                                    new Change(
                                            rows.getString(1),
                                            Instant.ofEpochMilli(rows.getLong(2)),
                                            Instant.ofEpochMilli(rows.getLong(3))));
                        }
                    }
                }
            }
        }
        return new Reconciled(changes);
    }

    private static boolean isTableEmpty(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM reconciled LIMIT 1");
                ResultSet rows = select.executeQuery()) {
            return !rows.next();
        }
    }

    boolean isEmpty() {
        return byInstance.isEmpty();
    }

    /** Whether an event tells only what was learnt by asking before. */
    boolean tells(ConnectionEvent event) {
        Change change = byInstance.get(event.instance());
        return change != null && change.isToldBy(event);
    }

    /** Remembers a change; {@code after} is the moment of what was known before, null if there was nothing. */
    static void keep(Connection connection, ConnectionEvent event, Instant after) throws SQLException {
        try (PreparedStatement upsert =
                connection.prepareStatement("INSERT INTO reconciled (instance, kind, after_at, moment)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (instance) DO UPDATE SET kind = excluded.kind,"
                        + " after_at = excluded.after_at, moment = excluded.moment")) {
            upsert.setString(1, event.instance());
            upsert.setString(2, event.kind());
            upsert.setLong(3, after == null ? 0 : after.toEpochMilli());
            upsert.setLong(4, event.moment().toEpochMilli());
            upsert.executeUpdate();
        }
    }
}
