package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.schedule.Backoff;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Whether a sink is there. One that fails for many instances in a row is away, whatever the events are: it costs one probe now
 * and then, and its events wait in the journal. One that fails for a few is not, and holds up those alone.
 */
final class Availability {

    private static final Logger LOG = Logger.getLogger(Availability.class);

    /** After so many calls without an answer in a row it is the sink, however few instances there are. */
    private static final int UNANSWERED = 6;

    private final String title;
    private final Supplier<Duration> elapsed;
    private final Backoff probes;
    private final int tellingFailures;
    private final int tellingInstances;
    private final Runnable onReturn;

    /** Since the last success. */
    private int failures;

    private int unanswered;

    private final Set<String> failing = new HashSet<>();

    /** Null while it is there. */
    private Duration awaySince;

    private String reason;
    private int failedProbes;
    private Duration probeAt;

    /**
     * It is there as long as nobody knows better.
     *
     * @param title what it is called, at the beginning of a sentence
     * @param elapsed a time that only goes forward
     * @param probes how long to wait between one probe and the next
     * @param tellingFailures after so many failures in a row it is away,
     * @param tellingInstances where they were of so many instances
     * @param onReturn what is done when it is there again; must not block
     */
    Availability(
            String title,
            Supplier<Duration> elapsed,
            Backoff probes,
            int tellingFailures,
            int tellingInstances,
            Runnable onReturn) {
        this.title = title;
        this.elapsed = elapsed;
        this.probes = probes;
        this.tellingFailures = tellingFailures;
        this.tellingInstances = tellingInstances;
        this.onReturn = onReturn;
    }

    /** How many events it may be at: so many while it is there, one where it is time for a probe, else none. */
    synchronized int atATime(int most) {
        if (awaySince == null) {
            return most;
        }
        return elapsed.get().compareTo(probeAt) >= 0 ? 1 : 0;
    }

    /** An event was taken. */
    void succeeded() {
        Duration away;
        synchronized (this) {
            failures = 0;
            unanswered = 0;
            failing.clear();
            if (awaySince == null) {
                return;
            }
            away = elapsed.get().minus(awaySince);
            awaySince = null;
        }
        LOG.infof("%s is there again, after %d s; what waits for it is passed on", title, away.toSeconds());
        onReturn.run();
    }

    /** Now, by the time that only goes forward. */
    Duration now() {
        return elapsed.get();
    }

    /** An event was not taken that was passed on at some time. */
    synchronized void failed(String instance, String why, Duration retryAfter, Duration begun) {
        failures++;
        failing.add(instance);
        if (awaySince != null || failures >= tellingFailures && failing.size() >= tellingInstances) {
            away(why, retryAfter, begun);
        }
    }

    /** There was no answer: with few instances, too, that tells in the end. */
    synchronized void unanswered(String instance, String why, Duration begun) {
        if (++unanswered >= UNANSWERED) {
            away(why, Duration.ZERO, begun);
        } else {
            failed(instance, why, Duration.ZERO, begun);
        }
    }

    synchronized boolean isAway() {
        return awaySince != null;
    }

    /** An event was not taken that was passed on at some time, and any other would not have been. */
    synchronized void away(String why, Duration retryAfter, Duration begun) {
        Duration now = elapsed.get();
        if (awaySince != null) {
            // Those that were under way before tell nothing new, also where they fail later than the probe is due.
            if (begun.compareTo(probeAt) >= 0) {
                reason = why;
                probeAt = now.plus(probes.after(++failedProbes, retryAfter));
            }
        } else {
            awaySince = now;
            reason = why;
            failedProbes = 1;
            probeAt = now.plus(probes.after(failedProbes, retryAfter));
            failing.clear();
            LOG.warnf("%s is away (%s). Its events wait in the journal, and it is tried now and then.", title, why);
        }
    }

    /** Somebody says that it may be there again: it is time for a probe. */
    synchronized void probeNow() {
        probeAt = elapsed.get();
    }

    /** How long until the next probe; null while it is there. */
    synchronized Duration untilProbe() {
        Duration now = elapsed.get();
        return awaySince == null ? null : probeAt.compareTo(now) > 0 ? probeAt.minus(now) : Duration.ZERO;
    }

    /** In a few words; null while it is there. */
    synchronized String trouble() {
        return awaySince == null ? null : "away for " + away().toSeconds() + " s: " + reason;
    }

    /** For how long it has been away; zero while it is there. */
    synchronized Duration away() {
        return awaySince == null ? Duration.ZERO : elapsed.get().minus(awaySince);
    }
}
