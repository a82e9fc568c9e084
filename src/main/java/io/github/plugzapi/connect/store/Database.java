package io.github.plugzapi.connect.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalPoolInterceptor;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.github.plugzapi.connect.sqlite.SqliteFile;
import io.github.plugzapi.connect.sqlite.SqliteLibrary;
import io.quarkus.agroal.DataSource;
import io.quarkus.flyway.FlywayDataSource;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** The database behind the journal: SQLite for one process, PostgreSQL for several. */
@Singleton
class Database {

    private static final Logger LOG = Logger.getLogger(Database.class);

    /** Any number will do that nobody else uses for PostgreSQL's advisory locks in this database. */
    private static final long LOCK_NUMBER = 0x506c75675a617069L;

    static final String LOCK = "SELECT pg_advisory_xact_lock(" + LOCK_NUMBER + ")";

    /**
     * What gets no answer for longer is tried again on another connection, which may lead to another server, while those who wait
     * for it, or behind it, still do.
     */
    private static final int LONGEST_ANSWER_MILLIS = 3_000;

    /** A server that waits for a lock does not see that nobody waits for its answer any more. */
    private static final String WAIT_FOR_LOCKS_NO_LONGER =
            "; SET LOCAL lock_timeout = " + (LONGEST_ANSWER_MILLIS - 500);

    /** So that what others have waiting for the lock does not wait for longer than its patience lasts. */
    private static final long LONGEST_SILENCE_MILLIS = 3_000;

    /**
     * A machine that loses its power in the midst of a transaction cannot say so, and the server would keep its locks for
     * hours: nobody could append, nobody take over.
     */
    private static final String HOLD_LOCKS_NO_LONGER_THAN_ALIVE =
            "SET LOCAL idle_in_transaction_session_timeout = " + LONGEST_SILENCE_MILLIS;

    /**
     * Whoever appends must see what was appended before, whatever the server or the database is set to. In each transaction,
     * because behind a pool such as PgBouncer's the next one may be on another connection.
     */
    static final String FIRST = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; " + HOLD_LOCKS_NO_LONGER_THAN_ALIVE;

    /**
     * After so many transactions a session takes another connection: the pool keeps track of each result of a statement until
     * that is closed, and looks after connections that are given back.
     */
    static final int TRANSACTIONS_OF_A_CONNECTION = 1_000;

    private final StoreConfig config;
    private final boolean shared;
    private final Instance<AgroalDataSource> dataSource;
    private final Instance<Flyway> flyway;
    private final AnswerLimit answerLimit;

    /** Null where it is shared. */
    private final SqliteFile file;

    Database(
            StoreConfig config,
            @DataSource("sqlite") Instance<AgroalDataSource> sqlite,
            @DataSource("postgresql") Instance<AgroalDataSource> postgresql,
            @FlywayDataSource("sqlite") Instance<Flyway> sqliteFlyway,
            @FlywayDataSource("postgresql") Instance<Flyway> postgresqlFlyway,
            @DataSource("postgresql") AnswerLimit answerLimit) {
        this.config = config;
        this.file = SqliteFile.of(config.url()).orElse(null);
        this.shared = file == null;
        this.dataSource = shared ? postgresql : sqlite;
        this.flyway = shared ? postgresqlFlyway : sqliteFlyway;
        this.answerLimit = answerLimit;
    }

    /**
     * How long whoever takes a connection to the server waits for an answer, since a server that fell silent must hold nobody for
     * ever. While a connection is made the limit is the driver's {@code socketTimeout}, which is shorter: the next host of the URL
     * may be the one that answers.
     */
    @Singleton
    @DataSource("postgresql")
    static class AnswerLimit implements AgroalPoolInterceptor {

        private static final int USUAL_MILLIS = 15_000;

        /** A statement that changes a table may have to rewrite all that there is. */
        private static final int OF_A_MIGRATION_MILLIS = 30 * 60_000;

        private final int usualMillis;
        private volatile int millis;

        AnswerLimit() {
            this(USUAL_MILLIS);
        }

        AnswerLimit(int usualMillis) {
            this.usualMillis = usualMillis;
            this.millis = usualMillis;
        }

        @Override
        public void onConnectionAcquire(Connection connection) {
            try {
                connection.setNetworkTimeout(Runnable::run, millis);
            } catch (SQLException e) {
                LOG.debug("A connection is broken, as whoever uses it will find", e);
            }
        }

        private void migrate(Flyway flyway) {
            // Only where there is something to do: a start that meets a silent server must not wait for so long.
            if (flyway.info().pending().length > 0) {
                millis = OF_A_MIGRATION_MILLIS;
            }
            try {
                flyway.migrate();
            } finally {
                millis = usualMillis;
            }
        }
    }

    /** Whether other processes may work on it, too. */
    boolean isShared() {
        return shared;
    }

