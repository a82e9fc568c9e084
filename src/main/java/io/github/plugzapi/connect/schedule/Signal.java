package io.github.plugzapi.connect.schedule;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes one thread that waits for something to do; one that is given while nobody waits is not lost. */
public final class Signal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition condition = lock.newCondition();
    private boolean given;

    /** Not given yet. */
    public Signal() {}

    /** Wakes the thread, or has its next waiting end at once. Waits for nothing. */
    public void give() {
        lock.lock();
        try {
            given = true;
            condition.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it is given, or for some time.
     *
     * @param millis how long at most, in milliseconds
     */
    public void await(long millis) {
        lock.lock();
        try {
            if (!given && millis > 0) {
                condition.await(millis, TimeUnit.MILLISECONDS);
            }
            given = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
