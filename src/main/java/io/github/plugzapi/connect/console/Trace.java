package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.uptime.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A day as a line, and in words: x is the minute, one path for each status. A disconnection is never narrower than one minute, so
 * that it is seen. Where a day has more stretches than can be told apart, each quarter of an hour is drawn as the worst that was in
 * it: all paths together have 96 pieces at most, which is less than 3 KiB, however often a number comes and goes. What is said in
 * words is exact in any case.
 *
 * @param on the path of the time connected; empty for none; never null
 * @param off that of the time disconnected, as blocks; empty for none; never null
 * @param un that of the time in which nobody could tell; empty for none; never null
 * @param no that of the time before anything was told; empty for none; never null
 * @param faults the times not connected that say most, the newest first; never null
 * @param more how many others there are
 */
public record Trace(String on, String off, String un, String no, List<Stretch> faults, int more) {

    private static final double LEAST = 1;

    private static final int MOST_FAULTS = 3;

    /** An upright day is so many pixels high. */
    static final int MOST_PIECES = 96;

    private static final Duration SLOT = Duration.ofDays(1).dividedBy(MOST_PIECES);

    /** {@inheritDoc} */
    public Trace {
        faults = List.copyOf(faults);
    }

    /**
     * The line of some time.
     *
     * @param stretches how it was, one after the other; never null
     * @param from where x is 0, in UTC; never null
     * @return the line; never null
     */
    public static Trace across(List<Stretch> stretches, Instant from) {
        return of(stretches, from, false);
    }

    /**
     * The line of some time, upright.
     *
     * @param stretches how it was, one after the other; never null
     * @param from where y is 0, in UTC; never null
     * @return the line; never null
     */
    public static Trace upright(List<Stretch> stretches, Instant from) {
        return of(stretches, from, true);
    }

    private static Trace of(List<Stretch> stretches, Instant from, boolean isUpright) {
        StringBuilder on = new StringBuilder();
        StringBuilder off = new StringBuilder();
        StringBuilder un = new StringBuilder();
        StringBuilder no = new StringBuilder();
        for (Stretch stretch : seen(stretches, from)) {
            double begin = minutes(from, stretch.from());
            double end = minutes(from, stretch.to());
            if (stretch.status() == Status.DISCONNECTED) {
                off.append(block(begin, Math.max(LEAST, end - begin), isUpright));
            } else {
                StringBuilder line = stretch.isTold() ? un : no;
                (stretch.status() == Status.CONNECTED ? on : line).append(line(begin, end, isUpright));
            }
        }
        List<Stretch> faults =
                new ArrayList<>(stretches.stream().filter(Trace::isFault).toList());
        faults.sort(Comparator.comparing(Trace::length).reversed());
        List<Stretch> longest = new ArrayList<>(faults.subList(0, Math.min(MOST_FAULTS, faults.size())));
        longest.sort(Comparator.comparing(Stretch::from));
        Collections.reverse(longest);
        return new Trace(
                on.toString(), off.toString(), un.toString(), no.toString(), longest, faults.size() - longest.size());
    }

    /** What there is to draw of a day. */
    private static List<Stretch> seen(List<Stretch> stretches, Instant from) {
        if (stretches.size() <= MOST_PIECES) {
            return stretches;
        }
        NavigableMap<Long, Stretch> worst = new TreeMap<>();
        for (Stretch stretch : stretches) {
            long last = slot(from, stretch.to().minusMillis(1));
            for (long slot = slot(from, stretch.from()); slot <= last; slot++) {
                worst.merge(slot, stretch, (one, other) -> gravity(other) > gravity(one) ? other : one);
            }
        }
        List<Stretch> slots = new ArrayList<>();
        worst.forEach((slot, stretch) -> slots.add(new Stretch(
                stretch.status(),
                stretch.isTold(),
                from.plus(SLOT.multipliedBy(slot)),
                from.plus(SLOT.multipliedBy(slot + 1)))));
        return Stretch.within(
                Stretch.joined(slots),
                stretches.get(0).from(),
                stretches.get(stretches.size() - 1).to());
    }

    private static long slot(Instant from, Instant moment) {
        return Math.floorDiv(Duration.between(from, moment).toMillis(), SLOT.toMillis());
    }

    private static int gravity(Stretch stretch) {
        return stretch.status() == Status.DISCONNECTED ? 3 : isFault(stretch) ? 2 : stretch.isTold() ? 1 : 0;
    }

    private static boolean isFault(Stretch stretch) {
        return stretch.status() != Status.CONNECTED && stretch.isTold();
    }

    private static String block(double begin, double length, boolean isUpright) {
        String to = number(length);
        return isUpright
                ? "M0 " + number(begin) + "v" + to + "h20v-" + to + "z"
                : "M" + number(begin) + " 0h" + to + "v20h-" + to + "z";
    }

    private static String line(double begin, double end, boolean isUpright) {
        return isUpright ? "M10 " + number(begin) + "V" + number(end) : "M" + number(begin) + " 10H" + number(end);
    }

    private static Duration length(Stretch stretch) {
        return Duration.between(stretch.from(), stretch.to());
    }

    private static double minutes(Instant from, Instant moment) {
        return Duration.between(from, moment).toMillis() / 60_000.0;
    }

    /** With one digit behind the point where that says anything. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
