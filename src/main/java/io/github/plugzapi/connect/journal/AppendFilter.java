package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.store.Sql;
import java.util.List;

/**
 * What knows the instances, and so which events are new; at most one bean. It is asked in the transaction that appends, one
 * transaction after the other over all processes, so that what it keeps is always as of the last event.
 */
public interface AppendFilter {

    /**
     * Holds events against what is known.
     *
     * @param sql of the transaction that appends them; never null
     * @param events what is to be appended, in order; never null
     * @return for each, the event as it is to be kept, or null where it tells nothing new; never null
     */
    List<ConnectionEvent> news(Sql sql, List<ConnectionEvent> events);

    /**
     * The transaction of the last {@link #news} is committed. Where this is not called before the next, nobody knows whether it
     * was. Both are called on one thread.
     */
    default void committed() {}
}
