package io.github.plugzapi.connect.event;

import io.github.plugzapi.connect.text.Text;
import java.time.Instant;
import java.util.Objects;

/**
 * An instance is no longer connected to WhatsApp.
 *
 * @param id the event's own id; never null
 * @param instance PlugZapi's id of the instance; never null
 * @param moment when it happened, in UTC; never null
 * @param receivedAt when we learnt of it, in UTC; never null
 * @param source how we learnt of it; never null
 * @param rawMoment the moment as PlugZapi wrote it; may be null
 * @param error PlugZapi's reason, at most {@value #MAX_ERROR} characters; null where it gave none
 * @param change whether that is news: false where the instance was disconnected before, or where the event came too late
 *     to be the present state
 */
public record Disconnected(
        String id,
        String instance,
        Instant moment,
        Instant receivedAt,
        Source source,
        String rawMoment,
        String error,
        boolean change)
        implements ConnectionEvent {

    /** The word for this kind of event. */
    public static final String KIND = "disconnected";

    /** PlugZapi's reasons are a short sentence; what is longer is cut. */
    public static final int MAX_ERROR = 1000;

    /** Checks that nothing is null that must not be, and cuts a reason that is too long. */
    public Disconnected {
        Objects.requireNonNull(id);
        Objects.requireNonNull(instance);
        Objects.requireNonNull(moment);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(source);
        error = Text.cut(error, MAX_ERROR);
    }

    /**
     * What PlugZapi said, before it is held against what is known.
     *
     * @param id the event's own id; never null
     * @param instance PlugZapi's id of the instance; never null
     * @param moment when it happened, in UTC; never null
     * @param receivedAt when we learnt of it, in UTC; never null
     * @param source how we learnt of it; never null
     * @param rawMoment the moment as PlugZapi wrote it; may be null
     * @param error PlugZapi's reason; null where it gave none
     */
    public Disconnected(
            String id,
            String instance,
            Instant moment,
            Instant receivedAt,
            Source source,
            String rawMoment,
            String error) {
        this(id, instance, moment, receivedAt, source, rawMoment, error, true);
    }

    @Override
    public String kind() {
        return KIND;
    }
}
