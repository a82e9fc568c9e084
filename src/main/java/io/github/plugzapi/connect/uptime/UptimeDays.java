package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.journal.EventTable;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The table {@code uptime_day}: of each instance the days on which something was told of it. What came since the last time it was
 * saved is in memory.
 */
class UptimeDays implements Subscriber.State {

    /** Two years and two months, for whoever asks for the same month of the year before last. */
    static final Duration KEPT = Duration.ofDays(800);

    /** Of so many instances the newest day is in memory. */
    private static final int MOST = 10_000;

    /** A callback that is later than that is not taken for a late one. */
    static final Duration LATEST = Duration.ofDays(1);

    /** After all moments. */
    static final Instant ANY = Instant.ofEpochMilli(Long.MAX_VALUE);

    private static final String ROWS = "SELECT * FROM uptime_day WHERE instance = ? AND day";

    private final Reading store;
    private final Clock clock;
    private final Map<String, Day> newest = new HashMap<>();
    private final Map<String, NavigableMap<LocalDate, Day>> unsaved = new HashMap<>();

    /** From which day on the table holds nothing of an instance that still counts. */
    private final Map<String, LocalDate> forgotten = new HashMap<>();

    private LocalDate purgedOn;

    /** Reads from the store, in the service or beside it. */
    interface Reading {
        <T> T read(Function<Sql, T> work);
    }

    /**
     * What is not saved yet.
     *
     * @param forgotten from which day on the table holds nothing of an instance that still counts
     * @param days what it is to hold
     */
    record Changes(NavigableMap<String, LocalDate> forgotten, List<Day> days) {}

