package io.github.plugzapi.connect.schedule;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before something is tried again: twice as long after each failure, up to a limit. By chance it is somewhat
 * less: what was held up together does not stay together.
 *
 * @param first after the first failure; never null
 * @param longest no pause is longer, but where the other side asks for it; never null
 * @param jitter the part, from 0 to 1, by which a pause is shorter at most
 * @param chance a number from 0 to 1, which tells how much of that; never null
 */
public record Backoff(Duration first, Duration longest, double jitter, DoubleSupplier chance) {

    /** After so many doublings of a millisecond it is longer than all that anybody waits for. */
    private static final int MAX_DOUBLINGS = 50;

    /**
     * Pauses that leave nothing to chance.
     *
     * @param first after the first failure; never null
     * @param longest no pause is longer; never null
     */
    public Backoff(Duration first, Duration longest) {
        this(first, longest, 0, () -> 0);
    }

    /**
     * The pause after so many failures.
     *
     * @param failures how many there were, one after another; as long as there was none, the pause is the first, too
     * @return how long to wait; never null
     */
    public Duration after(int failures) {
        Duration pause = first;
        for (int i = 1; i < Math.min(failures, MAX_DOUBLINGS) && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        long millis = (pause.compareTo(longest) < 0 ? pause : longest).toMillis();
        return Duration.ofMillis((long) (millis * (1 - jitter * chance.getAsDouble())));
    }

    /**
     * The same, where the other side may have asked to wait for longer.
     *
     * @param failures how many there were, one after another
     * @param retryAfter how long it asked to wait ({@code Retry-After}); zero where it did not; never null
     * @return how long to wait; never null
     */
    public Duration after(int failures, Duration retryAfter) {
        return atLeast(after(failures), retryAfter);
    }

    /**
     * The longer of two pauses: ours, and that which the other side asked for.
     *
     * @param pause ours; never null
     * @param retryAfter the other's; never null
     * @return how long to wait; never null
     */
    public static Duration atLeast(Duration pause, Duration retryAfter) {
        return pause.compareTo(retryAfter) < 0 ? retryAfter : pause;
    }
}
