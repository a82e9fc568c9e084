package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.SessionRestoreAttempted;
import io.github.plugzapi.connect.event.SessionRestoreGivenUp;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.gateway.AccountInstances;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.InstanceStatus;
import io.github.plugzapi.connect.gateway.ListedInstance;
import io.github.plugzapi.connect.incident.InDoubt;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.schedule.Agenda;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Asks PlugZapi regularly how each configured instance is. Where two successive answers disagree with the current state,
 * what they say becomes an event like any other. A gateway that fails is asked less often, and nothing is concluded from
 * that.
 */
@Singleton
@Startup
public class Reconciliation implements InDoubt {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    /** How much less often a gateway is asked that goes on failing. */
    private static final int TIMES_LESS_OFTEN = 16;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** Some gateways refuse now and then what they answer a few seconds later. */
    private static final List<Duration> PAUSES_AFTER_REFUSALS = List.of(Duration.ofSeconds(5), Duration.ofSeconds(15));

    private final Gateway gateway;
    private final Instances instances;
    private final Journal journal;
    private final Leadership leadership;
    private final Connections connections;
    private final Confirmations confirmations;
    private final Clock clock;
    private final Ticker ticker;
    private final Duration every;
    private final Backoff rounds;
    private final Backoff afterFailures;
    private final boolean restore;
    private final Map<String, Inquiry> inquiries = new ConcurrentHashMap<>();

    private final Agenda<Turn> agenda;

    /** The last list of the account's instances that came before this process began to ask; null where there was none. */
    private volatile Listing early;

    /** Since when this process asks, as the ticker goes; null while another one may. */
    private volatile Duration begunAt;

    /** The same by the clock. */
    private volatile Instant begunMoment;

    /** What one instance's answers were so far, in this process. */
    private static final class Inquiry {
        private volatile Confirmation confirmation;

        /** What the table holds of it. */
        private volatile Confirmation saved;

        private volatile Disagreement disagreement;
        private volatile boolean asked;
        private volatile int failures;
        private volatile int refusals;

        /** Whether it is being asked for, or waits out of turn for that. */
        private final AtomicBoolean asking = new AtomicBoolean();

        private final AtomicBoolean waiting = new AtomicBoolean();

        /** Not before then, as the ticker goes, PlugZapi wants to be asked again. */
        private volatile Duration notBefore = Duration.ZERO;

        /** When the list of the account's instances last told how it is, as the ticker goes; null if it never did. */
        private volatile Duration listedAt;

        /** Since when the instance was disconnected when it was told that its session is not restored; null before. */
        private volatile Instant gaveUp;

        /** What came of restoring the session, which is not in the journal yet; null if there is nothing to tell. */
        private volatile ConnectionEvent untold;

        private Inquiry(Confirmation confirmation) {
            this.confirmation = confirmation;
            this.saved = confirmation;
        }
    }

    /**
     * When an instance is asked for.
     *
     * @param id PlugZapi's id of it
     * @param announced as {@link Instances} announced it, for its regular turn; null where it is asked for once, out of turn
     */
    private record Turn(String id, Instance announced) {}

    /**
     * What the list of the account's instances said.
     *
     * @param asked when it was asked for
     * @param at when it came, as the ticker goes
     */
    private record Listing(List<ListedInstance> entries, Instant asked, Duration at) {}

    /**
     * A question.
     *
     * @param seen what was known before it
     * @param at when it was asked
     */
    private record Question(Connections.Seen seen, Instant at) {}

    /**
     * An answer that disagrees with the current state.
     *
     * @param connected what the answer said
     * @param seen what was known before the question
     */
    private record Disagreement(boolean connected, Connections.Seen seen) {}

