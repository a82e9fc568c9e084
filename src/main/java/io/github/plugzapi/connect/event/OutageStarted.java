package io.github.plugzapi.connect.event;

import java.time.Instant;
import java.util.Objects;

/**
 * An instance has been disconnected for longer than {@code OUTAGE_AFTER}.
 *
 * @param of what all events have; never null
 * @param since when it was disconnected, in UTC; never null
 */
public record OutageStarted(Occurrence of, Instant since) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public OutageStarted {
        Objects.requireNonNull(of);
        Objects.requireNonNull(since);
    }

    @Override
    public OutageStarted with(Occurrence other) {
        return new OutageStarted(other, since);
    }
}
