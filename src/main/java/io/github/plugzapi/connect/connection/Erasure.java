package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.journal.Journal;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/**
 * Erases what is kept about somebody, as Brazil's LGPD (Lei 13.709/2018, art. 18) gives them the right to ask. What was
 * passed on to other systems is theirs to erase.
 */
@Singleton
public class Erasure {

    private final Journal journal;
    private final Connections connections;
    private final Incidents incidents;

    Erasure(Journal journal, Connections connections, Incidents incidents) {
        this.journal = journal;
        this.connections = connections;
        this.incidents = incidents;
    }

    /**
     * Erases everything about an instance. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return how many events were erased
     * @throws SQLException if the journal cannot do it; then some may be left, and the call can be repeated
     */
    public int instance(String instance) throws SQLException {
        incidents.forget(instance);
        int erased = journal.eraseInstance(instance);
        connections.erase(instance);
        return erased;
    }

    /**
     * Erases everything about a phone number, in both its forms where it has two. An instance's current state stays, without
     * the number. Not for the event loop.
     *
     * @param phone the number; never null
     * @return how many events were erased
     * @throws SQLException if the journal cannot do it; then some may be left, and the call can be repeated
     */
    public int phone(Phone phone) throws SQLException {
        int erased = journal.erasePhone(phone);
        connections.erase(phone);
        return erased;
    }
}
