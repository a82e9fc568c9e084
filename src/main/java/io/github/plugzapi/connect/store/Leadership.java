package io.github.plugzapi.connect.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;

/**
 * Which of several processes leads: it does what only one may do. It holds a lease for {@link #DURATION} and renews it well
 * before; when it dies, another takes it when that time is over. A single process always leads.
 */
@Singleton
public class Leadership {

    private static final Duration DURATION = Duration.ofSeconds(15);

    private static final String NAME = "dispatch";

    /** PostgreSQL's clock decides, since those of the processes differ. */
    private static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

    private final Database database;
    private final Duration duration;
    private final String owner = UUID.randomUUID().toString();

    /** By {@link System#nanoTime()}, from before the store was asked. */
    private volatile long heldUntil = System.nanoTime();

    /** A single process has it from the moment when the store is open. */
    private volatile boolean taken;

    @Inject
    Leadership(Database database) {
        this(database, DURATION);
    }

    /** For tests, which do not wait so long. */
    Leadership(Database database, Duration duration) {
        this.database = database;
        this.duration = duration;
    }

    /**
     * How long it lasts without being renewed.
     *
     * @return a duration; never null
     */
    public Duration duration() {
        return duration;
    }

    /**
     * Whether this process leads.
     *
     * @return true if it does, as far as it knows
     */
    public boolean isHeld() {
        return database.isShared() ? System.nanoTime() - heldUntil < 0 : taken;
    }

    /**
     * Takes or renews it, if nobody else holds it. Not for the event loop.
     *
     * @return whether it is held
     * @throws StoreUnavailable if the store cannot be asked
     */
    public boolean renew() {
        if (!database.isShared()) {
            taken = true;
            return true;
        }
        long asked = System.nanoTime();
        boolean held = database.write(sql -> sql.update(
                        "INSERT INTO lease AS l (name, owner, expires_at)"
                                + " VALUES (?, ?, " + NOW + " + ?) ON CONFLICT (name) DO UPDATE"
                                + " SET owner = excluded.owner, expires_at = excluded.expires_at"
                                + " WHERE l.owner = excluded.owner OR l.expires_at < " + NOW,
                        NAME,
                        owner,
                        duration)
                == 1);
        heldUntil = held ? asked + duration.toNanos() : asked;
        return held;
    }

    /**
     * Whether it is still held, for sure until a transaction ends.
     *
     * @param sql of the transaction; never null
     * @return whether nobody else has taken it
     * @throws StoreUnavailable if the store cannot be asked
     */
    public boolean confirm(Sql sql) {
        return !database.isShared()
                || sql.update("UPDATE lease SET owner = owner WHERE name = ? AND owner = ?", NAME, owner) == 1;
    }

    /**
     * Lets another process take it at once. Not for the event loop.
     *
     * @throws StoreUnavailable if the store cannot be told
     */
    public void release() {
        if (database.isShared() && isHeld()) {
            heldUntil = System.nanoTime();
            database.write(
                    sql -> sql.update("UPDATE lease SET expires_at = 0 WHERE name = ? AND owner = ?", NAME, owner));
        }
    }
}
