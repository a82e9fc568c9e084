package io.github.plugzapi.connect.journal;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Purges events that are older than {@code JOURNAL_RETENTION}, in steps so small that the front door does not notice. */
@Singleton
class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    static final int STEP = 500;

    private static final String OLDEST = "DELETE FROM event WHERE received_at < ? AND seq IN"
            + " (SELECT seq FROM event WHERE seq <= (SELECT COALESCE(MIN(seq), 0) FROM observer_position)"
            + " AND seq NOT IN (SELECT seq FROM redelivery WHERE set_aside = 0)"
            + " ORDER BY seq LIMIT " + STEP + ")";

    private final Writer writer;
    private final Clock clock;
    private final Duration retention;

    Retention(Writer writer, Clock clock, JournalConfig config) {
        this.writer = writer;
        this.clock = clock;
        this.retention = config.retention();
    }

    /** Purges what is old and was handed to every observer. */
    @Scheduled(every = "1m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void purge() {
        if (writer.trouble() != null) {
            return;
        }
        long now = clock.millis();
        long before = clock.instant().minus(retention).toEpochMilli();
        long purged = 0;
        try {
            int step;
            do {
                step = writer.write(connection -> {
                    int deleted;
                    try (PreparedStatement delete = connection.prepareStatement(OLDEST)) {
                        delete.setLong(1, before);
                        deleted = delete.executeUpdate();
                    }
                    if (deleted > 0) {
                        Redeliveries.deleteOrphans(connection);
                    }
                    return deleted;
                });
                purged += step;
            } while (step == STEP);
            writer.write(connection -> Quarantine.purge(connection, now));
        } catch (SQLException e) {
            LOG.warnf("Old events could not be purged now: %s. It is tried again in a minute.", e.getMessage());
        }
        if (purged > 0) {
            LOG.infof("Purged %d events older than %d days", purged, retention.toDays());
        }
    }
}
