package io.github.plugzapi.connect.webhook;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What tells the kinds of callbacks apart: PlugZapi's words for them, which it does not always write alike ({@code
 * ReceivedCallBack}), and what only those have that are not about the connection.
 */
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

    /** How the types of messages, chats, calls and the like begin, whoever names them. */
    private static final Pattern BEGINNING_OF_OTHERS = Pattern.compile(
            "(?:message|receive|sen[dt]|delivery|presence|chat|call(?!back)|newsletter).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /**
     * The fields that only messages, chats, calls, presences and deliveries have, as Z-API documents them. A connection of
     * another make may have a {@code status}, a {@code message}, a {@code photo} or an {@code event}, so these tell nothing.
     */
    static final Set<String> FIELDS_OF_OTHERS = Set.of(
            // Which message, and where it is on its way
            "messageId",
            "ids",
            "zaapId",
            "referenceMessageId",
            "messageExpirationSeconds",
            "waitingMessage",
            "forwarded",
            "broadcast",
            "fromApi",
            "isEdit",
            "isStatusReply",
            "viewOnce",
            // Who wrote it, and in which chat
            "fromMe",
            "senderName",
            "senderLid",
            "senderPhoto",
            "chatName",
            "chatLid",
            "chatId",
            "isGroup",
            "isNewsletter",
            "participantPhone",
            "participantLid",
            // What it says
            "text",
            "image",
            "audio",
            "video",
            "ptv",
            "gif",
            "document",
            "sticker",
            "reaction",
            "contact",
            "contacts",
            "location",
            "poll",
            "pollVote",
            "buttonsMessage",
            "buttonsResponseMessage",
            "buttonReply",
            "listMessage",
            "listResponseMessage",
            "hydratedTemplate",
            "carouselMessage",
            "pinMessage",
            "externalAdReply",
            "requestPayment",
            "sendPayment",
            "reviewAndPay",
            "reviewOrder",
            "newsletterAdminInvite",
            // What else happens in a chat
            "notification",
            "notificationParameters",
            "requestMethod",
            "callId",
            "lastSeen");

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
        String known = known(type);
        return OF_OTHERS.contains(known)
                || !known.equals(MESSAGE_STATUS)
                        && BEGINNING_OF_OTHERS.matcher(type.strip()).matches();
    }
}
