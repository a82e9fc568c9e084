package io.github.plugzapi.connect.event;

import java.time.Instant;
import java.util.Objects;

/**
 * PlugZapi was asked as often as it may be to restore the session of a disconnected instance, and that did not help: somebody has
 * to read a QR code.
 *
 * @param of what all events have; never null
 * @param since since when the instance is disconnected, in UTC; never null
 * @param attempts how often it was asked
 */
public record SessionRestoreGivenUp(Occurrence of, Instant since, int attempts) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public SessionRestoreGivenUp {
        Objects.requireNonNull(of);
        Objects.requireNonNull(since);
    }

    @Override
    public SessionRestoreGivenUp with(Occurrence other) {
        return new SessionRestoreGivenUp(other, since, attempts);
    }
}
