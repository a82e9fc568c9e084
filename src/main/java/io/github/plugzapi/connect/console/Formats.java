package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.text.Text;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moments, lengths, parts and phone numbers as people read them.
 *
 * @param now what is counted from; never null
 * @param locale of which language; never null
 */
public record Formats(Instant now, Locale locale) {

    /** Most who look are there, and it is said once on each page. */
    public static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter MILLI = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /** Country, area, and the rest of a number that is written as in Brazil. */
    private static final Pattern PHONE = Pattern.compile("(55)(\\d\\d)(\\d{4,5})(\\d{4})");

    /** So finely a part is told; whoever was down for some seconds of a month has not 100 %. */
    private static final double STEPS = 100 * 100;

    /**
     * A moment.
     *
     * @param moment in UTC; never null
     * @return such as {@code 00:49}, with the day before it where that is not today; never null
     */
    public String at(Instant moment) {
        return isToday(moment) ? TIME.format(there(moment)) : day(moment) + " " + TIME.format(there(moment));
    }

    /**
     * A moment to the second.
     *
     * @param moment in UTC; never null
     * @return such as {@code 00:49:12}, with the day before it where that is not today; never null
     */
    public String second(Instant moment) {
        return isToday(moment) ? SECOND.format(there(moment)) : day(moment) + " " + SECOND.format(there(moment));
    }

    /**
     * The time of a moment.
     *
     * @param moment in UTC; never null
     * @return such as {@code 00:49:12,408}; never null
     */
    public String milli(Instant moment) {
        String time = MILLI.format(there(moment));
        return isPortuguese() ? time.replace('.', ',') : time;
    }

    /**
     * The day of a moment.
     *
     * @param moment in UTC; never null
     * @return such as {@code 03/02}; with the year where it is another one; never null
     */
    public String day(Instant moment) {
        boolean isThisYear = there(moment).getYear() == there(now).getYear();
        String pattern = isPortuguese() ? "dd/MM" + (isThisYear ? "" : "/yyyy") : "d MMM" + (isThisYear ? "" : " yyyy");
        return DateTimeFormatter.ofPattern(pattern, locale).format(there(moment));
    }

    /**
     * The day of a moment in words.
     *
     * @param moment in UTC; never null
     * @return such as {@code terça-feira, 3 de fevereiro}; never null
     */
    public String date(Instant moment) {
        return DateTimeFormatter.ofPattern(isPortuguese() ? "EEEE, d 'de' MMMM" : "EEEE, d MMMM", locale)
                .format(there(moment));
    }

    /**
     * A month in words.
     *
     * @param month the month; never null
     * @return such as {@code janeiro de 2026}; never null
     */
    public String month(YearMonth month) {
        return DateTimeFormatter.ofPattern(isPortuguese() ? "MMMM 'de' yyyy" : "MMMM yyyy", locale)
                .format(month);
    }

    /**
     * The present moment in words, as each page says it.
     *
     * @return such as {@code terça-feira, 3 de fevereiro, 03:03}; never null
     */
    public String today() {
        return date(now) + ", " + TIME.format(there(now));
    }

    /**
     * How long ago a moment was.
     *
     * @param moment in UTC; never null
     * @return such as {@code 2 h 14 min}; never null
     */
    public String ago(Instant moment) {
        return length(Duration.between(moment, now));
    }

    /**
     * How long it was between two moments.
     *
     * @param from the first; never null
     * @param to the other; never null
     * @return such as {@code 2 h 14 min}; never null
     */
    public String between(Instant from, Instant to) {
        return length(Duration.between(from, to));
    }

    /**
     * How far ahead a moment is.
     *
     * @param moment in UTC; never null
     * @return such as {@code 2 d 3 h}; never null
     */
    public String ahead(Instant moment) {
        return length(Duration.between(now, moment));
    }

    /**
     * Whether a moment is over.
     *
     * @param moment in UTC; never null
     * @return whether it is
     */
    public boolean isPast(Instant moment) {
        return !moment.isAfter(now);
    }

    /**
     * A length, in the two units that say most.
     *
     * @param time the length; a negative one is none; never null
     * @return such as {@code 2 h 14 min}; never null
     */
    public String length(Duration time) {
        Duration length = time.isNegative() ? Duration.ZERO : time;
        if (length.toDays() > 0) {
            return length.toDays() + " d" + (length.toHoursPart() > 0 ? " " + length.toHoursPart() + " h" : "");
        }
        if (length.toHours() > 0) {
            return length.toHours() + " h" + (length.toMinutesPart() > 0 ? " " + length.toMinutesPart() + " min" : "");
        }
        return length.toMinutes() > 0 ? length.toMinutes() + " min" : length.toSeconds() + " s";
    }

    /**
     * A part of the whole, never more than it is.
     *
     * @param part from 0 to 1; empty where nobody knows; never null
     * @return such as {@code 98,93 %}, or a dash; never null
     */
    public String percent(OptionalDouble part) {
        if (part.isEmpty()) {
            return "–";
        }
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setMaximumFractionDigits(2);
        return format.format(Math.floor(part.getAsDouble() * STEPS) / 100) + "\u00a0%";
    }

    /**
     * A part of the whole, where there is little room.
     *
     * @param part from 0 to 1; empty where nobody knows; never null
     * @return such as {@code 98,9}, or a dash; never null
     */
    public String shortPercent(OptionalDouble part) {
        if (part.isEmpty()) {
            return "–";
        }
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setMaximumFractionDigits(1);
        return format.format(Math.floor(part.getAsDouble() * 1_000) / 10);
    }

    /**
     * The time some hours ago.
     *
     * @param hours how many
     * @return such as {@code 15:00}; never null
     */
    public String hoursAgo(int hours) {
        return TIME.format(there(now.minus(Duration.ofHours(hours))));
    }

    /**
     * The word for a value of an enumeration.
     *
     * @param value the value; never null
     * @return its name in lower case; never null
     */
    public String word(Enum<?> value) {
        return Text.label(value);
    }

    /**
     * A number.
     *
     * @param number any
     * @return such as {@code 48.213}; never null
     */
    public String number(long number) {
        return NumberFormat.getInstance(locale).format(number);
    }

    /**
     * A phone number, of which most is hidden: others may see the page.
     *
     * @param phone the number; never null
     * @return such as {@code 55 44 9****-**01}, or a dash; never null
     */
    public String masked(Phone phone) {
        Matcher parts = PHONE.matcher(phone.digits());
        if (!parts.matches()) {
            return phone.isKnown() ? phone.masked() : "–";
        }
        String middle = parts.group(3).length() > 4 ? parts.group(3).charAt(0) + "****" : "****";
        return parts.group(1) + " " + parts.group(2) + " " + middle + "-**"
                + parts.group(4).substring(2);
    }

    /**
     * A phone number, whole.
     *
     * @param phone the number; never null
     * @return such as {@code 55 44 99999-9901}, or a dash; never null
     */
    public String phone(Phone phone) {
        Matcher parts = PHONE.matcher(phone.digits());
        if (!parts.matches()) {
            return phone.isKnown() ? phone.digits() : "–";
        }
        return parts.group(1) + " " + parts.group(2) + " " + parts.group(3) + "-" + parts.group(4);
    }

    private boolean isToday(Instant moment) {
        LocalDate today = there(now).toLocalDate();
        return there(moment).toLocalDate().equals(today);
    }

    private static ZonedDateTime there(Instant moment) {
        return moment.atZone(ZONE);
    }

    private boolean isPortuguese() {
        return locale.getLanguage().equals("pt");
    }
}
