package io.github.plugzapi.connect.event;

import java.time.Instant;
import java.util.Objects;

/**
 * An instance is connected to WhatsApp: its QR code was read, it was restarted, and so on.
 *
 * @param id the event's own id; never null
 * @param instance PlugZapi's id of the instance; never null
 * @param moment when it happened, in UTC; never null
 * @param receivedAt when we learnt of it, in UTC; never null
 * @param source how we learnt of it; never null
 * @param rawMoment the moment as PlugZapi wrote it; may be null
 * @param phone the number that is connected, {@link Phone#unknown()} if not told; never null
 * @param change whether that is news: false where the instance was connected before, as the same number (the connection
 *     broke and healed without a word of the break), or where the event came too late to be the present state
 * @param otherNumber whether it was, or was last, connected as another number
 */
public record Connected(
        String id,
        String instance,
        Instant moment,
        Instant receivedAt,
        Source source,
        String rawMoment,
        Phone phone,
        boolean change,
        boolean otherNumber)
        implements ConnectionEvent {

    /** The word for this kind of event. */
    public static final String KIND = "connected";

    /** Checks that nothing is null that must not be. */
    public Connected {
        Objects.requireNonNull(id);
        Objects.requireNonNull(instance);
        Objects.requireNonNull(moment);
        Objects.requireNonNull(receivedAt);
        Objects.requireNonNull(source);
        Objects.requireNonNull(phone);
    }

    /**
     * What PlugZapi said, before it is held against what is known.
     *
     * @param id the event's own id; never null
     * @param instance PlugZapi's id of the instance; never null
     * @param moment when it happened, in UTC; never null
     * @param receivedAt when we learnt of it, in UTC; never null
     * @param source how we learnt of it; never null
     * @param rawMoment the moment as PlugZapi wrote it; may be null
     * @param phone the number that is connected, {@link Phone#unknown()} if not told; never null
     */
    public Connected(
            String id,
            String instance,
            Instant moment,
            Instant receivedAt,
            Source source,
            String rawMoment,
            Phone phone) {
        this(id, instance, moment, receivedAt, source, rawMoment, phone, true, false);
    }

    @Override
    public String kind() {
        return KIND;
    }
}
