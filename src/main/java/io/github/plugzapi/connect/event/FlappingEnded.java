package io.github.plugzapi.connect.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A flapping instance has been quiet for {@code FLAPPING_WINDOW}.
 *
 * @param of what all events have; never null
 * @param since when it began to flap, in UTC; never null
 */
public record FlappingEnded(Occurrence of, Instant since) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public FlappingEnded {
        Objects.requireNonNull(of);
        Objects.requireNonNull(since);
    }

    /**
     * How long it flapped.
     *
     * @return the time from the beginning to the end; never null
     */
    public Duration length() {
        return Duration.between(since, moment());
    }

    @Override
    public FlappingEnded with(Occurrence other) {
        return new FlappingEnded(other, since);
    }
}