    Reconciliation(
            Gateway gateway,
            Instances instances,
            AccountInstances account,
            Journal journal,
            Leadership leadership,
            Connections connections,
            Confirmations confirmations,
            Clock clock,
            Ticker ticker,
            ReconciliationConfig config) {
        this.gateway = gateway;
        this.instances = instances;
        this.journal = journal;
        this.leadership = leadership;
        this.connections = connections;
        this.confirmations = confirmations;
        this.clock = clock;
        this.ticker = ticker;
        this.every = config.every();
        this.rounds = ticker.rounds(every);
        Duration longest = min(every.multipliedBy(TIMES_LESS_OFTEN), LONGEST_PAUSE);
        this.afterFailures = ticker.backoff(every.multipliedBy(2), Backoff.atLeast(every, longest), 0.1);
        this.restore = config.restore();
        // Of several processes, the one that hands events to the observers asks.
        ticker.every(Duration.ofSeconds(1), this::beginOrEnd);
        this.agenda = ticker.agenda(config.concurrency(), () -> begunAt != null && leadership.isHeld(), this::take);
        instances.onAdded(instance -> agenda.addSpread(new Turn(instance.id(), instance), every));
        instances.onGone(instance -> {
            inquiries.remove(instance.id());
            confirmations.gone(instance.id());
        });
        account.onListed(this::listed);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void beginOrEnd() {
        try {
            if (!leadership.isHeld()) {
                begunAt = null;
            } else if (begunAt == null) {
                begin();
            }
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "Nothing is reconciled while the journal cannot be read");
        }
    }

    /** Those that are known to be disconnected first, so that nobody is told of what has mended itself since. */
    private void begin() {
        Map<String, Confirmation> answers = confirmations.all();
        Collection<ConnectionState> states = connections.all();
        inquiries.clear();
        answers.forEach((id, confirmation) -> inquiries.put(id, new Inquiry(confirmation)));
        begunMoment = clock.instant();
        begunAt = ticker.elapsed();
        states.stream()
                .filter(connection -> connection.status() == ConnectionState.Status.DISCONNECTED)
                .forEach(connection -> askSoon(connection.instance()));
        Listing before = early;
        early = null;
        if (before != null && begunAt.minus(before.at()).compareTo(every) < 0) {
            listed(before.entries(), before.asked());
        }
    }

    private void askSoon(String id) {
        Inquiry inquiry = inquiry(id);
        if (inquiry.waiting.compareAndSet(false, true)) {
            agenda.add(new Turn(id, null), inquiry.notBefore.minus(ticker.elapsed()));
        }
    }

    @Override
    public boolean isInDoubt(String instance) {
        Duration begun = begunAt;
        boolean justBegun = begun == null || isWithinTwoRounds(begun);
        if (instances.find(instance).isEmpty()) {
            // It may be one of the account's.
            return justBegun && !instances.isComplete();
        }
        Inquiry inquiry = inquiries.get(instance);
        boolean asked = inquiry != null && inquiry.asked;
        return (justBegun && !asked && !isHeardOfSinceThen(instance))
                || (inquiry != null && inquiry.disagreement != null);
    }

    /** What came since this process began to ask nobody has slept through. */
    private boolean isHeardOfSinceThen(String instance) {
        Instant heardAt = connections.of(instance).heardAt();
        Instant begun = begunMoment;
        return heardAt != null && begun != null && !heardAt.isBefore(begun);
    }

    private boolean isWithinTwoRounds(Duration since) {
        return ticker.elapsed().minus(since).compareTo(every.multipliedBy(2)) < 0;
    }

    private Uni<Duration> take(Turn turn) {
        return turn.announced() == null ? takeOnce(turn.id()) : takeRegularly(turn.announced());
    }

    private Uni<Duration> takeOnce(String id) {
        inquiry(id).waiting.set(false);
        return instances
                .find(id)
                .map(instance -> ask(instance).<Duration>map(pause -> null))
                .orElse(Uni.createFrom().nullItem());
    }

    private Uni<Duration> takeRegularly(Instance announced) {
        // One that is gone is not due again.
        Instance instance = instances.current(announced).orElse(null);
        if (instance == null) {
            return Uni.createFrom().nullItem();
        }
        Inquiry inquiry = inquiries.get(instance.id());
        if (inquiry != null && inquiry.listedAt != null && isWithinTwoRounds(inquiry.listedAt)) {
            // As long as the list is read, that is enough.
            Duration silent = inquiry.listedAt.plus(every.multipliedBy(2));
            return Uni.createFrom().item(silent.minus(ticker.elapsed()));
        }
        return ask(instance);
    }

