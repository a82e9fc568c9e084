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
                SubscriptionEnding {

    /**
     * The event's own id, the same wherever and however often the event is seen.
     *
     * @return a UUID in its usual form; never null
     */
    String id();

    /**
     * The instance that it happened to.
     *
     * @return PlugZapi's id of the instance; never null
     */
    String instance();

    /**
     * When it happened.
     *
     * @return the moment that PlugZapi gave, in UTC, by its clock; exactly {@link #receivedAt()} where it gave none that can
     *     be believed, and only there; never null
     */
    Instant moment();

    /**
     * When we learnt of it.
     *
     * @return our own clock's time, in UTC; never null
     */
    Instant receivedAt();

    /**
     * How we learnt of it.
     *
     * @return the source; never null
     */
    Source source();

    /**
     * The moment as PlugZapi wrote it, believable or not; of what PlugZapi did not write, something else that tells it from
     * others of its kind.
     *
     * @return a text; null where PlugZapi gave no moment
     */
    String rawMoment();

    /**
     * The word for this kind of event in metrics, in the journal and in what is passed on.
     *
     * @return a name such as {@code connected} or {@code outage_started}; never null
     */
    String kind();
}
