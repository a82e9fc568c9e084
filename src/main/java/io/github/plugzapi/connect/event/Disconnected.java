package io.github.plugzapi.connect.event;

import io.github.plugzapi.connect.text.Text;
import java.util.Objects;

/**
 * An instance is no longer connected to WhatsApp.
 *
 * @param of what all events have; never null
 * @param error PlugZapi's reason, at most {@value #MAX_ERROR} characters; null where it gave none
 * @param change whether that is news: false where the instance was disconnected before, or where the event came too late
 *     to be the present state
 */
public record Disconnected(Occurrence of, String error, boolean change) implements ConnectionEvent {

    /** PlugZapi's reasons are a short sentence; what is longer is cut. */
    public static final int MAX_ERROR = 1000;

    /** Checks that nothing is null that must not be, cuts a reason that is too long; a blank one is none. {@inheritDoc} */
    public Disconnected {
        Objects.requireNonNull(of);
        error = reason(error);
    }

    /**
     * What PlugZapi said, before it is held against what is known.
     *
     * @param of what all events have; never null
     * @param error PlugZapi's reason; null where it gave none
     */
    public Disconnected(Occurrence of, String error) {
        this(of, error, true);
    }

    static String reason(String error) {
        return error == null || error.isBlank() ? null : Text.cut(error, MAX_ERROR);
    }

    @Override
    public Disconnected with(Occurrence other) {
        return new Disconnected(other, error, change);
    }
}
