package io.github.plugzapi.connect.subscription;

import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.event.SubscriptionEnding;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Appends to the journal that an instance will soon not be paid for any more; each notice once, whoever gives it. */
@Singleton
class NoticeEndingSubscriptions {

    private static final Logger LOG = Logger.getLogger(NoticeEndingSubscriptions.class);

    /** How long before the end it is told, the last first: who learns of it late is told that alone which fits now. */
    private static final List<Duration> NOTICES = List.of(Duration.ZERO, Duration.ofDays(1), Subscriptions.NEAR);

    private final Instances instances;
    private final Subscriptions subscriptions;
    private final Journal journal;
    private final Leadership leadership;
    private final Clock clock;

    NoticeEndingSubscriptions(
            Instances instances, Subscriptions subscriptions, Journal journal, Leadership leadership, Clock clock) {
        this.instances = instances;
        this.subscriptions = subscriptions;
        this.journal = journal;
        this.leadership = leadership;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, Ticker ticker) {
        ticker.every(Duration.ofSeconds(15), this::lookAtTheClock);
        ticker.every(Duration.ofSeconds(1), this::lookAtNews);
    }

    /** Of several processes, the one that hands events to the observers. */
    synchronized void lookAtTheClock() {
        if (!leadership.isHeld()) {
            return;
        }
        try {
            for (Map.Entry<String, Subscriptions.Known> each :
                    subscriptions.read().entrySet()) {
                // Nobody waits for one that is not configured any more.
                if (instances.find(each.getKey()).isPresent()) {
                    notice(each.getKey(), each.getValue());
                }
            }
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "The ends of subscriptions wait for the journal");
        }
    }

    /** What was just learnt may be near already. */
    private void lookAtNews() {
        if (subscriptions.hasNews()) {
            lookAtTheClock();
        }
    }

    private void notice(String instance, Subscriptions.Known known) {
        Instant now = clock.instant();
        Instant until = known.subscription().paidUntil();
        Duration left = Duration.between(now, until);
        Duration notice = NOTICES.stream()
                .filter(before -> left.compareTo(before) <= 0)
                .findFirst()
                .orElse(null);
        if (notice == null || known.told() != null && known.told().compareTo(notice) <= 0) {
            return;
        }
        // A process that did the same meanwhile has appended the same.
        String distinction = until.toEpochMilli() + " " + notice.toSeconds();
        journal.appendNow(List.of(new SubscriptionEnding(
                Occurrence.learnt(instance, now, now, Source.DERIVED, distinction), until, notice)));
        subscriptions.told(instance, known, notice);
    }
}
