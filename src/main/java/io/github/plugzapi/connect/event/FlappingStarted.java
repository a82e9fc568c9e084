package io.github.plugzapi.connect.event;

import java.time.Instant;
import java.util.Objects;

/**
 * An instance comes and goes: it changed more often than {@code FLAPPING_CHANGES} times within {@code FLAPPING_WINDOW}.
 *
 * @param id the event's own id; never null
 * @param instance PlugZapi's id of the instance; never null
 * @param moment when it happened, in UTC; never null
 * @param receivedAt when we concluded it, in UTC; never null
 * @param source how we came to know; never null
 * @param rawMoment what tells it from others of its kind; never null
 * @param changes how often it changed within the window
 */
public record FlappingStarted(
        String id, String instance, Instant moment, Instant receivedAt, Source source, String rawMoment, int changes)
        implements ConnectionEvent {

    /** The word for this kind of event. */
    public static final String KIND = "flapping_started";

    /** Checks that nothing is null that must not be. */
    public FlappingStarted {
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
