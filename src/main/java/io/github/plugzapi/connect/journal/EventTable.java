package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.text.LogText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The table {@code event}: how an event becomes a row and a row an event. */
final class EventTable {

    /** The columns of an event, of the table {@code event} by the name {@code e}. */
    static final String COLUMNS = "e.seq, e.kind, e.distinction, e.data";

    private static final String INSERT =
            "INSERT INTO event (id, instance, kind, moment, received_at, source, distinction, data, body)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private static final Logger LOG = Logger.getLogger(EventTable.class);

    /** The kinds that it was said of that their events cannot be read. */
    private static final Set<String> UNREADABLE = ConcurrentHashMap.newKeySet();

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
                insert.setString(7, event.distinction());
                insert.setString(8, EventJson.write(event));
                insert.setBytes(9, append.body());
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
        String json = row.getString(4);
        return new JournalEntry(row.getLong(1), event(row.getString(2), json, row.getString(3)), json);
    }

    /** Null where it cannot be read: while replicas are replaced one by one, a newer one may know more than this one. */
    private static ConnectionEvent event(String kind, String json, String distinction) {
        try {
            return EventJson.read(json, distinction);
        } catch (IllegalArgumentException e) {
            if (UNREADABLE.add(kind)) {
                LOG.warnf(
                        "The journal holds an event of the kind '%s' that cannot be read (%s): a newer version wrote it."
                                + " Observers pass over it and over others like it.",
                        LogText.oneLine(kind), e.getMessage());
            }
            return null;
        }
    }
}
