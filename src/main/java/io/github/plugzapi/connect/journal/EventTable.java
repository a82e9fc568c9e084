package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.FlappingEnded;
import io.github.plugzapi.connect.event.FlappingStarted;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.SessionRestoreAttempted;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.event.SubscriptionEnding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table {@code event}: how an event becomes a row and a row an event. */
final class EventTable {

    /** The columns of an event, of the table {@code event} by the name {@code e}. */
    static final String COLUMNS =
            "e.seq, e.id, e.instance, e.kind, e.moment, e.received_at, e.source, e.raw_moment, e.phone, e.error, e.since, e.number,"
                    + " e.change, e.other_number";

    private static final String INSERT =
            "INSERT INTO event (id, instance, kind, moment, received_at, source, raw_moment,"
                    + " phone, error, since, number, change, other_number, body)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private EventTable() {}

    /** Inserts events; the counts are 1 for each that is new and 0 for each that was there before. */
    static int[] insert(Connection connection, List<Writer.Append> appends) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Writer.Append append : appends) {
                ConnectionEvent event = append.event();
                insert.setString(1, event.id());
                insert.setString(2, event.instance());
                insert.setString(3, event.kind());
                insert.setLong(4, event.moment().toEpochMilli());
                insert.setLong(5, event.receivedAt().toEpochMilli());
                insert.setString(6, event.source().label());
                insert.setString(7, event.rawMoment());
                insert.setString(
                        8,
                        event instanceof Connected connected ? connected.phone().digits() : null);
                insert.setString(9, error(event));
                setLong(insert, 10, since(event));
                setLong(insert, 11, number(event));
                setFlag(insert, 12, change(event));
                setFlag(insert, 13, event instanceof Connected connected ? connected.otherNumber() : null);
                insert.setBytes(14, append.body());
                insert.addBatch();
            }
            return insert.executeBatch();
        }
    }

    /** The entries after a sequence number, in order. */
    static List<JournalEntry> after(Connection connection, long seq, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM event e WHERE e.seq > ? ORDER BY e.seq LIMIT ?")) {
            select.setLong(1, seq);
            select.setInt(2, limit);
            List<JournalEntry> entries = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    entries.add(entry(rows));
                }
            }
            return entries;
        }
    }

    /** The sequence number of the newest entry; 0 if there is none. */
    static long end(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT COALESCE(MAX(seq), 0) FROM event");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The entry of a row that begins with {@link #COLUMNS}. */
    static JournalEntry entry(ResultSet row) throws SQLException {
        long seq = row.getLong(1);
        String id = row.getString(2);
        String instance = row.getString(3);
        String kind = row.getString(4);
        Instant moment = Instant.ofEpochMilli(row.getLong(5));
        Instant receivedAt = Instant.ofEpochMilli(row.getLong(6));
        Source source = Source.of(row.getString(7));
        String rawMoment = row.getString(8);
        ConnectionEvent event =
                switch (kind) {
                    case Connected.KIND ->
                        new Connected(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                phone(row.getString(9)),
                                row.getInt(13) == 1,
                                row.getInt(14) == 1);
                    case Disconnected.KIND ->
                        new Disconnected(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                row.getString(10),
                                row.getInt(13) == 1);
                    case FlappingStarted.KIND ->
                        new FlappingStarted(id, instance, moment, receivedAt, source, rawMoment, row.getInt(12));
                    case FlappingEnded.KIND ->
                        new FlappingEnded(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                Instant.ofEpochMilli(row.getLong(11)));
                    case OutageStarted.KIND ->
                        new OutageStarted(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                Instant.ofEpochMilli(row.getLong(11)));
                    case OutageEnded.KIND ->
                        new OutageEnded(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                Instant.ofEpochMilli(row.getLong(11)));
                    case SessionRestoreAttempted.KIND ->
                        new SessionRestoreAttempted(
                                id, instance, moment, receivedAt, source, rawMoment, row.getInt(12), row.getString(10));
                    case SubscriptionEnding.KIND ->
                        new SubscriptionEnding(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                Instant.ofEpochMilli(row.getLong(11)),
                                Duration.ofSeconds(row.getLong(12)));
                    default ->
                        throw new SQLException("The journal holds an event of the kind '" + kind
                                + "', which this version does not know; was it written by a newer one?");
                };
        return new JournalEntry(seq, event);
    }

    private static Phone phone(String digits) {
        return digits == null || digits.isEmpty() ? Phone.unknown() : new Phone(digits);
    }

    private static String error(ConnectionEvent event) {
        if (event instanceof Disconnected disconnected) {
            return disconnected.error();
        }
        return event instanceof SessionRestoreAttempted attempted ? attempted.error() : null;
    }

    private static Long since(ConnectionEvent event) {
        if (event instanceof SubscriptionEnding ending) {
            return ending.until().toEpochMilli();
        }
        if (event instanceof FlappingEnded ended) {
            return ended.since().toEpochMilli();
        }
        if (event instanceof OutageStarted started) {
            return started.since().toEpochMilli();
        }
        return event instanceof OutageEnded ended ? ended.since().toEpochMilli() : null;
    }

    private static Long number(ConnectionEvent event) {
        if (event instanceof SubscriptionEnding ending) {
            return ending.left().toSeconds();
        }
        if (event instanceof FlappingStarted started) {
            return (long) started.changes();
        }
        return event instanceof SessionRestoreAttempted attempted ? (long) attempted.attempt() : null;
    }

    private static Boolean change(ConnectionEvent event) {
        if (event instanceof Connected connected) {
            return connected.change();
        }
        return event instanceof Disconnected disconnected ? disconnected.change() : null;
    }

    private static void setFlag(PreparedStatement statement, int index, Boolean value) throws SQLException {
        setLong(statement, index, value == null ? null : Long.valueOf(value ? 1 : 0));
    }

    private static void setLong(PreparedStatement statement, int index, Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, value);
        }
    }
}
