package io.github.plugzapi.connect.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * An instance is connected again after an outage.
 *
 * @param of what all events have; never null
 * @param since when it was disconnected, in UTC; never null
 */
public record OutageEnded(Occurrence of, Instant since) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public OutageEnded {
        Objects.requireNonNull(of);
        Objects.requireNonNull(since);
    }

    /**
     * How long it was disconnected.
     *
     * @return the time from the disconnection to the connection; never null
     */
    public Duration length() {
        return Duration.between(since, moment());
    }

    @Override
    public OutageEnded with(Occurrence other) {
        return new OutageEnded(other, since);
    }
}
