package io.github.plugzapi.connect.delivery.http;

import io.github.plugzapi.connect.http.Calls;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/**
 * What a sink answered.
 *
 * @param status the status
 * @param retryAfter the header of that name; null where there is none
 * @param text the first of the body
 */
record Answer(int status, String retryAfter, String text) {

    /** Of a body no more is read. */
    static final int MAX_BYTES = 16 * 1024;

    private static final int GONE = 410;

    /** Those that any other event would have been answered, too: who is unknown, where there is nothing, not so often. */
    private static final Set<Integer> ABOUT_ALL = Set.of(401, 402, 403, 404, 405, 407, 408, GONE, 421, 425, 426, 429);

    static Answer of(int status, String retryAfter, byte[] body) {
        return new Answer(status, retryAfter, new String(body, StandardCharsets.UTF_8));
    }

    boolean isTaken() {
        return status >= 200 && status < 300;
    }

    /** It wants no more events, ever. */
    boolean isGone() {
        return status == GONE;
    }

    /** Such a refusal is about what was sent, and not about who sends it or how often. */
    boolean isAboutTheEvent() {
        return status >= 400 && status < 500 && !ABOUT_ALL.contains(status);
    }

    /** In words, without what the body says. */
    String describe() {
        if (status >= 300 && status < 400) {
            return "answered " + status
                    + ", a redirect, which is not followed; set the sink's URL to where it really is";
        }
        return "answered " + status + (isGone() ? " (gone)" : "");
    }

    /** How long it wants to be left alone; in seconds or as a date (RFC 9110, 10.2.3). What is neither says nothing. */
    Duration leftAlone(Instant now) {
        if (retryAfter == null) {
            return Duration.ZERO;
        }
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter.strip()));
            return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        } catch (DateTimeException e) {
            return Calls.retryAfter(retryAfter);
        }
    }
}
