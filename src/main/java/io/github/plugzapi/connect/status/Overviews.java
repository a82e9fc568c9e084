package io.github.plugzapi.connect.status;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.gateway.Subscription;
import io.github.plugzapi.connect.incident.Incidents;
import io.github.plugzapi.connect.incident.Incidents.Incident;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.reconciliation.Confirmation;
import io.github.plugzapi.connect.reconciliation.Confirmations;
import io.github.plugzapi.connect.reconciliation.ReconciliationConfig;
import io.github.plugzapi.connect.registration.Registrations;
import io.github.plugzapi.connect.registration.Standing;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.subscription.Subscriptions;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what is known of the instances. */
@Singleton
public class Overviews {

    /** The order of lists: by what people call them. */
    private static final Comparator<Overview> ORDER =
            Comparator.comparing(Overview::label).thenComparing(Overview::id);

    /** What no event tells is told so much later; the pages of one list are read from the same. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Store store;
    private final Journal journal;
    private final Ticker ticker;
    private final Instances instances;
    private final Connections connections;
    private final Confirmations confirmations;
    private final Incidents incidents;
    private final Subscriptions subscriptions;
    private final Registrations registrations;
    private final Clock clock;

    /** A gateway that hiccups once is no reason to take anybody's word back: it is asked again after twice the pause. */
    private final Duration doubted;

    private volatile Known last;

    /**
     * What there was to know.
     *
     * @param end of the journal
     * @param erasures how often something was erased from it
     */
    private record Version(long end, long erasures) {}

    /**
     * What is known.
     *
     * @param version what it was put together from
     * @param at when, as the ticker goes
     */
    private record Known(Version version, Duration at, List<Overview> all) {}

    Overviews(
            Store store,
            Journal journal,
            Ticker ticker,
            Instances instances,
            Connections connections,
            Confirmations confirmations,
            Incidents incidents,
            Subscriptions subscriptions,
            Registrations registrations,
            Clock clock,
            ReconciliationConfig reconciliation) {
        this.store = store;
        this.journal = journal;
        this.ticker = ticker;
        this.instances = instances;
        this.connections = connections;
        this.confirmations = confirmations;
        this.incidents = incidents;
        this.subscriptions = subscriptions;
        this.registrations = registrations;
        this.clock = clock;
        this.doubted = reconciliation.every().multipliedBy(5).dividedBy(2);
    }

    /**
     * All instances that are configured or the account's, and those that PlugZapi has told us of lately. Not for the event loop.
     *
     * @return them, in the order of their names; never null
     * @throws StoreUnavailable if the journal cannot be read
     */
    public List<Overview> all() {
        Version version = version();
        Known known = last;
        return isFresh(known, version) ? known.all() : lookAnew(version);
    }

    private Version version() {
        return new Version(journal.end(), store.read(sql -> sql.number(Settings.ERASURES)));
    }

    private boolean isFresh(Known known, Version version) {
        return known != null
                && known.version().erasures() == version.erasures()
                && known.version().end() >= version.end()
                && ticker.elapsed().minus(known.at()).compareTo(FRESH) < 0;
    }

    /** One at a time: the others are given the same. */
    private synchronized List<Overview> lookAnew(Version version) {
        if (!isFresh(last, version)) {
            // What came while this waited is looked at, too.
            last = new Known(version(), ticker.elapsed(), look());
        }
        return last.all();
    }

    private List<Overview> look() {
        Map<String, Confirmation> confirmed = confirmations.all();
        Map<String, Instant> answeredAt = confirmations.answeredAt();
        Map<String, Incident> open = incidents.open();
        Map<String, Subscription> paid = subscriptions.all();
        Map<String, Standing> standings = registrations.standings();
        Instant now = clock.instant();
        return connections.all().stream()
                .map(state -> overview(
                        state,
                        confirmed.getOrDefault(state.instance(), Confirmation.none(state.instance())),
                        answeredAt.get(state.instance()),
                        open.getOrDefault(state.instance(), Incident.NONE),
                        paid.get(state.instance()),
                        standings.getOrDefault(state.instance(), Standing.NONE),
                        now))
                .sorted(ORDER)
                .toList();
    }

    /**
     * One of {@link #all}. Not for the event loop.
     *
     * @param id PlugZapi's id of it; never null
     * @return it; empty where there is none
     * @throws StoreUnavailable if the journal cannot be read
     */
    public Optional<Overview> find(String id) {
        return all().stream().filter(overview -> overview.id().equals(id)).findFirst();
    }

    private Overview overview(
            ConnectionState state,
            Confirmation confirmation,
            Instant answeredAt,
            Incident incident,
            Subscription subscription,
            Standing standing,
            Instant now) {
        boolean isTold = state.status() != Status.UNKNOWN;
        Instant confirmedAt = isAgreed(state, confirmation) ? later(state.heardAt(), answeredAt) : state.heardAt();
        Instant unconfirmed = confirmation.unconfirmedSince();
        boolean isDoubted = isTold
                && unconfirmed != null
                && unconfirmed.isAfter(state.heardAt())
                && !unconfirmed.plus(doubted).isAfter(now);
        Instant paidUntil = subscription == null ? null : subscription.paidUntil();
        return new Overview(
                state.instance(),
                instances.name(state.instance()).orElse(null),
                isDoubted ? Status.UNKNOWN : state.status(),
                isDoubted ? state.status() : null,
                state.phone(),
                isDoubted ? unconfirmed : state.since(),
                state.source(),
                isTold ? confirmedAt : null,
                said(state, confirmation, answeredAt),
                unconfirmed,
                incident.flappingSince(),
                incident.outageSince(),
                Boolean.FALSE.equals(confirmation.smartphoneConnected()) && state.status() == Status.CONNECTED,
                confirmation.isRestorable(),
                standing,
                paidUntil,
                paidUntil != null && !paidUntil.minus(Subscriptions.NEAR).isAfter(now));
    }

    /** The newest sentence: what goes wrong now, then why it is disconnected, then what else it says. */
    private String said(ConnectionState state, Confirmation confirmation, Instant answeredAt) {
        String said = confirmation.unconfirmedSince() != null
                ? confirmation.unconfirmedReason()
                : state.error() != null || !isOf(state, confirmation, answeredAt)
                        ? state.error()
                        : confirmation.error();
        return said == null ? null : instances.safe(state.instance(), said);
    }

    private static boolean isAgreed(ConnectionState state, Confirmation confirmation) {
        return Boolean.valueOf(state.status() == Status.CONNECTED).equals(confirmation.connected());
    }

    /** Whether an answer tells of what is now: a callback may have come since. When it was asked for may not be known. */
    static boolean isOf(ConnectionState state, Confirmation confirmation, Instant answeredAt) {
        boolean isOlder = answeredAt != null && state.since() != null && answeredAt.isBefore(state.since());
        return isAgreed(state, confirmation) && !isOlder;
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }
}
