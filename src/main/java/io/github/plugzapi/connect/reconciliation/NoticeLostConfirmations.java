package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.incident.InDoubt;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.reconciliation.Confirmations.Unconfirmed;
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
import org.jboss.logging.Logger;

/**
 * Appends to the journal that PlugZapi does not say how an instance is, once that has lasted, and when it says it again; each
 * once, whoever leads. What was told is kept in the table {@code confirmation}.
 */
@Singleton
class NoticeLostConfirmations {

    private static final Logger LOG = Logger.getLogger(NoticeLostConfirmations.class);

    /** What is mended sooner nobody need know. */
    static final Duration AFTER = Duration.ofMinutes(15);

    private final Instances instances;
    private final Confirmations confirmations;
    private final InDoubt doubt;
    private final Journal journal;
    private final Clock clock;
    private final Ticker ticker;
    private final Leadership.Reign reign;

    NoticeLostConfirmations(
            Instances instances,
            Confirmations confirmations,
            InDoubt doubt,
            Journal journal,
            Leadership leadership,
            Clock clock,
            Ticker ticker) {
        this.instances = instances;
        this.confirmations = confirmations;
        this.doubt = doubt;
        this.journal = journal;
        this.clock = clock;
        this.ticker = ticker;
        this.reign = leadership.reign(ticker);
    }

    void start(@Observes StartupEvent event) {
        ticker.every(Duration.ofSeconds(5), this::look);
    }

    /** Of several processes, the one that asks. */
    synchronized void look() {
        if (reign.since() == null) {
            return;
        }
        try {
            confirmations.unconfirmed().forEach(this::look);
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "What is not confirmed waits for the journal");
        }
    }

    private void look(Unconfirmed unconfirmed) {
        Confirmation confirmation = unconfirmed.confirmation();
        String instance = confirmation.instance();
        boolean isAskedFor = instances.find(instance).isPresent() || !instances.isComplete();
        Instant since = isAskedFor ? confirmation.unconfirmedSince() : null;
        Instant now = clock.instant();
        if (unconfirmed.lostSince() != null
                && !unconfirmed.lostSince().equals(since)
                && (isAskedFor || reign.isSettled())) {
            tell(new ConfirmationRegained(of(instance, unconfirmed.lostSince(), now), unconfirmed.lostSince()), null);
        } else if (unconfirmed.lostSince() == null
                && since != null
                && !since.plus(AFTER).isAfter(now)
                // It may be confirmed at the first question of a process that has just begun to ask.
                && !doubt.isInDoubt(instance)) {
            tell(
                    new ConfirmationLost(
                            of(instance, since, now),
                            since,
                            confirmation.unconfirmedRefused(),
                            confirmation.unconfirmedReason()),
                    since);
        }
    }

    /** A process that did the same meanwhile has appended the same. */
    private void tell(ConnectionEvent event, Instant lostSince) {
        journal.appendNow(List.of(event));
        confirmations.told(event.instance(), lostSince);
    }

    private static Occurrence of(String instance, Instant since, Instant now) {
        return Occurrence.learnt(instance, now, now, Source.DERIVED, Long.toString(since.toEpochMilli()));
    }
}
