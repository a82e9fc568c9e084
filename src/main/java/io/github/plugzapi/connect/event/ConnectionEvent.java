package io.github.plugzapi.connect.event;

import java.time.Instant;

/**
 * Something that happened to the connection of an instance (one WhatsApp number's connection).
 *
 * <p>Observe the type that you care about, {@link Connected}, {@link Disconnected} or this one for all, in any CDI bean:
 *
 * <pre>{@code
 * void connected(@ObservesAsync Connected event) { … }
 * }</pre>
 */
public sealed interface ConnectionEvent
        permits Connected,
                Disconnected,
                FlappingStarted,
                FlappingEnded,
                OutageStarted,
                OutageEnded,
                SessionRestoreAttempted,
                SessionRestoreGivenUp,
                SubscriptionEnding,
                RegistrationLost,
                RegistrationRegained,
                ConfirmationLost,
                ConfirmationRegained {

    /**
     * What all events have.
     *
     * @return it; never null
     */
    Occurrence of();

    /**
     * The same with something else in common with all events.
     *
     * @param other what all events have; never null
     * @return an event of the same kind; never null
     */
    ConnectionEvent with(Occurrence other);

    /**
     * The same of an instance that has a name.
     *
     * @param name the user's name for the instance; null if it has none
     * @return the event with that name; never null
     */
    default ConnectionEvent named(String name) {
        return with(of().named(name));
    }

    /**
     * The event's own id, the same wherever and however often the event is seen.
     *
     * @return a UUID in its usual form; never null
     */
    default String id() {
        return of().id();
    }

    /**
     * The instance that it happened to.
     *
     * @return PlugZapi's id of the instance; never null
     */
    default String instance() {
        return of().instance();
    }

    /**
     * What the user called the instance when the event was kept.
     *
     * @return the name; null where it had none
     */
    default String name() {
        return of().name();
    }

    /**
     * When it happened.
     *
     * @return the moment that PlugZapi gave, in UTC, by its clock; exactly {@link #receivedAt()} where it gave none that can
     *     be believed, and only there; never null
     */
    default Instant moment() {
        return of().moment();
    }

    /**
     * When we learnt of it.
     *
     * @return our own clock's time, in UTC; never null
     */
    default Instant receivedAt() {
        return of().receivedAt();
    }

    /**
     * How we learnt of it.
     *
     * @return the source; never null
     */
    default Source source() {
        return of().source();
    }

    /**
     * What tells it from others of its kind; it stays inside, and is no part of the event's JSON.
     *
     * @return a text as in {@link Occurrence#distinction()}; may be null
     */
    default String distinction() {
        return of().distinction();
    }

    /**
     * The word for this kind of event in metrics, in the journal and in what is passed on.
     *
     * @return the {@link Kind#word() word}, such as {@code connected} or {@code outage_started}; never null
     */
    default String kind() {
        return Kind.of(this).word();
    }
}
