package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.testsupport.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/** Opens the journal of one process to the tests of other packages. */
public final class RunningJournal implements AutoCloseable {

    /** What follows the journal and keeps what it learns in it. */
    public interface Observing extends Checkpoint {

        void observe(ConnectionEvent event) throws SQLException;
    }

    private final Replica replica;
    private volatile Observing observing;

    /** A journal that nobody observes. */
    public RunningJournal(Database database) throws SQLException {
        this.replica = Replica.on(database).start();
    }

    /** A journal that one observes, which is made with it. */
    public RunningJournal(Database database, Function<Journal, Observing> observer) throws SQLException {
        Checkpoint checkpoint = new Checkpoint() {
            @Override
            public void save(Connection connection) throws SQLException {
                observing.save(connection);
            }

            @Override
            public void saved() {
                observing.saved();
            }

            @Override
            public void reload() throws SQLException {
                observing.reload();
            }
        };
        this.replica = Replica.on(database)
                .checkpoints(checkpoint)
                .observers(new Observers.Observer("observer", ConnectionEvent.class, this::hand))
                .build();
        this.observing = observer.apply(replica.journal);
        replica.begin();
        org.awaitility.Awaitility.await().until(() -> replica.journal.trouble() == null);
    }

    private void hand(ConnectionEvent event) {
        try {
            observing.observe(event);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public Journal journal() {
        return replica.journal;
    }

    public void keep(ConnectionEvent... events) {
        replica.keep(events);
    }

    public void purge() {
        replica.retention.purge();
    }

    @Override
    public void close() {
        replica.close();
    }
}
