package io.github.plugzapi.connect.delivery;

import io.cloudevents.CloudEvent;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What is known of one sink while events are passed on to it: whether it is there, whether it is paused, what it lost. */
public final class Passage {

    private final String label;
    private final String title;
    private final Availability availability;
    private final Superseded superseded;
    private final String fingerprint;
    private final BiConsumer<Passage, String> onPause;
    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;

    /** Until it is known whether it is, it is. */
    private volatile boolean isPaused = true;

    private volatile String pausedFor;

    /** Whether it was away and what waits for it is not tried yet: it comes first. */
    private volatile boolean isReturning;

    /** How many events it lost, and was not told of yet. */
    private long lost;

    /** How many it was told of, and that is not kept yet. */
    private long told;

    Passage(
            String label,
            String title,
            Function<Runnable, Availability> availability,
            Superseded superseded,
            String fingerprint,
            BiConsumer<Passage, String> onPause,
            Counter delivered,
            Counter failed,
            Counter dead) {
        this.label = label;
        this.title = title;
        this.availability = availability.apply(() -> isReturning = true);
        this.superseded = superseded;
        this.fingerprint = fingerprint;
        this.onPause = onPause;
        this.delivered = delivered;
        this.failed = failed;
        this.dead = dead;
    }

    String label() {
        return label;
    }

    String title() {
        return title;
    }

    /** By what its place in the journal is kept. */
    String subscriber() {
        return subscriber(label);
    }

    static String subscriber(String label) {
        return "sink " + label;
    }

    int atATime(int most) {
        return isPaused ? 0 : availability.atATime(isReturning ? 1 : most);
    }

    boolean isReturning() {
        return isReturning;
    }

    void hasReturned() {
        isReturning = false;
    }

    CloudEvent message(JournalEntry entry) {
        return PassedOn.message(entry, superseded.isSuperseded(entry), lost());
    }

    private synchronized long lost() {
        return lost;
    }

    void succeeded(CloudEvent message) {
        delivered.increment();
        availability.succeeded();
        if (message.getExtension(PassedOn.LOST) != null) {
            hasTold();
        }
    }

    private synchronized void hasTold() {
        told += lost;
        lost = 0;
    }

    void failed(JournalEntry entry, Subscriber.NotTaken notTaken) {
        failed.increment();
        availability.failed(entry.instance(), notTaken.getMessage(), notTaken.retryAfter());
    }

    /**
     * An event was not taken, and any other would not have been; the sink has it all the same, and sends it again.
     *
     * @param reason why, for people, without secrets; never null
     */
    public void away(String reason) {
        failed.increment();
        availability.away(reason, Duration.ZERO);
    }

    void setAside() {
        dead.increment();
    }

    /**
     * Pauses the sink, until somebody resumes it or its address is another. Waits for nothing.
     *
     * @param reason why, for people; never null
     */
    public void pause(String reason) {
        synchronized (this) {
            if (isPaused) {
                return;
            }
            pauseKnown(reason);
        }
        onPause.accept(this, reason);
    }

    /** What is kept of that; null: it is not paused. */
    synchronized void pauseKnown(String reason) {
        pausedFor = reason;
        isPaused = reason != null;
    }

    /** Tells one address from another, and not what it is. */
    String fingerprint() {
        return fingerprint;
    }

    /** What is kept of what it lost and was not told of; gives how many it was told of since then. */
    synchronized long lostKnown(long events) {
        long since = told;
        told = 0;
        lost = Math.max(0, events - since);
        return since;
    }

    /** How it is, in a few words; null: nothing is wrong with it, as far as this process knows. */
    String trouble() {
        String reason = pausedFor;
        return reason == null ? availability.trouble() : "paused: " + reason;
    }
}
