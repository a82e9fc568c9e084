package io.github.plugzapi.connect.status;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.registration.Standing;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What is known of an instance, put together.
 *
 * @param id PlugZapi's id of it; never null
 * @param name the user's name for it, or the account's; null where it has none
 * @param status whether it is connected; unknown also where PlugZapi told that it is one or the other, could not be asked since
 *     then, twice, and called us neither; never null
 * @param before what PlugZapi told last, where the status is unknown although it told anything; null elsewhere
 * @param phone the number that is, or was last, connected; {@link Phone#unknown()} if never told; never null
 * @param since since when it is so, in UTC; null where nothing was ever told
 * @param source who told that: a callback, or PlugZapi when it was asked; null where nothing was ever told
 * @param confirmedAt when that was last told, by either, in UTC; null where it never was
 * @param said the gateway's own sentence, without secrets: why it is disconnected, or why it cannot be asked; null where it
 *     said nothing
 * @param unconfirmedSince since when PlugZapi cannot be asked, in UTC; null while it can
 * @param flappingSince since when it comes and goes, in UTC; null: it does not
 * @param outageSince since when it has been disconnected, in UTC, where that has lasted for so long that it is an outage; null:
 *     it is not out
 * @param phoneOffline whether PlugZapi says that the phone itself is offline
 * @param restorable whether PlugZapi says that the session could be restored
 * @param registration how it is registered with PlugZapi; never null
 * @param paidUntil until when it is paid for, in UTC; null where PlugZapi does not say
 * @param isSubscriptionEnding whether that is near, or past
 */
public record Overview(
        String id,
        String name,
        Status status,
        Status before,
        Phone phone,
        Instant since,
        Source source,
        Instant confirmedAt,
        String said,
        Instant unconfirmedSince,
        Instant flappingSince,
        Instant outageSince,
        boolean phoneOffline,
        boolean restorable,
        Standing registration,
        Instant paidUntil,
        boolean isSubscriptionEnding) {

    /**
     * What people call it.
     *
     * @return its name, or its id where it has none; never null
     */
    public String label() {
        return name == null ? id : name;
    }

    /**
     * Those that somebody looks for.
     *
     * @param query a part of the name, of the id or of the phone number, however that is written; null or blank for all
     * @return whether one of them is meant; never null
     */
    public static Predicate<Overview> matching(String query) {
        if (query == null || query.isBlank()) {
            return any -> true;
        }
        String text = query.strip().toLowerCase(Locale.ROOT);
        String digits = text.matches("[+()\\d\\s.-]+") ? text.replaceAll("\\D", "") : "";
        return overview -> overview.label().toLowerCase(Locale.ROOT).contains(text)
                || overview.id().toLowerCase(Locale.ROOT).contains(text)
                || !digits.isEmpty() && overview.phone().digits().contains(digits);
    }

    /**
     * Whether somebody should look at it.
     *
     * @return whether it is not connected, flaps, is about to end, or PlugZapi does not call us about it
     */
    public boolean isTrouble() {
        return status != Status.CONNECTED || flappingSince != null || isSubscriptionEnding || registration.isTrouble();
    }
}
