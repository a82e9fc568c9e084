package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.connection.Connection;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.SessionRestoreAttempted;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.gateway.Agenda;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Instance;
import io.github.plugzapi.connect.gateway.InstanceStatus;
import io.github.plugzapi.connect.gateway.Instances;
import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.journal.Journal;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Asks PlugZapi regularly how each configured instance is. Where two successive answers disagree with the current state,
 * what they say becomes an event like any other. A gateway that fails is asked less often, and nothing is concluded from
 * that.
 */
@Singleton
class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    /** How much less often a gateway is asked that goes on failing: at most 16 times the usual pause, or 10 min. */
    private static final int MAX_DOUBLINGS = 4;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Gateway gateway;
    private final Instances instances;
    private final Journal journal;
    private final Connections connections;
    private final Confirmations confirmations;
    private final Clock clock;
    private final Duration every;
    private final boolean restore;
    private final Agenda<Instance> agenda;
    private final Map<String, Inquiry> inquiries = new ConcurrentHashMap<>();
    private boolean loaded;

    /** What one instance's answers were so far, in this process. */
    private static final class Inquiry {
        private Confirmation confirmation;
        private Disagreement disagreement;
        private int failures;

        private Inquiry(Confirmation confirmation) {
            this.confirmation = confirmation;
        }
    }

    /**
     * An answer that disagrees with the current state.
     *
     * @param connected what the answer said
     * @param asOf the newest event that the current state knows of
     * @param seen everything in the journal up to here is in the current state
     */
    private record Disagreement(boolean connected, Instant asOf, long seen) {

        private boolean isRepeatedBy(Disagreement next) {
            return connected == next.connected && java.util.Objects.equals(asOf, next.asOf);
        }
    }

    Reconciliation(
            Gateway gateway,
            Instances instances,
            Journal journal,
            Connections connections,
            Confirmations confirmations,
            Clock clock,
            ReconciliationConfig config) {
        this.gateway = gateway;
        this.instances = instances;
        this.journal = journal;
        this.connections = connections;
        this.confirmations = confirmations;
        this.clock = clock;
        this.every = config.every();
        this.restore = Boolean.parseBoolean(config.restore());
        this.agenda = new Agenda<>(clock, Math.max(1, config.concurrency()), this::ask);
        instances.onAdded(instance -> agenda.addSpread(instance, every));
        instances.onGone(instance -> inquiries.remove(instance.id()));
    }

    /** Of several processes, the one that hands events to the observers asks, since it knows the current state. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void askWhatIsDue() {
        if (!journal.isDispatching()) {
            // Another process may ask meanwhile.
            loaded = false;
            return;
        }
        try {
            if (!loaded) {
                inquiries.clear();
                confirmations.all().forEach((id, confirmation) -> inquiries.put(id, new Inquiry(confirmation)));
                loaded = true;
            }
            agenda.runDue();
        } catch (SQLException e) {
            LOG.debugf(e, "Nothing is reconciled while the journal cannot be read");
        }
    }

    /** Whether any answer is waited for or being dealt with. */
    boolean isAsking() {
        return !agenda.isIdle();
    }

    private Uni<Instant> ask(Instance announced) {
        // One that is gone is not due again.
        return instances
                .current(announced)
                .map(this::askNow)
                .orElse(Uni.createFrom().nullItem());
    }

    private Uni<Instant> askNow(Instance instance) {
        if (!journal.isDispatching()) {
            return Uni.createFrom().item(clock.instant().plus(every));
        }
        Inquiry inquiry = inquiries.computeIfAbsent(instance.id(), id -> new Inquiry(Confirmation.none(id)));
        // What the journal knows after this is news, whatever PlugZapi answers.
        long seen = journal.handedTo(Connections.class);
        return gateway.status(instance)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(status -> answered(instance, inquiry, status, seen))
                .flatMap(status -> mend(instance, inquiry, status))
                .map(done -> Agenda.jittered(every))
                .onFailure(GatewayFailure.class)
                .recoverWithItem(failure -> failed(instance, inquiry, failure))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "%s could not be reconciled now (%s); it is tried again",
                            instance, failure.getClass().getSimpleName());
                    return every;
                })
                .map(pause -> clock.instant().plus(pause));
    }

    private void answered(Instance instance, Inquiry inquiry, InstanceStatus status, long seen) {
        inquiry.failures = 0;
        Confirmation before = inquiry.confirmation;
        keep(inquiry, before.answered(status));
        if (before.unconfirmedSince() != null) {
            LOG.infof("PlugZapi can be asked for %s again", instance);
        }
        if (inquiry.confirmation.isRestorable() && !before.isRestorable()) {
            LOG.warnf(
                    "PlugZapi could restore the session of %s: %s",
                    instance,
                    restore
                            ? "it is asked to"
                            : "set RECONCILIATION_RESTORE=true to have it asked to, or restore it in the provider's panel");
        }
        try {
            compare(inquiry, status, connections.of(instance.id()), seen);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void compare(Inquiry inquiry, InstanceStatus status, Connection current, long seen) throws SQLException {
        Connection.Status said = status.connected() ? Connection.Status.CONNECTED : Connection.Status.DISCONNECTED;
        if (current.status() == said || seen < 0) {
            inquiry.disagreement = null;
            return;
        }
        Disagreement disagreement = new Disagreement(status.connected(), current.asOf(), seen);
        if (inquiry.disagreement == null || !inquiry.disagreement.isRepeatedBy(disagreement)) {
            inquiry.disagreement = disagreement;
            return;
        }
        Appended appended = journal.appendReconciled(
                event(current.instance(), status), inquiry.disagreement.seen(), current.asOf());
        inquiry.disagreement = null;
        if (appended == Appended.DUPLICATE) {
            LOG.debugf("A callback for %s came meanwhile, and counts", current.instance());
        }
    }

    private ConnectionEvent event(String instance, InstanceStatus status) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String id = UUID.randomUUID().toString();
        return status.connected()
                ? new Connected(id, instance, now, now, Source.RECONCILIATION, null, Phone.unknown())
                : new Disconnected(id, instance, now, now, Source.RECONCILIATION, null, status.error());
    }

    private Uni<Void> mend(Instance instance, Inquiry inquiry, InstanceStatus status) {
        boolean wanted = restore && !status.connected() && inquiry.confirmation.isRestorable();
        if (!wanted || !inquiry.confirmation.mayRestore(clock.instant()) || isConnected(instance)) {
            return Uni.createFrom().voidItem();
        }
        keep(inquiry, inquiry.confirmation.restoreAttempted(clock.instant()));
        int attempt = inquiry.confirmation.restoreAttempts();
        return gateway.restoreSession(instance)
                .map(yes -> attempted(instance, attempt, null))
                .onFailure(GatewayFailure.class)
                .recoverWithItem(failure -> attempted(instance, attempt, failure.getMessage()))
                .flatMap(event -> Uni.createFrom().completionStage(journal.append(event, null)))
                .replaceWithVoid();
    }

    /** After a disconnection, not before one is known. */
    private boolean isConnected(Instance instance) {
        try {
            return connections.of(instance.id()).status() != Connection.Status.DISCONNECTED;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConnectionEvent attempted(Instance instance, int attempt, String error) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new SessionRestoreAttempted(
                UUID.randomUUID().toString(),
                instance.id(),
                now,
                now,
                Source.RECONCILIATION,
                Long.toString(now.toEpochMilli()),
                attempt,
                error);
    }

    private Duration failed(Instance instance, Inquiry inquiry, GatewayFailure failure) {
        Confirmation before = inquiry.confirmation;
        keep(inquiry, before.failed(failure.getMessage(), clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        if (before.unconfirmedSince() == null) {
            LOG.warnf(
                    "The state of %s cannot be confirmed: %s. It is asked for less often until that works.",
                    instance, failure.getMessage());
        }
        // An answer that disagreed must be followed by another one at once, not by one after a gap.
        inquiry.disagreement = null;
        Duration pause = every.multipliedBy(1L << Math.min(++inquiry.failures, MAX_DOUBLINGS));
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            pause = every.compareTo(LONGEST_PAUSE) > 0 ? every : LONGEST_PAUSE;
        }
        pause = Agenda.jittered(pause);
        return pause.compareTo(failure.retryAfter()) < 0 ? failure.retryAfter() : pause;
    }

    private void keep(Inquiry inquiry, Confirmation confirmation) {
        if (!confirmation.equals(inquiry.confirmation)) {
            inquiry.confirmation = confirmation;
            try {
                confirmations.save(confirmation);
            } catch (SQLException e) {
                // In memory it is right, and the next change is saved again.
                LOG.debugf(e, "A confirmation could not be kept");
            }
        }
    }
}
