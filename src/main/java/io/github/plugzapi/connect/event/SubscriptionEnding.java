package io.github.plugzapi.connect.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * An instance is paid for no longer than a few days, or not any more. It is told three days and one day before the end, and
 * at the end.
 *
 * @param of what all events have; never null
 * @param until until when the instance is paid for, in UTC; never null
 * @param left which of the times it is told: three days, one day or zero, so that no more than that is left; never null
 */
public record SubscriptionEnding(Occurrence of, Instant until, Duration left) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public SubscriptionEnding {
        Objects.requireNonNull(of);
        Objects.requireNonNull(until);
        Objects.requireNonNull(left);
    }

    /**
     * Whether the end is there.
     *
     * @return true if the instance is not paid for any more
     */
    public boolean hasEnded() {
        return left.isZero();
    }

    @Override
    public SubscriptionEnding with(Occurrence other) {
        return new SubscriptionEnding(other, until, left);
    }
}
