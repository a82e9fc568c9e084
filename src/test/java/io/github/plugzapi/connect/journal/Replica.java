package io.github.plugzapi.connect.journal;

import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.testsupport.Beans;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;

/**
 * The journal of one process, put together as CDI does it, with the data source's settings of the application. Several of
 * them on one PostgreSQL are several replicas.
 */
final class Replica implements AutoCloseable {

    final Store store;
    final Writer writer;
    final Tail tail;
    final Redeliveries redeliveries;
    final Lease lease;
    final Dispatcher dispatcher;
    final Journal journal;
    final Quarantine quarantine;
    final Retention retention;
    final MeterRegistry registry = new SimpleMeterRegistry();
    private final AgroalDataSource dataSource;
    private boolean closed;

    private Replica(Builder builder) throws SQLException {
        JournalConfig config = new Config(builder.database, builder.retention);
        dataSource = dataSource(builder.database, builder.jdbcProperties, builder.acquisitionTimeout);
        Flyway flyway = Flyway.configure()
                .dataSource(dataSource)
                .locations("db/migration/" + kind(builder.database))
                .load();
        store = new Store(
                config,
                Beans.instances(List.of(dataSource)),
                Beans.instances(List.of(dataSource)),
                Beans.instances(List.of(flyway)),
                Beans.instances(List.of(flyway)));
        writer = new Writer(store, Beans.instances(builder.filters));
        tail = new Tail(store, writer);
        redeliveries = new Redeliveries(store, writer);
        lease = new Lease(store, builder.lease);
        dispatcher = new Dispatcher(
                store,
                writer,
                tail,
                redeliveries,
                lease,
                new Observers(builder.observers),
                Beans.instances(builder.checkpoints),
                builder.clock,
                registry);
        journal = new Journal(store, writer, dispatcher, redeliveries, Beans.event(builder.whenOpened));
        quarantine = new Quarantine(writer, builder.clock);
        retention = new Retention(writer, builder.clock, config);
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
        private List<Observers.Observer> observers = List.of();
        private List<Checkpoint> checkpoints = List.of();
        private List<AppendFilter> filters = List.of();
        private Consumer<JournalOpened> whenOpened = opened -> {};

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
            return jdbc("busy_timeout", "50").jdbc("connectTimeout", "1");
        }

        Builder jdbc(String name, String value) {
            jdbcProperties.setProperty(name, value);
            return this;
        }

        Builder observers(Observers.Observer... newObservers) {
            observers = List.of(newObservers);
            return this;
        }

        Builder checkpoints(Checkpoint... newCheckpoints) {
            checkpoints = List.of(newCheckpoints);
            return this;
        }

        Builder filter(AppendFilter filter) {
            filters = List.of(filter);
            return this;
        }

        Builder whenOpened(Consumer<JournalOpened> newWhenOpened) {
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
            replica.store.open();
            replica.writer.start();
            return replica;
        }

        /** Keeps events and hands them on. */
        Replica start() throws SQLException {
            Replica replica = build();
            replica.begin();
            await().atMost(Duration.ofSeconds(30)).until(() -> replica.journal.trouble() == null);
            return replica;
        }
    }

    /** Begins as the application does, which waits for nothing. */
    void begin() {
        journal.start(new StartupEvent());
    }

    CompletableFuture<Appended> append(ConnectionEvent event) {
        return journal.append(event, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toCompletableFuture();
    }

    /** Appends, one after the other, and waits until all are durable. */
    void keep(ConnectionEvent... events) {
        for (ConnectionEvent event : events) {
            append(event).join();
        }
    }

    /** From now on nothing that it does reaches the database: the nearest to a sudden death within one JVM. */
    void cutOff() {
        dataSource.close();
    }

    /** Ends in good order, as on SIGTERM. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            journal.stop(new ShutdownEvent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            dataSource.close();
        }
    }

    private static String kind(Database database) {
        return database.isShared() ? "postgresql" : "sqlite";
    }

    private static AgroalDataSource dataSource(Database database, Properties properties, Duration acquisitionTimeout)
            throws SQLException {
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier();
        configuration.connectionPoolConfiguration().maxSize(8).acquisitionTimeout(acquisitionTimeout);
        var factory = configuration
                .connectionPoolConfiguration()
                .connectionFactoryConfiguration()
                .jdbcUrl(database.url());
        if (database.username() != null) {
            factory.principal(new NamePrincipal(database.username()));
            // As Quarkus does it; without it the pool would go on giving out what is broken.
            configuration.connectionPoolConfiguration().exceptionSorter(new PostgreSQLExceptionSorter());
        }
        String prefix = "quarkus.datasource." + kind(database) + ".jdbc.additional-jdbc-properties.";
        Properties application = application();
        for (String name : application.stringPropertyNames()) {
            if (name.startsWith(prefix) && !properties.containsKey(name.substring(prefix.length()))) {
                factory.jdbcProperty(name.substring(prefix.length()), application.getProperty(name));
            }
        }
        for (String name : properties.stringPropertyNames()) {
            factory.jdbcProperty(name, properties.getProperty(name));
        }
        return AgroalDataSource.from(configuration);
    }

    private static Properties application() {
        try (InputStream file = Replica.class.getResourceAsStream("/application.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Config(Database database, Duration retention) implements JournalConfig {

        @Override
        public String url() {
            return database.url();
        }

        @Override
        public Optional<String> username() {
            return Optional.ofNullable(database.username());
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }
    }
}
