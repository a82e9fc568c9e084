package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.text.LogText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The table {@code event}: how an event becomes a row and a row an event. */
public final class EventTable {

    /** The columns of an event, of the table {@code event} by the name {@code e}. */
    public static final String COLUMNS = "e.seq, e.instance, e.kind, e.distinction, e.data";

    private static final String INSERTED = "id, instance, kind, moment, received_at, source, distinction, data, body";

    private static final String INSERT_ONCE =
            "INSERT INTO event (" + INSERTED + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private static final Logger LOG = Logger.getLogger(EventTable.class);

    /** The kinds that it was said of that their events cannot be read. */
    private static final Set<String> UNREADABLE = ConcurrentHashMap.newKeySet();

    private static final int LOOKED_THROUGH_AT_ONCE = 20_000;

    private EventTable() {}

    /** Inserts events; says for each, in order, whether it is new. */
    static List<Boolean> insert(Sql sql, List<Journal.Append> appends) {
        List<Boolean> isNew = new ArrayList<>(appends.size());
        List<Object[]> callbacks = new ArrayList<>(appends.size());
        for (Journal.Append append : appends) {
            if (append.event().source() == Source.WEBHOOK) {
                // Of these the table refuses none; what is known of the instance says which are new.
                callbacks.add(row(append));
                isNew.add(true);
            } else {
                insertCallbacks(sql, callbacks);
                isNew.add(sql.update(INSERT_ONCE, row(append)) == 1);
            }
        }
        insertCallbacks(sql, callbacks);
        return isNew;
    }

    private static void insertCallbacks(Sql sql, List<Object[]> callbacks) {
        sql.insert("event", INSERTED, callbacks);
        callbacks.clear();
    }

    private static Object[] row(Journal.Append append) {
        ConnectionEvent event = append.event();
        return new Object[] {
            event.id(),
            event.instance(),
            event.kind(),
            event.moment(),
            event.receivedAt(),
            event.source(),
            event.distinction(),
            append.json(),
            append.body()
        };
    }

    /** Whether this very event is kept. */
    static boolean isThere(Sql sql, ConnectionEvent event) {
        return sql.number(
                        "SELECT COUNT(*) AS n FROM event WHERE moment = ? AND instance = ? AND id = ?",
                        event.moment(),
                        event.instance(),
                        event.id())
                > 0;
    }

    /** The sequence numbers after one, in order. */
    static List<Long> seqsAfter(Sql sql, long seq, int limit) {
        return sql.list(
                "SELECT seq FROM event WHERE seq > ? ORDER BY seq LIMIT ?", row -> row.number("seq"), seq, limit);
    }

    /**
     * The entries after a sequence number.
     *
     * @param sql to read with; never null
     * @param seq the number
     * @param limit how many at most
     * @return them, in order; never null
     */
    public static List<JournalEntry> after(Sql sql, long seq, int limit) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM event e WHERE e.seq > ? ORDER BY e.seq LIMIT ?",
                EventTable::entry,
                seq,
                limit);
    }

    /**
     * Some entries, by their sequence numbers.
     *
     * @param sql to read with; never null
     * @param seqs the numbers; never null
     * @return those of them that there are, in any order; never null
     */
    public static List<JournalEntry> of(Sql sql, List<Long> seqs) {
        List<JournalEntry> entries = new ArrayList<>(seqs.size());
        sql.eachIn("SELECT " + COLUMNS + " FROM event e WHERE e.seq IN", seqs, row -> entries.add(entry(row)));
        return entries;
    }

    /**
     * Finds an entry by its event's id, for which there is no index, since each callback would pay for it: the newest come first,
     * in steps, none of which takes long.
     *
     * @param sql to read with; never null
     * @param id the id; never null
     * @return the entry; empty if there is none
     */
    public static Optional<JournalEntry> find(Sql sql, String id) {
        long first = sql.number("SELECT MIN(seq) AS n FROM event");
        Optional<JournalEntry> found = Optional.empty();
        for (long to = end(sql); to > 0 && to >= first && found.isEmpty(); to -= LOOKED_THROUGH_AT_ONCE) {
            found = sql.first(
                    "SELECT " + COLUMNS + " FROM event e WHERE e.seq > ? AND e.seq <= ? AND e.id = ?",
                    EventTable::entry,
                    to - LOOKED_THROUGH_AT_ONCE,
                    to,
                    id);
        }
        return found;
    }

    /**
     * The sequence number of the newest entry.
     *
     * @param sql to ask with; never null
     * @return the number; 0 if there is none
     */
    public static long end(Sql sql) {
        return sql.number("SELECT MAX(seq) AS n FROM event");
    }

    /**
     * Deletes events.
     *
     * @param sql to delete with; never null
     * @param seqs their sequence numbers; never null
     * @return how many of them there were
     */
    public static int delete(Sql sql, List<Long> seqs) {
        return sql.updateEach("DELETE FROM event WHERE seq = ?", seqs);
    }

    /**
     * The entry of a row.
     *
     * @param row with the {@link #COLUMNS}; never null
     * @return the entry; never null
     */
    public static JournalEntry entry(Row row) {
        String json = row.text("data");
        return new JournalEntry(
                row.number("seq"), row.text("instance"), event(row.text("kind"), json, row.text("distinction")), json);
    }

    /** Null where it cannot be read: while replicas are replaced one by one, a newer one may know more than this one. */
    private static ConnectionEvent event(String kind, String json, String distinction) {
        try {
            return EventJson.read(json, distinction);
        } catch (IllegalArgumentException e) {
            if (UNREADABLE.add(kind)) {
                LOG.warnf(
                        "The journal holds an event of the kind '%s' that cannot be read (%s); did a newer version"
                                + " write it? Observers pass over it and over others like it.",
                        LogText.oneLine(kind), e.getMessage());
            }
            return null;
        }
    }
}
