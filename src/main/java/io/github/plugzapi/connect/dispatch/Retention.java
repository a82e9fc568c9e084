package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.EventTable;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Deletes old events, in steps, because nothing can be appended meanwhile. What a subscriber was not handed yet is kept for
 * longer, as its policy says; what it loses then is counted and said.
 */
@Singleton
class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    static final int STEP = 500;

    /** After so many steps without anything to delete it is not looked any further. */
    private static final int MAX_IDLE_STEPS = 100;

    /** A clock that jumped may be wrong: for so long nothing is deleted. */
    private static final Duration AFTER_A_JUMP = Duration.ofHours(1);

    private static final Duration JUMP = Duration.ofMinutes(10);

    /** What is old, and no subscriber may still wait for. */
    static final String OLD = "SELECT seq FROM event WHERE seq > ? AND seq <= ? AND received_at < ?"
            + " AND NOT EXISTS (SELECT 1 FROM place p WHERE p.seq < event.seq AND event.received_at >= ? - p.waits)"
            + " AND NOT EXISTS (SELECT 1 FROM redelivery r JOIN place p ON p.subscriber = r.subscriber"
            + " WHERE r.seq = event.seq AND r.set_aside = 0 AND event.received_at >= ? - p.waits) ORDER BY seq";

    /** What waited to be tried again, of events that are no more. */
    private static final String LOST_REDELIVERIES = "SELECT subscriber, COUNT(*) AS n FROM redelivery"
            + " WHERE set_aside = 0 AND NOT EXISTS (SELECT 1 FROM event WHERE event.seq = redelivery.seq)"
            + " GROUP BY subscriber";

    private final Store store;
    private final Clock clock;
    private final Supplier<Duration> elapsed;
    private final Subscribers subscribers;
    private final SubscriberMetrics metrics;
    private final Duration retention;

    /** The clock on the wall without the time that has passed: it changes where that clock jumps. */
    private Instant beginning;

    private Duration goOnAt = Duration.ZERO;

    /** The subscribers of which it was said that they lose events. */
    private final Set<String> losing = new HashSet<>();

    @Inject
    Retention(
            Store store,
            Clock clock,
            Ticker ticker,
            Subscribers subscribers,
            SubscriberMetrics metrics,
            RetentionConfig config) {
        this(store, clock, ticker::elapsed, subscribers, metrics, config);
    }

    /** One that has its time from elsewhere. */
    Retention(
            Store store,
            Clock clock,
            Supplier<Duration> elapsed,
            Subscribers subscribers,
            SubscriberMetrics metrics,
            RetentionConfig config) {
        this.store = store;
        this.clock = clock;
        this.elapsed = elapsed;
        this.subscribers = subscribers;
        this.metrics = metrics;
        this.retention = config.retention();
    }

    void start(@Observes StartupEvent event, Ticker ticker) {
        ticker.every(Duration.ofMinutes(1), this::purge);
    }

    /** Purges what is old. */
    void purge() {
        if (store.trouble() != null || hasJumped()) {
            return;
        }
        Instant now = clock.instant();
        Instant before = now.minus(retention);
        long purged = 0;
        try {
            long after = store.read(sql -> sql.number("SELECT MIN(seq) - 1 AS n FROM event"));
            for (int idle = 0; idle < MAX_IDLE_STEPS; after += STEP) {
                long from = after;
                List<Long> old = store.read(
                        sql -> sql.list(OLD, row -> row.number("seq"), from, from + STEP, before, before, before));
                if (!old.isEmpty()) {
                    delete(old);
                    purged += old.size();
                }
                idle = old.isEmpty() ? idle + 1 : 0;
                if (store.read(sql -> isDone(sql, from, before, now))) {
                    break;
                }
            }
        } catch (StoreUnavailable e) {
            LOG.warnf("Old events could not be purged now: %s. It is tried again in a minute.", e.reason());
        }
        if (purged > 0) {
            LOG.infof("Purged %d events older than JOURNAL_RETENTION", purged);
        }
    }

    /** Events that a clock was wrong about, and seem to come from the future, hide no old ones behind them. */
    private static boolean isDone(Sql sql, long after, Instant before, Instant now) {
        return EventTable.end(sql) <= after + STEP
                || sql.number(
                                "SELECT COUNT(*) AS n FROM event WHERE seq > ? AND seq <= ? AND received_at BETWEEN ? AND ?",
                                after,
                                after + STEP,
                                before,
                                now)
                        > 0;
    }

    private void delete(List<Long> old) {
        Map<String, Long> lost = store.write(sql -> {
            Map<String, Long> losing = notHanded(sql, old);
            EventTable.delete(sql, old);
            sql.each(LOST_REDELIVERIES, row -> losing.merge(row.text("subscriber"), row.number("n"), Long::sum));
            losing.values().removeIf(events -> events == 0);
            losing.forEach((subscriber, events) -> Places.lose(sql, subscriber, events));
            Places.deleteOrphans(sql);
            return losing;
        });
        lost.forEach(this::sayWhatIsLost);
    }

    /** How many of them each subscriber was not handed that wants them. They are read only where there is one. */
    private Map<String, Long> notHanded(Sql sql, List<Long> old) {
        Map<String, Long> losing = Places.positions(sql);
        losing.values().removeIf(position -> position >= old.get(old.size() - 1));
        if (!losing.isEmpty()) {
            List<JournalEntry> entries = EventTable.of(sql, old);
            losing.replaceAll((subscriber, position) -> entries.stream()
                    .filter(entry -> entry.seq() > position && subscribers.mayWant(subscriber, entry))
                    .count());
        }
        return losing;
    }

    private void sayWhatIsLost(String subscriber, long events) {
        metrics.lost(subscriber, events);
        if (losing.add(subscriber)) {
            LOG.errorf(
                    "%s loses events that it was not handed in time; the metric observer_lost_total counts them. If there is"
                            + " no such observer any more, remove its place.",
                    subscriber);
        }
    }

    private boolean hasJumped() {
        Duration passed = elapsed.get();
        Instant now = clock.instant().minus(passed);
        if (beginning != null && Duration.between(beginning, now).abs().compareTo(JUMP) > 0) {
            goOnAt = passed.plus(AFTER_A_JUMP);
            LOG.warn("The clock has jumped, so nothing is purged for an hour");
        }
        beginning = now;
        return passed.compareTo(goOnAt) < 0;
    }
}
