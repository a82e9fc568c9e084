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
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The table {@code event}: how an event becomes a row and a row an event. */
public final class EventTable {

    /** The columns of an event, of the table {@code event} by the name {@code e}. */
    public static final String COLUMNS =
            "e.seq, e.id, e.instance, e.kind, e.moment, e.received_at, e.source, e.raw_moment, e.phone, e.error, e.since, e.number,"
                    + " e.change, e.other_number";

    private static final String INSERT =
            "INSERT INTO event (id, instance, kind, moment, received_at, source, raw_moment,"
                    + " phone, error, since, number, change, other_number, body)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private EventTable() {}

    /** Inserts events; the counts are 1 for each that is new and 0 for each that was there before. */
    static int[] insert(Sql sql, List<Journal.Append> appends) {
        return sql.batch(INSERT, appends.stream().map(EventTable::row).toList());
    }

    private static Object[] row(Journal.Append append) {
        ConnectionEvent event = append.event();
        Connected connected = event instanceof Connected one ? one : null;
        return new Object[] {
            event.id(),
            event.instance(),
            event.kind(),
            event.moment(),
            event.receivedAt(),
            event.source(),
            event.rawMoment(),
            connected == null ? null : connected.phone().digits(),
            error(event),
            since(event),
            number(event),
            change(event),
            connected == null ? null : connected.otherNumber(),
            append.body()
        };
    }

    /** The entries after a sequence number, in order. */
    static List<JournalEntry> after(Sql sql, long seq, int limit) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM event e WHERE e.seq > ? ORDER BY e.seq LIMIT ?",
                EventTable::entry,
                seq,
                limit);
    }

    /** The sequence number of the newest entry; 0 if there is none. */
    static long end(Sql sql) {
        return sql.number("SELECT MAX(seq) AS n FROM event");
    }

    /**
     * The entry of a row.
     *
     * @param row with the {@link #COLUMNS}; never null
     * @return the entry; never null
     */
    public static JournalEntry entry(Row row) {
        long seq = row.number("seq");
        String id = row.text("id");
        String instance = row.text("instance");
        String kind = row.text("kind");
        Instant moment = row.moment("moment");
        Instant receivedAt = row.moment("received_at");
        Source source = row.word("source", Source.class);
        String rawMoment = row.text("raw_moment");
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
                                phone(row.text("phone")),
                                Boolean.TRUE.equals(row.flag("change")),
                                Boolean.TRUE.equals(row.flag("other_number")));
                    case Disconnected.KIND ->
                        new Disconnected(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                row.text("error"),
                                Boolean.TRUE.equals(row.flag("change")));
                    case FlappingStarted.KIND ->
                        new FlappingStarted(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                row.number("number").intValue());
                    case FlappingEnded.KIND ->
                        new FlappingEnded(id, instance, moment, receivedAt, source, rawMoment, row.moment("since"));
                    case OutageStarted.KIND ->
                        new OutageStarted(id, instance, moment, receivedAt, source, rawMoment, row.moment("since"));
                    case OutageEnded.KIND ->
                        new OutageEnded(id, instance, moment, receivedAt, source, rawMoment, row.moment("since"));
                    case SessionRestoreAttempted.KIND ->
                        new SessionRestoreAttempted(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                row.number("number").intValue(),
                                row.text("error"));
                    case SubscriptionEnding.KIND ->
                        new SubscriptionEnding(
                                id,
                                instance,
                                moment,
                                receivedAt,
                                source,
                                rawMoment,
                                row.moment("since"),
                                Duration.ofSeconds(row.number("number")));
                    default ->
                        throw new IllegalStateException("The journal holds an event of the kind '" + kind
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

    private static Instant since(ConnectionEvent event) {
        if (event instanceof SubscriptionEnding ending) {
            return ending.until();
        }
        if (event instanceof FlappingEnded ended) {
            return ended.since();
        }
        if (event instanceof OutageStarted started) {
            return started.since();
        }
        return event instanceof OutageEnded ended ? ended.since() : null;
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
}
