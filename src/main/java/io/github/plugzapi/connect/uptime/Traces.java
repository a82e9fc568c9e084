package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.journal.EventTable;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How instances were over some days, told from as few events as it takes. The table {@code uptime_day} says which days there is
 * more to tell of than one status; their events, of a day at a time, are found by their moments; and the table says whether that
 * is all that there was.
 */
final class Traces {

    /** Of a day that has more events than that of one instance, which is one every nine seconds, they are not read. */
    static final int MOST = 10_000;

    /** So many events are in memory at once. */
    private static final int CHUNK = 500;

    /** The index of the moments has the instances, too: of others than those that are asked for no row is read. */
    static final String SEQS =
            "SELECT e.seq, e.instance, e.moment FROM event e WHERE e.moment >= %d AND e.moment < %d AND e.instance IN";

    /** What is left of a division is told of in that order, where nobody can tell when it was. */
    private static final List<Status> ORDER = List.of(Status.UNKNOWN, Status.DISCONNECTED, Status.CONNECTED);

    private final Sql sql;
    private final Map<String, NavigableMap<LocalDate, Day>> days;

    /** Tells of the instances whose days these are, with the last one before those that are asked for. */
    Traces(Sql sql, Map<String, NavigableMap<LocalDate, Day>> days) {
        this.sql = sql;
        this.days = days;
    }

    /** Up to where the table holds what the events told. */
    static long place(Sql sql) {
        return sql.first("SELECT seq FROM place WHERE subscriber = ?", row -> row.number("seq"), KeepUptime.NAME)
                .orElse(Long.MAX_VALUE - MOST);
    }

    /**
     * One stretch after the other.
     *
     * @param place up to where the days held what the events told, before they were read
     */
    Map<String, List<Stretch>> of(Collection<String> instances, Instant from, Instant now, long place) {
        Map<String, List<Stretch>> stretches = new HashMap<>();
        instances.forEach(instance -> stretches.put(instance, new ArrayList<>()));
        for (LocalDate date = Day.of(from); !date.isAfter(Day.of(now)); date = date.plusDays(1)) {
            Map<String, Timeline> timelines = timelines(date, unsteady(instances, date));
            for (String instance : stretches.keySet()) {
                stretches.get(instance).addAll(stretches(instance, date, timelines.get(instance)));
            }
        }
        Map<String, Timeline> news = news(instances, place);
        stretches.replaceAll((instance, some) -> {
            Timeline timeline = news.get(instance);
            Instant newest = timeline == null ? now : later(from, timeline.beginning());
            List<Stretch> all = new ArrayList<>(Stretch.within(some, from, newest.isBefore(now) ? newest : now));
            if (newest.isBefore(now)) {
                all.addAll(timeline.stretches(newest, now));
            }
            return Stretch.joined(all);
        });
        return stretches;
    }

    private List<String> unsteady(Collection<String> instances, LocalDate date) {
        return instances.stream()
                .distinct()
                .filter(instance -> {
                    Day day = of(instance).get(date);
                    return day != null && !day.isSteadyAfter(before(instance, date));
                })
                .toList();
    }

    private List<Stretch> stretches(String instance, LocalDate date, Timeline timeline) {
        Instant start = Day.start(date);
        Instant end = Day.end(date);
        if (timeline != null) {
            return timeline.stretches(start, end);
        }
        Day day = of(instance).get(date);
        Point before = before(instance, date);
        if (day == null) {
            return List.of(new Stretch(before.status(), before.isTold(), start, end));
        }
        return day.isSteadyAfter(before)
                ? List.of(new Stretch(day.newest().status(), day.newest().isTold(), start, end))
                : divided(day, before);
    }

    /** For how long it was how, one after the other, where nobody can tell when it was; at the end as it was then. */
    private static List<Stretch> divided(Day day, Point before) {
        Instant end = Day.end(day.day());
        Instant newest = day.newest().moment();
        Share rest = day.share().with(day.newest().status(), Duration.between(end, newest));
        List<Stretch> stretches = new ArrayList<>();
        Instant at = Day.start(day.day());
        List<Status> order = new ArrayList<>(List.of(before.status()));
        ORDER.stream().filter(status -> status != before.status()).forEach(order::add);
        for (Status status : order) {
            Instant until = at.plus(rest.of(status));
            boolean isTold = status != Status.UNKNOWN || before.isTold();
            stretches.add(new Stretch(status, isTold, at, until));
            at = until;
        }
        stretches.add(new Stretch(day.newest().status(), day.newest().isTold(), at, end));
        return stretches;
    }

