package io.github.plugzapi.connect.store;

import io.github.plugzapi.connect.schedule.ServiceThread;
import io.github.plugzapi.connect.sqlite.SqliteFile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Where everything is kept: SQLite for one process, PostgreSQL for several. One thread of each process writes, so that what
 * waits can share a transaction, and nobody else in the process waits for a lock.
 */
@Singleton
public class Store {

    private static final Logger LOG = Logger.getLogger(Store.class);

    /** How long a store that cannot be opened is left alone: little while somebody waits for it. */
    private static final long OPEN_SOON_MILLIS = 200;

    private static final long OPEN_AGAIN_MILLIS = 2_000;

    /** How long a stop waits for a store that is being opened. */
    private static final long STOP_OPENING_MILLIS = 5_000;

    /** Fired, as a synchronous CDI event and not from the event loop, when the store can be read and written. */
    public record Opened() {}

    /** Fired, as a synchronous CDI event, when the application ends, while the store can still be read and written. */
    public record Closing() {}

    private final Database database;
    private final Writer writer;
    private final Event<Opened> opened;
    private final Event<Closing> closing;
    private final Thread opening = new ServiceThread("store-opener", this::open);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean stopping;

    /** Why it is not open; null once it is. */
    private volatile String closed = "it is not open yet";

    Store(Database database, Writer writer, Event<Opened> opened, Event<Closing> closing) {
        this.database = database;
        this.writer = writer;
        this.opened = opened;
        this.closing = closing;
    }

    /**
     * A store that is not there yet is waited for, since the port opens only after that: a proxy that is not let in tries another
     * replica. One that does not come in time makes the service unready, but does not fail the start.
     */
    void start(@Observes StartupEvent event) throws InterruptedException {
        writer.open();
        opening.start();
        // The port of what is told to end need not open first.
        Thread end = new Thread(open::countDown);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            open.await(writer.patience().toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            removeHook(end);
        }
    }

