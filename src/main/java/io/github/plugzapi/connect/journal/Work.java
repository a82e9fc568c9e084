package io.github.plugzapi.connect.journal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Something to do with the journal's store.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface Work<T> {

    /**
     * Does it.
     *
     * @param connection to the store; it is neither to be closed nor to be committed here
     * @return what came of it
     * @throws SQLException if the store could not do it
     */
    T in(Connection connection) throws SQLException;
}
