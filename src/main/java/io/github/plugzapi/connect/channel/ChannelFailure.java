package io.github.plugzapi.connect.channel;

import java.time.Duration;

/**
 * A message that was not taken. What it says is fit for a log line and holds no secret; for the same reason there is no cause:
 * others' exceptions hold the address.
 */
public final class ChannelFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whoever is only slow has taken it by then, and who reads it twice has had his time. */
    private static final Duration AFTER_NO_ANSWER = Duration.ofMinutes(5);

    private final Duration retryAfter;
    private final boolean busy;
    private final boolean progress;

    ChannelFailure(String reason) {
        this(reason, Duration.ZERO);
    }

    ChannelFailure(String reason, Duration retryAfter) {
        this(reason, retryAfter, false, false);
    }

    private ChannelFailure(String reason, Duration retryAfter, boolean busy, boolean progress) {
        super(reason);
        this.retryAfter = retryAfter;
        this.busy = busy;
        this.progress = progress;
    }

    /** The other side takes no more for now. */
    static ChannelFailure busy(String reason, Duration retryAfter) {
        return new ChannelFailure(reason, retryAfter, true, false);
    }

    /** It may have been taken, for there was no answer: it is not sent again soon. */
    static ChannelFailure unanswered(String reason) {
        return new ChannelFailure(reason, AFTER_NO_ANSWER);
    }

    /** The same, where a part of the message was taken. */
    ChannelFailure afterAPart() {
        return new ChannelFailure(getMessage(), retryAfter, busy, true);
    }

    boolean isBusy() {
        return busy;
    }

    /**
     * Whether a part of the message was taken, and the rest will be when it is sent once more.
     *
     * @return true where the channel works
     */
    public boolean isProgress() {
        return progress;
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
