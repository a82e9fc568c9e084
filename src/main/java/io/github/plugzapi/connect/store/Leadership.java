package io.github.plugzapi.connect.store;

import io.github.plugzapi.connect.schedule.ServiceThread;
import io.github.plugzapi.connect.schedule.Ticker;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Which of several processes leads: it does what only one may do. It holds a lease for some seconds and renews it well before,
 * on a thread of its own; when it dies, another takes it when that time is over. A single process always leads.
 */
@Singleton
public class Leadership {

    private static final Logger LOG = Logger.getLogger(Leadership.class);
    /** So that another process leads within 15 s of the sudden end of this one. */
    private static final Duration DURATION = Duration.ofSeconds(12);

    /** How often the others look: who ends in good order lets go of the lease, and somebody is to lead at once. */
    private static final long LOOK_MILLIS = 250;

    /** Within this time replicas are replaced, and a mistake in a configuration is mended. */
    private static final Duration SETTLED_AFTER = Duration.ofMinutes(5);

    private static final String NAME = "dispatch";

    /** PostgreSQL's clock decides, since those of the processes differ. */
    private static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

    private static final String TAKE = "INSERT INTO lease AS l (name, owner, expires_at, term)"
            + " VALUES (?, ?, " + NOW + " + ?, 1) ON CONFLICT (name) DO UPDATE"
            + " SET owner = excluded.owner, expires_at = excluded.expires_at,"
            + " term = CASE WHEN l.owner = excluded.owner THEN l.term ELSE l.term + 1 END"
            + " WHERE l.owner = excluded.owner OR l.expires_at < " + NOW + " RETURNING term AS n";

    private final Database database;
    private final Clock clock;
    private final Duration duration;
    private final String owner = UUID.randomUUID().toString();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Held held = new Held(0, System.nanoTime(), Instant.EPOCH);
    private volatile Thread thread;

    /**
     * That it is held.
     *
     * @param term which term it is; 0: none
     * @param nanos until when, by {@link System#nanoTime()}, from before the store was asked
     * @param moment the same by the clock on the wall: the other one stands still while a machine is suspended
     */
    private record Held(long term, long nanos, Instant moment) {}

    @Inject
    Leadership(Database database, Clock clock) {
        this(database, clock, DURATION);
    }

    /** For tests, which do not wait so long. */
    Leadership(Database database, Clock clock, Duration duration) {
        this.database = database;
        this.clock = clock;
        this.duration = duration;
    }

    /** Once; what was started goes on. */
    void start(@Observes @Priority(1) Store.Opened event) {
        if (thread == null) {
            renewOrComplain();
            thread = new ServiceThread("leadership", this::run);
            thread.start();
        }
    }

    private void run() {
        try {
            while (!stopping.await(
                    isHeld() ? duration.toMillis() / 3 : Math.min(LOOK_MILLIS, duration.toMillis() / 3),
                    TimeUnit.MILLISECONDS)) {
                renewOrComplain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renewOrComplain() {
        try {
            renew();
        } catch (Throwable e) {
            // Whatever it is: without this thread the process would never lead again.
            LOG.debug("It cannot be told who leads", e);
        }
    }

    /** After all others have ended what only the leader may do. */
    void stop(@Observes @Priority(Integer.MAX_VALUE) Store.Closing event) throws InterruptedException {
        stopping.countDown();
        if (thread != null) {
            thread.join();
        }
        try {
            release();
        } catch (StoreUnavailable e) {
            LOG.debug("The lease could not be released, so it has to run out", e);
        }
    }

    /**
     * Whether this process leads.
     *
     * @return true if it does, as far as it knows
     */
    public boolean isHeld() {
        Held now = held;
        return now.term() > 0
                && (!database.isShared()
                        || System.nanoTime() - now.nanos() < 0
                                && clock.instant().isBefore(now.moment()));
    }

    /**
     * For how long this process has led: the same until another one has.
     *
     * @return a number; 0 before it led for the first time
     */
    public long term() {
        return held.term();
    }

    /** Takes or renews it, if nobody else holds it; says whether it is held. */
    boolean renew() {
        if (!database.isShared()) {
            held = new Held(1, 0, Instant.MAX);
            return true;
        }
        long nanos = System.nanoTime();
        Instant moment = clock.instant();
        if (!isHeld() && isAnothers()) {
            // To try and take it would lock its row, which the other one needs.
            held = new Held(held.term(), nanos, Instant.EPOCH);
            return false;
        }
        long term = database.write(sql -> sql.number(TAKE, NAME, owner, duration));
        held = term > 0
                ? new Held(term, nanos + duration.toNanos(), moment.plus(duration))
                : new Held(held.term(), nanos, Instant.EPOCH);
        return term > 0;
    }

    private boolean isAnothers() {
        return database.read(sql -> sql.number(
                        "SELECT COUNT(*) AS n FROM lease WHERE name = ? AND owner <> ? AND expires_at >= " + NOW,
                        NAME,
                        owner))
                > 0;
    }

    /**
     * Whether it is still held, for sure until a transaction ends.
     *
     * @param sql of the transaction; never null
     * @param term which term it has to be
     * @return whether nobody else has taken it since that began
     */
    public boolean confirm(Sql sql, long term) {
        return !database.isShared()
                || sql.update(
                                "UPDATE lease SET owner = owner WHERE name = ? AND owner = ? AND term = ?",
                                NAME,
                                owner,
                                term)
                        == 1;
    }

    /** Lets another process take it at once. */
    private void release() {
        boolean wasHeld = isHeld();
        held = new Held(0, System.nanoTime(), Instant.EPOCH);
        if (database.isShared() && wasHeld) {
            database.write(
                    sql -> sql.update("UPDATE lease SET expires_at = 0 WHERE name = ? AND owner = ?", NAME, owner));
        }
    }

    /**
     * For whoever looks regularly for how long this process has led.
     *
     * @param ticker by which that goes; never null
     * @return a reign that begins when it is first looked at; never null
     */
    public Reign reign(Ticker ticker) {
        return new Reign(ticker);
    }

    /** For how long this process has led. */
    public final class Reign {

        private final Ticker ticker;
        private Duration since;

        private Reign(Ticker ticker) {
            this.ticker = ticker;
        }

        /**
         * Since when this process leads.
         *
         * @return when it was first seen to, as the ticker goes; null while it does not
         */
        public synchronized Duration since() {
            if (!isHeld()) {
                since = null;
            } else if (since == null) {
                since = ticker.elapsed();
            }
            return since;
        }

        /**
         * Whether it has led for long enough to go by what it is configured to know. While replicas are replaced one by one, one
         * that is about to go may lead and lack what was just added, or have what was just removed.
         *
         * @return false for the first minutes, and while it does not lead
         */
        public synchronized boolean isSettled() {
            Duration begun = since();
            return begun != null && ticker.elapsed().minus(begun).compareTo(SETTLED_AFTER) >= 0;
        }
    }
}
