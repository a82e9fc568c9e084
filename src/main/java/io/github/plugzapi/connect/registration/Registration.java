package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Instance;
import io.github.plugzapi.connect.gateway.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    private static final double JITTER = 0.2;

    private final Instance instance;
    private final Webhook webhook;
    private State state = State.PENDING;
    private Instant since;
    private String reason;
    private Instant next;
    private int failures;

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

    /** PlugZapi said yes. Returns whether that is news. */
    synchronized boolean registered(Instant now) {
        failures = 0;
        next = null;
        return change(State.REGISTERED, null, now);
    }

    /** PlugZapi calls another URL than ours; that is to be mended, or else only told. Returns whether that is news. */
    synchronized boolean drifted(String how, boolean mend, Instant now) {
        next = mend ? now : null;
        return change(mend ? State.PENDING : State.FAILING, how, now);
    }

    /** It did not work; it will be tried again. Returns whether that is news. */
    synchronized boolean failed(GatewayFailure failure, Instant now, DoubleSupplier random) {
        if (failure.isRefused()) {
            failures = 0;
            next = now.plus(PAUSE_AFTER_REFUSAL);
            return change(State.REFUSED, failure.getMessage(), now);
        }
        next = now.plus(pause(random));
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
        return switch (state) {
            case PENDING -> "pending since " + since + (reason == null ? "" : ": " + reason);
            case REGISTERED -> "registered since " + since;
            case FAILING -> "failing since " + since + ": " + reason;
            case REFUSED -> "refused since " + since + ": " + reason;
        };
    }
}
