package io.github.plugzapi.connect.store;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The one thread that writes. It takes all items of a {@link Batch} that wait into one transaction and then answers them all,
 * so that they share the cost of waiting for the disk; and since nobody else in this process writes, nobody waits for a lock.
 */
@Singleton
class Writer {

    private static final Logger LOG = Logger.getLogger(Writer.class);

    private static final int MAX_WAITING = 10_000;
    private static final int MAX_WAITING_BYTES = 32 * 1024 * 1024;
    private static final int MAX_IN_TRANSACTION = 1_000;

    /** How often a store that nobody writes to is tried; every second while it is in trouble. */
    private static final int PROBE_EVERY_SECONDS = 5;

    /** Of the writer's thread alone. */
    private final Database.Session session;

    /** The items alone are bounded: other work is little, and without it the observers would not get on. */
    private final BlockingQueue<Task> waiting = new LinkedBlockingQueue<>();

    private final AtomicInteger waitingItems = new AtomicInteger();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private volatile String trouble = "it is not open yet";
    private volatile boolean running;
    private volatile Thread thread;

    Writer(Database database) {
        this.session = database.session();
    }

    /** Something that waits to be written. */
    private sealed interface Task permits Item, Other {

        CompletableFuture<?> answer();

        default void fail(StoreUnavailable failure) {
            answer().completeExceptionally(failure);
        }
    }

    /** An item of a batch. */
    private record Item<I, O>(Batch<I, O> batch, I item, int size, CompletableFuture<O> answer) implements Task {}

    /** Anything else, in a transaction of its own. */
    private record Other<T>(Function<Database.Session, T> work, CompletableFuture<T> answer) implements Task {

        /** Whether it was the store's fault that it failed, the next batch or probe tells. */
        private void perform(Database.Session session) {
            try {
                answer.complete(work.apply(session));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }
    }

    /** Once; what was started goes on. */
    void start() {
        if (running) {
            return;
        }
        trouble = null;
        running = true;
        thread = new Thread(this::run, "store-writer");
        thread.start();
    }

    /** Writes what waits, and ends. */
    void stop() throws InterruptedException {
        running = false;
        if (thread != null) {
            thread.join();
        }
        session.close();
        failWaiting();
    }

    /** Why the store cannot be written; null while it can. */
    String trouble() {
        return trouble;
    }

    /** How many items wait. */
    int waiting() {
        return waitingItems.get();
    }

    /** See {@link Store#submit}. */
    <I, O> CompletableFuture<O> submit(Batch<I, O> batch, I item) {
        Item<I, O> task = new Item<>(batch, item, batch.size(item), new CompletableFuture<>());
        if (trouble != null) {
            task.fail(closed());
        } else if (hasRoom(task)) {
            put(task);
        } else {
            task.fail(new StoreUnavailable("Too much is waiting to be written; try again shortly."));
        }
        return task.answer();
    }

    /** Has something else written, and waits until it is durable. */
    <T> T write(Function<Database.Session, T> work) {
        Other<T> other = new Other<>(work, new CompletableFuture<>());
        put(other);
        try {
            return other.answer().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private boolean hasRoom(Item<?, ?> task) {
        int bytes = waitingBytes.addAndGet(task.size());
        int items = waitingItems.incrementAndGet();
        if (bytes <= MAX_WAITING_BYTES && items <= MAX_WAITING) {
            return true;
        }
        makeRoom(task);
        return false;
    }

    private void makeRoom(Task task) {
        if (task instanceof Item<?, ?> item) {
            waitingBytes.addAndGet(-item.size());
            waitingItems.decrementAndGet();
        }
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
                perform(tasks);
            } catch (InterruptedException e) {
                running = false;
            } catch (Throwable e) {
                // Without this thread nothing is kept any more, and all would wait for ever.
                LOG.error("The journal's writer met something that nobody foresaw, and goes on", e);
            } finally {
                for (Task task : tasks) {
                    // Mostly it has an answer by now, and an exception is dear.
                    if (!task.answer().isDone()) {
                        task.fail(closed());
                    }
                    makeRoom(task);
                }
                tasks.clear();
            }
        }
    }

    private void perform(List<Task> tasks) {
        if (trouble != null) {
            return;
        }
        Map<Batch<?, ?>, List<Item<?, ?>>> batches = new LinkedHashMap<>();
        for (Task task : tasks) {
            if (task instanceof Item<?, ?> item) {
                batches.computeIfAbsent(item.batch(), batch -> new ArrayList<>(tasks.size()))
                        .add(item);
            }
        }
        batches.forEach((batch, items) -> write(batch, items));
        for (Task task : tasks) {
            if (task instanceof Other<?> other && trouble == null) {
                other.perform(session);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private <I, O> void write(Batch<I, O> batch, List<Item<?, ?>> items) {
        if (trouble != null) {
            return;
        }
        List<O> results;
        try {
            List<I> all = items.stream().map(item -> (I) item.item()).toList();
            results = session.writeAlone(sql -> batch.write(sql, all));
        } catch (RuntimeException e) {
            // No JDBC driver throws anything but SQLExceptions because of the store.
            boolean aboutData = !(e instanceof StoreUnavailable unavailable) || unavailable.isAboutData();
            if (!aboutData) {
                wentWrong(e);
            } else if (items.size() > 1) {
                // One item that the store will not have must not take the others with it.
                items.forEach(item -> write(batch, List.of(item)));
            } else {
                LOG.errorf(e, "The store refused %s", items.get(0).item());
            }
            return;
        }
        for (int i = 0; i < results.size(); i++) {
            ((Item<I, O>) items.get(i)).answer().complete(results.get(i));
        }
        batch.committed();
    }

    /** Writes something, to know whether that works: an item would have to be refused to find out. */
    private void probe() {
        try {
            session.write(Settings::probe);
            if (trouble != null) {
                trouble = null;
                LOG.info("The journal can be written again");
            }
        } catch (RuntimeException e) {
            wentWrong(e);
        }
    }

    private void wentWrong(RuntimeException e) {
        String reason = StoreUnavailable.reason(e);
        if (trouble == null) {
            LOG.errorf("The journal cannot be written: %s. Callbacks are answered 503 until it can.", reason);
            LOG.debug("The journal cannot be written", e);
        }
        trouble = reason;
    }

    /** Why is for the log and the health check: it may name hosts and paths. */
    private static StoreUnavailable closed() {
        return new StoreUnavailable("The journal cannot be written now; try again later.");
    }

    private void failWaiting() {
        for (Task task = waiting.poll(); task != null; task = waiting.poll()) {
            task.fail(closed());
            makeRoom(task);
        }
    }
}
