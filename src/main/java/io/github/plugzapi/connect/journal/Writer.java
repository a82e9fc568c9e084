package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The one thread that writes. It takes all appends that wait into one transaction and then answers them all, so that they
 * share the cost of waiting for the disk; and since nobody else in this process writes, nobody waits for a lock.
 */
@Singleton
class Writer {

    private static final Logger LOG = Logger.getLogger(Writer.class);

    private static final int MAX_WAITING = 10_000;
    private static final int MAX_WAITING_BYTES = 32 * 1024 * 1024;
    private static final int MAX_IN_TRANSACTION = 1_000;

    /** How often a store that nobody writes to is tried; every second while it is in trouble. */
    private static final int PROBE_EVERY_SECONDS = 5;

    private final Store store;
    private final Instance<AppendFilter> filters;

    /** The events alone are bounded: other work is little, and without it the observers would not get on. */
    private final BlockingQueue<Task> waiting = new LinkedBlockingQueue<>();

    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final List<Runnable> afterAppend = new ArrayList<>();
    private volatile String trouble = "it is not open yet";
    private volatile boolean running;
    private volatile Thread thread;

    Writer(Store store, @Any Instance<AppendFilter> filters) {
        this.store = store;
        this.filters = filters;
    }

    /** Something that waits to be written. */
    private sealed interface Task permits Append, Other {}

    /**
     * An event that waits to be written.
     *
     * @param event what happened
     * @param body the raw body of the callback that told us; null where none did
     * @param answer who waits for it
     */
    record Append(ConnectionEvent event, byte[] body, CompletableFuture<Appended> answer) implements Task {

        /** What it takes in memory, more or less: the parsed fields are about as large as the body. */
        private int size() {
            return body == null ? 0 : 2 * body.length;
        }
    }

    /** Anything else, in a transaction of its own. */
    private record Other<T>(Work<T> work, CompletableFuture<T> answer) implements Task {

        private void perform(Store store) throws SQLException {
            answer.complete(store.write(work));
        }
    }

    /** Has something called after each transaction that appended; before {@link #start()}. */
    void afterAppend(Runnable listener) {
        afterAppend.add(listener);
    }

    /** Once; what was started goes on. */
    void start() {
        if (running) {
            return;
        }
        trouble = null;
        running = true;
        thread = new Thread(this::run, "journal-writer");
        thread.start();
    }

    /** Writes what waits, and ends. */
    void stop() throws InterruptedException {
        running = false;
        if (thread != null) {
            thread.join();
        }
        failWaiting();
    }

    /** Why the store cannot be written; null while it can. */
    String trouble() {
        return trouble;
    }

    CompletableFuture<Appended> append(ConnectionEvent event, byte[] body) {
        Append append = new Append(event, body, new CompletableFuture<>());
        if (trouble != null) {
            fail(append);
        } else if (hasRoom(append)) {
            put(append);
        } else {
            append.answer()
                    .completeExceptionally(
                            new JournalUnavailable("Too many callbacks are waiting; send this one again shortly."));
        }
        return append.answer();
    }

    /**
     * Writes something else in a transaction of its own and waits until it is durable. Not for the event loop.
     *
     * @throws SQLException if it could not be written
     */
    <T> T write(Work<T> work) throws SQLException {
        Other<T> other = new Other<>(work, new CompletableFuture<>());
        put(other);
        try {
            return other.answer().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while waiting for the journal", e);
        } catch (ExecutionException e) {
            throw new SQLException(e.getCause().getMessage(), e.getCause());
        }
    }

    private boolean hasRoom(Append append) {
        int bytes = waitingBytes.addAndGet(append.size());
        int events = waitingEvents.incrementAndGet();
        if (bytes <= MAX_WAITING_BYTES && events <= MAX_WAITING) {
            return true;
        }
        makeRoom(append);
        return false;
    }

    private void makeRoom(Append append) {
        waitingBytes.addAndGet(-append.size());
        waitingEvents.decrementAndGet();
    }

    private void put(Task task) {
        waiting.add(task);
        // A thread that is about to end writes it, or whoever waits for its end refuses it.
        if (!running && (thread == null || !thread.isAlive())) {
            failWaiting();
        }
    }

    private void run() {
        List<Task> tasks = new ArrayList<>(MAX_IN_TRANSACTION);
        List<Append> appends = new ArrayList<>(MAX_IN_TRANSACTION);
        int idleSeconds = 0;
        while (running || !waiting.isEmpty()) {
            try {
                Task first = waiting.poll(1, TimeUnit.SECONDS);
                if (first == null) {
                    idleSeconds++;
                } else {
                    tasks.add(first);
                    waiting.drainTo(tasks, MAX_IN_TRANSACTION - 1);
                }
                if (trouble != null || idleSeconds >= PROBE_EVERY_SECONDS) {
                    idleSeconds = 0;
                    probe();
                }
                for (Task task : tasks) {
                    if (task instanceof Append append) {
                        appends.add(append);
                    }
                }
                if (!appends.isEmpty()) {
                    append(appends);
                }
                for (Task task : tasks) {
                    if (task instanceof Other<?> other) {
                        perform(other);
                    }
                }
            } catch (InterruptedException e) {
                running = false;
            } catch (Throwable e) {
                // Without this thread nothing is kept any more, and all would wait for ever.
                LOG.error("The journal's writer met something that nobody foresaw, and goes on", e);
                tasks.forEach(Writer::refuse);
            } finally {
                appends.forEach(this::makeRoom);
                tasks.clear();
                appends.clear();
            }
        }
    }

