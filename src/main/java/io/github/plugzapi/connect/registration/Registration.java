package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Webhook;
import io.github.plugzapi.connect.instance.Instance;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleSupplier;

/** How one webhook of one instance stands with PlugZapi, and when it is to be tried next. */
class Registration {

    /** The states of a registration, as the metric names them. */
    enum State {
        PENDING,
        REGISTERED,
        FAILING,
        REFUSED
    }

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMinutes(15);

    /** Some gateways refuse now and then what they take a few seconds later. */
    private static final List<Duration> PAUSES_AFTER_REFUSALS =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(15), PAUSE_AFTER_REFUSAL);

    private static final double JITTER = 0.2;

    private final Instance instance;
    private final Webhook webhook;
    private State state = State.PENDING;
    private Instant since;
    private String reason;
    private Instant next;
    private int failures;
    private int refusals;

    /** When PlugZapi last said yes; null before. */
    private Instant told;

    /** Whether PlugZapi was ever seen to name our URL. */
    private boolean shown;

    /** Whether PlugZapi was told again because it did not name our URL. */
    private boolean toldAgain;

    private final Contention contention = new Contention();

    /** The error that PlugZapi told beside its last yes; null for none. */
    private String said;

    /** What else there is to say about it; null for nothing. */
    private String remark;

    Registration(Instance instance, Webhook webhook, Instant now) {
        this.instance = instance;
        this.webhook = webhook;
        this.since = now.truncatedTo(ChronoUnit.SECONDS);
        this.next = now;
    }

    Instance instance() {
        return instance;
    }

    Webhook webhook() {
        return webhook;
    }

    synchronized State state() {
        return state;
    }

    /** When it is to be tried; null if it need not be. */
    synchronized Instant next() {
        return next;
    }

    /**
     * PlugZapi said yes. Returns whether that is news.
     *
     * @param error the error that it told all the same; null for none
     */
    synchronized boolean registered(String error, Instant now) {
        said = error;
        failures = 0;
        refusals = 0;
        next = null;
        told = now;
        return change(State.REGISTERED, null, now);
    }

    /** PlugZapi names our URL before it was told in this process. Returns whether that is news. */
    synchronized boolean found(Instant now) {
        shown = true;
        return told == null && registered(null, now);
    }

    /**
     * Whether what PlugZapi says of where it calls tells anything. What is not registered yet, or not any more, is being
     * tried anyway; and what it was asked before it said yes is out of date.
     *
     * @param asked when it was asked
     */
    synchronized boolean isComparable(Instant asked) {
        return next == null && told != null && !told.isAfter(asked);
    }

    /** PlugZapi names our URL as it should. Returns whether it is not contended any more from now on. */
    synchronized boolean holds(Instant now) {
        shown = true;
        boolean calm = contention.holds(now);
        remark = contention.isOn() ? remark : null;
        change(State.REGISTERED, null, now);
        return calm;
    }

    /**
     * PlugZapi names no URL for it. Returns whether that tells nothing: it said yes, but has never named ours.
     *
     * @param namesTheOther whether it names one for the other webhook of the instance, as if it would for this one, too
     */
    synchronized boolean isUnreported(boolean namesTheOther) {
        return !shown && (toldAgain || !namesTheOther);
    }

    /** When PlugZapi last said yes; null before. */
    synchronized Instant told() {
        return told;
    }

    /** It is told once more, although nothing is known to be wrong. Returns whether it is due from now on. */
    synchronized boolean tellAgain(Instant now) {
        if (state != State.REGISTERED || next != null) {
            return false;
        }
        next = now;
        return true;
    }

    /** What became of a webhook that calls another URL than ours. */
    enum Drift {
        /** It is known already, and there is nothing to do now. */
        OLD,
        /** Nobody has said it yet. */
        NEW,
        /** That, and it has been taken from us again and again: from now on it is taken back more seldom. */
        CONTENDED
    }

    /** PlugZapi calls another URL than ours; that is to be mended, or else only told. It is due at once if it is mended now. */
    synchronized Drift drifted(String how, boolean mend, Instant now) {
        boolean news = state == State.REGISTERED || !Objects.equals(reason, how);
        boolean begins = news && mend && contention.lost(now);
        boolean mendNow = mend && contention.takeBack(now);
        toldAgain |= mendNow;
        next = mendNow ? now : null;
        change(mendNow ? State.PENDING : State.FAILING, how, now);
        remark = contention.isOn()
                ? "it is taken from us again and again, so it is taken back at most once an hour"
                : null;
        if (begins) {
            return Drift.CONTENDED;
        }
        return news ? Drift.NEW : Drift.OLD;
    }

    synchronized boolean isContended() {
        return contention.isOn();
    }

    /** Has something said about it in {@link #describe()}, beside how it stands; null: nothing. */
    synchronized void remark(String text) {
        if (!contention.isOn()) {
            remark = text;
        }
    }

    /** It did not work; it will be tried again. Returns whether that is news. */
    synchronized boolean failed(GatewayFailure failure, Instant now, DoubleSupplier random) {
        if (failure.isRefused()) {
            failures = 0;
            next = now.plus(failure.pause(PAUSES_AFTER_REFUSALS.get(refusals++ % PAUSES_AFTER_REFUSALS.size())));
            return change(State.REFUSED, failure.getMessage(), now);
        }
        next = now.plus(failure.pause(pause(random)));
        failures++;
        return change(State.FAILING, failure.getMessage(), now);
    }

    private Duration pause(DoubleSupplier random) {
        long millis = LONGEST_PAUSE.toMillis();
        // From 1 s on it takes nine doublings to pass 5 min; more would only overflow.
        if (failures < 9) {
            millis = Math.min(millis, FIRST_PAUSE.toMillis() << failures);
        }
        return Duration.ofMillis((long) (millis * (1 - JITTER * random.getAsDouble())));
    }

    private boolean change(State newState, String newReason, Instant now) {
        boolean news = state != newState || !Objects.equals(reason, newReason);
        if (state != newState) {
            since = now.truncatedTo(ChronoUnit.SECONDS);
        }
        state = newState;
        reason = newReason;
        return news;
    }

    /** How it stands, for people: {@code failing since 2026-01-31T12:00:00Z: no connection to api.plugzapi.com.br}. */
    synchronized String describe() {
        return state.name().toLowerCase(Locale.ROOT) + " since " + since + (reason == null ? "" : ": " + reason)
                + (said == null ? "" : "; PlugZapi said yes, and " + said)
                + (remark == null ? "" : "; " + remark);
    }
}
