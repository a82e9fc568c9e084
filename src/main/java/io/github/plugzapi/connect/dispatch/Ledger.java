package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.JournalEntry;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one {@link Turn} knows of the subscribers' places, and keeps. */
interface Ledger {

    /** An event that a subscriber has yet to handle, and how often that was tried. */
    record Redelivery(JournalEntry entry, int attempts) {}

    /**
     * What came of handing an event to a subscriber, where that is to be kept.
     *
     * @param seq the event's
     * @param instance the event's
     * @param handled whether it was handled, after it had failed
     * @param attempts how often it was tried by now; none where it only waits behind another
     * @param nextAt when it is to be tried again; as soon as those before it are done where that is past
     * @param error why it could not be handled; may be null
     * @param setAside whether it is not to be tried any more
     */
    record Outcome(
            long seq, String instance, boolean handled, int attempts, Instant nextAt, String error, boolean setAside) {

        static Outcome handled(JournalEntry entry) {
            return new Outcome(entry.seq(), entry.instance(), true, 0, Instant.EPOCH, null, false);
        }

        static Outcome behind(JournalEntry entry) {
            return new Outcome(entry.seq(), entry.instance(), false, 0, Instant.EPOCH, null, false);
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

    /** The instances of which a subscriber has yet to handle an event. */
    Set<String> waiting(String subscriber);

    /**
     * Some of what a subscriber is to be handed now, in order: nothing of an instance whose first event is still to wait.
     *
     * @param after the sequence number of the last one that was given, 0 for the first
     */
    List<Redelivery> due(String subscriber, Instant now, long after);

    /**
     * Keeps how far subscribers are and their states, all or nothing; durable when this returns.
     *
     * @throws RuntimeException if that cannot be, or not any more in this turn; it may have been done all the same
     */
    void save(Collection<Progress> progress, Collection<KeptState<?>> states);
}
