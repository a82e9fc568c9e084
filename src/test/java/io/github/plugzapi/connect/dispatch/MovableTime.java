package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.testsupport.MovableClock;
import java.util.concurrent.atomic.AtomicBoolean;

/** When it is for a follower, and whether its turn goes on. */
record MovableTime(MovableClock clock, AtomicBoolean turn) {

    static MovableTime now(MovableClock clock) {
        return new MovableTime(clock, new AtomicBoolean(true));
    }

    boolean mayGoOn() {
        return turn.get();
    }

    void end() {
        turn.set(false);
    }
}
