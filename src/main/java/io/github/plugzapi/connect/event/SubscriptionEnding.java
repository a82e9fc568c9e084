package io.github.plugzapi.connect.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * An instance is paid for no longer than a few days, or not any more. It is told three days and one day before the end, and
 * at the end.
 *
 * @param id the event's own id; never null
 * @param instance PlugZapi's id of the instance; never null
 * @param moment when it was noticed, in UTC; never null
 * @param receivedAt when we concluded it, in UTC; never null
 * @param source how we came to know; never null
 * @param rawMoment what tells it from others of its kind; never null
 * @param until until when the instance is paid for, in UTC; never null
 * @param left which of the times it is told: three days, one day or zero, so that no more than that is left; never null
 */
public record SubscriptionEnding(
        String id,
        String instance,
        Instant moment,
        Instant receivedAt,
        Source source,
        String rawMoment,
        Instant until,
        Duration left)
        implements ConnectionEvent {

    /** The word for this kind of event. */
    public static final String KIND = "subscription_ending";

    /** Checks that nothing is null that must not be. */
    public SubscriptionEnding {
        Objects.requireNonNull(id);
        Objects.requireNonNull(instance);
        Objects.requireNonNull(moment);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(source);
        Objects.requireNonNull(rawMoment);
        Objects.requireNonNull(until);
        Objects.requireNonNull(left);
    }

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Whether the end is there.
     *
     * @return true if the instance is not paid for any more
     */
    public boolean hasEnded() {
        return left.isZero();
    }
}
