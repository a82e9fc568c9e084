package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Sql;

/**
 * An observer that builds a state from the events and keeps it in the journal's store. It is saved in the same transaction as
 * the positions of the observers, so that after a crash the events since then come again and nothing is missing. Some of
 * them may be in the state already: their sequence numbers tell.
 */
public interface Checkpoint {

    /**
     * Takes an event, in order for its instance.
     *
     * @param entry the event and its place in the journal; never null
     */
    void take(JournalEntry entry);

    /**
     * Saves what has changed since the last time. When the transaction fails, {@link #reload()} is called.
     *
     * @param sql of a transaction; never null
     */
    void save(Sql sql);

    /**
     * Forgets what is in memory, because the store knows better: another process may have worked on it, or a save failed
     * and the events since the last one come again.
     */
    void reload();
}
