package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table {@code event}: how an event becomes a row and a row an event. */
final class EventTable {

    /** The columns of an event, of the table {@code event} by the name {@code e}. */
    static final String COLUMNS =
            "e.seq, e.id, e.instance, e.kind, e.moment, e.received_at, e.source, e.raw_moment, e.phone, e.error";

    private static final String INSERT =
            "INSERT INTO event (id, instance, kind, moment, received_at, source, raw_moment,"
                    + " phone, error, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

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
                insert.setString(9, event instanceof Disconnected disconnected ? disconnected.error() : null);
                insert.setBytes(10, append.body());
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
                    case Connected.KIND -> {
                        String phone = row.getString(9);
                        yield new Connected(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                phone == null || phone.isEmpty() ? Phone.unknown() : new Phone(phone));
                    }
                    case Disconnected.KIND ->
                        new Disconnected(id, instance, moment, receivedAt, source, rawMoment, row.getString(10));
                    default ->
                        throw new SQLException("The journal holds an event of the kind '" + kind
                                + "', which this version does not know; was it written by a newer one?");
                };
        return new JournalEntry(seq, event);
    }
}
