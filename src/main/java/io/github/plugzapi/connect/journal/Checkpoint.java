package io.github.plugzapi.connect.journal;

import java.sql.Connection;
import java.sql.SQLException;

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
     * @throws SQLException if the store cannot be read or written; then the event comes again
     */
    void take(JournalEntry entry) throws SQLException;

    /**
     * Saves what has changed since the last time. When the transaction fails, {@link #reload()} is called.
     *
     * @param connection to the store, in a transaction
     * @throws SQLException if it cannot be saved
     */
    void save(Connection connection) throws SQLException;

    /**
     * Forgets what is in memory, because the store knows better: another process may have worked on it, or a save failed
     * and the events since the last one come again.
     *
     * @throws SQLException if it has to be read anew at once and cannot be
     */
    void reload() throws SQLException;
}
