package io.github.plugzapi.connect.store;

import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.testsupport.Beans;
import io.github.plugzapi.connect.testsupport.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.flywaydb.core.Flyway;

/**
 * The store of one process, put together as CDI does it, with the data source's settings of the application. Several of them
 * on one PostgreSQL are several replicas.
 */
public final class RunningStore implements AutoCloseable {

    private final AgroalDataSource dataSource;
    private final Cuttable database;
    private final Writer writer;
    private final StoreConfig config;
    private final Store store;
    private final Leadership leadership;
    private volatile Listener listener = new Listener() {};

    /** What else begins and ends with it. */
    public interface Listener {

        default void opened() {}

        default void closing() {}
    }

    public RunningStore(Database where) throws SQLException {
        this(where, new io.github.plugzapi.connect.store.Database.AnswerLimit());
    }

    RunningStore(Database where, io.github.plugzapi.connect.store.Database.AnswerLimit answerLimit)
            throws SQLException {
        this(
                where,
                new Properties(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(8),
                answerLimit);
    }

    public RunningStore(Database where, Properties jdbc, Duration acquisitionTimeout, Duration lease, Duration patience)
            throws SQLException {
        this(
                where,
                jdbc,
                acquisitionTimeout,
                lease,
                patience,
                new io.github.plugzapi.connect.store.Database.AnswerLimit());
    }

    private RunningStore(
            Database where,
            Properties jdbc,
            Duration acquisitionTimeout,
            Duration lease,
            Duration patience,
            io.github.plugzapi.connect.store.Database.AnswerLimit answerLimit)
            throws SQLException {
        dataSource = dataSource(where, jdbc, acquisitionTimeout);
        if (where.isShared()) {
            dataSource.setPoolInterceptors(List.of(answerLimit));
        }
        Flyway flyway = Flyway.configure()
                .dataSource(dataSource)
                .locations("db/migration/" + kind(where))
                .ignoreMigrationPatterns(
                        application().getProperty("quarkus.flyway." + kind(where) + ".ignore-migration-patterns"))
                .load();
        config = new Config(where);
        database = new Cuttable(flyway, answerLimit);
        writer = new Writer(database, () -> patience);
        store = new Store(database, writer, Beans.event(event -> opened()), Beans.event(event -> closing()));
        leadership = new Leadership(database, Clock.systemUTC(), lease);
    }

    /** What the store throws where the database says so. */
    public static StoreUnavailable unavailable(String sqlState) {
        return new StoreUnavailable(new SQLException("on purpose", sqlState));
    }

    private void opened() {
        leadership.start(new Store.Opened());
        listener.opened();
    }

    private void closing() {
        listener.closing();
        try {
            leadership.stop(new Store.Closing());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets another process lead, and does so no more itself. */
    public void abdicate() throws InterruptedException {
        leadership.stop(new Store.Closing());
    }

    /** That of another process on the same database. */
    Leadership another(Clock clock, Duration lease) {
        return new Leadership(database, clock, lease);
    }

    /** Tries to take or to renew the leadership. */
    public boolean renew() {
        return leadership.renew();
    }

    /** Only one, before it begins. */
    public void listener(Listener newListener) {
        listener = newListener;
    }

    public Store store() {
        return store;
    }

    public Leadership leadership() {
        return leadership;
    }

    /** Registers its metrics. */
    void measure(Ticker ticker, MeterRegistry registry) {
        new StoreMetrics(store, writer, config, ticker, registry);
    }

    public HealthCheckResponse health() {
        return new StoreHealthCheck(store).call();
    }

    public Settings settings() {
        return new Settings(store);
    }

    /** Begins as the application does, which waits for the database for as long as its patience lasts. */
    public void begin() {
        try {
            store.start(new StartupEvent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins, and waits until it can be used. */
    public RunningStore start() {
        begin();
        await().atMost(Duration.ofSeconds(30)).until(() -> store.trouble() == null);
        return this;
    }

    /** Opens it, and tells nobody. */
    public void openQuietly() throws IOException {
        database.open();
        writer.start();
    }

    /** Why it cannot be written, also where it was opened quietly; null while it can. */
    public String trouble() {
        return writer.trouble();
    }

    /** From now on nothing that it does reaches the database: the nearest to a sudden death within one JVM. */
    public void cutOff() {
        dataSource.close();
        try {
            database.cut();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The database, until it is cut off. */
    private final class Cuttable extends io.github.plugzapi.connect.store.Database {

        private final List<Connection> connections = new CopyOnWriteArrayList<>();
        private volatile boolean cut;

        private Cuttable(Flyway flyway, AnswerLimit answerLimit) {
            super(
                    config,
                    Beans.instances(List.of(dataSource)),
                    Beans.instances(List.of(dataSource)),
                    Beans.instances(List.of(flyway)),
                    Beans.instances(List.of(flyway)),
                    answerLimit);
        }

        @Override
        Connection connect() throws SQLException {
            Connection connection = super.connect();
            connections.add(connection);
            if (cut) {
                connection.close();
            }
            return connection;
        }

        private void cut() throws SQLException {
            cut = true;
            for (Connection connection : connections) {
                connection.abort(Runnable::run);
            }
        }
    }

    /** Ends in good order, as on SIGTERM. */
    @Override
    public void close() {
        try {
            store.stop(new ShutdownEvent());
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
        Properties application = application();
        String prefix = "quarkus.datasource." + kind(database) + ".jdbc.additional-jdbc-properties.";
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
        try (InputStream file = RunningStore.class.getResourceAsStream("/application.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Config(Database database) implements StoreConfig {

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
