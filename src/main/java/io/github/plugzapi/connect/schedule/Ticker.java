package io.github.plugzapi.connect.schedule;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Has things done every so often, and keeps agendas going, from the start of the application to its end. It goes by a clock
 * that only goes forward, unlike {@code @Scheduled}: where the clock on the wall is set back by an hour, nothing waits for
 * that hour to pass.
 */
@Singleton
public class Ticker {

    private static final Logger LOG = Logger.getLogger(Ticker.class);

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Supplier<Duration> elapsed;
    private final Executor workers;
    private final DoubleSupplier chance;
    private final List<Task> tasks = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clockwork =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "ticker"));
    private volatile boolean stopped;

    /** Something that is done every so many ticks. */
    private final class Task {

        private final long every;
        private final Runnable work;
        private final AtomicBoolean underWay = new AtomicBoolean();
        private long ticks;

        private Task(long every, Runnable work) {
            this.every = every;
            this.work = work;
        }

        private void tick() {
            if (ticks++ % every == 0 && underWay.compareAndSet(false, true) && !execute(this::run)) {
                underWay.set(false);
            }
        }

        private void run() {
            try {
                work.run();
            } catch (Throwable e) {
                LOG.error("Something that is done regularly failed in a way that nobody foresaw; it goes on", e);
            } finally {
                underWay.set(false);
            }
        }
    }

    /** The application's. */
    @Inject
    Ticker() {
        this(sinceNow(), work -> Infrastructure.getDefaultWorkerPool().execute(work), () -> ThreadLocalRandom.current()
                .nextDouble());
    }

    /**
     * One that has its time, its threads and its luck from elsewhere.
     *
     * @param elapsed how long it is since some moment; never goes back
     * @param workers do the work
     * @param chance a number from 0 to 1
     */
    Ticker(Supplier<Duration> elapsed, Executor workers, DoubleSupplier chance) {
        this.elapsed = elapsed;
        this.workers = workers;
        this.chance = chance;
    }

    private static Supplier<Duration> sinceNow() {
        long begun = System.nanoTime();
        return () -> Duration.ofNanos(System.nanoTime() - begun);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    void start(@Observes StartupEvent event) {
        clockwork.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Before the journal ends, which nobody can do without. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        stopped = true;
        clockwork.shutdownNow();
    }

    /** Begins what is due. */
    void tick() {
        tasks.forEach(Task::tick);
    }

    /**
     * Does some work at once, on a thread that may block; not any more once the application ends.
     *
     * @param work what to do; never null
     * @return whether it is done
     */
    public boolean execute(Runnable work) {
        if (stopped) {
            return false;
        }
        try {
            workers.execute(work);
            return true;
        } catch (RejectedExecutionException | Error e) {
            // Nothing would tick any more if it came out of here.
            LOG.debug("There is no thread to work on, as at the end of the application", e);
            return false;
        }
    }

    /** A part of that, by chance. */
    Duration upTo(Duration longest) {
        return Duration.ofMillis((long) (longest.toMillis() * chance.getAsDouble()));
    }

    /**
     * How long it is since some moment before; for pauses, since it only goes forward, whatever happens to the clock on the
     * wall.
     *
     * @return it, of this process alone; never null
     */
    public Duration elapsed() {
        return elapsed.get();
    }

    /**
     * Has something done regularly, on a thread that may block, from the application's start on until its end. It is never
     * done twice at once; where it is not ready in time, it waits for its next turn. A failure is logged and does not end it.
     *
     * @param pause how often, in whole seconds from 1; never null
     * @param work what to do; never null
     */
    public void every(Duration pause, Runnable work) {
        tasks.add(new Task(Math.max(1, pause.dividedBy(TICK)), work));
    }

    /**
     * Opens an agenda, which is empty.
     *
     * @param <T> what a call is about
     * @param maxAtATime how many calls may be under way, at least 1
     * @param mayRun whether any may be begun now; asked on a thread that may block; never null
     * @param call does what is due, begun on a thread that may block; its item is how long to wait before it is due again, null
     *     for never again; it must not fail; never null
     * @return the agenda; never null
     */
    public <T> Agenda<T> agenda(int maxAtATime, BooleanSupplier mayRun, Function<T, Uni<Duration>> call) {
        Agenda<T> agenda = new Agenda<>(this, maxAtATime, mayRun, call);
        every(TICK, agenda::runDue);
        return agenda;
    }

    /**
     * Pauses of one length, each up to a tenth shorter by chance.
     *
     * @param every how long; never null
     * @return them; never null
     */
    public Backoff rounds(Duration every) {
        return backoff(every, every, 0.1);
    }

    /**
     * Pauses that grow, shortened by chance.
     *
     * @param first the first of them; never null
     * @param longest none is longer; never null
     * @param jitter the part, from 0 to 1, by which a pause is shorter at most
     * @return them; never null
     */
    public Backoff backoff(Duration first, Duration longest, double jitter) {
        return pauses(Backoff.doubling(first, longest), jitter);
    }

    /**
     * Pauses that somebody has chosen, shortened by chance.
     *
     * @param pauses after the first failure, after the second and so on; not empty
     * @param jitter the part, from 0 to 1, by which a pause is shorter at most
     * @return them; never null
     */
    public Backoff pauses(List<Duration> pauses, double jitter) {
        return new Backoff(pauses, jitter, chance);
    }
}
