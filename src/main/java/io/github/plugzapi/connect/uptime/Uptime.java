package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Tells for how long each instance was connected. What came in the last half second may be missing. */
@Singleton
public class Uptime {

    private final Store store;
    private final Clock clock;

    Uptime(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * How each day of some instances divides itself. Not for the event loop.
     *
     * @param instances PlugZapi's ids of them; never null
     * @param from the first day, in UTC; never null
     * @param to the last day, in UTC; never null
     * @return by instance, each of those asked for, and by day; of today as far as it has come, and none in the future; never null
     * @throws io.github.plugzapi.connect.store.StoreUnavailable if the journal cannot be read
     */
    public Map<String, NavigableMap<LocalDate, Share>> byDay(
            Collection<String> instances, LocalDate from, LocalDate to) {
        Instant now = clock.instant();
        LocalDate last = Day.of(now).isBefore(to) ? Day.of(now) : to;
        Map<String, NavigableMap<LocalDate, Day>> told = store.read(sql -> days(sql, instances, from, last));
        Map<String, NavigableMap<LocalDate, Share>> shares = new HashMap<>();
        for (String instance : instances) {
            NavigableMap<LocalDate, Day> days = told.getOrDefault(instance, new TreeMap<>());
            NavigableMap<LocalDate, Share> byDay = new TreeMap<>();
            for (LocalDate day = from; !day.isAfter(last); day = day.plusDays(1)) {
                byDay.put(day, share(days, day, now));
            }
            shares.put(instance, byDay);
        }
        return shares;
    }

    /**
     * How the time until now divides itself for some instances. Not for the event loop.
     *
     * @param instances PlugZapi's ids of them; never null
     * @param lengths how long ago each time begins; at least one; never null
     * @return by instance, each of those asked for, one for each length; never null
     * @throws io.github.plugzapi.connect.store.StoreUnavailable if the journal cannot be read
     */
    public Map<String, List<Share>> last(Collection<String> instances, List<Duration> lengths) {
        return last(instances, lengths, true);
    }

    /**
     * The same, quickly for many. Of a day that counts in part and on which an instance changed after that part begins, the part
     * is divided as the day is. Not for the event loop.
     *
     * @param instances PlugZapi's ids of them; never null
     * @param lengths how long ago each time begins; at least one; never null
     * @return by instance, each of those asked for, one for each length; never null
     * @throws io.github.plugzapi.connect.store.StoreUnavailable if the journal cannot be read
     */
    public Map<String, List<Share>> lastAbout(Collection<String> instances, List<Duration> lengths) {
        return last(instances, lengths, false);
    }

    private Map<String, List<Share>> last(Collection<String> instances, List<Duration> lengths, boolean exactly) {
        Instant now = clock.instant();
        LocalDate first = Day.of(now.minus(Collections.max(lengths)));
        return store.read(sql -> {
            Map<String, NavigableMap<LocalDate, Day>> told = days(sql, instances, first, Day.of(now));
            Map<String, List<Share>> shares = new HashMap<>();
            for (String instance : instances) {
                NavigableMap<LocalDate, Day> days = told.getOrDefault(instance, new TreeMap<>());
                shares.put(
                        instance,
                        lengths.stream()
                                .map(length -> last(exactly ? sql : null, days, instance, now.minus(length), now))
                                .toList());
            }
            return shares;
        });
    }

    private static Share last(Sql sql, NavigableMap<LocalDate, Day> days, String instance, Instant from, Instant now) {
        Share share = part(sql, days, instance, from, now);
        for (LocalDate day = Day.of(from).plusDays(1); !day.isAfter(Day.of(now)); day = day.plusDays(1)) {
            share = share.plus(share(days, day, now));
        }
        return share;
    }

    /**
     * How some instances were, from some moment until now; together the stretches of a whole day are what {@link #byDay} says of it.
     * Of a day on which an instance changed and of which the journal does not hold the events any more, or that has more of them
     * than some thousands, it is told for how long it was how, one after the other, as nobody can tell when that was. Not for the
     * event loop.
     *
     * @param instances PlugZapi's ids of them, not many; never null
     * @param from the moment; never null
     * @return by instance, each of those asked for, one stretch after the other; never null
     * @throws io.github.plugzapi.connect.store.StoreUnavailable if the journal cannot be read
     */
    public Map<String, List<Stretch>> traces(Collection<String> instances, Instant from) {
        Instant now = clock.instant();
        return store.read(sql -> {
            long place = Traces.place(sql);
            return new Traces(sql, days(sql, instances, Day.of(from), Day.of(now))).of(instances, from, now, place);
        });
    }

    /**
     * Of which instances something was told until some day, also of those that are no more. Not for the event loop.
     *
     * @param to the day, in UTC; never null
     * @return PlugZapi's ids of them, in order; never null
     * @throws io.github.plugzapi.connect.store.StoreUnavailable if the journal cannot be read
     */
    public List<String> instances(LocalDate to) {
        return store.read(sql -> sql.list(
                "SELECT DISTINCT instance FROM uptime_day WHERE day <= ? ORDER BY instance",
                row -> row.text("instance"),
                to.toEpochDay()));
    }

    /** The days on which something was told, and the last one before them, which tells how it was at the beginning. */
    private static Map<String, NavigableMap<LocalDate, Day>> days(
            Sql sql, Collection<String> instances, LocalDate from, LocalDate to) {
        Map<String, NavigableMap<LocalDate, Day>> days = new HashMap<>();
        sql.eachIn(
                "SELECT * FROM uptime_day d WHERE day <= " + to.toEpochDay()
                        + " AND day >= COALESCE((SELECT MAX(day) FROM uptime_day b WHERE b.instance = d.instance AND b.day < "
                        + from.toEpochDay() + "), 0) AND instance IN",
                List.copyOf(instances),
                row -> {
                    Day day = UptimeDays.day(row);
                    days.computeIfAbsent(day.instance(), instance -> new TreeMap<>())
                            .put(day.day(), day);
                });
        return days;
    }

    /** A whole day, or today as far as it has come. */
    private static Share share(NavigableMap<LocalDate, Day> days, LocalDate day, Instant now) {
        Map.Entry<LocalDate, Day> last = days.floorEntry(day);
        Instant end = now.isBefore(Day.end(day)) ? now : Day.end(day);
        if (last != null && last.getKey().equals(day)) {
            // A clock that was set back may be before what it told.
            return last.getValue().until(later(end, last.getValue().newest().moment()));
        }
        return Share.of(
                last == null ? Status.UNKNOWN : last.getValue().newest().status(),
                Duration.between(Day.start(day), end));
    }

    /** The first day from a moment on. Where the journal does not go back so far any more, it is divided as the whole day. */
    private static Share part(Sql sql, NavigableMap<LocalDate, Day> days, String instance, Instant from, Instant now) {
        LocalDate day = Day.of(from);
        Instant end = now.isBefore(Day.end(day)) ? now : Day.end(day);
        Day told = days.get(day);
        if (told == null) {
            Map.Entry<LocalDate, Day> last = days.lowerEntry(day);
            return Share.of(
                    last == null ? Status.UNKNOWN : last.getValue().newest().status(), Duration.between(from, end));
        }
        if (!from.isBefore(told.newest().moment())) {
            return Share.of(told.newest().status(), Duration.between(from, end));
        }
        Share evenly = told.until(end)
                .times((double) Duration.between(from, end).toMillis()
                        / Duration.between(Day.start(day), end).toMillis());
        if (sql == null) {
            return evenly;
        }
        Timeline timeline = new Traces(sql, Map.of(instance, days))
                .timelines(day, List.of(instance))
                .get(instance);
        return timeline == null ? evenly : timeline.between(from, end);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
