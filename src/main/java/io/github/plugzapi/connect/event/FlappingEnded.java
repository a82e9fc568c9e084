package io.github.plugzapi.connect.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A flapping instance has been quiet for {@code FLAPPING_WINDOW}.
 *
 * @param id the event's own id; never null
 * @param instance PlugZapi's id of the instance; never null
 * @param moment when it happened, in UTC; never null
 * @param receivedAt when we concluded it, in UTC; never null
 * @param source how we came to know; never null
 * @param rawMoment what tells it from others of its kind; never null
 * @param since when it began to flap, in UTC; never null
 */
public record FlappingEnded(
        String id, String instance, Instant moment, Instant receivedAt, Source source, String rawMoment, Instant since)
        implements ConnectionEvent {

    /** The word for this kind of event. */
    public static final String KIND = "flapping_ended";

    /** Checks that nothing is null that must not be. */
    public FlappingEnded {
        Objects.requireNonNull(id);
        Objects.requireNonNull(instance);
        Objects.requireNonNull(moment);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(source);
        Objects.requireNonNull(rawMoment);
        Objects.requireNonNull(since);
    }

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * How long it flapped.
     *
     * @return the time from the beginning to the end; never null
     */
    public Duration length() {
        return Duration.between(since, moment);
    }
}
