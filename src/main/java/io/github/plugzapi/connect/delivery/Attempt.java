package io.github.plugzapi.connect.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * One time that an event was passed on, or was not.
 *
 * @param sink the sink's own name; never null
 * @param seq the event's place in the journal
 * @param event the event's id; never null
 * @param instance PlugZapi's id of the instance; never null
 * @param at when it was begun; never null
 * @param took how long it took; never null
 * @param status the status of the answer; null where there was none
 * @param answer the first of the answer's text, without secrets; null where there was none
 * @param error why it was not taken, without secrets; null where it was
 */
public record Attempt(
        String sink,
        long seq,
        String event,
        String instance,
        Instant at,
        Duration took,
        Integer status,
        String answer,
        String error) {

    /**
     * Whether the sink has the event.
     *
     * @return false where it is to come again
     */
    public boolean isTaken() {
        return error == null;
    }
}
