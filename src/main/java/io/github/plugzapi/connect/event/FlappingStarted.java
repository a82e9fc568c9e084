package io.github.plugzapi.connect.event;

import java.util.Objects;

/**
 * An instance comes and goes: it changed more often than {@code FLAPPING_CHANGES} times within {@code FLAPPING_WINDOW}.
 *
 * @param of what all events have; never null
 * @param changes how often it changed within the window
 */
public record FlappingStarted(Occurrence of, int changes) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public FlappingStarted {
        Objects.requireNonNull(of);
    }

    @Override
    public FlappingStarted with(Occurrence other) {
        return new FlappingStarted(other, changes);
    }
}
