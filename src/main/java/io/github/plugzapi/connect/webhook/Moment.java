package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.text.Lenient;
import io.github.plugzapi.connect.text.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A moment as PlugZapi writes it ({@code momment}): a number or a numeric text, seconds or milliseconds since 1970 by its
 * size. What falls before 2009, when WhatsApp began, or more than a day ahead is not believed.
 *
 * @param instant the moment; where it is not believed, the time of receipt
 * @param received the time of receipt, which is the moment only where that is not believed: one that is believed and falls
 *     on the same millisecond was received in the next
 * @param raw what PlugZapi wrote, cut where it is absurdly long; null where there was nothing
 */
record Moment(Instant instant, Instant received, String raw) {

    private static final Instant EARLIEST = Instant.parse("2009-01-01T00:00:00Z");
    private static final Duration AHEAD = Duration.ofDays(1);
    private static final int MAX_LENGTH = 64;

    /** The year 33658 in milliseconds; also keeps a number such as 1e999999999 from being written out. */
    private static final BigDecimal LARGEST = new BigDecimal("1e15");

    static Moment of(String text, Instant received) {
        if (text == null || text.isBlank()) {
            return new Moment(received, received, null);
        }
        String whole = text.strip();
        String raw = Text.clean(Text.cut(whole, MAX_LENGTH));
        Optional<Instant> believed = raw.length() < whole.length() ? Optional.empty() : believe(raw, received);
        return believed.map(
                        moment -> new Moment(moment, moment.equals(received) ? received.plusMillis(1) : received, raw))
                .orElse(new Moment(received, received, raw));
    }

    private static Optional<Instant> believe(String raw, Instant received) {
        BigDecimal number;
        try {
            number = new BigDecimal(raw);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        // Nor is one such as 1e-999999999 to be rounded, which takes 10 to that power.
        if (number.compareTo(BigDecimal.ONE) < 0 || number.compareTo(LARGEST) > 0) {
            return Optional.empty();
        }
        Instant instant = Lenient.moment(number);
        boolean believed = !instant.isBefore(EARLIEST) && !instant.isAfter(received.plus(AHEAD));
        return believed ? Optional.of(instant) : Optional.empty();
    }
}
