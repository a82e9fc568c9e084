package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.AppendFilter;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Singleton;
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
public class Connections implements AppendFilter, Erasable {

    /** Of an instance that is not configured, nothing is said any more once it has been silent for that long. */
    static final Duration REMEMBERED = Duration.ofDays(7);

    /** No callback waits for so long to be appended, but in the quarantine. */
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Of so many instances it is remembered what the table holds. */
    private static final int MAX_KNOWN = 20_000;

    private static final Logger LOG = Logger.getLogger(Connections.class);

    private final Instances instances;
    private final Store store;
    private final Journal journal;
    private final Clock clock;

    /** What the table holds, where nobody else writes to it, so that it need not be read. Of the writer's thread alone. */
    private final Map<String, Known> committed = new HashMap<>();

    /** What it holds if the last transaction was committed. */
    private Map<String, Known> uncommitted = Map.of();

    Connections(Instances instances, Store store, Journal journal, Clock clock) {
        this.instances = instances;
        this.store = store;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public List<ConnectionEvent> news(Sql sql, List<ConnectionEvent> events) {
        Map<String, Known> before = known(
                sql, events.stream().map(ConnectionEvent::instance).distinct().toList());
        Map<String, Known> known = new HashMap<>(before);
        List<ConnectionEvent> news = new ArrayList<>(events.size());
        for (ConnectionEvent event : events) {
            Known.Step step = known.getOrDefault(event.instance(), Known.nothing(event.instance()))
                    .after(event, event.receivedAt().isBefore(clock.instant().minus(LONG)));
            if (step.late() && isKept(sql, event, news)) {
                news.add(null);
            } else {
                sayWhatIsNoEvent(known.get(event.instance()), step);
                known.put(event.instance(), step.next());
                news.add(step.news() == null ? null : named(step.news()));
            }
        }
        // Nothing is known of an instance of which there were only events that are not about the connection itself.
        known.entrySet()
                .removeIf(entry -> entry.getValue() == before.get(entry.getKey())
                        || entry.getValue().words() == 0);
        save(sql, known.values());
        uncommitted = known;
        return news;
    }

    /** As its instance is called now: what was passed on is not renamed with it. One without a name is called by its id. */
    private ConnectionEvent named(ConnectionEvent event) {
        return instances.name(event.instance()).map(event::named).orElse(event);
    }

    @Override
    public void committed() {
        if (!store.isShared()) {
            if (committed.size() > MAX_KNOWN) {
                committed.clear();
            }
            committed.putAll(uncommitted);
        }
        uncommitted = Map.of();
    }

    private Map<String, Known> known(Sql sql, List<String> some) {
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
        known.putAll(find(sql, unknown));
        return known;
    }

    /** Whether a callback that comes late was kept before: then it was only sent once more. */
    private static boolean isKept(Sql sql, ConnectionEvent event, List<ConnectionEvent> before) {
        Known.Word word = Known.Word.of(event);
        if (before.stream()
                .anyMatch(each -> each != null
                        && each.instance().equals(event.instance())
                        && each.source() == Source.WEBHOOK
                        && Known.Word.of(each).isSameAs(word))) {
            return true;
        }
        Instant second = event.moment().truncatedTo(ChronoUnit.SECONDS);
        return sql
                .list(
                        "SELECT moment, received_at, distinction FROM event WHERE moment BETWEEN ? AND ? AND instance = ?"
                                + " AND kind = ? AND source = ?",
                        row -> new Known.Word(
                                word.status(),
                                // One that was not believed is the moment of receipt.
                                row.moment("moment").equals(row.moment("received_at")) ? null : row.moment("moment"),
                                row.text("distinction"),
                                row.moment("received_at")),
                        second,
                        second.plusMillis(999),
                        event.instance(),
                        event.kind(),
                        Source.WEBHOOK)
                .stream()
                .anyMatch(kept -> kept.isSameAs(word));
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
    public record Seen(ConnectionState state, long words) {}

    /**
     * What is known of an instance, to be held against what PlugZapi answers. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return what is known now; never null
     * @throws StoreUnavailable if the journal cannot be read
     */
    public Seen look(String instance) {
        return look(List.of(instance)).get(instance);
    }

    /**
     * What is known of some instances. Not for the event loop.
     *
     * @param some PlugZapi's ids of them; never null
     * @return what is known now, of each of them; never null
     * @throws StoreUnavailable if the journal cannot be read
     */
    public Map<String, Seen> look(Collection<String> some) {
        Map<String, Known> known = store.read(sql -> find(sql, List.copyOf(some)));
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
     * @throws StoreUnavailable if it cannot be kept now
     */
    public boolean learn(ConnectionEvent event, Seen seen) {
        return journal.appendIf(
                event,
                sql -> find(sql, List.of(event.instance()))
                                .getOrDefault(event.instance(), Known.nothing(event.instance()))
                                .words()
                        == seen.words());
    }

    /**
     * The current state of an instance. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return its state, unknown for one that PlugZapi has not said anything about; never null
     * @throws StoreUnavailable if the journal cannot be read
     */
    public ConnectionState of(String instance) {
        return look(instance).state();
    }

    /**
     * The current state of all instances that are configured, and of those that PlugZapi has told us of lately. Not for the
     * event loop.
     *
     * @return a copy, in no particular order; never null
     * @throws StoreUnavailable if the journal cannot be read
     */
    public Collection<ConnectionState> all() {
        Map<String, ConnectionState> all = new LinkedHashMap<>();
        instances.all().forEach(instance -> all.put(instance.id(), ConnectionState.unknown(instance.id())));
        store.read(sql -> sql.list("SELECT * FROM connection", row -> known(row).state())).stream()
                .filter(state -> isRemembered(state.instance(), state.heardAt()))
                .forEach(state -> all.put(state.instance(), state));
        return all.values();
    }

    /**
     * Whether an instance still counts: it is, or may be, one of ours, or it was heard of lately.
     *
     * @param instance PlugZapi's id of it; never null
     * @param heardAt when we learnt of its newest event, in UTC; never null
     * @return whether it is one to be told of
     */
    public boolean isRemembered(String instance, Instant heardAt) {
        return instances.find(instance).isPresent()
                || !instances.isComplete()
                || heardAt.isAfter(clock.instant().minus(REMEMBERED));
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM connection WHERE instance = ?", instance);
        committed.clear();
    }

    /** The state stays, without the number. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {
        sql.updateEach("UPDATE connection SET phone = '' WHERE phone = ?", phone.forms());
        sql.forget("connection", "error", phone::isIn);
        // What PlugZapi wrote for a moment.
        sql.forget("connection", "last_raw", phone::isIn);
        committed.clear();
    }

    private static Map<String, Known> find(Sql sql, List<String> some) {
        Map<String, Known> found = new HashMap<>();
        sql.eachIn(
                "SELECT * FROM connection WHERE instance IN", some, row -> found.put(row.text("instance"), known(row)));
        return found;
    }

    private static Known known(Row row) {
        String phone = row.text("phone");
        ConnectionState state = new ConnectionState(
                row.text("instance"),
                row.word("status", ConnectionState.Status.class),
                phone.isEmpty() ? Phone.unknown() : new Phone(phone),
                row.moment("since"),
                row.moment("heard_at"),
                row.text("error"),
                row.word("source", Source.class));
        ConnectionState.Status last = row.word("last_status", ConnectionState.Status.class);
        return new Known(
                state,
                row.number("words"),
                last == null
                        ? null
                        : new Known.Word(
                                last, row.moment("last_moment"), row.text("last_raw"), row.moment("last_received_at")),
                asked(row.text("asked")),
                row.moment("as_of"),
                row.duration("lag"));
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
                    ConnectionState.Status.of(parts[0]), moment(parts[1]), moment(parts[2]), moment(parts[3])));
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

    private static void save(Sql sql, Collection<Known> changed) {
        // In one order for all processes.
        sql.upsert(
                "connection",
                "instance",
                changed.stream()
                        .sorted(Comparator.comparing(known -> known.state().instance()))
                        .map(Connections::row)
                        .toList());
    }

    private static Map<String, Object> row(Known known) {
        ConnectionState state = known.state();
        Known.Word last = known.last();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("instance", state.instance());
        row.put("status", state.status());
        row.put("phone", state.phone().digits());
        row.put("since", state.since());
        row.put("heard_at", state.heardAt());
        row.put("error", state.error());
        row.put("source", state.source());
        row.put("words", known.words());
        row.put("as_of", known.asOf());
        row.put("lag", known.lag());
        row.put("last_status", last == null ? null : last.status());
        row.put("last_moment", last == null ? null : last.moment());
        row.put("last_raw", last == null ? null : last.raw());
        row.put("last_received_at", last == null ? null : last.receivedAt());
        row.put("asked", text(known.asked()));
        return row;
    }
}
