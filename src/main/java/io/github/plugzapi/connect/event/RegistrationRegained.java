package io.github.plugzapi.connect.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * PlugZapi tells us again when an instance changes, or the instance is looked after no longer.
 *
 * @param of what all events have; never null
 * @param since since when it did not, in UTC; never null
 */
public record RegistrationRegained(Occurrence of, Instant since) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public RegistrationRegained {
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
    public RegistrationRegained with(Occurrence other) {
        return new RegistrationRegained(other, since);
    }
}
