package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Phone;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Keeps events, each once, and hands them on to their observers.
 *
 * <p>What is appended is durable before anybody is told so. Each event reaches every CDI observer at least once and in
 * order for its instance, also across a crash, and also when several processes work on one journal.
 */
@Singleton
public class Journal {

    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final long OPEN_AGAIN_MILLIS = 2_000;
    private static final int MAX_READ = 1_000;
    private static final int ERASE_STEP = 5_000;

    private final Store store;
    private final Writer writer;
    private final Dispatcher dispatcher;
    private final Redeliveries redeliveries;
    private final Event<JournalOpened> opened;
    private final Thread opening = new Thread(this::open, "journal-opener");
    private volatile boolean stopping;

    /** Why it is not open; null once it is. */
    private volatile String closed = "it is not open yet";

    Journal(Store store, Writer writer, Dispatcher dispatcher, Redeliveries redeliveries, Event<JournalOpened> opened) {
        this.store = store;
        this.writer = writer;
        this.dispatcher = dispatcher;
        this.redeliveries = redeliveries;
        this.opened = opened;
    }

    /** A store that is not there yet makes the service unready, but does not fail the start: it may come. */
    void start(@Observes StartupEvent event) {
        opening.start();
    }

    private void open() {
        boolean complained = false;
        while (!stopping) {
            try {
                store.open();
                writer.start();
                opened.fire(new JournalOpened());
                dispatcher.start();
                closed = null;
                return;
            } catch (SQLException | IOException | RuntimeException e) {
                closed = reason(e);
                if (!complained && !stopping) {
                    LOG.errorf("The journal cannot be opened: %s. It is tried again until it works.", closed);
                    LOG.debug("The journal cannot be opened", e);
                    complained = true;
                }
                pause();
            }
        }
    }

