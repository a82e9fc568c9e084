package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Deletes old events, in steps, because nothing can be appended meanwhile. */
@Singleton
class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    static final int STEP = 500;

    private static final String OLDEST = "DELETE FROM event WHERE received_at < ? AND seq IN"
            + " (SELECT seq FROM event WHERE seq <= (SELECT COALESCE(MIN(seq), 0) FROM observer_position)"
            + " AND seq NOT IN (SELECT seq FROM redelivery WHERE set_aside = 0)"
            + " ORDER BY seq LIMIT " + STEP + ")";

    private final Store store;
    private final Clock clock;
    private final Duration retention;

    Retention(Store store, Clock clock, RetentionConfig config) {
        this.store = store;
        this.clock = clock;
        this.retention = config.retention();
    }

    void start(@Observes StartupEvent event, Ticker ticker) {
        ticker.every(Duration.ofMinutes(1), this::purge);
    }

    /** Purges what is old and was handed to every observer. */
    void purge() {
        if (store.trouble() != null) {
            return;
        }
        Instant before = clock.instant().minus(retention);
        long purged = 0;
        try {
            int step;
            do {
                step = store.write(sql -> {
                    int deleted = sql.update(OLDEST, before);
                    if (deleted > 0) {
                        Redeliveries.deleteOrphans(sql);
                    }
                    return deleted;
                });
                purged += step;
            } while (step == STEP);
        } catch (StoreUnavailable e) {
            LOG.warnf("Old events could not be purged now: %s. It is tried again in a minute.", e.reason());
        }
        if (purged > 0) {
            LOG.infof("Purged %d events older than %d days", purged, retention.toDays());
        }
    }
}