    private static void removeHook(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            LOG.debug("It ends already", e);
        }
    }

    private void open() {
        boolean complained = false;
        long begun = System.nanoTime();
        while (!stopping) {
            try {
                database.open();
                writer.start();
                opened.fire(new Opened());
                closed = null;
                open.countDown();
                return;
            } catch (Throwable e) {
                // Whatever it is: without this thread nothing would be kept until somebody restarts the service.
                closed = StoreUnavailable.reason(e);
                if (!complained && !stopping) {
                    LOG.errorf("The journal cannot be opened: %s. It is tried again until it works.", closed);
                    LOG.debug("The journal cannot be opened", e);
                    complained = true;
                }
                boolean isWaitedFor =
                        System.nanoTime() - begun < writer.patience().toNanos();
                pause(isWaitedFor ? OPEN_SOON_MILLIS : OPEN_AGAIN_MILLIS);
            }
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException, IOException {
        stopping = true;
        opening.interrupt();
        // A migration that is under way ends with the process, and is done anew.
        opening.join(STOP_OPENING_MILLIS);
        try {
            closing.fire(new Closing());
        } finally {
            writer.stop();
            database.close();
        }
    }

    /**
     * Whether other processes may work on it, too.
     *
     * @return false on SQLite, where nobody else writes
     */
    public boolean isShared() {
        return database.isShared();
    }

    /**
     * How long what is {@link #submit}ted waits for a store that cannot take it now.
     *
     * @return {@code WEBHOOK_PATIENCE}; never null
     */
    public Duration patience() {
        return writer.patience();
    }

    /**
     * Why nothing can be written, where that has lasted for some seconds or since the start.
     *
     * @return the reason, for logs and health checks; null while it can
     */
    public String trouble() {
        String reason = closed;
        return reason == null ? writer.trouble() : reason;
    }

    /**
     * Changes whenever it cannot be written any more, and when it can again. After that it may be as it was earlier: where it was
     * restored from a backup meanwhile, or a standby took over that lacked what came last.
     *
     * @return a number, which only grows
     */
    public int interruptions() {
        return writer.interruptions();
    }

    /**
     * Reads; never waits for a writer. Not for the event loop.
     *
     * @param <T> what is read
     * @param work reads, with what is there for as long as it lasts; never null
     * @return what it gave
     * @throws StoreUnavailable if the store cannot be read
     */
    public <T> T read(Function<Sql, T> work) {
        return database.read(work);
    }

    /**
     * Writes in a transaction, after what waits to be written. Not for the event loop, nor for what is called from a {@link
     * Batch}.
     *
     * @param <T> what comes of it
     * @param work writes, with what is there for as long as it lasts; never null
     * @return what it gave, once it is durable
     * @throws StoreUnavailable if it could not be written; then nothing was
     */
    public <T> T write(Function<Sql, T> work) {
        return writer.write(session -> session.write(work));
    }

    /**
     * The same, while no other process writes a {@link Batch} or does the same.
     *
     * @param <T> what comes of it
     * @param work writes, with what is there for as long as it lasts; never null
     * @return what it gave, once it is durable
     * @throws StoreUnavailable if it could not be written; then nothing was
     */
    public <T> T writeAlone(Function<Sql, T> work) {
        return writer.write(session -> session.writeAlone(work));
    }

    /**
     * The same for what may take its time, for it looks through all that there is; meanwhile what waits to be written waits, and
     * may be refused.
     *
     * @param <T> what comes of it
     * @param work writes, with what is there for as long as it lasts; never null
     * @return what it gave, once it is durable
     * @throws StoreUnavailable if it could not be written; then nothing was
     */
    public <T> T writeAtLeisure(Function<Sql, T> work) {
        return writer.write(session -> session.writeAtLeisure(work));
    }

    /**
     * Writes one of many small things, together with what else waits. Waits for nothing, and so is for the event loop, too.
     *
     * @param <I> what is written
     * @param <O> what comes of it
     * @param batch writes it; never null
     * @param item what is to be written; never null
     * @return what came of it, once it is durable; fails with {@link StoreUnavailable} if it could not be written for as long as
     *     the {@link #patience} lasts, or too much waits. What
     *     depends on it must not block: the one thread that writes waits for that
     */
    public <I, O> CompletionStage<O> submit(Batch<I, O> batch, I item) {
        return writer.submit(batch, item);
    }

    /**
     * The store of a command that runs beside the service, or without it: on one connection, for one thread. Nothing is made that
     * is not there.
     */
    public static final class Beside implements AutoCloseable {

        private static final Map<String, String> PROPERTIES = Map.of(
                // SQLite's: a service that writes all the time leaves little room between.
                "busy_timeout", "10000",
                "transaction_mode", "IMMEDIATE",
                "synchronous", "FULL",
                "secure_delete", "true",
                // PostgreSQL's.
                "connectTimeout", "5",
                "socketTimeout", "15",
                "prepareThreshold", "0",
                "logServerErrorDetail", "false",
                "ApplicationName", "plugzapi-connect");

        private final Connection connection;
        private final Sql sql;
        private final boolean shared;

        private Beside(Connection connection, boolean shared) {
            this.connection = connection;
            this.shared = shared;
            this.sql = new Sql(connection, shared);
        }

        /**
         * Opens it.
         *
         * @param config where it is; never null
         * @return it, to be closed; never null
         * @throws StoreUnavailable if it cannot be used
         */
        public static Beside open(StoreConfig config) {
            Optional<Path> file = SqliteFile.of(config.url()).map(SqliteFile::path);
            if (file.isPresent() && !Files.exists(file.get())) {
                throw new StoreUnavailable("There is no journal at " + file.get());
            }
            Properties properties = new Properties();
            properties.putAll(PROPERTIES);
            try {
                return new Beside(Settings.connect(config, properties), file.isEmpty());
            } catch (SQLException e) {
                throw new StoreUnavailable(e);
            }
        }

        /**
         * Reads.
         *
         * @param <T> what is read
         * @param work reads, with what is there for as long as it lasts; never null
         * @return what it gave
         * @throws StoreUnavailable if the store cannot be read
         */
        public <T> T read(Function<Sql, T> work) {
            return work.apply(sql);
        }

        /**
         * Writes in a transaction, while no service appends anything or keeps what it has built from the events.
         *
         * @param <T> what comes of it
         * @param work writes, with what is there for as long as it lasts; never null
         * @return what it gave, once it is durable
         * @throws StoreUnavailable if it could not be written; then nothing was
         */
        public <T> T writeAlone(Function<Sql, T> work) {
            boolean done = false;
            try {
                connection.setAutoCommit(false);
                if (shared) {
                    try (Statement first = connection.createStatement()) {
                        first.execute(Database.FIRST + "; " + Database.LOCK);
                    }
                }
                T result = work.apply(sql);
                connection.commit();
                done = true;
                return result;
            } catch (SQLException e) {
                throw new StoreUnavailable(e);
            } finally {
                end(done);
            }
        }

        private void end(boolean done) {
            try {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                LOG.debug("A transaction could not be ended; it ends with the connection", e);
            }
        }

        @Override
        public void close() {
            sql.close();
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("A connection could not be closed; it ends with the command", e);
            }
        }
    }
}
