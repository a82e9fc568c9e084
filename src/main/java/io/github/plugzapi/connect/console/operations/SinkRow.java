package io.github.plugzapi.connect.console.operations;

import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.delivery.SinkUpkeep.Condition;
import io.github.plugzapi.connect.text.Text;
import java.time.Duration;
import java.util.List;

/**
 * A sink as the pages show it.
 *
 * @param is what is known of it; never null
 * @param health how it is; never null
 * @param tries its last attempts; never null
 */
public record SinkRow(Condition is, Health health, Tries tries) {

    /** What is on its way for less is no delay. */
    private static final Duration USUAL = Duration.ofMinutes(1);

    /** How a sink is, the worst first. */
    public enum Health {
        /** It does not take what it is given. */
        FAILING,

        /** It gets nothing until somebody resumes it. */
        PAUSED,

        /** It takes what it is given, and something waits for longer than is usual. */
        BEHIND,

        /** How far it is behind is not known. */
        UNKNOWN,

        /** It has got everything. */
        UP_TO_DATE,

        /** It has a place in the journal alone. */
        NOT_CONFIGURED
    }

    static SinkRow of(Condition is, List<Attempt> attempts) {
        return new SinkRow(is, health(is), Tries.of(attempts));
    }

    private static Health health(Condition is) {
        return switch (is.state()) {
            case NOT_CONFIGURED -> Health.NOT_CONFIGURED;
            case PAUSED -> Health.PAUSED;
            case AWAY -> Health.FAILING;
            case DELIVERING -> {
                boolean hasFailed =
                        is.lastAttempt() != null && !is.lastAttempt().isTaken();
                if (hasFailed && is.nextTry() != null) {
                    yield Health.FAILING;
                }
                if (is.lagEvents() == null || is.lagSeconds() == null) {
                    yield Health.UNKNOWN;
                }
                boolean isLate = is.lagSeconds() >= USUAL.toSeconds();
                yield is.lagEvents() > 0 && isLate ? Health.BEHIND : Health.UP_TO_DATE;
            }
        };
    }

    /**
     * Whether it is what somebody should look at.
     *
     * @return whether it is not well
     */
    public boolean isTrouble() {
        return health != Health.UP_TO_DATE && health != Health.NOT_CONFIGURED;
    }

    /**
     * How many events it did not get yet.
     *
     * @return the number; 0 where that is not known
     */
    public long waiting() {
        return is.lagEvents() == null ? 0 : is.lagEvents();
    }

    /**
     * For how long the oldest of these has waited.
     *
     * @return the time; null where that is not known
     */
    public Duration delay() {
        return is.lagSeconds() == null ? null : Duration.ofSeconds(is.lagSeconds());
    }

    /**
     * Where its page is, and what can be done with it.
     *
     * @param part what; empty for the page; never null
     * @return such as {@code /sinks/crm/pause}; never null
     */
    public String to(String part) {
        String page = "/sinks/" + Text.pathSegment(is.name());
        return part.isEmpty() ? page : page + "/" + part;
    }

    /**
     * How long the last attempt took.
     *
     * @return such as {@code 31 ms}; null where there is none
     */
    public String took() {
        return is.lastAttempt() == null ? null : took(is.lastAttempt());
    }

    static String took(Attempt attempt) {
        Duration took = attempt.took();
        return took.toSeconds() > 0 ? took.toSeconds() + " s" : took.toMillis() + " ms";
    }
}