    /**
     * Asks PlugZapi now how an instance is, out of turn; its turns stay as they are. Where the answer disagrees with the current
     * state, it is asked once more, and what both say becomes an event before this completes: in any process. What else PlugZapi
     * says is kept by the one that leads; where another one asks, that is known when the instance's turn comes there.
     *
     * @param instance one that there is; never null
     * @return completes with what PlugZapi said last; fails with a {@link GatewayFailure}, which changes nothing of what is known,
     *     or with {@link StoreUnavailable}
     */
    public Uni<InstanceStatus> askNow(Instance instance) {
        return Uni.createFrom().deferred(() -> {
            Inquiry inquiry = begunAt != null && leadership.isHeld() ? inquiry(instance.id()) : null;
            if (inquiry == null || !inquiry.asking.compareAndSet(false, true)) {
                // It is another one's to keep, or somebody asks at this moment and does.
                Inquiry ours = new Inquiry(Confirmation.none(instance.id()));
                return twiceIfInDoubt(
                        ours, question(instance, (status, question) -> compare(instance, ours, status, question)));
            }
            return twiceIfInDoubt(inquiry, inquire(instance, inquiry))
                    .invoke(status -> inquiry.notBefore = Duration.ZERO)
                    // The next answer comes after a gap.
                    .onFailure()
                    .invoke(failure -> inquiry.disagreement = null)
                    .onTermination()
                    .invoke(() -> inquiry.asking.set(false));
        });
    }

    private static Uni<InstanceStatus> twiceIfInDoubt(Inquiry inquiry, Uni<InstanceStatus> asking) {
        return asking.flatMap(
                status -> inquiry.disagreement == null ? Uni.createFrom().item(status) : asking);
    }

