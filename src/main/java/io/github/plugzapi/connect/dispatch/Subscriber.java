package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.JournalEntry;
import java.util.Optional;

/**
 * Whoever follows the journal: it is handed each event that it wants at least once, in order for each instance, one after the
 * other, in the one process that leads. Every such bean is found; a class that observes events is one, too.
 */
public interface Subscriber {

    /**
     * By what its place in the journal is kept.
     *
     * @return a name that no other subscriber has, such as {@code LogConnectionChanges}; never null
     */
    String name();

    /**
     * Whether it is to be handed an event.
     *
     * @param entry the event, and its place in the journal; never null
     * @return false to pass over it
     */
    boolean wants(JournalEntry entry);

    /**
     * Takes an event, on a thread that may block. An event that comes again has the same id.
     *
     * @param entry the event, and its place in the journal; never null
     * @throws Exception if it could not be done; then the event comes again, and later events of its instance wait for it
     */
    void take(JournalEntry entry) throws Exception;

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
    default Optional<KeptState<?>> state() {
        return Optional.empty();
    }
}
