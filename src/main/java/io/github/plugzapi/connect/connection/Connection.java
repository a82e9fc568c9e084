package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The current state of an instance's connection.
 *
 * @param instance PlugZapi's id of the instance; never null
 * @param status whether it is connected; never null
 * @param phone the number that is, or was last, connected; {@link Phone#unknown()} if never told; never null
 * @param since the moment since when it is so, in UTC; null while the status is unknown
 * @param asOf the moment of the newest event, which may only have confirmed the status, in UTC; null while the status is
 *     unknown
 * @param error PlugZapi's reason for a disconnection; null where there is none
 */
public record Connection(String instance, Status status, Phone phone, Instant since, Instant asOf, String error) {

    /** Whether an instance is connected. */
    public enum Status {
        /** PlugZapi said so last. */
        CONNECTED,
        /** PlugZapi said so last. */
        DISCONNECTED,
        /** PlugZapi has not said anything yet. */
        UNKNOWN
    }

    static Connection unknown(String instance) {
        return new Connection(instance, Status.UNKNOWN, Phone.unknown(), null, null, null);
    }

    Connection withoutPhone() {
        return new Connection(instance, status, Phone.unknown(), since, asOf, error);
    }

    /**
     * The state after an event. PlugZapi gives moments in seconds and in milliseconds, so they are compared to the second;
     * within one second the order of arrival decides.
     */
    Connection after(ConnectionEvent event) {
        Instant moment = event.moment();
        if (asOf != null && moment.truncatedTo(ChronoUnit.SECONDS).isBefore(asOf.truncatedTo(ChronoUnit.SECONDS))) {
            return this;
        }
        if (event instanceof Connected connected) {
            Instant from = status == Status.CONNECTED ? since : moment;
            Phone known = connected.phone().isKnown() ? connected.phone() : phone;
            return new Connection(instance, Status.CONNECTED, known, from, moment, null);
        }
        if (event instanceof Disconnected disconnected) {
            Instant from = status == Status.DISCONNECTED ? since : moment;
            return new Connection(instance, Status.DISCONNECTED, phone, from, moment, disconnected.error());
        }
        return this;
    }
}
