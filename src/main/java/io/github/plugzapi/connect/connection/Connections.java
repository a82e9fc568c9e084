package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.gateway.Instances;
import io.github.plugzapi.connect.journal.AppendFilter;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.TextErasure;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The table {@code connection}: the current state of each instance. It is kept in the transaction that appends an event, so
 * that every process can tell the state as of the last event, and what the next one changes.
 */
@Singleton
public class Connections implements AppendFilter {

    /** Of an instance that is not configured, nothing is said any more once it has been silent for that long. */
    static final Duration REMEMBERED = Duration.ofDays(7);

    private static final String SELECT = "SELECT instance, status, phone, since, heard_at, error, words, as_of, lag,"
            + " last_status, last_moment, last_raw, last_received_at, asked"
            + " FROM connection";

    private static final String UPSERT =
            "INSERT INTO connection (instance, status, phone, since, heard_at, error, words,"
                    + " as_of, lag, last_status, last_moment, last_raw, last_received_at, asked)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (instance) DO UPDATE SET status = excluded.status, phone = excluded.phone,"
                    + " since = excluded.since, heard_at = excluded.heard_at, error = excluded.error, words = excluded.words,"
                    + " as_of = excluded.as_of, lag = excluded.lag, last_status = excluded.last_status,"
                    + " last_moment = excluded.last_moment, last_raw = excluded.last_raw,"
                    + " last_received_at = excluded.last_received_at, asked = excluded.asked";

    /** Of so many instances it is remembered what the table holds. */
    private static final int MAX_KNOWN = 20_000;

    /** How many instances are asked for in one statement. */
    private static final int MAX_IN = 500;

    private static final Logger LOG = Logger.getLogger(Connections.class);

    private final Instances instances;
    private final Journal journal;
    private final Clock clock;

    /** What the table holds, where nobody else writes to it, so that it need not be read. Of the writer's thread alone. */
    private final Map<String, Known> committed = new HashMap<>();

    /** What it holds if the last transaction was committed. */
    private Map<String, Known> uncommitted = Map.of();

    Connections(Instances instances, Journal journal, Clock clock) {
        this.instances = instances;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public List<ConnectionEvent> news(java.sql.Connection connection, List<ConnectionEvent> events)
            throws SQLException {
        Map<String, Known> before = known(
                connection,
                events.stream().map(ConnectionEvent::instance).distinct().toList());
        Map<String, Known> known = new HashMap<>(before);
        List<ConnectionEvent> news = new ArrayList<>(events.size());
        for (ConnectionEvent event : events) {
            Known.Step step = known.getOrDefault(event.instance(), Known.nothing(event.instance()))
                    .after(event);
            if (step.late() && isKept(connection, event, news)) {
                news.add(null);
            } else {
                sayWhatIsNoEvent(known.get(event.instance()), step);
                known.put(event.instance(), step.next());
                news.add(step.news());
            }
        }
        // Nothing is known of an instance of which there were only events that are not about the connection itself.
        known.entrySet()
                .removeIf(entry -> entry.getValue() == before.get(entry.getKey())
                        || entry.getValue().words() == 0);
        save(connection, known.values());
        uncommitted = known;
        return news;
    }

    @Override
    public void committed() {
        if (!journal.isShared()) {
            if (committed.size() > MAX_KNOWN) {
                committed.clear();
            }
            committed.putAll(uncommitted);
        }
        uncommitted = Map.of();
    }

    private Map<String, Known> known(java.sql.Connection connection, List<String> some) throws SQLException {
        // Nobody has said that they were committed.
        committed.keySet().removeAll(uncommitted.keySet());
        uncommitted = Map.of();
        Map<String, Known> known = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String instance : some) {
            Known each = committed.get(instance);
            if (each == null) {
                unknown.add(instance);
            } else {
                known.put(instance, each);
            }
        }
        known.putAll(find(connection, unknown));
        return known;
    }

