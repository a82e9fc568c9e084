package io.github.plugzapi.connect.testsupport;

import java.util.concurrent.CountDownLatch;

/** Waits for others where nobody may throw an {@link InterruptedException}. */
public final class Latches {

    private Latches() {}

    /** Waits until it is open, or until the thread is interrupted. */
    public static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
