package io.github.plugzapi.connect.store;

import io.github.plugzapi.connect.schedule.ServiceThread;
import io.github.plugzapi.connect.text.LogLater;
import jakarta.inject.Singleton;
import java.time.Duration;
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
 *
 * <p>While the store cannot take them, items wait: what failed is tried again, at once on another connection and then every
 * {@value #AGAIN_MILLIS} ms, and is refused only when it has waited for as long as the patience lasts.
 */
@Singleton
class Writer {

    private static final Logger LOG = Logger.getLogger(Writer.class);

    private static final int MAX_WAITING = 10_000;
    private static final int MAX_WAITING_BYTES = 32 * 1024 * 1024;
    private static final int MAX_IN_TRANSACTION = 1_000;

    /** As large as any item is, in bytes. */
    private static final int LARGE = 128 * 1024;

    private static final long AGAIN_MILLIS = 100;

    /** As good as at once: until then the pool has thrown away what is probably broken. */
    private static final long AT_ONCE_MILLIS = 20;

    private static final long POLL_MILLIS = 1_000;

    /** How often what waits is looked at: whether it has waited for long enough. */
    private static final long WATCH_MILLIS = 50;

    /** How often a store that nobody writes to is tried. */
    private static final long PROBE_EVERY_NANOS = Duration.ofSeconds(2).toNanos();

    /**
     * What lasts no longer is waited for, and nobody has to know of it: a proxy that is told that no replica is ready would refuse
     * what could have waited.
     */
    private static final Duration TROUBLE_AFTER = Duration.ofSeconds(3);

    /** Of the writer's thread alone. */
    private final Database.Session session;

    private final Duration patience;

    /** The items alone are bounded: other work is little, and without it the observers would not get on. */
    private final BlockingQueue<Task> waiting = new LinkedBlockingQueue<>();

    private final AtomicInteger waitingItems = new AtomicInteger();
    private final AtomicInteger waitingBytes = new AtomicInteger();

    /** What is written now, or will be tried again, the oldest first; never changed once it stands here. */
    private volatile List<Task> inHand = List.of();

    /** What may have been committed, or not; null where that is known. Of the writer's thread alone. */
    private Unsure<?, ?> unsure;

    /** Since when the store is written to, by {@link System#nanoTime()}; null while it is not. */
    private volatile Long busySince;

    private volatile Failure failure;

    /** Their beginnings and their ends; written by the writer's thread alone. */
    private volatile int interruptions;

    private long probedAt = System.nanoTime();
    private volatile boolean running;
    private volatile boolean ended;
    private volatile Thread thread;
    private volatile Thread watch;

    Writer(Database database, PatienceConfig config) {
        this.session = database.session();
        this.patience = config.patience();
    }

    /** Something that waits to be written, until {@link System#nanoTime()} is that of its deadline. */
    private sealed interface Task permits Item, Other {

        CompletableFuture<?> answer();

        long deadline();

        default void fail(StoreUnavailable failure) {
            answer().completeExceptionally(failure);
        }
    }

    /** An item of a batch. */
    private record Item<I, O>(Batch<I, O> batch, I item, int size, long deadline, CompletableFuture<O> answer)
            implements Task {}

    /** Anything else, in a transaction of its own. */
    private record Other<T>(Function<Database.Session, T> work, long deadline, CompletableFuture<T> answer)
            implements Task {}

    /** What was written in a transaction that nobody saw the end of. */
    private record Unsure<I, O>(Batch<I, O> batch, List<Item<I, O>> items, List<O> results) {}

    /**
     * That the store cannot be written.
     *
     * @param reason why, for logs and health checks
     * @param since when that was tried first, by {@link System#nanoTime()}
     * @param attempts how often it was tried
     */
    private record Failure(String reason, long since, int attempts) {}

    /** From now on items may wait for {@link #start}. */
    void open() {
        if (watch == null) {
            watch = new ServiceThread("store-watch", this::watch);
            watch.start();
        }
    }

    /** Once; what was started goes on. */
    void start() {
        open();
        if (running) {
            return;
        }
        running = true;
        thread = new ServiceThread("store-writer", this::run);
        thread.start();
    }

    /** Writes what waits, for as long as it may wait, and ends. */
    void stop() throws InterruptedException {
        running = false;
        if (thread != null) {
            // It may be waiting for something to do.
            put(new Other<>(nothing -> null, deadline(), new CompletableFuture<>()));
            // On a disk that hangs it would be for ever, and the process has to end.
            thread.join(patience.plus(TROUBLE_AFTER).toMillis());
        }
        ended = true;
        if (thread == null || !thread.isAlive()) {
            session.close();
        }
        failWaiting();
    }

    /** How long an item waits for a store that cannot take it. */
    Duration patience() {
        return patience;
    }

    /** Why the store cannot be written, where that has lasted for a while; null while it can. */
    String trouble() {
        Failure now = failure;
        if (now != null && isTrouble(now.since())) {
            return now.reason();
        }
        Long since = busySince;
        return since != null && isTrouble(since) ? "it does not answer" : null;
    }

    private static boolean isTrouble(long since) {
        return System.nanoTime() - since >= TROUBLE_AFTER.toNanos();
    }

    /** See {@link Store#interruptions}. */
    int interruptions() {
        return interruptions;
    }

    /** How many items wait. */
    int waiting() {
        return waitingItems.get();
    }

    /** See {@link Store#submit}. */
    <I, O> CompletableFuture<O> submit(Batch<I, O> batch, I item) {
        Item<I, O> task = new Item<>(batch, item, batch.size(item), deadline(), new CompletableFuture<>());
        if (hasRoom(task)) {
            put(task);
        } else {
            task.fail(new StoreUnavailable("Too much is waiting to be written; try again shortly."));
        }
        return task.answer();
    }

    /** Has something else written, and waits until it is durable. */
    <T> T write(Function<Database.Session, T> work) {
        if (thread == null) {
            throw unavailable();
        }
        Other<T> other = new Other<>(work, deadline(), new CompletableFuture<>());
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

    private long deadline() {
        return System.nanoTime() + patience.toNanos();
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
        if (ended) {
            failWaiting();
        }
    }

    private void failWaiting() {
        for (Task task = waiting.poll(); task != null; task = waiting.poll()) {
            task.fail(unavailable());
            makeRoom(task);
        }
    }

    // ---- What has waited for long enough

    private void watch() {
        boolean told = false;
        while (!ended) {
            try {
                Thread.sleep(WATCH_MILLIS);
                long now = System.nanoTime();
                refuseLate(now);
                Long since = busySince;
                boolean hangs = since != null && isTrouble(since);
                if (hangs && !told) {
                    LogLater.say(() -> LOG.errorf(
                            "The journal has not answered for %d s. %s", TROUBLE_AFTER.toSeconds(), whatCallbacksDo()));
                } else if (told && !hangs) {
                    LogLater.say(() -> LOG.info("The journal answers again"));
                }
                told = hangs;
            } catch (Throwable e) {
                // Without this thread callbacks would wait for ever.
                LogLater.say(() -> LOG.error("What waits for the journal could not be looked at, and is again", e));
            }
        }
    }

    /** What is in the writer's hands keeps its room until it is out of them. */
    private void refuseLate(long now) {
        for (Task task : inHand) {
            if (task instanceof Item<?, ?> && task.deadline() - now <= 0) {
                task.fail(unavailable());
            }
        }
        for (Task task = waiting.peek(); task != null && task.deadline() - now <= 0; task = waiting.peek()) {
            if (waiting.remove(task)) {
                task.fail(unavailable());
                makeRoom(task);
            }
        }
    }

    // ---- Writing

    private void run() {
        while (running || !waiting.isEmpty() || !inHand.isEmpty()) {
            try {
                take();
                perform();
            } catch (Throwable e) {
                // Also an interrupt, of which nobody knows. Without this thread nothing is kept any more.
                LogLater.say(() -> LOG.error("The journal's writer met something that nobody foresaw, and goes on", e));
                inHand.forEach(task -> task.fail(unavailable()));
            } finally {
                busySince = null;
                release();
            }
        }
    }

    private void take() throws InterruptedException {
        Failure now = failure;
        boolean atOnce = now != null && now.attempts() == 1;
        List<Task> tasks = new ArrayList<>(MAX_IN_TRANSACTION);
        tasks.addAll(inHand);
        if (tasks.isEmpty()) {
            Task first = waiting.poll(atOnce ? AT_ONCE_MILLIS : POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                tasks.add(first);
            }
        } else {
            Thread.sleep(atOnce ? AT_ONCE_MILLIS : AGAIN_MILLIS);
        }
        waiting.drainTo(tasks, MAX_IN_TRANSACTION - tasks.size());
        inHand = tasks;
    }

    private void perform() {
        busySince = System.nanoTime();
        Map<Batch<?, ?>, List<Item<?, ?>>> batches = new LinkedHashMap<>();
        if (unsure == null || settle(unsure)) {
            for (Task task : inHand) {
                // It may have waited for long enough, or have turned out to be written.
                if (task instanceof Item<?, ?> item && !item.answer().isDone()) {
                    batches.computeIfAbsent(item.batch(), batch -> new ArrayList<>(inHand.size()))
                            .add(item);
                }
            }
            boolean isLate = System.nanoTime() - probedAt >= PROBE_EVERY_NANOS;
            if (batches.isEmpty() && (failure != null || inHand.isEmpty() && isLate)) {
                probe();
            }
            if (write(batches)) {
                isWell();
            }
        }
        for (Task task : inHand) {
            if (task instanceof Other<?> other) {
                if (failure == null) {
                    busySince = System.nanoTime();
                    perform(other);
                } else {
                    // Whoever waits for it does it again, and has a thread that waits.
                    other.fail(unavailable());
                }
            }
        }
    }

    private <T> void perform(Other<T> other) {
        try {
            other.answer().complete(other.work().apply(session));
        } catch (RuntimeException | Error e) {
            if (StoreUnavailable.behind(e).isPresent()) {
                // What waits is tried before the next such.
                wentWrong(e);
            }
            other.answer().completeExceptionally(e);
        }
    }

    /** Lets go of what has its answer. */
    private void release() {
        List<Task> left = new ArrayList<>();
        for (Task task : inHand) {
            if (task.answer().isDone()) {
                makeRoom(task);
            } else {
                left.add(task);
            }
        }
        inHand = left;
    }

    /** Whether something was written, and nothing failed because of the store. One batch must not hold up another for ever. */
    private boolean write(Map<Batch<?, ?>, List<Item<?, ?>>> batches) {
        boolean wentWell = !batches.isEmpty();
        for (Map.Entry<Batch<?, ?>, List<Item<?, ?>>> batch : batches.entrySet()) {
            wentWell &= write(batch.getKey(), batch.getValue());
            if (unsure != null) {
                break;
            }
        }
        return wentWell;
    }

    /** Whether the store could be written. */
    @SuppressWarnings("unchecked")
    private <I, O> boolean write(Batch<I, O> batch, List<Item<?, ?>> tasks) {
        List<Item<I, O>> items = tasks.stream().map(item -> (Item<I, O>) item).toList();
        List<I> all = items.stream().map(Item::item).toList();
        List<O> results = new ArrayList<>(all.size());
        try {
            session.writeAlone(sql -> results.addAll(batch.write(sql, all)));
        } catch (RuntimeException | Error e) {
            if (StoreUnavailable.behind(e).isPresent()) {
                // Before it had all results it was not asked to commit.
                unsure = results.isEmpty() ? null : new Unsure<>(batch, items, results);
                wentWrong(e);
                return false;
            }
            if (items.size() > 1) {
                // One item that the store will not have must not take the others with it.
                return tasks.stream().allMatch(item -> write(batch, List.of(item)));
            }
            LogLater.say(() -> LOG.errorf(e, "The store refused %s", all.get(0)));
            items.get(0).fail(unavailable());
            return true;
        }
        answer(batch, items, results);
        return true;
    }

    private static <I, O> void answer(Batch<I, O> batch, List<Item<I, O>> items, List<O> results) {
        for (int i = 0; i < results.size(); i++) {
            items.get(i).answer().complete(results.get(i));
        }
        batch.committed();
    }

    /** Whether it is known by now what became of a transaction. Nobody else writes meanwhile, nor does its own other end. */
    private <I, O> boolean settle(Unsure<I, O> last) {
        boolean committed;
        try {
            committed = session.writeAlone(last.batch()::wasCommitted);
        } catch (RuntimeException | Error e) {
            wentWrong(e);
            return false;
        }
        unsure = null;
        if (committed) {
            isWell();
            answer(last.batch(), last.items(), last.results());
        }
        return true;
    }

    /** Writes something, to know whether that works: an item would have to be refused to find out. */
    private void probe() {
        try {
            int length = failure == null ? 0 : LARGE;
            session.write(sql -> Settings.probe(sql, length));
            isWell();
        } catch (RuntimeException | Error e) {
            wentWrong(e);
        }
    }

    private void wentWrong(Throwable e) {
        Failure before = failure;
        String reason = StoreUnavailable.reason(e);
        failure = before == null
                ? new Failure(reason, busySince, 1)
                : new Failure(reason, before.since(), before.attempts() + 1);
        if (before == null) {
            interruptions++;
        }
        LOG.debug("The journal cannot be written", e);
        if (failure.attempts() == 2) {
            LogLater.say(() -> LOG.errorf("The journal cannot be written: %s. %s", reason, whatCallbacksDo()));
        }
    }

    private String whatCallbacksDo() {
        return "Callbacks wait for it, each for at most " + patience.toMillis() / 1000.0
                + " s, and are then answered 503.";
    }

    private void isWell() {
        probedAt = System.nanoTime();
        Failure before = failure;
        if (before != null) {
            failure = null;
            // Once more: what was read meanwhile may have come from a server that is none any more.
            interruptions++;
            if (before.attempts() > 1) {
                LogLater.say(() -> LOG.info("The journal can be written again"));
            }
        }
    }

    /** Why is for the log and the health check: it may name hosts and paths. */
    private static StoreUnavailable unavailable() {
        return new StoreUnavailable("The journal cannot be written now; try again later.");
    }
}
