package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Source;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
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

    /**
     * How much PlugZapi's clock may be ahead of ours: its moment of the change is then after that of our asking. Not more,
     * since a change back and forth whose callbacks come in the wrong order would be lost.
     */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final Set<ConnectionEvent> told;

    /** A change that happened, as far as anybody knows, after one moment and not after another. */
    private record Change(String kind, Instant after, Instant moment) {

        /** Whether a callback tells this change; where its moment leaves that open, only as long as it is the last. */
        private boolean isToldBy(ConnectionEvent event, boolean last) {
            if (!event.kind().equals(kind)) {
                return false;
            }
            boolean within = event.moment().isAfter(after) && !event.moment().isAfter(moment);
            return within || (last && isOpen(event));
        }

        private boolean isOpen(ConnectionEvent event) {
            boolean justAfter = event.moment().isAfter(moment) && event.moment().isBefore(moment.plus(SKEW));
            return justAfter || isWithoutMoment(event);
        }

        private boolean isWithoutMoment(ConnectionEvent event) {
            return event.moment().equals(event.receivedAt())
                    && event.receivedAt().isBefore(moment.plus(PATIENCE));
        }
    }

    private Reconciled(Set<ConnectionEvent> told) {
        this.told = told;
    }

    /** What some appends tell again. Mostly the table is empty, and that is all that is asked. */
    static Reconciled of(Connection connection, List<Writer.Append> appends) throws SQLException {
        Set<ConnectionEvent> told = new HashSet<>();
        Map<String, List<ConnectionEvent>> callbacks = appends.stream()
                .map(Writer.Append::event)
                .filter(event -> event.source() == Source.WEBHOOK)
                .collect(Collectors.groupingBy(ConnectionEvent::instance));
        if (!callbacks.isEmpty() && !isTableEmpty(connection)) {
            for (Map.Entry<String, List<ConnectionEvent>> ofInstance : callbacks.entrySet()) {
                Change change = find(connection, ofInstance.getKey());
                if (change != null) {
                    boolean last = ofInstance.getValue().stream().anyMatch(change::isOpen)
                            && !isOvertaken(connection, ofInstance.getKey(), change);
                    for (ConnectionEvent event : ofInstance.getValue()) {
                        if (change.isToldBy(event, last)) {
                            told.add(event);
                        } else if (!event.kind().equals(change.kind())) {
                            last = false;
                        }
                    }
                }
            }
        }
        return new Reconciled(told);
    }

    private static Change find(Connection connection, String instance) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT kind, after_at, moment FROM reconciled WHERE instance = ?")) {
            select.setString(1, instance);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? new Change(
                                rows.getString(1),
                                Instant.ofEpochMilli(rows.getLong(2)),
                                Instant.ofEpochMilli(rows.getLong(3)))
                        : null;
            }
        }
    }

    /** Whether the instance has changed again since, so that what comes now is news. */
    private static boolean isOvertaken(Connection connection, String instance, Change change) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM event WHERE instance = ?"
                + " AND kind IN (?, ?) AND kind <> ? AND seq > (SELECT COALESCE(MAX(seq), 0) FROM event"
                + " WHERE instance = ? AND kind = ? AND source = ?) LIMIT 1")) {
            select.setString(1, instance);
            select.setString(2, Connected.KIND);
            select.setString(3, Disconnected.KIND);
            select.setString(4, change.kind());
            select.setString(5, instance);
            select.setString(6, change.kind());
            select.setString(7, Source.RECONCILIATION.label());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static boolean isTableEmpty(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM reconciled LIMIT 1");
                ResultSet rows = select.executeQuery()) {
            return !rows.next();
        }
    }

    boolean isEmpty() {
        return told.isEmpty();
    }

    /** Whether an event tells only what was learnt by asking before. */
    boolean tells(ConnectionEvent event) {
        return told.contains(event);
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
