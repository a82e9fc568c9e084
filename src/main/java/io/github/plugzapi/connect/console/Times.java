package io.github.plugzapi.connect.console;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Moments and lengths as people read them.
 *
 * @param now what is counted from; never null
 * @param locale of which language; never null
 */
record Times(Instant now, Locale locale) {

    /** Most who look are there, and it is said once on each page. */
    static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM");
    private static final DateTimeFormatter ENGLISH_DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    /** Such as {@code 00:49}, with the day before it where that is not today. */
    String at(Instant moment) {
        ZonedDateTime there = moment.atZone(ZONE);
        LocalDate today = now.atZone(ZONE).toLocalDate();
        String time = TIME.format(there);
        return there.toLocalDate().equals(today) ? time : day(moment) + " " + time;
    }

    /** Such as {@code 03/02}. */
    String day(Instant moment) {
        return (locale.getLanguage().equals("pt") ? DAY : ENGLISH_DAY).format(moment.atZone(ZONE));
    }

    /** How long ago, such as {@code 2 h 14 min}. */
    String ago(Instant moment) {
        return length(Duration.between(moment, now));
    }

    /** In the two units that say most. */
    static String length(Duration time) {
        Duration length = time.isNegative() ? Duration.ZERO : time;
        if (length.toDays() > 0) {
            return length.toDays() + " d" + (length.toHoursPart() > 0 ? " " + length.toHoursPart() + " h" : "");
        }
        if (length.toHours() > 0) {
            return length.toHours() + " h" + (length.toMinutesPart() > 0 ? " " + length.toMinutesPart() + " min" : "");
        }
        return length.toMinutes() > 0 ? length.toMinutes() + " min" : length.toSeconds() + " s";
    }
}
