package io.github.plugzapi.connect.gateway;

import java.time.Duration;

/**
 * A call to PlugZapi that did not do what it should. The message holds no secret and is fit for a log line; for the same
 * reason there is no cause: the HTTP client's own exceptions hold the URL, and with it the token.
 */
public final class GatewayFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean refused;
    private final boolean unknownCall;
    private final Duration retryAfter;

    private GatewayFailure(boolean refused, boolean unknownCall, Duration retryAfter, String reason) {
        super(reason);
        this.refused = refused;
        this.unknownCall = unknownCall;
        this.retryAfter = retryAfter;
    }

    /** PlugZapi understood us and said no: asking again will seldom help. */
    static GatewayFailure refused(String reason) {
        return refused(reason, Duration.ZERO);
    }

    /** The same, where PlugZapi said how long to wait. */
    static GatewayFailure refused(String reason, Duration retryAfter) {
        return new GatewayFailure(true, false, retryAfter, reason);
    }

    /** There is no such call: another gateway with a smaller API, or, where it does not say so itself, a wrong id or token. */
    static GatewayFailure unknownCall(String reason) {
        return new GatewayFailure(true, true, Duration.ZERO, reason);
    }

    /** PlugZapi could not be reached or could not answer: asking again may help. */
    static GatewayFailure failing(String reason) {
        return failing(reason, Duration.ZERO);
    }

    /** The same, where PlugZapi said how long to wait. */
    static GatewayFailure failing(String reason, Duration retryAfter) {
        return new GatewayFailure(false, false, retryAfter, reason);
    }

    /**
     * Whether PlugZapi said no, as opposed to not being able to answer.
     *
     * @return true if somebody has to change something before the same call can succeed
     */
    public boolean isRefused() {
        return refused;
    }

    /**
     * Whether the gateway does not know this call.
     *
     * @return true if it said so, with whatever status, or answered 404 and did not say what it misses
     */
    public boolean isUnknownCall() {
        return unknownCall;
    }

    /**
     * How long PlugZapi asked us to wait ({@code Retry-After}).
     *
     * @return at most an hour; zero where it said nothing; never null
     */
    public Duration retryAfter() {
        return retryAfter;
    }
}
