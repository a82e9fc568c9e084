package io.github.plugzapi.connect.event;

import java.time.Instant;
import java.util.Objects;

/**
 * PlugZapi could not be asked for fifteen minutes how an instance is, so that a change which no callback tells goes unnoticed.
 *
 * @param of what all events have; never null
 * @param since since when, in UTC; never null
 * @param refused whether PlugZapi said no; false where it could not be reached or could not answer
 * @param error what went wrong, cut like that of {@link Disconnected}; null where there is nothing to say
 */
public record ConfirmationLost(Occurrence of, Instant since, boolean refused, String error) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public ConfirmationLost {
        Objects.requireNonNull(of);
        Objects.requireNonNull(since);
        error = Disconnected.reason(error);
    }

    @Override
    public ConfirmationLost with(Occurrence other) {
        return new ConfirmationLost(other, since, refused, error);
    }
}
