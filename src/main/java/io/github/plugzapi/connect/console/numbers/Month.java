package io.github.plugzapi.connect.console.numbers;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.console.Formats;
import io.github.plugzapi.connect.console.Trace;
import io.github.plugzapi.connect.uptime.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The last thirty days, as those who look at them live through them.
 *
 * @param days the oldest first; never null
 * @param faults those on which it was not connected for some time, the newest first; never null
 */
public record Month(List<Day> days, List<Day> faults) {

    static final int DAYS = 30;

    /** {@inheritDoc} */
    public Month {
        days = List.copyOf(days);
        faults = List.copyOf(faults);
    }

    /**
     * A day.
     *
     * @param begin when it begins, in UTC; never null
     * @param number of the month
     * @param trace the day upright; never null
     * @param uptime how much of what is known of it was connected, from 0 to 1; never null
     * @param down for how long it was disconnected; never null
     * @param unconfirmed for how long nobody could tell; never null
     */
    public record Day(
            Instant begin, int number, Trace trace, OptionalDouble uptime, Duration down, Duration unconfirmed) {

        /**
         * Whether it was not connected all the time.
         *
         * @return whether it was disconnected for some time of it
         */
        public boolean isBad() {
            return !down.isZero();
        }
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(Formats.ZONE).toInstant();
    }

    /** Of so many times 24 hours at least. */
    static Month of(List<Stretch> stretches, Instant now) {
        List<Day> days = new ArrayList<>();
        LocalDate today = now.atZone(Formats.ZONE).toLocalDate();
        for (LocalDate day = today.minusDays(DAYS - 1L); !day.isAfter(today); day = day.plusDays(1)) {
            days.add(day(stretches, day));
        }
        List<Day> faults = new ArrayList<>(days.stream()
                .filter(day -> day.isBad() || !day.unconfirmed().isZero())
                .toList());
        Collections.reverse(faults);
        return new Month(days, faults);
    }

    private static Day day(List<Stretch> stretches, LocalDate day) {
        Instant begin = start(day);
        Instant end = start(day.plusDays(1));
        List<Stretch> own = Stretch.within(stretches, begin, end);
        Duration up = length(own, Status.CONNECTED);
        Duration down = length(own, Status.DISCONNECTED);
        Duration told = up.plus(down);
        return new Day(
                begin,
                day.getDayOfMonth(),
                Trace.upright(own, begin),
                told.isZero() ? OptionalDouble.empty() : OptionalDouble.of((double) up.toMillis() / told.toMillis()),
                down,
                length(own, Status.UNKNOWN));
    }

    private static Duration length(List<Stretch> some, Status status) {
        return some.stream()
                .filter(each -> each.status() == status && each.isTold())
                .map(each -> Duration.between(each.from(), each.to()))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
