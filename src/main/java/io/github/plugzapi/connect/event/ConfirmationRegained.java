package io.github.plugzapi.connect.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * PlugZapi says again how an instance is, or the instance is asked for no longer.
 *
 * @param of what all events have; never null
 * @param since since when it did not, in UTC; never null
 */
public record ConfirmationRegained(Occurrence of, Instant since) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public ConfirmationRegained {
        Objects.requireNonNull(of);
        Objects.requireNonNull(since);
    }

    /**
     * For how long it did not.
     *
     * @return the time from the beginning to the end; never null
     */
    public Duration length() {
        return Duration.between(since, moment());
    }

    @Override
    public ConfirmationRegained with(Occurrence other) {
        return new ConfirmationRegained(other, since);
    }
}
