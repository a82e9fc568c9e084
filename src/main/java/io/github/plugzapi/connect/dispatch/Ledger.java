package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.JournalEntry;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What one {@link Turn} knows of the subscribers' places, and keeps. */
interface Ledger {

    /** An event that a subscriber has yet to handle, and how often that was tried. */
    record Redelivery(JournalEntry entry, int attempts) {}

    /** An instance of which a subscriber has yet to handle an event, and until when all of it is to wait; may be past. */
    record Waiting(String instance, Instant nextAt) {}

    /**
     * What came of handing an event to a subscriber, where that is to be kept.
     *
     * @param entry the event
     * @param handled whether it was handled, after it had failed
     * @param attempts how often it was tried by now; none where it only waits behind another
     * @param nextAt when it is to be tried again; as soon as those before it are done where that is past
     * @param error why it could not be handled; may be null
     * @param setAside whether it is not to be tried any more
     */
    record Outcome(JournalEntry entry, boolean handled, int attempts, Instant nextAt, String error, boolean setAside) {

        static Outcome handled(JournalEntry entry) {
            return new Outcome(entry, true, 0, Instant.EPOCH, null, false);
        }

        static Outcome behind(JournalEntry entry) {
            return new Outcome(entry, false, 0, Instant.EPOCH, null, false);
        }

        long seq() {
            return entry.seq();
        }

        String instance() {
            return entry.instance();
        }

        /** Whether it was tried, in vain, and is to be tried again. */
        boolean hasFailed() {
            return isWaiting() && attempts > 0;
        }

        /** Whether later events of its instance have to wait. */
        boolean isWaiting() {
            return !handled && !setAside;
        }
    }

    /** How far a subscriber is: everything up to the position was handed to it, but for what the outcomes say. */
    record Progress(String subscriber, long position, List<Outcome> outcomes) {}

    /** Where each subscriber was when the turn began. */
    Map<String, Long> positions();

    /** The instances of which a subscriber has yet to handle an event, those of the oldest events first. */
    List<Waiting> waiting(Subscriber subscriber);

    /**
     * Some of what a subscriber has yet to handle of an instance, in order.
     *
     * @param after the sequence number of the last one that was given, 0 for the first
     * @param limit how many at most; where there are fewer, that is all
     */
    List<Redelivery> redeliveries(Subscriber subscriber, String instance, long after, int limit);

    /**
     * Keeps how far subscribers are and their states, all or nothing; durable when this returns.
     *
     * @throws RuntimeException if that cannot be, or not any more in this turn; it may have been done all the same
     */
    void save(Collection<Progress> progress, Collection<Subscriber.State> states);
}
