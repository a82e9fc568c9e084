package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.uptime.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A day as a line: x is the minute, one path for each status. A disconnection is never narrower than one minute, so that it is
 * seen.
 *
 * @param on the path of the time connected; empty for none; never null
 * @param off that of the time disconnected, as blocks; empty for none; never null
 * @param un that of the time in which nobody could tell; empty for none; never null
 */
record Trace(String on, String off, String un) {

    private static final double LEAST = 1;

    static Trace of(List<Stretch> stretches, Instant from) {
        StringBuilder on = new StringBuilder();
        StringBuilder off = new StringBuilder();
        StringBuilder un = new StringBuilder();
        for (Stretch stretch : stretches) {
            double begin = minutes(from, stretch.from());
            double end = minutes(from, stretch.to());
            if (stretch.status() == Status.DISCONNECTED) {
                String width = number(Math.max(LEAST, end - begin));
                off.append('M')
                        .append(number(begin))
                        .append(" 0h")
                        .append(width)
                        .append("v20h-")
                        .append(width)
                        .append('z');
            } else {
                (stretch.status() == Status.CONNECTED ? on : un)
                        .append('M')
                        .append(number(begin))
                        .append(" 10H")
                        .append(number(end));
            }
        }
        return new Trace(on.toString(), off.toString(), un.toString());
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
