package io.github.plugzapi.connect.gateway;

/**
 * A call to PlugZapi that did not do what it should. The message holds no secret and is fit for a log line; for the same
 * reason there is no cause: the HTTP client's own exceptions hold the URL, and with it the token.
 */
public final class GatewayFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean refused;

    private GatewayFailure(boolean refused, String reason) {
        super(reason);
        this.refused = refused;
    }

    /** PlugZapi understood us and said no: asking again soon will not help. */
    static GatewayFailure refused(String reason) {
        return new GatewayFailure(true, reason);
    }

    /** PlugZapi could not be reached or could not answer: asking again may help. */
    static GatewayFailure failing(String reason) {
        return new GatewayFailure(false, reason);
    }

    /**
     * Whether PlugZapi said no, as opposed to not being able to answer.
     *
     * @return true if somebody has to change something before the same call can succeed
     */
    public boolean isRefused() {
        return refused;
    }
}
