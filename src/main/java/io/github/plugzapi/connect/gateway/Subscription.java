package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.plugzapi.connect.text.Lenient;
import io.github.plugzapi.connect.text.Text;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Until when an instance is paid for, as PlugZapi says.
 *
 * @param paidUntil until when, in UTC; null where that is not known
 * @param paymentStatus PlugZapi's word for it, such as {@code PAID}, on one line; null where it says nothing
 */
public record Subscription(Instant paidUntil, String paymentStatus) {

    private static final int MAX_STATUS = 40;

    private static final Instant EARLIEST = Instant.parse("2009-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** Reads it from what the gateway says of an instance; what cannot be understood is not known. */
    static Subscription of(JsonNode instance) {
        String status = instance.path("paymentStatus").asText("").strip();
        return new Subscription(
                moment(instance.path("due")),
                status.isEmpty() || status.equals("null") ? null : Text.oneLine(status, MAX_STATUS));
    }

    private static Instant moment(JsonNode due) {
        long number;
        try {
            number = due.isNumber()
                    ? due.asLong()
                    : Long.parseLong(due.asText("").strip());
        } catch (NumberFormatException e) {
            return null;
        }
        Instant moment = Lenient.moment(BigDecimal.valueOf(Math.max(0, number)));
        return moment.isBefore(EARLIEST) || moment.isAfter(LATEST) ? null : moment;
    }
}
