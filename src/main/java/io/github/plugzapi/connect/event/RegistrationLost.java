package io.github.plugzapi.connect.event;

import java.time.Instant;
import java.util.Objects;

/**
 * PlugZapi does not tell us any more when an instance changes: it has refused for five minutes to register us, or somebody else
 * has taken our place.
 *
 * @param of what all events have; never null
 * @param since since when, in UTC; never null
 * @param taken whether somebody else has taken our place
 * @param error what PlugZapi said or whom it calls instead, cut like that of {@link Disconnected}; null where there is nothing
 *     to say
 */
public record RegistrationLost(Occurrence of, Instant since, boolean taken, String error) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public RegistrationLost {
        Objects.requireNonNull(of);
        Objects.requireNonNull(since);
        error = Disconnected.reason(error);
    }

    @Override
    public RegistrationLost with(Occurrence other) {
        return new RegistrationLost(other, since, taken, error);
    }
}
