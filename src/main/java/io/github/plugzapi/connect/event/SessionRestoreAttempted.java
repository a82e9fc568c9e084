package io.github.plugzapi.connect.event;

import java.time.Instant;
import java.util.Objects;

/**
 * PlugZapi was asked to restore the session of a disconnected instance.
 *
 * @param id the event's own id; never null
 * @param instance PlugZapi's id of the instance; never null
 * @param moment when it happened, in UTC; never null
 * @param receivedAt when we concluded it, in UTC; never null
 * @param source how we came to know; never null
 * @param rawMoment what tells it from others of its kind; never null
 * @param attempt which attempt it was since the disconnection, from 1
 * @param error why PlugZapi did not do it; null where it said that it will
 */
public record SessionRestoreAttempted(
        String id,
        String instance,
        Instant moment,
        Instant receivedAt,
        Source source,
        String rawMoment,
        int attempt,
        String error)
        implements ConnectionEvent {

    /** The word for this kind of event. */
    public static final String KIND = "session_restore_attempted";

    /** Checks that nothing is null that must not be. */
    public SessionRestoreAttempted {
        Objects.requireNonNull(id);
        Objects.requireNonNull(instance);
        Objects.requireNonNull(moment);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(source);
        Objects.requireNonNull(rawMoment);
    }

    @Override
    public String kind() {
        return KIND;
    }
}