    /** Whether a callback that comes late was kept before: then it was only sent once more. */
    private static boolean isKept(java.sql.Connection connection, ConnectionEvent event, List<ConnectionEvent> before)
            throws SQLException {
        Known.Word word = Known.Word.of(event);
        if (before.stream()
                .anyMatch(each -> each != null
                        && each.instance().equals(event.instance())
                        && each.source() == Source.WEBHOOK
                        && Known.Word.of(each).isSameAs(word))) {
            return true;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT moment, raw_moment FROM event WHERE moment BETWEEN ? AND ? AND instance = ?"
                        + " AND kind = ? AND source = ?")) {
            select.setLong(1, word.moment().truncatedTo(ChronoUnit.SECONDS).toEpochMilli());
            select.setLong(2, word.moment().truncatedTo(ChronoUnit.SECONDS).toEpochMilli() + 999);
            select.setString(3, event.instance());
            select.setString(4, event.kind());
            select.setString(5, Source.WEBHOOK.label());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Instant moment = Instant.ofEpochMilli(rows.getLong(1));
                    if (new Known.Word(word.status(), moment, rows.getString(2), word.receivedAt()).isSameAs(word)) {
                        return true;
                    }
                }
                return false;
            }
        }
    }

    /** Another number that only the late callback of a change brings which was told already. */
    private void sayWhatIsNoEvent(Known before, Known.Step step) {
        if (step.news() == null
                && before != null
                && before.state().phone().isKnown()
                && !before.state().phone().forms().contains(step.next().state().phone())) {
            LOG.infof(
                    "%s is connected as %s, which is another number than before, says a callback that comes late",
                    instances.describe(step.next().state().instance()),
                    step.next().state().phone().masked());
        }
    }

    /**
     * What was known of an instance at some time.
     *
     * @param state its state then; never null
     * @param words how many events there were
     */
    public record Seen(Connection state, long words) {}

    /**
     * What is known of an instance, to be held against what PlugZapi answers. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return what is known now; never null
     * @throws SQLException if the journal cannot be read
     */
    public Seen look(String instance) throws SQLException {
        return look(List.of(instance)).get(instance);
    }

    /**
     * What is known of some instances. Not for the event loop.
     *
     * @param some PlugZapi's ids of them; never null
     * @return what is known now, of each of them; never null
     * @throws SQLException if the journal cannot be read
     */
    public Map<String, Seen> look(Collection<String> some) throws SQLException {
        Map<String, Known> known = journal.read(connection -> find(connection, List.copyOf(some)));
        Map<String, Seen> seen = new HashMap<>();
        for (String instance : some) {
            Known each = known.getOrDefault(instance, Known.nothing(instance));
            seen.put(instance, new Seen(each.state(), each.words()));
        }
        return seen;
    }

    /**
     * Keeps what PlugZapi said when it was asked, unless there was any event of the instance since before the question. Not
     * for the event loop.
     *
     * @param event what PlugZapi said; never null
     * @param seen what was known before the question; never null
     * @return whether it was kept
     * @throws SQLException if it cannot be kept now
     */
    public boolean learn(ConnectionEvent event, Seen seen) throws SQLException {
        return journal.appendIf(
                event,
                connection -> find(connection, List.of(event.instance()))
                                .getOrDefault(event.instance(), Known.nothing(event.instance()))
                                .words()
                        == seen.words());
    }

    /**
     * The current state of an instance. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return its state, unknown for one that PlugZapi has not said anything about; never null
     * @throws SQLException if the journal cannot be read
     */
    public Connection of(String instance) throws SQLException {
        return look(instance).state();
    }

    /**
     * The current state of all instances that are configured, and of those that PlugZapi has told us of lately. Not for the
     * event loop.
     *
     * @return a copy, in no particular order; never null
     * @throws SQLException if the journal cannot be read
     */
    public Collection<Connection> all() throws SQLException {
        Map<String, Connection> all = new LinkedHashMap<>();
        instances.all().forEach(instance -> all.put(instance.id(), Connection.unknown(instance.id())));
        journal.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Connection state = known(rows).state();
                    if (isRemembered(state.instance(), state.heardAt())) {
                        all.put(state.instance(), state);
                    }
                }
            }
            return null;
        });
        return all.values();
    }

    /** Whether an instance still counts: it is, or may be, one of ours, or it was heard of lately. */
    boolean isRemembered(String instance, Instant heardAt) {
        return instances.find(instance).isPresent()
                || !instances.isComplete()
                || heardAt.isAfter(clock.instant().minus(REMEMBERED));
    }

    /** Forgets an instance. */
    void erase(String instance) throws SQLException {
        journal.writeBetweenAppends(connection -> {
            committed.clear();
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM connection WHERE instance = ?")) {
                delete.setString(1, instance);
                return delete.executeUpdate();
            }
        });
    }

    /** Forgets a phone number wherever it is connected or stands in a text, in whichever of its forms. */
    void erase(Phone phone) throws SQLException {
        journal.writeBetweenAppends(connection -> {
            committed.clear();
            try (PreparedStatement number =
                    connection.prepareStatement("UPDATE connection SET phone = '' WHERE phone = ?")) {
                for (Phone form : phone.forms()) {
                    number.setString(1, form.digits());
                    number.executeUpdate();
                }
            }
            TextErasure.forget(connection, "connection", "error", phone.search());
            // What PlugZapi wrote for a moment.
            TextErasure.forget(connection, "connection", "last_raw", phone.search());
            return null;
        });
    }

    private static Map<String, Known> find(java.sql.Connection connection, List<String> some) throws SQLException {
        Map<String, Known> found = new HashMap<>();
        for (int from = 0; from < some.size(); from += MAX_IN) {
            List<String> part = some.subList(from, Math.min(from + MAX_IN, some.size()));
            // Rounded up, so that there are few different statements to prepare.
            int parameters = Math.min(MAX_IN, Integer.highestOneBit(2 * part.size() - 1));
            try (PreparedStatement select = connection.prepareStatement(
                    SELECT + " WHERE instance IN (?" + ", ?".repeat(parameters - 1) + ")")) {
                for (int i = 0; i < parameters; i++) {
                    select.setString(i + 1, part.get(Math.min(i, part.size() - 1)));
                }
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.put(rows.getString(1), known(rows));
                    }
                }
            }
        }
        return found;
    }

    private static Known known(ResultSet row) throws SQLException {
        String phone = row.getString(3);
        Connection state = new Connection(
                row.getString(1),
                Connection.Status.of(row.getString(2)),
                phone.isEmpty() ? Phone.unknown() : new Phone(phone),
                instant(row, 4),
                instant(row, 5),
                row.getString(6));
        Long lag = number(row, 9);
        String last = row.getString(10);
        return new Known(
                state,
                row.getLong(7),
                last == null
                        ? null
                        : new Known.Word(
                                Connection.Status.of(last), instant(row, 11), row.getString(12), instant(row, 13)),
                asked(row.getString(14)),
                instant(row, 8),
                lag == null ? null : Duration.ofMillis(lag));
    }

    /** As they are kept: {@code status after at before}, a dash where there is none, one change behind the other. */
    private static List<Known.Asked> asked(String text) {
        if (text == null) {
            return List.of();
        }
        List<Known.Asked> asked = new ArrayList<>();
        for (String change : text.split(";")) {
            String[] parts = change.split(" ");
            asked.add(new Known.Asked(
                    Connection.Status.of(parts[0]), moment(parts[1]), moment(parts[2]), moment(parts[3])));
        }
        return asked;
    }

    private static String text(List<Known.Asked> asked) {
        return asked.isEmpty()
                ? null
                : asked.stream()
                        .map(change -> String.join(
                                " ",
                                change.status().label(),
                                text(change.after()),
                                text(change.at()),
                                text(change.before())))
                        .collect(Collectors.joining(";"));
    }

    private static Instant moment(String text) {
        return text.equals("-") ? null : Instant.ofEpochMilli(Long.parseLong(text));
    }

    private static String text(Instant moment) {
        return moment == null ? "-" : Long.toString(moment.toEpochMilli());
    }

    private static void save(java.sql.Connection connection, Collection<Known> changed) throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            // In one order for all processes.
            for (Known known : changed.stream()
                    .sorted(Comparator.comparing(each -> each.state().instance()))
                    .toList()) {
                Connection state = known.state();
                Known.Word last = known.last();
                upsert.setString(1, state.instance());
                upsert.setString(2, state.status().label());
                upsert.setString(3, state.phone().digits());
                setInstant(upsert, 4, state.since());
                setInstant(upsert, 5, state.heardAt());
                upsert.setString(6, state.error());
                upsert.setLong(7, known.words());
                setInstant(upsert, 8, known.asOf());
                setNumber(upsert, 9, known.lag() == null ? null : known.lag().toMillis());
                upsert.setString(10, last == null ? null : last.status().label());
                setInstant(upsert, 11, last == null ? null : last.moment());
                upsert.setString(12, last == null ? null : last.raw());
                setInstant(upsert, 13, last == null ? null : last.receivedAt());
                upsert.setString(14, text(known.asked()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static Long number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        Long millis = number(row, column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static void setNumber(PreparedStatement statement, int index, Long number) throws SQLException {
        if (number == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, number);
        }
    }

    private static void setInstant(PreparedStatement statement, int index, Instant instant) throws SQLException {
        setNumber(statement, index, instant == null ? null : instant.toEpochMilli());
    }
}
