package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Webhook;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/** How one webhook of one instance stands with PlugZapi, and when it is to be tried next. */
class Registration {

    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMinutes(15);

    /** Some gateways refuse now and then what they take a few seconds later. */
    private static final List<Duration> PAUSES_AFTER_REFUSALS =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(15), PAUSE_AFTER_REFUSAL);

    /** Of a gateway that cannot be asked where it calls. */
    static final Duration TELL_AGAIN_AFTER = Duration.ofDays(1);

    private final Instance instance;
    private final Webhook webhook;
    private final Clock clock;
    private final Ticker ticker;
    private final Backoff pauses;
    private Standing.State state = Standing.State.PENDING;
    private Instant since;
    private String reason;

    /** How long to wait before it is to be tried; null if it need not be. */
    private Duration pause = Duration.ZERO;

    private int failures;
    private int refusals;

    /** When PlugZapi last said yes, as the ticker goes; null before. */
    private Duration told;

    /** When PlugZapi last said yes or named our URL, as the ticker goes; null before. */
    private Duration seen;

    /** Whether PlugZapi was ever seen to name our URL. */
    private boolean shown;

    /** Whether PlugZapi was told again because it did not name our URL. */
    private boolean toldAgain;

    private final Contention contention = new Contention();

    /** The error that PlugZapi told beside its last yes; null for none. */
    private String said;

    /** Since when somebody else has it and keeps it, or takes it again and again; null while nobody does. */
    private Instant takenSince;

    /** Whom PlugZapi calls then. */
    private String takenBy;

    /** How often it was entered to be tried; what was entered before the last time is out of date. */
    private int turn;

    /** What else there is to say about it; null for nothing. */
    private String remark;

    Registration(Instance instance, Webhook webhook, Clock clock, Ticker ticker) {
        this.instance = instance;
        this.webhook = webhook;
        this.clock = clock;
        this.ticker = ticker;
        this.pauses = ticker.backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), 0.2);
        this.since = now();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    Instance instance() {
        return instance;
    }

    Webhook webhook() {
        return webhook;
    }

    synchronized Standing.State state() {
        return state;
    }

    /** How long to wait before it is to be tried; null if it need not be. */
    synchronized Duration pause() {
        return pause;
    }

    /**
     * PlugZapi said yes. Returns whether that is news.
     *
     * @param error the error that it told all the same; null for none
     */
    synchronized boolean registered(String error) {
        said = error;
        clearTaken();
        failures = 0;
        refusals = 0;
        pause = null;
        told = ticker.elapsed();
        seen = told;
        return change(Standing.State.REGISTERED, null);
    }

    /** PlugZapi names our URL before it was told in this process. Returns whether that is news. */
    synchronized boolean found() {
        shown = true;
        return told == null && registered(null);
    }

    /**
     * Whether what PlugZapi says of where it calls tells anything. What is not registered yet, or not any more, is being
     * tried anyway; and what it was asked before it said yes is out of date.
     *
     * @param asked when it was asked, as the ticker goes
     */
    synchronized boolean isComparable(Duration asked) {
        return pause == null && told != null && told.compareTo(asked) <= 0;
    }

    /** PlugZapi names our URL as it should. Returns whether it is not contended any more from now on. */
    synchronized boolean holds() {
        shown = true;
        seen = ticker.elapsed();
        boolean calm = contention.holds(ticker.elapsed());
        clearTaken();
        remark = contention.isOn() ? remark : null;
        change(Standing.State.REGISTERED, null);
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

    /** How long it is until it is told once more although nothing is known to be wrong, zero or less; null before the first. */
    synchronized Duration untilToldAgain() {
        return told == null ? null : TELL_AGAIN_AFTER.minus(ticker.elapsed().minus(told));
    }

    /** It is told once more, once a day. Returns whether it is due from now on. */
    synchronized boolean tellAgain() {
        Duration left = untilToldAgain();
        if (state != Standing.State.REGISTERED || pause != null || left == null || left.compareTo(Duration.ZERO) > 0) {
            return false;
        }
        pause = Duration.ZERO;
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

    /**
     * PlugZapi calls another URL than ours; that is to be mended, or else only told. It is due at once if it is mended now.
     *
     * @param theirs whom it calls, as it may be shown
     */
    synchronized Drift drifted(String theirs, boolean mend) {
        String how = "PlugZapi called " + theirs + " instead of us";
        Duration now = ticker.elapsed();
        boolean news = state == Standing.State.REGISTERED || !Objects.equals(reason, how);
        boolean begins = news && mend && contention.lost(now);
        boolean mendNow = mend && contention.takeBack(now);
        toldAgain |= mendNow;
        if (takenSince == null && (!mendNow || contention.isOn())) {
            takenSince = now();
        }
        takenBy = theirs;
        pause = mendNow ? Duration.ZERO : null;
        change(mendNow ? Standing.State.PENDING : Standing.State.FAILING, how);
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

    private void clearTaken() {
        takenSince = contention.isOn() ? takenSince : null;
    }

    /** Since when somebody else has it and keeps it, or takes it again and again, in UTC; null while nobody does. */
    synchronized Instant takenSince() {
        return takenSince;
    }

    /** Whom PlugZapi calls instead of us, as it may be shown; null while that is nobody's to keep. */
    synchronized String takenBy() {
        return takenSince == null ? null : takenBy;
    }

    /** How it stands, for others. */
    synchronized Standing.OfWebhook standing() {
        return new Standing.OfWebhook(webhook, state, since, reason, remarks(), takenBy(), takenSince);
    }

    /** It is entered to be tried, or somebody tries it now; gives what tells that from all times before. */
    synchronized int nextTurn() {
        return ++turn;
    }

    /** Whether it was not entered again since. */
    synchronized boolean isTurn(int which) {
        return turn == which;
    }

    /**
     * Whether PlugZapi calls us, and nobody takes that away.
     *
     * @param since what was seen before then does not count, as the ticker goes
     */
    synchronized boolean isOurs(Duration since) {
        return state == Standing.State.REGISTERED && takenSince == null && seen != null && seen.compareTo(since) >= 0;
    }

    /** Since when PlugZapi refuses it, in UTC; null while it does not. */
    synchronized Instant refusedSince() {
        return state == Standing.State.REFUSED ? since : null;
    }

    /** Why it is not registered, in PlugZapi's words or ours; null where there is nothing to say. */
    synchronized String reason() {
        return reason;
    }

    /** Has something said about it in {@link #describe()}, beside how it stands; null: nothing. */
    synchronized void remark(String text) {
        if (!contention.isOn()) {
            remark = text;
        }
    }

    /** It did not work; it will be tried again. Returns whether that is news. */
    synchronized boolean failed(GatewayFailure failure) {
        if (failure.isRefused()) {
            failures = 0;
            Duration ours = PAUSES_AFTER_REFUSALS.get(refusals++ % PAUSES_AFTER_REFUSALS.size());
            pause = Backoff.atLeast(ours, failure.retryAfter());
            return change(Standing.State.REFUSED, failure.getMessage());
        }
        pause = pauses.after(++failures, failure.retryAfter());
        return change(Standing.State.FAILING, failure.getMessage());
    }

    private boolean change(Standing.State newState, String newReason) {
        boolean news = state != newState || !Objects.equals(reason, newReason);
        if (state != newState) {
            since = now();
        }
        state = newState;
        reason = newReason;
        return news;
    }

    /** How it stands, for people: {@code failing since 2026-01-31T12:00:00Z: no connection to api.plugzapi.com.br}. */
    synchronized String describe() {
        String remarks = remarks();
        return Text.label(state) + " since " + since + (reason == null ? "" : ": " + reason)
                + (remarks == null ? "" : "; " + remarks);
    }

    private String remarks() {
        String beside = said == null ? null : "PlugZapi said yes, and " + said;
        if (beside == null || remark == null) {
            return beside == null ? remark : beside;
        }
        return beside + "; " + remark;
    }
}
