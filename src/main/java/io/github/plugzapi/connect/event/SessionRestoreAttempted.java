package io.github.plugzapi.connect.event;

import java.util.Objects;

/**
 * PlugZapi was asked to restore the session of a disconnected instance.
 *
 * @param of what all events have; never null
 * @param attempt which attempt it was since the disconnection, from 1
 * @param error why PlugZapi did not do it, cut like that of {@link Disconnected}; null where it said that it will
 */
public record SessionRestoreAttempted(Occurrence of, int attempt, String error) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public SessionRestoreAttempted {
        Objects.requireNonNull(of);
        error = Disconnected.reason(error);
    }

    @Override
    public SessionRestoreAttempted with(Occurrence other) {
        return new SessionRestoreAttempted(other, attempt, error);
    }
}
