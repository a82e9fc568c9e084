package io.github.plugzapi.connect.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;

/**
 * What all events have.
 *
 * @param id the event's own id, a UUID in its usual form; never null
 * @param instance PlugZapi's id of the instance that it happened to; never null
 * @param name the user's name for the instance when the event was kept; null where it had none, and until then
 * @param moment when it happened, in UTC, as {@link ConnectionEvent#moment()} says; never null
 * @param receivedAt when we learnt of it, by our own clock, in UTC; never null
 * @param source how we learnt of it; never null
 * @param distinction what tells it from others of its kind and instance, however often it is told: of what PlugZapi calls us
 *     with, its own text of the moment, believable or not; of what is concluded, what it is concluded from. Null where there
 *     is nothing to tell it by; never null of what is concluded
 */
public record Occurrence(
        String id,
        String instance,
        String name,
        Instant moment,
        Instant receivedAt,
        Source source,
        String distinction) {

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public Occurrence {
        Objects.requireNonNull(id);
        Objects.requireNonNull(instance);
        Objects.requireNonNull(moment);
        Objects.requireNonNull(receivedAt);
        if (Objects.requireNonNull(source) == Source.DERIVED) {
            // What is concluded twice must be one event.
            Objects.requireNonNull(distinction);
        }
    }

    /**
     * Something new, with an id of its own. The moments are cut to the millisecond: the journal keeps no more.
     *
     * @param instance PlugZapi's id of the instance; never null
     * @param moment when it happened; never null
     * @param receivedAt when we learnt of it; never null
     * @param source how we learnt of it; never null
     * @param distinction what tells it from others of its kind; may be null where it is not concluded
     * @return it, without a name; never null
     */
    public static Occurrence learnt(
            String instance, Instant moment, Instant receivedAt, Source source, String distinction) {
        return new Occurrence(
                UUID.randomUUID().toString(),
                instance,
                null,
                moment.truncatedTo(ChronoUnit.MILLIS),
                receivedAt.truncatedTo(ChronoUnit.MILLIS),
                source,
                distinction);
    }

    Occurrence named(String newName) {
        return new Occurrence(id, instance, newName, moment, receivedAt, source, distinction);
    }

    /** Without the name, which may be a phone number. */
    @Override
    public String toString() {
        return id + " of " + instance + " at " + moment + " (" + source.label() + ")";
    }
}
