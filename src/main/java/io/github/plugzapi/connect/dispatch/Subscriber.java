package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whoever follows the journal: it is handed each event that it wants at least once, in order for each instance, in the one
 * process that leads. Every such bean is found, and what every {@link Source} has; a class that observes events is
 * one, too.
 */
public interface Subscriber {

    /** What {@link #take} returns where nothing is left to be waited for. */
    CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    /**
     * By what its place in the journal is kept.
     *
     * @return a name that no other subscriber has, such as {@code LogConnectionChanges}; never null
     */
    String name();

    /**
     * What it is called in the log, at the beginning of a sentence.
     *
     * @return such as {@code The observer LogConnectionChanges}; never null
     */
    default String title() {
        return "The observer " + name();
    }

    /**
     * Whether it is an observer of events within this process. The others tell somebody outside, and have metrics of their
     * own.
     *
     * @return always the same
     */
    default boolean isObserver() {
        return true;
    }

    /**
     * Whether it is to be handed an event.
     *
     * @param entry the event, and its place in the journal; never null
     * @return false to pass over it
     */
    boolean wants(JournalEntry entry);

    /**
     * Whether it passes over events that others want. Then each event is read to tell how many wait for it; of the others all
     * count that come after their place.
     *
     * @return always the same
     */
    default boolean isSelective() {
        return false;
    }

    /**
     * Takes an event, on a thread that may block. An event that comes again has the same id. The next event of the same instance
     * comes when this one is done.
     *
     * @param entry the event, and its place in the journal; never null
     * @return done when the event is, such as {@link #DONE}; it fails, best with {@link NotTaken}, where the event is to come
     *     again, and later events of its instance are to wait for it; never null
     * @throws Exception the same as if it had failed
     */
    CompletionStage<?> take(JournalEntry entry) throws Exception;

    /**
     * How many events, of one instance each, it may be at now. Asked before each event.
     *
     * @return 1: one after the other; 0 for none now
     */
    default int atATime() {
        return 1;
    }

    /**
     * Whether it takes nothing now, whatever the events are. Then what it may be at is tried without waiting for its time, new
     * events and others by turns, and that counts as no attempt.
     *
     * @return whether it is away
     */
    default boolean isAway() {
        return false;
    }

    /**
     * An event has failed so often that it is set aside.
     *
     * @param entry the event, and its place in the journal; never null
     */
    default void setAside(JournalEntry entry) {}

    /**
     * How it is treated.
     *
     * @return the policy, always the same; never null
     */
    default Policy policy() {
        return Policy.OF_OBSERVERS;
    }

    /**
     * What it has built from the events it was handed. It is saved together with its place.
     *
     * @return the state, always the same; empty: none
     */
    default Optional<State> state() {
        return Optional.empty();
    }

    /**
     * What a subscriber has built from the events, in memory and in a table. It is saved in one transaction with the places of all
     * subscribers, so that after a crash the events since then come again and nothing is missing; some of them may be in it already.
     * It holds no phone number.
     */
    interface State {

        /** Forgets what is in memory, because the store knows better. */
        void reload();

        /**
         * Whether there is something to save.
         *
         * @return whether there is
         */
        boolean isUnsaved();

        /**
         * Saves what has changed. Where the transaction fails, it is reloaded.
         *
         * @param sql of the transaction, on the store's one thread that writes; never null
         */
        void save(Sql sql);

        /**
         * Forgets an instance. What is in memory is read anew: every erasure is counted, and ends the turn.
         *
         * @param sql of the transaction, on the store's one thread that writes; never null
         * @param instance PlugZapi's id of it; never null
         */
        void erase(Sql sql, String instance);
    }

    /** A bean that has any number of subscribers: as many as are configured. */
    interface Source {

        /**
         * The subscribers.
         *
         * @return them, always the same; none where nothing is configured; never null
         */
        List<? extends Subscriber> subscribers();
    }

    /** Why an event was not taken, where that is nobody's fault in this process: it is told in one line. */
    final class NotTaken extends RuntimeException {

        /** Nobody is believed who wants to be left alone for longer. */
        static final Duration LONGEST = Duration.ofHours(1);

        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        /** What a failure tells of others. */
        public enum Cause {
            /** The event itself: another may well be taken. */
            THE_EVENT,

            /** Nobody knows. */
            UNKNOWN,

            /** There was no answer: no event would have been taken. */
            UNANSWERED
        }

        private final Cause cause;

        /**
         * An event was not taken, and nobody knows whether that is because of the event.
         *
         * @param reason why, for the log, without secrets; never null
         * @param retryAfter how long it is not to come again at least, up to an hour; zero where only the policy says so; never null
         */
        public NotTaken(String reason, Duration retryAfter) {
            this(reason, retryAfter, Cause.UNKNOWN);
        }

        /**
         * The same, where more is known of it.
         *
         * @param reason why, for the log, without secrets; never null
         * @param retryAfter as above; never null
         * @param cause what it tells of others; never null
         */
        public NotTaken(String reason, Duration retryAfter, Cause cause) {
            super(reason, null, false, false);
            this.retryAfter = retryAfter.compareTo(LONGEST) < 0 ? retryAfter : LONGEST;
            this.cause = cause;
        }

        /**
         * What it tells of others.
         *
         * @return it; never null
         */
        public Cause tells() {
            return cause;
        }

        /**
         * How long it is not to come again at least.
         *
         * @return at most an hour; zero where only the policy says so; never null
         */
        public Duration retryAfter() {
            return retryAfter;
        }
    }
}
