package io.github.plugzapi.connect.store;

import java.util.List;

/**
 * Writes things of one kind that come often: all that wait are written in one transaction, so that they share the cost of
 * waiting for the disk. How much may wait is bounded.
 *
 * @param <I> what is written
 * @param <O> what comes of it
 */
public interface Batch<I, O> {

    /**
     * Writes some, in one transaction; meanwhile no other process writes a batch.
     *
     * @param sql to write with; never null
     * @param items what is to be written, in the order in which it came; never null
     * @return what came of each, in the same order; never null
     * @throws StoreUnavailable if the store could not do it; where it is the data that it will not have, each is tried by itself
     */
    List<O> write(Sql sql, List<I> items);

    /** The transaction of the last {@link #write} is committed, and whoever waited has an answer. On the same thread. */
    default void committed() {}

    /**
     * Whether the transaction of the last {@link #write} was committed, which nobody saw. Where it was, what that write gave
     * holds; where not, the same items are written again. On the same thread.
     *
     * @param sql to ask with; never null
     * @return whether what was written is there
     * @throws StoreUnavailable if the store could not say it
     */
    boolean wasCommitted(Sql sql);

    /**
     * What an item takes in memory while it waits.
     *
     * @param item what is to be written; never null
     * @return a number of bytes, more or less
     */
    int size(I item);
}