    UptimeDays(Reading store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Takes an event, once. Not for the event loop. */
    void take(JournalEntry entry) {
        ConnectionEvent event = entry.event();
        String instance = event.instance();
        Day last = newest(instance);
        if (last != null && isIn(last, entry)) {
            return;
        }
        Point before = last == null ? Point.NOTHING : last.newestFor(entry);
        if (before.isAheadOf(event)) {
            tellAnew(last, Day.of(Point.earliest(event)), entry.seq());
            return;
        }
        Point point = before.after(event);
        if (point == null) {
            return;
        }
        if (!point.isBefore(before)) {
            put(last == null ? Day.first(instance, before, point, entry.seq()) : last.after(point, entry.seq()));
        } else {
            tellAnew(last, Day.of(point.moment()), entry.seq());
        }
    }

    /** Whether an event is in the newest day or in those before it. */
    boolean isIn(Day last, JournalEntry entry) {
        return last.seq() >= entry.seq();
    }

    /** What comes late changes its own day, and perhaps those after it. */
    private void tellAnew(Day last, LocalDate from, long seq) {
        String instance = last.instance();
        Day before = before(instance, beginning(from));
        Timeline timeline = store.read(sql -> timeline(sql, before, instance, from, seq, latest()));
        forget(instance, from);
        if (timeline.newest().moment() != null) {
            LocalDate newDay = Day.of(timeline.newest().moment());
            for (LocalDate day = from; !day.isAfter(newDay); day = day.plusDays(1)) {
                Instant start = Day.start(day);
                Instant end = Day.end(day);
                if (timeline.isTold(start, end)) {
                    put(new Day(instance, day, timeline.between(start, end), timeline.before(end), seq));
                }
            }
        }
    }

    /** No moment of an event that was taken by now is after that; where the newest are taken, nothing is gained by knowing it. */
    Instant latest() {
        return ANY;
    }

    private synchronized void forget(String instance, LocalDate from) {
        forgotten.merge(instance, from, (one, other) -> one.isBefore(other) ? one : other);
        newest.remove(instance);
        NavigableMap<LocalDate, Day> days = unsaved.get(instance);
        if (days != null) {
            days.tailMap(from, true).clear();
            if (days.isEmpty()) {
                unsaved.remove(instance);
            } else {
                newest.put(instance, days.lastEntry().getValue());
            }
        }
    }

    /** The days before which it is to be known how it was, to tell of a day from the events. */
    static LocalDate beginning(LocalDate day) {
        return Day.of(Day.start(day).minus(LATEST));
    }

    /**
     * What the events tell of the days from one on.
     *
     * @param before the last day before the {@link #beginning}, or that counts as a whole; null where there is none
     * @param seq the newest event that counts
     * @param latest no moment of an event that counts is after that
     */
    static Timeline timeline(Sql sql, Day before, String instance, LocalDate from, long seq, Instant latest) {
        LocalDate beginning = beginning(from);
        Instant start =
                before == null || before.day().isBefore(beginning) ? Day.start(beginning) : Day.end(before.day());
        Timeline timeline = Timeline.after(before);
        sql.each(
                // Also what came later and tells of an earlier time: our clock may have been set back.
                "SELECT " + EventTable.COLUMNS + " FROM event e WHERE e.seq >= (SELECT MIN(m.seq) FROM event m"
                        + " WHERE m.moment >= ? AND m.moment <= ? AND m.instance = ?) AND e.instance = ? AND e.seq <= ? ORDER BY e.seq",
                row -> timeline.add(EventTable.entry(row)),
                start,
                latest,
                instance,
                instance,
                seq);
        return timeline;
    }

    private synchronized void put(Day day) {
        unsaved.computeIfAbsent(day.instance(), instance -> new TreeMap<>()).put(day.day(), day);
        Day known = newest.get(day.instance());
        if (known == null || !day.day().isBefore(known.day())) {
            newest.put(day.instance(), day);
        }
    }

    private Day newest(String instance) {
        LocalDate end;
        synchronized (this) {
            Day known = newest.get(instance);
            if (known != null) {
                return known;
            }
            end = forgotten.getOrDefault(instance, LocalDate.MAX);
        }
        // Outside of the lock, which the store's writer needs.
        return saved(instance, end);
    }

    private Day before(String instance, LocalDate day) {
        LocalDate end;
        synchronized (this) {
            Map.Entry<LocalDate, Day> entry =
                    unsaved.getOrDefault(instance, new TreeMap<>()).lowerEntry(day);
            if (entry != null) {
                // What is unsaved is newer than all that is saved: what came late has all days after it told anew.
                return entry.getValue();
            }
            end = forgotten.getOrDefault(instance, day);
        }
        return saved(instance, end.isBefore(day) ? end : day);
    }

    /** The last day before some day that the table holds; null where there is none. */
    Day saved(String instance, LocalDate end) {
        return store.read(sql -> before(sql, instance, end)).orElse(null);
    }

    static Optional<Day> before(Sql sql, String instance, LocalDate day) {
        return sql.first(ROWS + " < ? ORDER BY day DESC LIMIT 1", UptimeDays::day, instance, day.toEpochDay());
    }

    @Override
    public void reload() {
        synchronized (this) {
            unsaved.clear();
            forgotten.clear();
            newest.clear();
        }
    }

    @Override
    public synchronized boolean isUnsaved() {
        return !unsaved.isEmpty() || !forgotten.isEmpty();
    }

    @Override
    public void save(Sql sql) {
        synchronized (this) {
            if (newest.size() > MOST) {
                newest.keySet().retainAll(unsaved.keySet());
            }
        }
        Changes changes = changes();
        changes.forgotten().forEach((instance, from) -> delete(sql, instance, from));
        insert(sql, changes.days());
        purge(sql);
    }

    /** What is not saved yet, for whoever saves it now. */
    synchronized Changes changes() {
        List<Day> days = new ArrayList<>();
        unsaved.values().forEach(each -> days.addAll(each.values()));
        unsaved.clear();
        NavigableMap<String, LocalDate> ends = new TreeMap<>(forgotten);
        forgotten.clear();
        // In one order for all processes.
        days.sort(Comparator.comparing(Day::instance).thenComparing(Day::day));
        return new Changes(ends, days);
    }

    static int delete(Sql sql, String instance, LocalDate from) {
        return sql.update("DELETE FROM uptime_day WHERE instance = ? AND day >= ?", instance, from.toEpochDay());
    }

    static void insert(Sql sql, List<Day> days) {
        sql.upsert(
                "uptime_day",
                "instance, day",
                days.stream().map(UptimeDays::row).toList());
    }

    /** The last day before those that are kept tells how the instance was at their beginning. */
    private void purge(Sql sql) {
        LocalDate today = Day.of(clock.instant());
        if (!today.equals(purgedOn)) {
            purgedOn = today;
            long oldest = today.toEpochDay() - KEPT.toDays();
            sql.update(
                    "DELETE FROM uptime_day WHERE day < ? AND EXISTS (SELECT 1 FROM uptime_day later"
                            + " WHERE later.instance = uptime_day.instance AND later.day > uptime_day.day AND later.day <= ?)",
                    oldest,
                    oldest);
        }
    }

    @Override
    public void erase(Sql sql, String instance) {
        // Whoever rebuilds it begins anew.
        Pause.end(sql);
        sql.update("DELETE FROM uptime_day WHERE instance = ?", instance);
    }

    private static Map<String, Object> row(Day day) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("instance", day.instance());
        row.put("day", day.day().toEpochDay());
        row.put("connected", day.share().connected());
        row.put("disconnected", day.share().disconnected());
        row.put("unknown", day.share().unknown());
        row.put("since", day.newest().moment());
        row.put("status", day.newest().status());
        row.put("told", day.newest().told());
        row.put("seq", day.seq());
        return row;
    }

    static Day day(Row row) {
        return new Day(
                row.text("instance"),
                LocalDate.ofEpochDay(row.number("day")),
                new Share(row.duration("connected"), row.duration("disconnected"), row.duration("unknown")),
                new Point(row.moment("since"), row.word("status", Status.class), row.word("told", Status.class)),
                row.number("seq"));
    }
}
