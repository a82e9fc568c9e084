package io.github.plugzapi.connect.store;

/**
 * Something to do with the store.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface Work<T> {

    /**
     * Does it.
     *
     * @param sql to talk to the store with, for as long as this lasts; never null
     * @return what came of it
     * @throws StoreUnavailable if the store could not do it
     */
    T in(Sql sql);
}
