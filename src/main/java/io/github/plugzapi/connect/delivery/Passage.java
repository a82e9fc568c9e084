package io.github.plugzapi.connect.delivery;

import io.cloudevents.CloudEvent;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What is known of one sink while events are passed on to it: whether it is there, whether it is paused, what it lost. */
public final class Passage {

    /** What the names of sinks as subscribers begin with. */
    static final String SUBSCRIBER = "sink ";

    private final String label;
    private final String title;
    private final Availability availability;
    private final Superseded superseded;
    private final String fingerprint;
    private final BiConsumer<Passage, String> onPause;
    private final Function<Passage, CompletionStage<Void>> onReturn;
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

    /** Whether a message that tells of it is under way. */
    private boolean isTelling;

    /** Changes when a pause begins to be kept, and when it is: while it is odd, what was kept before is not the truth. */
    private int pausings;

    /**
     * An event that is being passed on.
     *
     * @param message as the sink gets it
     * @param lost how many lost events it tells of
     * @param begun since when it is passed on
     */
    record Passing(CloudEvent message, long lost, Duration begun) {}

    Passage(
            String label,
            String title,
            Function<Runnable, Availability> availability,
            Superseded superseded,
            String fingerprint,
            BiConsumer<Passage, String> onPause,
            Function<Passage, CompletionStage<Void>> onReturn,
            Counter delivered,
            Counter failed,
            Counter dead) {
        this.label = label;
        this.title = title;
        this.availability = availability.apply(() -> isReturning = true);
        this.superseded = superseded;
        this.fingerprint = fingerprint;
        this.onPause = onPause;
        this.onReturn = onReturn;
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
        return SUBSCRIBER + label;
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

    /** One message tells of what was lost, and the next one when that has failed. */
    Passing begin(JournalEntry entry) {
        boolean isSuperseded = superseded.isSuperseded(entry);
        long telling = 0;
        synchronized (this) {
            if (!isTelling) {
                telling = lost;
                isTelling = telling > 0;
            }
        }
        return new Passing(PassedOn.message(entry, isSuperseded, telling), telling, availability.now());
    }

    /** Done when what waits for a sink that is there again is to be tried: whoever hands events on looks for it then. */
    CompletionStage<Void> succeeded(Passing passing) {
        delivered.increment();
        availability.succeeded();
        hasTold(passing, true);
        return isReturning ? onReturn.apply(this) : Subscriber.DONE;
    }

    private synchronized void hasTold(Passing passing, boolean taken) {
        if (passing.lost() > 0) {
            isTelling = false;
            if (taken) {
                told += passing.lost();
                lost -= passing.lost();
            }
        }
    }

    void failed(JournalEntry entry, Passing passing, Subscriber.NotTaken notTaken) {
        failed.increment();
        hasTold(passing, false);
        switch (notTaken.tells()) {
            case THE_EVENT -> {
                // Another may well be taken.
            }
            case UNKNOWN ->
                availability.failed(entry.instance(), notTaken.getMessage(), notTaken.retryAfter(), passing.begun());
            case UNANSWERED -> availability.unanswered(entry.instance(), notTaken.getMessage(), passing.begun());
        }
    }

    boolean isAway() {
        return availability.isAway();
    }

    /** For how long and why it is away; null while it is there. */
    String away() {
        return availability.trouble();
    }

    /** How long until it is tried again; null while it is there. */
    Duration untilProbe() {
        return availability.untilProbe();
    }

    /**
     * An event was not taken, and any other would not have been; the sink has it all the same, and sends it again.
     *
     * @param reason why, for people, without secrets; never null
     * @param begun when it was passed on, as the ticker goes; never null
     */
    public void away(String reason, Duration begun) {
        failed.increment();
        availability.away(reason, Duration.ZERO, begun);
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
            pausings++;
            becomePaused(reason);
        }
        onPause.accept(this, reason);
    }

    /** The pause is kept, or could not be. */
    synchronized void pauseKept() {
        pausings++;
    }

    /** To be asked before what is kept is read. */
    synchronized int pausings() {
        return pausings;
    }

    /** What is kept of that, unless it was paused meanwhile; null: it is not paused. */
    synchronized void pauseKnown(String reason, int pausingsBefore) {
        if (pausings == pausingsBefore && pausings % 2 == 0) {
            becomePaused(reason);
        }
    }

    private void becomePaused(String reason) {
        if (pausedFor != null && reason == null) {
            availability.probeNow();
        }
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

    /** Why it is paused; null: it is not, as far as this process knows. */
    String pausedFor() {
        return pausedFor;
    }

    /** How it is, in a few words; null: nothing is wrong with it, as far as this process knows. */
    String trouble() {
        String reason = pausedFor;
        return reason == null ? availability.trouble() : "paused: " + reason;
    }
}
