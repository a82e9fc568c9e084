package io.github.plugzapi.connect.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations with a unit, such as {@code 90d}, {@code 1h30m} or {@code PT1H30M}. A number alone is none: in days somebody
 * writes {@code 30}, and in seconds somebody else would read it.
 *
 * @param least the shortest that is allowed, if it is longer than zero
 * @param leastText the same as text
 * @param most the longest that is allowed
 * @param mostText the same as text
 */
record Durations(Duration least, String leastText, Duration most, String mostText) implements Value {

    /** A moment that is so much earlier or later can still be reckoned with, also in nanoseconds. */
    static final String LONGEST = "36500d";

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9.,]+");

    /** So few digits that no sum of them is too large for a duration. */
    private static final Pattern WITH_UNITS = Pattern.compile(
            "(?:(\\d{1,12})d)?(?:(\\d{1,12})h)?(?:(\\d{1,12})m)?(?:(\\d{1,12}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,12})ms)?",
            Pattern.CASE_INSENSITIVE);

    /** From one to another, both written like any duration. */
    static Durations between(String least, String most) {
        return new Durations(parse(least).orElseThrow(), least, parse(most).orElseThrow(), most);
    }

    @Override
    public Optional<String> problem(String text, boolean devOrTest) {
        if (NUMBER.matcher(text).matches()) {
            return Optional.of("must be a duration with a unit, such as 90d, 10m or 30s");
        }
        Duration duration = parse(text).orElse(Duration.ZERO);
        if (duration.isZero() || duration.isNegative()) {
            return Optional.of("must be a duration longer than zero, such as 90d, 10m or 30s");
        }
        if (duration.compareTo(least) < 0) {
            return Optional.of("must be at least " + leastText);
        }
        if (duration.compareTo(most) > 0) {
            return Optional.of("must be at most " + mostText);
        }
        return Optional.empty();
    }

    /** As ISO 8601, which every converter reads. */
    @Override
    public String normal(String text) {
        return NUMBER.matcher(text).matches()
                ? text
                : parse(text).map(Duration::toString).orElse(text);
    }

    /** Reads a duration; empty if it is none. */
    static Optional<Duration> parse(String text) {
        try {
            Matcher units = WITH_UNITS.matcher(text);
            return Optional.of(
                    units.matches() && !text.isEmpty()
                            ? Duration.ofDays(number(units.group(1)))
                                    .plusHours(number(units.group(2)))
                                    .plusMinutes(number(units.group(3)))
                                    .plus(Duration.parse("PT" + (units.group(4) == null ? 0 : units.group(4)) + "S"))
                                    .plusMillis(number(units.group(5)))
                            : Duration.parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