    /** What the events of a day tell, of those instances of which they tell all that is kept of it. */
    Map<String, Timeline> timelines(LocalDate date, List<String> instances) {
        Map<String, Timeline> timelines = new HashMap<>();
        Map<String, Timeline> begun = new HashMap<>();
        instances.forEach(
                instance -> begun.put(instance, Timeline.after(of(instance).lowerEntry(date))));
        read(begun, date, date, Duration.ZERO);
        timelines.putAll(right(begun, date));
        // Late ones beside midnight are understood only by what was known when they came.
        Map<String, Timeline> others = new HashMap<>();
        LocalDate beginning = UptimeDays.beginning(date);
        begun.keySet().stream()
                .filter(instance -> !timelines.containsKey(instance))
                .forEach(instance -> others.put(
                        instance,
                        Timeline.after(
                                UptimeDays.before(sql, instance, beginning).orElse(null))));
        read(others, date, beginning, UptimeDays.LATEST);
        timelines.putAll(right(others, date));
        return timelines;
    }

    private Map<String, Timeline> right(Map<String, Timeline> timelines, LocalDate date) {
        Map<String, Timeline> right = new HashMap<>(timelines);
        right.entrySet().removeIf(entry -> !of(entry.getKey()).get(date).isToldBy(entry.getValue()));
        return right;
    }

    /**
     * Adds the events from a day on that may be in another one; forgets the instances that have too many.
     *
     * @param late by how much their moments may lie before or after these days
     */
    private void read(Map<String, Timeline> timelines, LocalDate date, LocalDate beginning, Duration late) {
        Instant start = Day.start(beginning);
        Map<String, List<Long>> seqs = new HashMap<>();
        Map<String, Long> first = new HashMap<>();
        sql.eachIn(
                String.format(
                        Locale.ROOT,
                        SEQS,
                        start.minus(late).toEpochMilli(),
                        Day.end(date).plus(late).toEpochMilli()),
                List.copyOf(timelines.keySet()),
                row -> {
                    String instance = row.text("instance");
                    long seq = row.number("seq");
                    List<Long> its = seqs.computeIfAbsent(instance, none -> new ArrayList<>());
                    if (seq <= of(instance).get(date).seq() && its.size() <= MOST) {
                        its.add(seq);
                        if (!row.moment("moment").isBefore(start)) {
                            first.merge(instance, seq, Math::min);
                        }
                    }
                });
        seqs.forEach((instance, its) -> {
            if (its.size() > MOST) {
                timelines.remove(instance);
                return;
            }
            // What happened before that day and came before anything of it is in the day before.
            its.removeIf(seq -> seq < first.getOrDefault(instance, Long.MAX_VALUE));
            its.sort(null);
            for (int i = 0; i < its.size(); i += CHUNK) {
                EventTable.of(sql, its.subList(i, Math.min(i + CHUNK, its.size()))).stream()
                        .sorted(Comparator.comparing(JournalEntry::seq))
                        .forEach(timelines.get(instance)::add);
            }
        });
    }

    /** What came that the table does not hold yet, of those of which something did. */
    private Map<String, Timeline> news(Collection<String> instances, long place) {
        List<JournalEntry> entries = new ArrayList<>();
        sql.eachIn(
                "SELECT " + EventTable.COLUMNS + " FROM event e WHERE e.seq > " + place + " AND e.seq <= "
                        + (place + MOST) + " AND e.instance IN",
                List.copyOf(instances),
                row -> entries.add(EventTable.entry(row)));
        entries.sort(Comparator.comparing(JournalEntry::seq));
        Map<String, Timeline> news = new HashMap<>();
        for (JournalEntry entry : entries) {
            Map.Entry<LocalDate, Day> last = of(entry.instance()).lastEntry();
            if (last == null || entry.seq() > last.getValue().seq()) {
                news.computeIfAbsent(entry.instance(), none -> Timeline.after(last))
                        .add(entry);
            }
        }
        return news;
    }

    private NavigableMap<LocalDate, Day> of(String instance) {
        return days.getOrDefault(instance, new TreeMap<>());
    }

    private Point before(String instance, LocalDate date) {
        Map.Entry<LocalDate, Day> before = of(instance).lowerEntry(date);
        return before == null ? Point.NOTHING : before.getValue().newest();
    }

    private static Instant later(Instant one, Instant other) {
        return other == null || other.isBefore(one) ? one : other;
    }
}
