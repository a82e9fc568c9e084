package io.github.plugzapi.connect.text;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Logs for threads that must not wait: an output that nobody reads any more, such as a container's whose log driver is stuck,
 * holds up whoever writes to it, and callbacks would get no answer.
 */
public final class LogLater {

    /** What comes while so much waits is not said. */
    private static final int MAX_WAITING = 1_000;

    /** One thread, for as long as there is something to say. */
    private static final Executor THREAD = new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            work -> {
                Thread thread = new Thread(work, "log-later");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    private LogLater() {}

    /**
     * Says something in the log, soon and in order, unless too much waits to be said.
     *
     * @param line logs it, with values that do not change any more; never null
     */
    public static void say(Runnable line) {
        THREAD.execute(line);
    }
}
