package io.github.plugzapi.connect.schedule;

import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/**
 * A thread that the service cannot do without, whose work goes on whatever happens. Should it end in a way that nobody foresaw
 * all the same, so does the process: whoever watches over it starts it again, and would not if it went on with less.
 */
public class ServiceThread extends Thread {

    private static final Logger LOG = Logger.getLogger(ServiceThread.class);

    /** {@code EX_SOFTWARE} of sysexits.h. */
    static final int EXIT_CODE = 70;

    /**
     * Not started yet, and a daemon.
     *
     * @param name what it is called; never null
     * @param work what it does; null where {@link #run} is overridden
     */
    public ServiceThread(String name, Runnable work) {
        this(name, work, Runtime.getRuntime()::halt);
    }

    /** For tests, which go on. */
    ServiceThread(String name, Runnable work, IntConsumer exit) {
        super(work, name);
        setDaemon(true);
        setUncaughtExceptionHandler((thread, failure) -> {
            try {
                LOG.fatalf(
                        failure, "The thread %s cannot go on, so the process ends: it has to be started again", name);
            } finally {
                exit.accept(EXIT_CODE);
            }
        });
    }
}
