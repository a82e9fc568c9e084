package io.github.plugzapi.connect.webhook;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** PlugZapi's words for the kinds of callbacks, which it does not always write alike ({@code ReceivedCallBack}). */
final class CallbackType {

    static final String CONNECTED = "ConnectedCallback";
    static final String DISCONNECTED = "DisconnectedCallback";

    /** What the documentation's table of our callbacks calls them, and what the status of a message is called, too. */
    static final String MESSAGE_STATUS = "MessageStatusCallback";

    /** Those that are about messages and chats, or a test, and never about the connection. */
    private static final Set<String> OF_OTHERS = Set.of(
            "ReceivedCallback",
            "DeliveryCallback",
            "PresenceChatCallback",
            "SendMessageCallback",
            "StatusCallback",
            "WebhookTest");

    private static final Map<String, String> KNOWN = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        OF_OTHERS.forEach(type -> KNOWN.put(type, type));
        Set.of(CONNECTED, DISCONNECTED, MESSAGE_STATUS).forEach(type -> KNOWN.put(type, type));
    }

    private CallbackType() {}

    /** The type as it is mostly written; {@code other} for one that is not known, so that there are never more of them. */
    static String known(String type) {
        return KNOWN.getOrDefault(type.strip(), "other");
    }

    /** Whether a callback of this type is never about the connection. */
    static boolean isOfOthers(String type) {
        return OF_OTHERS.contains(known(type));
    }
}