    /** What went wrong at the bottom of it, on one line. */
    private static String reason(Exception e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof FileSystemException file && file.getReason() == null) {
            return file.getClass().getSimpleName() + " at " + file.getFile();
        }
        return root.getMessage() == null
                ? root.toString()
                : root.getMessage().lines().findFirst().orElse(root.toString());
    }

    private static void pause() {
        try {
            Thread.sleep(OPEN_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException, IOException {
        stopping = true;
        opening.interrupt();
        opening.join();
        dispatcher.stop();
        writer.stop();
        store.close();
    }

    /**
     * Appends an event, if it is new: the {@link AppendFilter} says so of what PlugZapi told, and of what was concluded the
     * instance, the kind and the raw moment do.
     *
     * @param event what happened; never null
     * @param body the raw body of the callback that told us, kept as it is; null where none did
     * @return what became of it, once it is durable; fails with {@link JournalUnavailable} if it cannot be kept now. What
     *     depends on it must not block: the journal's writer waits for that
     */
    public CompletionStage<Appended> append(ConnectionEvent event, byte[] body) {
        return writer.append(event, body);
    }

    /**
     * Appends what was concluded, and waits until it is durable. Not for the event loop, and not for the journal's writer.
     *
     * @param conclusions events that no callback told, those that are known already among them; never null
     * @throws SQLException if they cannot all be kept now; some may be, and the call can be repeated
     */
    public void appendNow(Collection<? extends ConnectionEvent> conclusions) throws SQLException {
        List<CompletableFuture<Appended>> appending = conclusions.stream()
                .map(event -> append(event, null).toCompletableFuture())
                .toList();
        try {
            appending.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw new SQLException(e.getCause());
        }
    }

    /**
     * Appends an event if a condition holds then; nothing else is appended meanwhile, by no process. Not for the event loop.
     *
     * @param event what happened; never null
     * @param condition asks the store, in the transaction that appends; never null
     * @return whether it was appended: not if the condition does not hold, or it is nothing new
     * @throws SQLException if it cannot be kept now
     */
    public boolean appendIf(ConnectionEvent event, Work<Boolean> condition) throws SQLException {
        return writer.appendIf(event, condition);
    }

    /**
     * Whether this process is the one that hands events to the observers; what only one of several processes should do is
     * for that one.
     *
     * @return true if it is
     */
    public boolean isDispatching() {
        return dispatcher.isDispatching();
    }

    /**
     * Whether other processes may append, too.
     *
     * @return false on SQLite, where nobody else writes
     */
    public boolean isShared() {
        return store.isShared();
    }

    /**
     * The sequence number of the newest entry. Not for the event loop.
     *
     * @return the number; 0 for an empty journal
     * @throws SQLException if the store cannot be read
     */
    public long end() throws SQLException {
        return store.read(EventTable::end);
    }

    /**
     * Follows the journal: whoever asks for what comes after the last entry that they saw misses nothing and sees nothing
     * twice, however many processes append. Not for the event loop.
     *
     * @param seq the sequence number of the last entry seen; 0 for the beginning
     * @param limit how many entries at most, up to {@value #MAX_READ}
     * @return the next entries, in order; empty if there are none yet; never null
     * @throws SQLException if the store cannot be read
     */
    public List<JournalEntry> after(long seq, int limit) throws SQLException {
        return store.read(connection -> EventTable.after(connection, seq, Math.min(limit, MAX_READ)));
    }

    /**
     * Why events cannot be kept now.
     *
     * @return the reason, for logs and health checks; null while they can
     */
    public String trouble() {
        String reason = closed;
        return reason == null ? writer.trouble() : reason;
    }

    /**
     * Reads from the store. Not for the event loop.
     *
     * @param <T> what is read
     * @param work reads; never null
     * @return what it gave
     * @throws SQLException if the store cannot be read
     */
    public <T> T read(Work<T> work) throws SQLException {
        return store.read(work);
    }

    /**
     * Writes to the store, in a transaction, after what waits to be written. Not for the event loop.
     *
     * @param <T> what comes of it
     * @param work writes; never null
     * @return what it gave, once it is durable
     * @throws SQLException if it could not be written; then nothing was
     */
    public <T> T write(Work<T> work) throws SQLException {
        return writer.write(work);
    }

    /**
     * The same, while no process appends: what an {@link AppendFilter} keeps is not changed under its hands. Not for the event
     * loop.
     *
     * @param <T> what comes of it
     * @param work writes; never null
     * @return what it gave, once it is durable
     * @throws SQLException if it could not be written; then nothing was
     */
    public <T> T writeBetweenAppends(Work<T> work) throws SQLException {
        return writer.write(connection -> {
            store.lockForAppending(connection);
            return work.in(connection);
        });
    }

    /**
     * A value that is made once and then kept, the same for all processes. Not for the event loop.
     *
     * @param name its name; never null
     * @param first makes it where there is none yet; null: none is made
     * @return the value; null where there is none
     * @throws SQLException if the store cannot do it
     */
    public String setting(String name, Supplier<String> first) throws SQLException {
        if (first != null) {
            writer.write(connection -> {
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
                    insert.setString(1, name);
                    insert.setString(2, first.get());
                    return insert.executeUpdate();
                }
            });
        }
        return store.read(connection -> KeptSetting.read(connection, name)).orElse(null);
    }

    /**
     * How many events each observer failed on so often that they were set aside. Not for the event loop.
     *
     * @return the counts by the observers' names, such as {@code LogConnectionChanges}; never null
     * @throws SQLException if the store cannot be read
     */
    public Map<String, Long> setAside() throws SQLException {
        return redeliveries.setAside();
    }

    /**
     * Has an observer handed again, soon, what it has set aside. Not for the event loop.
     *
     * @param observer the observer's name; never null
     * @return how many events that are
     * @throws SQLException if the store cannot do it
     */
    public int dispatchAgain(String observer) throws SQLException {
        return redeliveries.again(observer);
    }

    /**
     * Erases the events of an instance and what else the journal holds of it. Not for the event loop.
     *
     * @param instance PlugZapi's id of the instance; never null
     * @return how many events were erased
     * @throws SQLException if the store cannot do it
     */
    public int eraseInstance(String instance) throws SQLException {
        writer.write(connection -> {
            Quarantine.eraseInstance(connection, instance);
            for (String table : List.of("incident", "confirmation", "subscription")) {
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + table + " WHERE instance = ?")) {
                    delete.setString(1, instance);
                    delete.executeUpdate();
                }
            }
            return null;
        });
        try {
            return eraseEvents(instance);
        } finally {
            dispatcher.erased();
        }
    }

    /**
     * Erases the events of a phone number and what else the journal holds of it, in whichever of its {@link Phone#forms()
     * forms}. Not for the event loop.
     *
     * @param phone the number; never null
     * @return how many events were erased
     * @throws SQLException if the store cannot do it
     */
    public int erasePhone(Phone phone) throws SQLException {
        if (!phone.isKnown()) {
            return 0;
        }
        Predicate<String> holds = phone.search();
        writer.write(connection -> {
            Quarantine.eraseText(connection, holds);
            TextErasure.forget(connection, "redelivery", "last_error", holds);
            TextErasure.forget(connection, "confirmation", "unconfirmed_reason", holds);
            TextErasure.forget(connection, "confirmation", "error", holds);
            TextErasure.forget(connection, "subscription", "payment_status", holds);
            return null;
        });
        try {
            return new PhoneErasure(phone).erase(store, writer);
        } finally {
            dispatcher.erased();
        }
    }

    /** Goes through the whole journal, in steps that do not disturb the front door: erasing is rare. */
    private int eraseEvents(String instance) throws SQLException {
        long end = store.read(EventTable::end);
        int erased = 0;
        for (long from = 0; from < end; from += ERASE_STEP) {
            long after = from;
            erased += writer.write(connection -> {
                int deleted;
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM event WHERE seq > ? AND seq <= ? AND instance = ?")) {
                    delete.setLong(1, after);
                    delete.setLong(2, after + ERASE_STEP);
                    delete.setString(3, instance);
                    deleted = delete.executeUpdate();
                }
                if (deleted > 0) {
                    Redeliveries.deleteOrphans(connection);
                }
                return deleted;
            });
        }
        return erased;
    }
}
