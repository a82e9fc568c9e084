package io.github.plugzapi.connect.channel;

import java.time.Duration;

/**
 * A message that was not taken. What it says is fit for a log line and holds no secret; for the same reason there is no cause:
 * others' exceptions hold the address.
 */
public final class ChannelFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    ChannelFailure(String reason) {
        this(reason, Duration.ZERO);
    }

    ChannelFailure(String reason, Duration retryAfter) {
        super(reason);
        this.retryAfter = retryAfter;
    }

    /**
     * How long the other side asked to wait.
     *
     * @return at most an hour; zero where it said nothing; never null
     */
    public Duration retryAfter() {
        return retryAfter;
    }
}
