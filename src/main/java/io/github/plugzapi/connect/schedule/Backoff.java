package io.github.plugzapi.connect.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before something is tried again, after each failure. By chance it is somewhat less: what was held up
 * together does not stay together.
 *
 * @param pauses after the first failure, after the second and so on; the last of them after each that follows; not empty
 * @param jitter the part, from 0 to 1, by which a pause is shorter at most
 * @param chance a number from 0 to 1, which tells how much of that; never null
 */
public record Backoff(List<Duration> pauses, double jitter, DoubleSupplier chance) {

    /** After so many doublings of a millisecond it is longer than all that anybody waits for. */
    private static final int MAX_DOUBLINGS = 50;

    /** Keeps a copy of the pauses. {@inheritDoc} */
    public Backoff {
        pauses = List.copyOf(pauses);
    }

    /**
     * Pauses that leave nothing to chance, each twice as long as the one before.
     *
     * @param first after the first failure; never null
     * @param longest no pause is longer; never null
     */
    public Backoff(Duration first, Duration longest) {
        this(doubling(first, longest), 0, () -> 0);
    }

    /**
     * The pauses that begin with one and double, up to a limit.
     *
     * @param first after the first failure; never null
     * @param longest no pause is longer; never null
     * @return them; not empty
     */
    static List<Duration> doubling(Duration first, Duration longest) {
        List<Duration> pauses = new ArrayList<>();
        Duration pause = first;
        while (pause.compareTo(longest) < 0 && pauses.size() < MAX_DOUBLINGS) {
            pauses.add(pause);
            pause = pause.multipliedBy(2);
        }
        pauses.add(longest);
        return pauses;
    }

    /**
     * The longest of the pauses.
     *
     * @return it; never null
     */
    public Duration longest() {
        return Collections.max(pauses);
    }

    /**
     * The pause after so many failures.
     *
     * @param failures how many there were, one after another; as long as there was none, the pause is the first, too
     * @return how long to wait; never null
     */
    public Duration after(int failures) {
        return Duration.ofMillis((long) (longest(failures).toMillis() * (1 - jitter * chance.getAsDouble())));
    }

    /**
     * The pause after so many failures, where chance makes it no shorter.
     *
     * @param failures how many there were, as above
     * @return how long to wait at most; never null
     */
    public Duration longest(int failures) {
        return pauses.get(Math.min(Math.max(failures, 1), pauses.size()) - 1);
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
