package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.gateway.InstanceStatus;
import io.github.plugzapi.connect.schedule.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What PlugZapi answered when it was last asked for an instance's status, beyond what the events tell.
 *
 * @param instance PlugZapi's id of the instance; never null
 * @param unconfirmedSince since when PlugZapi could not be asked, in UTC; null while it can
 * @param unconfirmedReason why; null while it can, and where it was erased
 * @param unconfirmedRefused whether PlugZapi said no since it last answered; false while it can be asked
 * @param connected whether it said that the instance is connected; null before it said anything
 * @param session whether there is a session; null where PlugZapi does not say
 * @param smartphoneConnected whether the phone itself is online; null where PlugZapi does not say
 * @param error PlugZapi's words; null where there are none, and where they were erased
 * @param restoreAttempts how often PlugZapi was asked to restore the session since the disconnection
 * @param restoreAt not before when it may be asked again, in UTC; null: at once
 */
public record Confirmation(
        String instance,
        Instant unconfirmedSince,
        String unconfirmedReason,
        boolean unconfirmedRefused,
        Boolean connected,
        Boolean session,
        Boolean smartphoneConnected,
        String error,
        int restoreAttempts,
        Instant restoreAt) {

    /** How often PlugZapi is asked to restore a session, at most. */
    static final int MAX_RESTORE_ATTEMPTS = 5;

    private static final Backoff RESTORE_PAUSES = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(8));

    /**
     * PlugZapi was not asked yet.
     *
     * @param instance PlugZapi's id of the instance; never null
     * @return that nothing is known; never null
     */
    public static Confirmation none(String instance) {
        return new Confirmation(instance, null, null, false, null, null, null, null, 0, null);
    }

    /** PlugZapi has answered. */
    Confirmation answered(InstanceStatus status) {
        return new Confirmation(
                instance,
                null,
                null,
                false,
                status.connected(),
                status.session(),
                status.smartphoneConnected(),
                status.error(),
                status.connected() ? 0 : restoreAttempts,
                status.connected() ? null : restoreAt);
    }

    /**
     * The list of the account's instances says how it is. What only an answer about the instance itself tells stays for as
     * long as the list does not say otherwise.
     *
     * @param nowConnected whether it says that the instance is connected
     * @param phoneConnected whether it says that the phone itself is online; null where it does not say
     */
    Confirmation listed(boolean nowConnected, Boolean phoneConnected) {
        boolean same = connected != null && connected == nowConnected;
        return new Confirmation(
                instance,
                null,
                null,
                false,
                nowConnected,
                same ? session : null,
                phoneConnected == null ? smartphoneConnected : phoneConnected,
                same ? error : null,
                nowConnected ? 0 : restoreAttempts,
                nowConnected ? null : restoreAt);
    }

    /**
     * PlugZapi could not be asked; what it said before stays, with since when that is not confirmed. A no to somebody who could
     * not ask before is another trouble. It stays one until PlugZapi answers, or whoever hears the one now and the other then
     * would never be told.
     */
    Confirmation failed(String reason, boolean refused, Instant now) {
        boolean begins = unconfirmedSince == null || refused && !unconfirmedRefused;
        return new Confirmation(
                instance,
                begins ? now : unconfirmedSince,
                reason,
                refused || unconfirmedRefused,
                connected,
                session,
                smartphoneConnected,
                error,
                restoreAttempts,
                restoreAt);
    }

    /** Without the words that it has from before and that are no longer there: nothing but an erasure takes them away. */
    Confirmation withoutErased(Confirmation before, Confirmation there) {
        return new Confirmation(
                instance,
                unconfirmedSince,
                unlessErased(unconfirmedReason, before.unconfirmedReason, there.unconfirmedReason),
                unconfirmedRefused,
                connected,
                session,
                smartphoneConnected,
                unlessErased(error, before.error, there.error),
                restoreAttempts,
                restoreAt);
    }

    private static String unlessErased(String words, String before, String there) {
        return there == null && Objects.equals(words, before) ? null : words;
    }

    /** PlugZapi was asked to restore the session: the next time after 30 s, 1 min, 2 min and so on. */
    Confirmation restoreAttempted(Instant now) {
        return new Confirmation(
                instance,
                unconfirmedSince,
                unconfirmedReason,
                unconfirmedRefused,
                connected,
                session,
                smartphoneConnected,
                error,
                restoreAttempts + 1,
                now.plus(RESTORE_PAUSES.after(restoreAttempts + 1)));
    }

    /**
     * Whether PlugZapi says that the instance is connected, and in the same breath that something is wrong with it.
     *
     * @return whether it contradicts itself
     */
    public boolean contradicts() {
        return InstanceStatus.contradicts(connected, session, error);
    }

    /**
     * Whether PlugZapi says that it could restore the session.
     *
     * @return whether it may be asked to
     */
    public boolean isRestorable() {
        return InstanceStatus.isRestorable(error);
    }

    /** Whether PlugZapi was asked to restore the session as often as it may be, and had its time each time. */
    boolean isRestoreGivenUp(Instant now) {
        return restoreAttempts >= MAX_RESTORE_ATTEMPTS && (restoreAt == null || !restoreAt.isAfter(now));
    }

    boolean mayRestore(Instant now) {
        // It is kept, so it is a moment. One that is further ahead than any pause was set before the clock was.
        return restoreAttempts < MAX_RESTORE_ATTEMPTS
                && (restoreAt == null
                        || !restoreAt.isAfter(now)
                        || restoreAt.isAfter(now.plus(RESTORE_PAUSES.longest())));
    }
}
