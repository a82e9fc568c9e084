package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.plugzapi.connect.text.Lenient;
import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.text.Text;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What PlugZapi answers when it is asked for an instance's status.
 *
 * @param connected whether the instance is connected
 * @param session whether there is a session; null where it does not say
 * @param smartphoneConnected whether the phone itself is online; null where it does not say
 * @param error PlugZapi's own words, on one line without secrets, cut as in the log; null where there are none, or where
 *     they only say that it is connected
 */
public record InstanceStatus(boolean connected, Boolean session, Boolean smartphoneConnected, String error) {

    private static final String CONNECTED = "you are already connected";
    private static final String RESTORABLE = "you need to restore the session";

    /** The sentences that say whether the instance is connected, as {@link Words#plain} writes them. */
    private static final Map<String, Boolean> SENTENCES =
            Map.of(CONNECTED, true, RESTORABLE, false, "you are not connected", false);

    /**
     * Reads an answer; empty if it does not say whether the instance is connected.
     *
     * @param answer the answer, whatever its HTTP status was
     * @param safe makes the gateway's words fit to be kept and shown
     */
    static Optional<InstanceStatus> of(JsonNode answer, UnaryOperator<String> safe) {
        String error = known(answer).map(String::strip).orElseGet(() -> Words.error(answer));
        Boolean connected = Lenient.flag(answer.path("connected"));
        if (connected == null) {
            connected = SENTENCES.get(Words.plain(error));
        }
        if (connected == null) {
            return Optional.empty();
        }
        boolean saysNothingMore = error.isEmpty() || connected && CONNECTED.equals(Words.plain(error));
        return Optional.of(new InstanceStatus(
                connected,
                Lenient.flag(answer.path("session")),
                Lenient.flag(answer.path("smartphoneConnected")),
                saysNothingMore ? null : Text.oneLine(safe.apply(Words.spaced(error)), LogText.MAX_LENGTH)));
    }

    private static Optional<String> known(JsonNode answer) {
        return Stream.of(answer.path("error"), answer.path("message"))
                .map(JsonNode::asText)
                .filter(InstanceStatus::isKnown)
                .findFirst();
    }

    /** Whether an answer has one of the sentences that say no more than whether the instance is connected. */
    static boolean saysNoMore(JsonNode answer) {
        return known(answer).isPresent();
    }

    /** Whether a sentence is one of those that say no more than whether the instance is connected. */
    static boolean isKnown(String sentence) {
        return SENTENCES.containsKey(Words.plain(sentence));
    }

    /**
     * Whether PlugZapi says of the instance that the call {@code restore-session} can help.
     *
     * @return true if it does, in whatever capitals
     */
    public boolean isRestorable() {
        return isRestorable(error);
    }

    /**
     * Whether these are PlugZapi's words for what the call {@code restore-session} can help.
     *
     * @param error what it said; may be null
     * @return true if they are, in whatever capitals
     */
    public static boolean isRestorable(String error) {
        return error != null && RESTORABLE.equals(Words.plain(error));
    }

    /**
     * Whether PlugZapi says that the instance is connected, and at the same time that something is wrong with it: that there
     * is no session, or an error.
     *
     * @return true if it contradicts itself so; an offline phone is no contradiction
     */
    public boolean contradicts() {
        return contradicts(connected, session, error);
    }

    /**
     * The same of what it said earlier.
     *
     * @param connected whether it said that the instance is connected; null where it never said anything
     * @param session whether there was a session; null where it did not say
     * @param error its words; null where there were none
     * @return true if it contradicted itself so
     */
    public static boolean contradicts(Boolean connected, Boolean session, String error) {
        return Boolean.TRUE.equals(connected) && (Boolean.FALSE.equals(session) || error != null);
    }
}
