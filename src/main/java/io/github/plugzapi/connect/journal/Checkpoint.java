package io.github.plugzapi.connect.journal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * State that an observer builds from the events and keeps in the journal's store. It is saved in the same transaction as
 * the positions of the observers, so that after a crash the events since then come again and nothing is missing.
 */
public interface Checkpoint {

    /**
     * Saves what has changed since the last time. When the transaction fails, {@link #reload()} is called.
     *
     * @param connection to the store, in a transaction
     * @throws SQLException if it cannot be saved
     */
    void save(Connection connection) throws SQLException;

    /** The transaction of the last {@link #save} is committed: from now on the store knows. */
    default void saved() {}

    /**
     * Forgets what is in memory, because the store knows better: another process may have worked on it, or a save failed
     * and the events since the last one come again.
     *
     * @throws SQLException if it has to be read anew at once and cannot be
     */
    void reload() throws SQLException;
}