    private void append(List<Append> appends) {
        if (trouble != null) {
            appends.forEach(Writer::fail);
            return;
        }
        int[] counts;
        try {
            counts = store.append(connection -> insert(connection, appends));
        } catch (SQLException | RuntimeException e) {
            if (!isAboutData(e)) {
                wentWrong(e);
                appends.forEach(Writer::fail);
            } else if (appends.size() > 1) {
                // One event that the store will not have must not take the others with it.
                appends.forEach(append -> append(List.of(append)));
            } else {
                LOG.errorf(
                        e,
                        "The store refused the event %s",
                        appends.get(0).event().id());
                appends.forEach(Writer::fail);
            }
            return;
        }
        filters.forEach(AppendFilter::committed);
        for (int i = 0; i < counts.length; i++) {
            Append append = appends.get(i);
            append.answer().complete(counts[i] == 0 ? Appended.DUPLICATE : Appended.NEW);
        }
        afterAppend.forEach(Runnable::run);
    }

    /** Inserts what is new; the counts are 1 for each that was, and 0 for each that was known before. */
    private int[] insert(Connection connection, List<Append> appends) throws SQLException {
        List<ConnectionEvent> news = news(connection, appends);
        List<Append> kept = new ArrayList<>(appends.size());
        for (int i = 0; i < appends.size(); i++) {
            if (news.get(i) != null) {
                kept.add(new Append(
                        news.get(i), appends.get(i).body(), appends.get(i).answer()));
            }
        }
        int[] inserted = EventTable.insert(connection, kept);
        int[] counts = new int[appends.size()];
        int next = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = news.get(i) == null ? 0 : inserted[next++];
        }
        return counts;
    }

    private List<ConnectionEvent> news(Connection connection, List<Append> appends) throws SQLException {
        List<ConnectionEvent> events = appends.stream().map(Append::event).toList();
        for (AppendFilter filter : filters) {
            return filter.news(connection, events);
        }
        return events;
    }

    /** Appends an event if a condition holds in the same transaction; see {@link Journal#appendIf}. */
    boolean appendIf(ConnectionEvent event, Work<Boolean> condition) throws SQLException {
        boolean appended = write(connection -> {
            store.lockForAppending(connection);
            return condition.in(connection) && insert(connection, List.of(new Append(event, null, null)))[0] == 1;
        });
        afterAppend.forEach(Runnable::run);
        return appended;
    }

    private void perform(Other<?> other) {
        if (trouble != null) {
            other.answer().completeExceptionally(new SQLException("The journal cannot be written: " + trouble));
            return;
        }
        try {
            other.perform(store);
        } catch (SQLException | RuntimeException | Error e) {
            // Whether that is the store's fault or the work's, the next append or probe tells.
            other.answer().completeExceptionally(e);
        }
    }

    /** Writes something, to know whether that works: an append would have to be refused to find out. */
    private void probe() {
        try {
            store.write(connection -> {
                try (PreparedStatement write =
                        connection.prepareStatement("INSERT INTO setting (name, value) VALUES ('probe', ?)"
                                + " ON CONFLICT (name) DO UPDATE SET value = excluded.value")) {
                    write.setString(1, Long.toString(System.nanoTime()));
                    return write.executeUpdate();
                }
            });
            if (trouble != null) {
                trouble = null;
                LOG.info("The journal can be written again");
            }
        } catch (SQLException | RuntimeException e) {
            wentWrong(e);
        }
    }

    private void wentWrong(Exception e) {
        if (trouble == null) {
            LOG.errorf("The journal cannot be written: %s. Callbacks are answered 503 until it can.", e.getMessage());
            LOG.debug("The journal cannot be written", e);
        }
        trouble = String.valueOf(e.getMessage());
    }

    private static void fail(Append append) {
        // The reason is for the log and the health check: it may name hosts and paths.
        append.answer()
                .completeExceptionally(
                        new JournalUnavailable("The journal cannot be written now; send this callback again later."));
    }

    private void failWaiting() {
        for (Task task = waiting.poll(); task != null; task = waiting.poll()) {
            refuse(task);
            if (task instanceof Append append) {
                makeRoom(append);
            }
        }
    }

    /** Who has an answer already does not notice. */
    private static void refuse(Task task) {
        if (task instanceof Append append) {
            fail(append);
        } else {
            ((Other<?>) task).answer().completeExceptionally(new SQLException("The journal cannot be written now"));
        }
    }

    /**
     * Whether the store works and it is the event that it will not have: SQLSTATE class 22 is "data exception", 23 "integrity
     * constraint violation", 54 "program limit exceeded"; and no JDBC driver throws anything but SQLExceptions because of
     * the store.
     */
    private static boolean isAboutData(Exception e) {
        if (e instanceof SQLException sql) {
            String state = sql.getSQLState();
            return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
        }
        return true;
    }
}
