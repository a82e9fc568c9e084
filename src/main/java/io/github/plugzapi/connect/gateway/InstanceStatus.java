package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What PlugZapi answers when it is asked for an instance's status.
 *
 * @param connected whether the instance is connected
 * @param session whether there is a session; null where it does not say
 * @param smartphoneConnected whether the phone itself is online; null where it does not say
 * @param error PlugZapi's words, such as {@link #RESTORABLE}; null where there are none
 */
public record InstanceStatus(boolean connected, Boolean session, Boolean smartphoneConnected, String error) {

    /** What PlugZapi says of an instance that the call {@code restore-session} can help. */
    public static final String RESTORABLE = "You need to restore the session.";

    private static final String CONNECTED = "You are already connected.";
    private static final String NOT_CONNECTED = "You are not connected.";
    private static final int MAX_ERROR = 300;

    /** Reads an answer; empty if it does not say whether the instance is connected. */
    static Optional<InstanceStatus> of(JsonNode answer) {
        String text = answer.path("error").asText("").strip();
        String error = text.isEmpty() ? null : text.substring(0, Math.min(text.length(), MAX_ERROR));
        Boolean connected = flag(answer.path("connected"));
        if (connected == null && error != null) {
            connected = switch (error) {
                case CONNECTED -> Boolean.TRUE;
                case NOT_CONNECTED, RESTORABLE -> Boolean.FALSE;
                default -> null;
            };
        }
        if (connected == null) {
            return Optional.empty();
        }
        return Optional.of(new InstanceStatus(
                connected,
                flag(answer.path("session")),
                flag(answer.path("smartphoneConnected")),
                CONNECTED.equals(error) ? null : error));
    }

    /**
     * Whether PlugZapi says that the instance is connected, and in the same breath that something is wrong with it.
     *
     * @return true if there is no session, or an error, although it is connected
     */
    public boolean contradicts() {
        return connected && (Boolean.FALSE.equals(session) || error != null);
    }

    private static Boolean flag(JsonNode node) {
        return node.isBoolean() ? node.booleanValue() : null;
    }
}
