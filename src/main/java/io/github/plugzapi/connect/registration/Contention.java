package io.github.plugzapi.connect.registration;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether somebody else takes a webhook from us again and again. Both would go on for ever: so after three rounds we take it
 * back but once an hour, until it stays with us for that long. Moments are those of the ticker.
 */
class Contention {

    private static final int ROUNDS = 3;

    /** Rounds that are further apart have nothing to do with each other. */
    private static final Duration WITHIN = Duration.ofHours(6);

    private static final Duration PAUSE = Duration.ofHours(1);

    private final Deque<Duration> rounds = new ArrayDeque<>();
    private boolean on;
    private Duration taken;
    private Duration takenBack;

    /** It was with us, and now is not. Returns whether it is contended from now on. */
    boolean lost(Duration now) {
        rounds.add(now);
        if (rounds.size() > ROUNDS) {
            rounds.remove();
        }
        if (on || rounds.size() < ROUNDS || isOver(rounds.peek(), WITHIN, now)) {
            return false;
        }
        on = true;
        // The third round is still ours.
        takenBack = null;
        return true;
    }

    /** It is with somebody else. Returns whether to take it back now. */
    boolean takeBack(Duration now) {
        taken = now;
        if (on && takenBack != null && !isOver(takenBack, PAUSE, now)) {
            return false;
        }
        takenBack = now;
        return true;
    }

    /** It is with us. Returns whether it is not contended any more from now on. */
    boolean holds(Duration now) {
        if (!on || !isOver(taken, PAUSE, now)) {
            return false;
        }
        on = false;
        rounds.clear();
        return true;
    }

    boolean isOn() {
        return on;
    }

    private static boolean isOver(Duration since, Duration pause, Duration now) {
        return since.plus(pause).compareTo(now) <= 0;
    }
}
