package io.github.plugzapi.connect.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;

/** Reads flags and moments as PlugZapi writes them: not always alike. */
public final class Lenient {

    /** In seconds this is the year 5138, in milliseconds it is 1973. */
    private static final BigDecimal LEAST_MILLIS = new BigDecimal("1e11");

    private Lenient() {}

    /**
     * Reads a flag, whether it is written as one, as a text or as a number.
     *
     * @param node what was written; never null
     * @return the flag; null where it is none
     */
    public static Boolean flag(JsonNode node) {
        return switch (node.asText("").strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    /**
     * Whether a moment is written in seconds since 1970, and not in milliseconds, as its size tells.
     *
     * @param number what was written; never null
     * @return true if it is so small that it would be before 1973 in milliseconds
     */
    public static boolean isInSeconds(BigDecimal number) {
        return number.compareTo(LEAST_MILLIS) < 0;
    }

    /**
     * Reads a moment, in seconds or milliseconds since 1970 by its size.
     *
     * @param number what was written, no larger than a {@code long}; never null
     * @return the moment, to the millisecond; never null
     */
    public static Instant moment(BigDecimal number) {
        BigDecimal millis = isInSeconds(number) ? number.movePointRight(3) : number;
        return Instant.ofEpochMilli(millis.setScale(0, RoundingMode.DOWN).longValueExact());
    }
}
