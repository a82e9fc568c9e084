package io.github.plugzapi.connect.dispatch;

import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.erasure.Erasure;
import io.github.plugzapi.connect.erasure.ErasureFixtures;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.journal.AppendFilter;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.journal.JournalFixtures;
import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Opens the journal of one process to the tests of other packages. */
public final class RunningJournal implements AutoCloseable {

    private final Replica replica;
    private volatile AppendFilter filter;
    private volatile Subscriber subscriber;

    /** A journal that keeps whatever it is given. */
    public RunningJournal(Database database) throws SQLException {
        this.replica = Replica.on(database).start();
    }

    /** A journal with what tells its news, which is made with it. */
    public RunningJournal(Database database, Clock clock, Function<RunningJournal, AppendFilter> newFilter)
            throws SQLException {
        this.replica = Replica.on(database).clock(clock).filter(filter()).build();
        this.filter = newFilter.apply(this);
        begin();
    }

    /** The same with somebody who follows it. */
    public RunningJournal(
            Database database,
            Clock clock,
            Function<RunningJournal, AppendFilter> newFilter,
            Function<RunningJournal, Subscriber> newSubscriber)
            throws SQLException {
        this.replica = Replica.on(database)
                .clock(clock)
                .filter(filter())
                .subscriber(store -> new Subscriber() {
                    @Override
                    public String name() {
                        return "subscriber";
                    }

                    @Override
                    public boolean wants(JournalEntry entry) {
                        return subscriber.wants(entry);
                    }

                    @Override
                    public CompletionStage<?> take(JournalEntry entry) throws Exception {
                        subscriber.take(entry);
                        return DONE;
                    }

                    @Override
                    public int atATime() {
                        return subscriber.atATime();
                    }

                    @Override
                    public Policy policy() {
                        return Policy.ofStates();
                    }

                    @Override
                    public Optional<Subscriber.State> state() {
                        return subscriber.state();
                    }
                })
                .build();
        this.filter = newFilter.apply(this);
        this.subscriber = newSubscriber.apply(this);
        begin();
    }

    private void begin() {
        replica.begin();
        await().until(() -> replica.store.trouble() == null);
    }

    public Store store() {
        return replica.store;
    }

    public Places places() {
        return replica.places;
    }

    public Leadership leadership() {
        return replica.leadership;
    }

    /** Erases from the events and from some others. */
    public Erasure erasure(Erasable... erasables) {
        List<Erasable> all = new ArrayList<>(List.of(erasables));
        all.add(replica.places);
        return ErasureFixtures.erasure(replica.store, JournalFixtures.erasure(replica.store, replica.tail), all);
    }

    public Tail tail() {
        return replica.tail;
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
            public List<ConnectionEvent> news(Sql sql, List<ConnectionEvent> events) {
                return filter.news(sql, events);
            }

            @Override
            public void committed() {
                filter.committed();
            }
        };
    }
}
