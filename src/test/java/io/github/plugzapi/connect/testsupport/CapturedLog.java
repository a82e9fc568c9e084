package io.github.plugzapi.connect.testsupport;

import io.github.plugzapi.connect.text.LogLater;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** All that is logged while it is open, with stack traces, and our own packages down to DEBUG. */
public final class CapturedLog extends Handler implements AutoCloseable {

    private static final String OUR_PACKAGES = "io.github.plugzapi.connect";

    private final Logger root = Logger.getLogger("");
    private final Logger ours = Logger.getLogger(OUR_PACKAGES);
    private final Level levelBefore = ours.getLevel();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private CapturedLog() {
        setLevel(Level.ALL);
        setFormatter(new PatternFormatter("%p [%c] %s%e"));
    }

    public static CapturedLog start() {
        CapturedLog log = new CapturedLog();
        log.ours.setLevel(Level.FINE);
        log.root.addHandler(log);
        return log;
    }

    /** Each entry as it would be written, its stack trace included. */
    public List<String> lines() {
        CountDownLatch said = new CountDownLatch(1);
        LogLater.say(said::countDown);
        Latches.await(said);
        return List.copyOf(lines);
    }

    public String text() {
        return String.join("\n", lines());
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(getFormatter().format(entry));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        root.removeHandler(this);
        ours.setLevel(levelBefore);
    }
}
