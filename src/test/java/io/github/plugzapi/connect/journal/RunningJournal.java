package io.github.plugzapi.connect.journal;

import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.testsupport.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** Opens the journal of one process to the tests of other packages. */
public final class RunningJournal implements AutoCloseable {

    private final Replica replica;
    private volatile AppendFilter filter;
    private volatile Checkpoint checkpoint;

    /** A journal that keeps whatever it is given. */
    public RunningJournal(Database database) throws SQLException {
        this.replica = Replica.on(database).start();
    }

    /** A journal with what tells its news, which is made with it. */
    public RunningJournal(Database database, Clock clock, Function<Journal, AppendFilter> newFilter)
            throws SQLException {
        this.replica = Replica.on(database).clock(clock).filter(filter()).build();
        this.filter = newFilter.apply(replica.journal);
        begin();
    }

    /** The same with a checkpoint, which follows it. */
    public RunningJournal(
            Database database,
            Clock clock,
            Function<Journal, AppendFilter> newFilter,
            Function<Journal, Checkpoint> newCheckpoint)
            throws SQLException {
        this.replica = Replica.on(database)
                .clock(clock)
                .filter(filter())
                .checkpoints(new Checkpoint() {
                    @Override
                    public void take(JournalEntry entry) throws SQLException {
                        checkpoint.take(entry);
                    }

                    @Override
                    public void save(java.sql.Connection connection) throws SQLException {
                        checkpoint.save(connection);
                    }

                    @Override
                    public void reload() throws SQLException {
                        checkpoint.reload();
                    }
                })
                .observers(new Observers.Observer("checkpoint", () -> checkpoint))
                .build();
        this.filter = newFilter.apply(replica.journal);
        this.checkpoint = newCheckpoint.apply(replica.journal);
        begin();
    }

    private void begin() {
        replica.begin();
        await().until(() -> replica.journal.trouble() == null);
    }

    public Journal journal() {
        return replica.journal;
    }

    /** Appends, one after the other, and waits until all are durable. */
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

    /** It is made after the journal that asks it. */
    private AppendFilter filter() {
        return new AppendFilter() {
            @Override
            public List<ConnectionEvent> news(java.sql.Connection connection, List<ConnectionEvent> events)
                    throws SQLException {
                return filter.news(connection, events);
            }

            @Override
            public void committed() {
                filter.committed();
            }
        };
    }
}
