package io.github.plugzapi.connect.journal;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/**
 * Which of several processes hands events to the observers. It is held for {@link #DURATION} and renewed well before; when
 * the holder dies, another takes it when that time is over. A single process always holds it.
 */
@Singleton
class Lease {

    private static final Duration DURATION = Duration.ofSeconds(15);

    private static final String NAME = "dispatch";

    /** PostgreSQL's clock decides, since those of the processes differ. */
    private static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

    private final Store store;
    private final Duration duration;
    private final String owner = UUID.randomUUID().toString();

    /** By {@link System#nanoTime()}, from before the store was asked. */
    private volatile long heldUntil = System.nanoTime();

    @Inject
    Lease(Store store) {
        this(store, DURATION);
    }

    /** For tests, which do not wait so long. */
    Lease(Store store, Duration duration) {
        this.store = store;
        this.duration = duration;
    }

    Duration duration() {
        return duration;
    }

    boolean isHeld() {
        return !store.isShared() || System.nanoTime() - heldUntil < 0;
    }

    /** Takes or renews it, if nobody else holds it; says whether it is held. */
    boolean renew() throws SQLException {
        if (!store.isShared()) {
            return true;
        }
        long asked = System.nanoTime();
        boolean held = store.write(connection -> {
            try (PreparedStatement upsert =
                    connection.prepareStatement("INSERT INTO lease AS l (name, owner, expires_at)"
                            + " VALUES (?, ?, " + NOW + " + ?) ON CONFLICT (name) DO UPDATE"
                            + " SET owner = excluded.owner, expires_at = excluded.expires_at"
                            + " WHERE l.owner = excluded.owner OR l.expires_at < " + NOW)) {
                upsert.setString(1, NAME);
                upsert.setString(2, owner);
                upsert.setLong(3, duration.toMillis());
                return upsert.executeUpdate() == 1;
            }
        });
        heldUntil = held ? asked + duration.toNanos() : asked;
        return held;
    }

    /** Whether it is still held, for sure until the transaction of this connection ends. */
    boolean confirm(Connection connection) throws SQLException {
        if (!store.isShared()) {
            return true;
        }
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE lease SET owner = owner WHERE name = ? AND owner = ?")) {
            update.setString(1, NAME);
            update.setString(2, owner);
            return update.executeUpdate() == 1;
        }
    }

    /** Lets another process take it at once. */
    void release() throws SQLException {
        if (store.isShared() && isHeld()) {
            heldUntil = System.nanoTime();
            store.write(connection -> {
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE lease SET expires_at = 0 WHERE name = ? AND owner = ?")) {
                    update.setString(1, NAME);
                    update.setString(2, owner);
                    return update.executeUpdate();
                }
            });
        }
    }
}
