package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.text.Text;
import java.time.Instant;

/**
 * The current state of an instance's connection.
 *
 * @param instance PlugZapi's id of the instance; never null
 * @param status whether it is connected; never null
 * @param phone the number that is, or was last, connected; {@link Phone#unknown()} if never told; never null
 * @param since the moment since when it is so, never later than when we learnt of it, in UTC; null while the status is
 *     unknown
 * @param heardAt when we learnt of the newest event, which may only have confirmed the status, in UTC; null while the
 *     status is unknown
 * @param error PlugZapi's reason for a disconnection; null where there is none
 * @param source who told that it is so: a callback, or PlugZapi when it was asked; null while the status is unknown, and where
 *     an older version has kept it
 */
public record ConnectionState(
        String instance, Status status, Phone phone, Instant since, Instant heardAt, String error, Source source) {

    /** Whether an instance is connected. */
    public enum Status {
        /** PlugZapi said so last. */
        CONNECTED,
        /** PlugZapi said so last. */
        DISCONNECTED,
        /** PlugZapi has not said anything yet. */
        UNKNOWN;

        /**
         * The word for this status in metrics and in the journal.
         *
         * @return the name in lower case; never null
         */
        public String label() {
            return Text.label(this);
        }

        /**
         * The status of a word.
         *
         * @param label the name, in whichever case; never null
         * @return the status; never null
         * @throws IllegalArgumentException if there is none of that name
         */
        public static Status of(String label) {
            return Text.labelled(Status.class, label);
        }
    }

    static ConnectionState unknown(String instance) {
        return new ConnectionState(instance, Status.UNKNOWN, Phone.unknown(), null, null, null, null);
    }
}
