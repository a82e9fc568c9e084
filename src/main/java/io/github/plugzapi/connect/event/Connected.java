package io.github.plugzapi.connect.event;

import java.util.Objects;

/**
 * An instance is connected to WhatsApp: its QR code was read, it was restarted, and so on.
 *
 * @param of what all events have; never null
 * @param phone the number that is connected, {@link Phone#unknown()} if not told; never null
 * @param change whether that is news: false where the instance was connected before, as the same number (the connection
 *     broke and healed without a word of the break), or where the event came too late to be the present state
 * @param otherNumber whether it was, or was last, connected as another number
 */
public record Connected(Occurrence of, Phone phone, boolean change, boolean otherNumber) implements ConnectionEvent {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public Connected {
        Objects.requireNonNull(of);
        Objects.requireNonNull(phone);
    }

    /**
     * What PlugZapi said, before it is held against what is known.
     *
     * @param of what all events have; never null
     * @param phone the number that is connected, {@link Phone#unknown()} if not told; never null
     */
    public Connected(Occurrence of, Phone phone) {
        this(of, phone, true, false);
    }

    @Override
    public Connected with(Occurrence other) {
        return new Connected(other, phone, change, otherNumber);
    }
}