    /**
     * Makes the file and its folders, or finds the server, and brings the tables up to date.
     *
     * @throws IOException if the file cannot be made, or another process works on it
     * @throws RuntimeException if the store is not there
     */
    void open() throws IOException {
        if (file != null) {
            SqliteLibrary.load();
            if (!file.take()) {
                throw new IOException("another process works on " + file.path()
                        + "; for several processes set JOURNAL_URL to a PostgreSQL database");
            }
        }
        answerLimit.migrate(flyway.get());
    }

    /** Lets go of the file. */
    void close() throws IOException {
        if (file != null) {
            file.letGo();
        }
    }

    /** Reads; never waits for a writer. */
    <T> T read(Function<Sql, T> work) {
        try (Connection connection = dataSource.get().getConnection();
                Sql sql = new Sql(connection, shared)) {
            return work.apply(sql);
        } catch (SQLException e) {
            throw new StoreUnavailable(e);
        }
    }

    /** Writes all or nothing, for those who do so now and then. It is durable when this returns. */
    <T> T write(Function<Sql, T> work) {
        try (Session session = new Session(true)) {
            return session.write(work);
        }
    }

    /** Of one thread, and kept for as long as it works. */
    Session session() {
        return new Session(false);
    }

    /**
     * A connection to a shared database beside those of the pool, with the same settings: whoever waits for one of the pool hears
     * only after a second or more that there is none.
     */
    Connection connect() throws SQLException {
        AgroalConnectionFactoryConfiguration pool = dataSource
                .get()
                .getConfiguration()
                .connectionPoolConfiguration()
                .connectionFactoryConfiguration();
        Properties properties = new Properties();
        properties.putAll(pool.jdbcProperties());
        return Settings.connect(config, properties);
    }

    /** Writes for one thread, on one connection, so that what is written again and again need not be prepared each time. */
    class Session implements AutoCloseable {

        /** Both null before something is written, and after that failed: the connection may be broken. */
        private Connection connection;

        private Sql sql;
        private int transactions;
        private final boolean pooled;

        /** Where it is shared, and not pooled, it has a connection of its own. */
        Session(boolean pooled) {
            this.pooled = pooled || !shared;
        }

        /** Writes all or nothing. It is durable when this returns. */
        <T> T write(Function<Sql, T> work) {
            return write(FIRST + WAIT_FOR_LOCKS_NO_LONGER, LONGEST_ANSWER_MILLIS, work);
        }

        /**
         * The same, while no other process does: otherwise a transaction that drew a lesser sequence number could commit after
         * one that drew a greater, and whoever follows the sequence would miss it.
         */
        <T> T writeAlone(Function<Sql, T> work) {
            return write(FIRST + WAIT_FOR_LOCKS_NO_LONGER + "; " + LOCK, LONGEST_ANSWER_MILLIS, work);
        }

        /** The same for what may take its time, with a statement that looks through all that there is. */
        <T> T writeAtLeisure(Function<Sql, T> work) {
            return write(FIRST + "; " + LOCK, answerLimit.usualMillis, work);
        }

        private <T> T write(String firstIfShared, int answerMillis, Function<Sql, T> work) {
            try {
                connect();
                connection.setAutoCommit(false);
                if (shared) {
                    connection.setNetworkTimeout(Runnable::run, answerMillis);
                    execute(connection, firstIfShared);
                }
                T result = work.apply(sql);
                connection.commit();
                // SQLite's driver has begun the next transaction, and would hold the lock.
                connection.setAutoCommit(true);
                if (file != null) {
                    file.check();
                }
                if (pooled && ++transactions % TRANSACTIONS_OF_A_CONNECTION == 0) {
                    close();
                }
                return result;
            } catch (SQLException | IOException e) {
                StoreUnavailable unavailable = new StoreUnavailable(e);
                abandon(unavailable);
                throw unavailable;
            } catch (RuntimeException | Error e) {
                // Whatever it was: the pool would commit what is left open.
                abandon(e);
                throw e;
            }
        }

        private void connect() throws SQLException {
            if (connection == null) {
                connection = pooled ? dataSource.get().getConnection() : Database.this.connect();
                sql = new Sql(connection, shared);
            }
        }

        private void abandon(Throwable cause) {
            try {
                if (connection != null) {
                    connection.rollback();
                }
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
            close();
            if (shared && StoreUnavailable.behind(cause).isPresent()) {
                // The others are probably as broken, or lead to a server that takes no writes any more.
                dataSource.get().flush(AgroalDataSource.FlushMode.GRACEFUL);
            }
        }

        /** Gives the connection back; it can be used again, with another one. */
        @Override
        public void close() {
            if (connection == null) {
                return;
            }
            sql.close();
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("A connection could not be given back", e);
            }
            connection = null;
            sql = null;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