    /** Asks how an instance is; gives how long to wait before that is done again. */
    private Uni<Duration> ask(Instance instance) {
        Inquiry inquiry = inquiry(instance.id());
        if (!inquiry.asking.compareAndSet(false, true)) {
            return Uni.createFrom().item(every);
        }
        return inquire(instance, inquiry)
                .map(status -> rounds.after(0))
                .onFailure(GatewayFailure.class)
                .recoverWithItem(failure -> failed(instance, inquiry, failure))
                .onFailure(StoreUnavailable.class)
                .recoverWithItem(failure -> {
                    LOG.debugf(failure, "%s is not reconciled while the journal cannot be read", instance);
                    return every;
                })
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "%s could not be reconciled now (%s); it is tried again",
                            instance, failure.getClass().getSimpleName());
                    return every;
                })
                .invoke(pause -> inquiry.notBefore = inquiry.failures + inquiry.refusals == 0
                        ? Duration.ZERO
                        : ticker.elapsed().plus(pause))
                .onTermination()
                .invoke(() -> inquiry.asking.set(false));
    }

    /** Asks, and does with the answer what there is to do. Nobody else asks meanwhile. */
    private Uni<InstanceStatus> inquire(Instance instance, Inquiry inquiry) {
        return question(instance, (status, question) -> answered(instance, inquiry, status, question))
                .call(status -> tellOfAttempt(inquiry).flatMap(done -> mend(instance, inquiry, status)));
    }

    private Uni<InstanceStatus> question(Instance instance, BiConsumer<InstanceStatus, Question> answered) {
        return Uni.createFrom()
                .item(() -> question(instance.id()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(question -> gateway.status(instance)
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .invoke(status -> answered.accept(status, question)));
    }

    /**
     * What the list of the account's instances says is the first answer for each of them. Where it disagrees with the current
     * state, the instance is asked for a second one; and where it is disconnected, for what the list does not say.
     */
    private void listed(List<ListedInstance> entries, Instant asked) {
        if (!leadership.isHeld() || begunAt == null) {
            early = new Listing(entries, asked, ticker.elapsed());
            return;
        }
        Map<String, ListedInstance> said = new HashMap<>();
        for (ListedInstance entry : entries) {
            if (entry.whatsappConnected() != null
                    && instances.isListed(entry.instance().id())) {
                said.put(entry.instance().id(), entry);
            }
        }
        try {
            List<Inquiry> changed = new ArrayList<>();
            for (Connections.Seen seen : connections.look(said.keySet()).values()) {
                Inquiry inquiry = inquiry(seen.state().instance());
                listed(inquiry, said.get(seen.state().instance()), seen, asked);
                if (!inquiry.confirmation.equals(inquiry.saved)) {
                    changed.add(inquiry);
                }
            }
            save(changed);
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "Nothing is reconciled while the journal cannot be read");
        }
    }

    private void listed(Inquiry inquiry, ListedInstance entry, Connections.Seen seen, Instant asked) {
        String id = entry.instance().id();
        boolean connected = entry.whatsappConnected();
        Confirmation before = inquiry.confirmation;
        if (seen.state().heardAt() != null && !seen.state().heardAt().isBefore(asked)) {
            // What came since the list was asked for is newer; or it seems so, where the clock was set back. The list
            // tells
            // nothing, so the instance is still asked for by itself.
            return;
        }
        inquiry.listedAt = ticker.elapsed();
        if (seen.state().status() != statusOf(connected)) {
            inquiry.disagreement = new Disagreement(connected, seen);
            askSoon(id);
            return;
        }
        confirmations.answered(id, asked);
        inquiry.disagreement = null;
        inquiry.asked = true;
        inquiry.failures = 0;
        if (!connected && (restore || !Objects.equals(before.connected(), false))) {
            askSoon(id);
            return;
        }
        if (before.unconfirmedSince() != null) {
            LOG.infof("PlugZapi can be asked for %s again", entry.instance());
        }
        inquiry.confirmation = before.listed(connected, entry.phoneConnected());
    }

    private static ConnectionState.Status statusOf(boolean connected) {
        return connected ? ConnectionState.Status.CONNECTED : ConnectionState.Status.DISCONNECTED;
    }

    private Inquiry inquiry(String id) {
        return inquiries.computeIfAbsent(id, none -> new Inquiry(Confirmation.none(id)));
    }

    /** The moment of what is learnt is that of the question: what happens while PlugZapi answers comes after it. */
    private Question question(String instance) {
        return new Question(connections.look(instance), clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private void answered(Instance instance, Inquiry inquiry, InstanceStatus status, Question question) {
        inquiry.failures = 0;
        inquiry.refusals = 0;
        inquiry.asked = true;
        confirmations.answered(instance.id(), question.at());
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
        compare(instance, inquiry, status, question);
    }

    private void compare(Instance instance, Inquiry inquiry, InstanceStatus status, Question question) {
        ConnectionState current = question.seen().state();
        ConnectionState.Status said = statusOf(status.connected());
        // A gateway may go on saying that an instance is connected while its phone is unlinked.
        boolean isKnownBetter = status.contradicts()
                && current.status() == ConnectionState.Status.DISCONNECTED
                && current.error() != null;
        if (current.status() == said || isKnownBetter) {
            inquiry.disagreement = null;
            return;
        }
        Disagreement disagreement = new Disagreement(status.connected(), question.seen());
        if (!disagreement.equals(inquiry.disagreement)) {
            inquiry.disagreement = disagreement;
            return;
        }
        if (!connections.learn(event(instance.id(), status, question.at()), question.seen())) {
            LOG.debugf("A callback for %s came meanwhile, and counts", instance);
        }
        inquiry.disagreement = null;
    }

    private ConnectionEvent event(String instance, InstanceStatus status, Instant asked) {
        Occurrence of = Occurrence.learnt(instance, asked, clock.instant(), Source.RECONCILIATION, null);
        return status.connected() ? new Connected(of, Phone.unknown()) : new Disconnected(of, status.error());
    }

    private Uni<Void> mend(Instance instance, Inquiry inquiry, InstanceStatus status) {
        boolean wanted = restore && !status.connected() && inquiry.confirmation.isRestorable();
        if (wanted && inquiry.confirmation.isRestoreGivenUp(clock.instant())) {
            return giveUp(instance, inquiry);
        }
        if (!wanted || !inquiry.confirmation.mayRestore(clock.instant()) || isConnected(instance)) {
            return Uni.createFrom().voidItem();
        }
        keep(inquiry, inquiry.confirmation.restoreAttempted(clock.instant()));
        int attempt = inquiry.confirmation.restoreAttempts();
        return gateway.restoreSession(instance)
                .map(yes -> attempted(instance, attempt, null))
                .onFailure(GatewayFailure.class)
                .recoverWithItem(failure -> attempted(instance, attempt, failure.getMessage()))
                .flatMap(event -> {
                    inquiry.untold = event;
                    return tellOfAttempt(inquiry);
                });
    }

    /** Told once for each disconnection, which it is told from others by. */
    private Uni<Void> giveUp(Instance instance, Inquiry inquiry) {
        ConnectionState state = connections.of(instance.id());
        if (state.status() != ConnectionState.Status.DISCONNECTED
                || state.since().equals(inquiry.gaveUp)) {
            return Uni.createFrom().voidItem();
        }
        Instant now = clock.instant();
        inquiry.gaveUp = state.since();
        inquiry.untold = new SessionRestoreGivenUp(
                Occurrence.learnt(
                        instance.id(),
                        now,
                        now,
                        Source.DERIVED,
                        Long.toString(state.since().toEpochMilli())),
                state.since(),
                inquiry.confirmation.restoreAttempts());
        return tellOfAttempt(inquiry);
    }

    /** Where the journal cannot be written, after the next answer. */
    private Uni<Void> tellOfAttempt(Inquiry inquiry) {
        ConnectionEvent event = inquiry.untold;
        if (event == null) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .completionStage(() -> journal.append(event, null))
                // The journal's writer completes it, and is not to be kept from its work.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(appended -> inquiry.untold = null)
                .replaceWithVoid();
    }

    /** After a disconnection, not before one is known. */
    private boolean isConnected(Instance instance) {
        return connections.of(instance.id()).status() != ConnectionState.Status.DISCONNECTED;
    }

    private ConnectionEvent attempted(Instance instance, int attempt, String error) {
        Instant now = clock.instant();
        return new SessionRestoreAttempted(
                Occurrence.learnt(instance.id(), now, now, Source.RECONCILIATION, Long.toString(now.toEpochMilli())),
                attempt,
                error);
    }

    private Duration failed(Instance instance, Inquiry inquiry, GatewayFailure failure) {
        // An answer that disagreed must be followed by another one at once, not by one after a gap.
        inquiry.disagreement = null;
        if (failure.isRefused() && inquiry.refusals < PAUSES_AFTER_REFUSALS.size()) {
            Duration pause = PAUSES_AFTER_REFUSALS.get(inquiry.refusals++);
            return Backoff.atLeast(min(pause, every), failure.retryAfter());
        }
        inquiry.asked = true;
        Confirmation before = inquiry.confirmation;
        keep(
                inquiry,
                before.failed(
                        failure.getMessage(),
                        failure.isRefused(),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        if (!failure.getMessage().equals(before.unconfirmedReason())) {
            LOG.warnf(
                    "The state of %s cannot be confirmed: %s. It is asked for less often until that works.",
                    instance, failure.getMessage());
        }
        return afterFailures.after(++inquiry.failures, failure.retryAfter());
    }

    private void keep(Inquiry inquiry, Confirmation confirmation) {
        inquiry.confirmation = confirmation;
        if (!confirmation.equals(inquiry.saved)) {
            save(List.of(inquiry));
        }
    }

    private void save(List<Inquiry> changed) {
        Map<Inquiry, Confirmations.Change> saving = new IdentityHashMap<>();
        changed.forEach(inquiry -> saving.put(inquiry, new Confirmations.Change(inquiry.saved, inquiry.confirmation)));
        if (saving.isEmpty()) {
            return;
        }
        try {
            Map<String, Confirmation> kept = confirmations.save(saving.values());
            saving.forEach((inquiry, change) -> {
                inquiry.saved = kept.get(change.now().instance());
                if (inquiry.confirmation == change.now()) {
                    inquiry.confirmation = inquiry.saved;
                }
            });
        } catch (StoreUnavailable e) {
            // In memory it is right, and it is saved with the next answer.
            LOG.debugf(e, "A confirmation could not be kept");
        }
    }
}
