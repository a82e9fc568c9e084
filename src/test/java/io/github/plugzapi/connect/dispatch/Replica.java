package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.erasure.Erasure;
import io.github.plugzapi.connect.erasure.ErasureFixtures;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.journal.AppendFilter;
import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalFixtures;
import io.github.plugzapi.connect.journal.Tail;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.webhook.WebhookFixtures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The journal of one process and its observers, put together as CDI does it. Several of them on one PostgreSQL are several
 * replicas.
 */
final class Replica implements AutoCloseable {

    final RunningStore running;
    final Store store;
    final Leadership leadership;
    final Tail tail;
    final Places places;
    final Dispatcher dispatcher;
    final Journal journal;
    final Erasure erasure;
    final Retention retention;
    final MeterRegistry registry = new SimpleMeterRegistry();

    /** What is done regularly; its time is of its own. */
    final MovableClock elapsed = new MovableClock();

    final ManualTicker ticker;
    private boolean closed;

    private Replica(Builder builder) throws SQLException {
        running = new RunningStore(
                builder.database, builder.jdbcProperties, builder.acquisitionTimeout, builder.lease, builder.patience);
        store = running.store();
        leadership = running.leadership();
        tail = JournalFixtures.tail(store);
        places = new Places(store, leadership);
        Subscribers subscribers = new Subscribers(
                builder.subscribers.stream()
                        .map(subscriber -> subscriber.apply(store))
                        .toList(),
                List.of(),
                builder.observers);
        ticker = new ManualTicker(elapsed);
        SubscriberMetrics metrics = new SubscriberMetrics(store, subscribers, places, builder.clock, ticker, registry);
        dispatcher = new Dispatcher(tail, places, leadership, subscribers, builder.clock, ticker, metrics);
        dispatcher.begin(new StartupEvent());
        journal = JournalFixtures.journal(store, tail, builder.filters);
        Erasable quarantine = WebhookFixtures.quarantine(store, builder.clock);
        erasure = ErasureFixtures.erasure(store, JournalFixtures.erasure(store, tail), List.of(places, quarantine));
        retention = new Retention(
                store,
                builder.clock,
                () -> builder.elapsed == null
                        ? Duration.between(MovableClock.START, builder.clock.instant())
                        : builder.elapsed.get(),
                subscribers,
                metrics,
                () -> builder.retention);
        running.listener(new RunningStore.Listener() {
            @Override
            public void opened() {
                builder.whenOpened.run();
                JournalFixtures.start(tail);
                dispatcher.start(new Store.Opened());
            }

            @Override
            public void closing() {
                try {
                    dispatcher.stop(new Store.Closing());
                    JournalFixtures.stop(tail);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    static Builder on(Database database) {
        return new Builder(database);
    }

    /** How a process is set up. */
    static final class Builder {

        private final Database database;
        private final Properties jdbcProperties = new Properties();
        private Clock clock = new MovableClock();
        private Duration retention = Duration.ofDays(90);
        private Duration lease = Duration.ofSeconds(15);
        private Duration acquisitionTimeout = Duration.ofSeconds(5);
        private Duration patience = Duration.ofSeconds(8);
        private List<CdiObserver> observers = List.of();
        private List<Function<Store, Subscriber>> subscribers = List.of();
        private Supplier<Duration> elapsed;
        private List<AppendFilter> filters = List.of();
        private Runnable whenOpened = () -> {};

        private Builder(Database database) {
            this.database = database;
        }

        Builder clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        Builder retention(Duration newRetention) {
            retention = newRetention;
            return this;
        }

        Builder lease(Duration newLease) {
            lease = newLease;
            return this;
        }

        /** Waits no longer than that for a connection or for somebody else's lock. */
        Builder impatient() {
            acquisitionTimeout = Duration.ofMillis(500);
            patience = Duration.ofMillis(300);
            return jdbc("busy_timeout", "50").jdbc("connectTimeout", "1");
        }

        Builder jdbc(String name, String value) {
            jdbcProperties.setProperty(name, value);
            return this;
        }

        /** For how long it has run, where that is not what the clock on the wall says. */
        Builder elapsed(Supplier<Duration> newElapsed) {
            elapsed = newElapsed;
            return this;
        }

        Builder observers(CdiObserver... newObservers) {
            observers = List.of(newObservers);
            return this;
        }

        Builder subscriber(Function<Store, Subscriber> newSubscriber) {
            subscribers = List.of(newSubscriber);
            return this;
        }

        Builder filter(AppendFilter filter) {
            filters = List.of(filter);
            return this;
        }

        Builder whenOpened(Runnable newWhenOpened) {
            whenOpened = newWhenOpened;
            return this;
        }

        /** Not open yet. */
        Replica build() throws SQLException {
            return new Replica(this);
        }

        /** Keeps events, and hands them to nobody. */
        Replica open() throws SQLException, IOException {
            Replica replica = build();
            replica.running.openQuietly();
            return replica;
        }

        /** Keeps events and hands them on. */
        Replica start() throws SQLException {
            Replica replica = build();
            replica.running.start();
            return replica;
        }
    }

    /** Begins as the application does, which waits for nothing. */
    void begin() {
        running.begin();
    }

    CompletableFuture<Appended> append(ConnectionEvent event) {
        return journal.append(event, "{}".getBytes(StandardCharsets.UTF_8)).toCompletableFuture();
    }

    /** Appends, one after the other, and waits until all are durable. */
    void keep(ConnectionEvent... events) {
        for (ConnectionEvent event : events) {
            append(event).join();
        }
    }

    /** From now on nothing that it does reaches the database: the nearest to a sudden death within one JVM. */
    void cutOff() {
        running.cutOff();
    }

    /** Ends in good order, as on SIGTERM. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            running.close();
        }
    }
}
