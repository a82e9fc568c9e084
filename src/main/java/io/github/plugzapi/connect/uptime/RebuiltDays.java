package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The same table, told anew from events that are taken from the journal's beginning on. Its rows are replaced as the events come,
 * so that until the end there is always either what was there or what is told now. Of each instance the newest day is in memory.
 *
 * <p>The day on which the journal begins may have had more events once, so it is kept as it is, and so is all before it. What is
 * still there of that day is in it already, and is passed over.
 */
final class RebuiltDays extends UptimeDays {

    private final LocalDate begun;
    private final LocalDate first;

    /** From which day on the table does not hold what is told now, of each instance that is told of. */
    private final Map<String, LocalDate> ends = new HashMap<>();

    /** Those of which nothing is kept: of them the day on which the journal begins is told, too. */
    private final Set<String> unknown = new HashSet<>();

    /** Those of which something came that is of a later day than the one on which the journal begins. */
    private final Set<String> begunAnew = new HashSet<>();

    /** The latest moment of all events so far: looking for those of a late one, the rest of the journal need not be looked at. */
    private Instant latest = Instant.EPOCH;

    /** On which day the journal begins. */
    RebuiltDays(Reading store, Clock clock, LocalDate begun) {
        super(store, clock);
        this.begun = begun;
        this.first = begun.plusDays(1);
    }

    /** An event comes, whether it tells something or not. */
    void see(ConnectionEvent event) {
        latest = event.moment().isAfter(latest) ? event.moment() : latest;
        if (!event.moment().isBefore(Day.start(first))) {
            begunAnew.add(event.instance());
        }
    }

    /** What came late is taken once more: what it changes of a later day is not in what is kept. */
    @Override
    boolean isIn(Day last, JournalEntry entry) {
        return !unknown.contains(entry.instance()) && !begunAnew.contains(entry.instance());
    }

    @Override
    Instant latest() {
        return latest;
    }

    @Override
    Day saved(String instance, LocalDate end) {
        LocalDate told = ends.getOrDefault(instance, first);
        LocalDate before = end.isBefore(told) ? end : told;
        Day day = super.saved(instance, before.isBefore(first) ? first : before);
        if (day == null) {
            unknown.add(instance);
            return null;
        }
        return day.day().isBefore(first) ? asOfTheBeginning(day) : day;
    }

    private Day asOfTheBeginning(Day kept) {
        Share whole = Share.of(kept.newest().status(), Duration.ofDays(1));
        return new Day(kept.instance(), begun, whole, kept.newest(), kept.seq());
    }

    @Override
    public void save(Sql sql) {
        Changes changes = changes();
        NavigableMap<String, LocalDate> last = new TreeMap<>();
        List<Day> days = new ArrayList<>();
        for (Day day : changes.days()) {
            if (!day.day().isBefore(first) || unknown.contains(day.instance())) {
                days.add(day);
                last.put(day.instance(), day.day());
            }
        }
        Set<String> changed = new HashSet<>(last.keySet());
        changed.addAll(changes.forgotten().keySet());
        for (String instance : changed) {
            LocalDate told = ends.getOrDefault(instance, first);
            LocalDate forgotten = changes.forgotten().get(instance);
            LocalDate from = forgotten != null && forgotten.isBefore(told) ? forgotten : told;
            if (from.isBefore(first) && !unknown.contains(instance)) {
                from = first;
            }
            LocalDate newest = last.get(instance);
            LocalDate end = newest == null ? from : later(from, newest.plusDays(1));
            sql.update(
                    "DELETE FROM uptime_day WHERE instance = ? AND day >= ? AND day < ?",
                    instance,
                    from.toEpochDay(),
                    later(told, end).toEpochDay());
            ends.put(instance, end);
        }
        insert(sql, days);
    }

    /** What the table still holds of some instances of before, and nothing tells now. */
    void deleteTheRest(Sql sql, List<String> instances) {
        instances.forEach(instance -> delete(sql, instance, ends.getOrDefault(instance, first)));
    }

    /** How many days the table holds of those that are told now. */
    long count(Sql sql) {
        List<Long> counts = new ArrayList<>();
        counts.add(sql.number("SELECT COUNT(*) AS n FROM uptime_day WHERE day >= ?", first.toEpochDay()));
        sql.eachIn(
                "SELECT COUNT(*) AS n FROM uptime_day WHERE day < " + first.toEpochDay() + " AND instance IN",
                List.copyOf(unknown),
                row -> counts.add(row.number("n")));
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? other : one;
    }
}
