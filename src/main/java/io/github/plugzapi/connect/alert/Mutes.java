package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.Text;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The table {@code mute}: of which instances no channel is told anything for some time. What ends meanwhile without having been
 * told is never told; what goes on then is told when that time is over, and so is the end of what was told before.
 */
@Singleton
public class Mutes implements Erasable {

    /** Whoever wants to hear nothing of an instance for longer has no use for it. */
    static final Duration LONGEST = Duration.ofDays(90);

    /** For so long it is known when one was over: what ended before that may come to be known later. */
    private static final Duration KNOWN = Duration.ofDays(1);

    private static final int MAX_WHO = 100;

    /** Of the alert {@code a}: whether its instance is muted at some moment, or one that is over was until later. */
    static final String MUTED = "EXISTS (SELECT 1 FROM mute m WHERE m.instance = a.instance AND m.until > ?)";

    private final Store store;
    private final Clock clock;

    Mutes(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * That an instance is muted.
     *
     * @param until how long, in UTC; never null
     * @param by who wanted that; never null
     */
    public record Mute(Instant until, String by) {}

    /**
     * Mutes an instance, or changes for how long it is. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @param until how long, in UTC; never null
     * @param by who wants that; never null
     * @throws IllegalArgumentException if that is past already, or too far ahead; the message says so
     * @throws StoreUnavailable if it cannot be kept
     */
    public void mute(String instance, Instant until, String by) {
        Instant now = clock.instant();
        if (!until.isAfter(now)) {
            throw new IllegalArgumentException("until is in the past: it must be after " + now);
        }
        if (until.isAfter(now.plus(LONGEST))) {
            throw new IllegalArgumentException(
                    "until is too far ahead: it may be " + LONGEST.toDays() + " days at most");
        }
        store.write(sql -> sql.update(
                "INSERT INTO mute (instance, until, by_whom, at) VALUES (?, ?, ?, ?) ON CONFLICT (instance) DO UPDATE"
                        + " SET until = excluded.until, by_whom = excluded.by_whom, at = excluded.at",
                instance,
                until,
                Text.oneLine(by, MAX_WHO),
                now));
    }

    /**
     * Ends it. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return whether it was muted
     * @throws StoreUnavailable if it cannot be kept
     */
    public boolean unmute(String instance) {
        Instant now = clock.instant();
        return store.write(sql ->
                sql.update("UPDATE mute SET until = ? WHERE instance = ? AND until > ?", now, instance, now) > 0);
    }

    /**
     * Those that are muted now. Not for the event loop.
     *
     * @return by PlugZapi's ids of the instances; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public Map<String, Mute> all() {
        return store.read(sql -> sql.map(
                "SELECT instance, until, by_whom FROM mute WHERE until > ?",
                row -> row.text("instance"),
                row -> new Mute(row.moment("until"), row.text("by_whom")),
                clock.instant()));
    }

    static boolean isMuted(Sql sql, String instance, Instant at) {
        return instance != null
                && sql.number("SELECT COUNT(*) AS n FROM mute WHERE instance = ? AND until > ?", instance, at) > 0;
    }

    /** Forgets those that were over long ago. */
    static int purge(Sql sql, Instant now) {
        return sql.update("DELETE FROM mute WHERE until < ?", now.minus(KNOWN));
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM mute WHERE instance = ?", instance);
    }

    /** It holds none. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {}
}
