package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * While a command beside the service rebuilds what is kept, the service keeps nothing: a mark among the settings says so, which
 * whoever rebuilds changes with each step. One that does not change any more was left behind.
 */
final class Pause {

    private static final Logger LOG = Logger.getLogger(Pause.class);

    private static final String SETTING = "uptime-rebuild";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LEFT_BEHIND_AFTER = Duration.ofMinutes(1);

    private final Store store;
    private final Ticker ticker;

    /** The mark as it was seen last, since when it is the same, and when it was looked at; null while there is none. */
    private String mark;

    private Duration since;
    private Duration lookedAt;

    Pause(Store store, Ticker ticker) {
        this.store = store;
        this.ticker = ticker;
    }

    // ---- By whoever rebuilds

    /** Begins it: whatever a service has in memory is read anew before it keeps anything more. */
    static void begin(Sql sql, String mark) {
        Settings.countErasure(sql);
        sql.update(
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                SETTING,
                mark);
    }

    /** Says that it goes on; says whether it does, as far as that is known. */
    static boolean goOn(Sql sql, String before, String mark) {
        return sql.update("UPDATE setting SET value = ? WHERE name = ? AND value = ?", mark, SETTING, before) > 0;
    }

    static boolean end(Sql sql, String mark) {
        return sql.update("DELETE FROM setting WHERE name = ? AND value = ?", SETTING, mark) > 0;
    }

    /** Whosever it is. */
    static void end(Sql sql) {
        sql.update("DELETE FROM setting WHERE name = ?", SETTING);
    }

    static Optional<String> mark(Sql sql) {
        return sql.first("SELECT value FROM setting WHERE name = ?", row -> row.text("value"), SETTING);
    }

    // ---- By the service

    /** Looks whether there is one. Whoever begins it later has this looked at once more. */
    synchronized void look() {
        mark = store.read(Pause::mark).orElse(null);
        since = ticker.elapsed();
        lookedAt = since;
    }

    synchronized boolean isOn() {
        if (mark == null) {
            return false;
        }
        Duration now = ticker.elapsed();
        if (now.minus(lookedAt).compareTo(LOOK_EVERY) < 0) {
            return true;
        }
        lookedAt = now;
        try {
            String seen = store.read(Pause::mark).orElse(null);
            if (seen == null || !seen.equals(mark)) {
                mark = seen;
                since = now;
            } else if (now.minus(since).compareTo(LEFT_BEHIND_AFTER) >= 0) {
                String left = mark;
                if (store.write(sql -> end(sql, left))) {
                    LOG.warn("Somebody began to rebuild the uptime and did not end: run rebuild-uptime once more");
                    mark = null;
                }
            }
        } catch (StoreUnavailable e) {
            LOG.debug("Whether the uptime is still rebuilt cannot be told now", e);
        }
        return mark != null;
    }
}
