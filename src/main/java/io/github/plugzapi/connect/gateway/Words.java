package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.plugzapi.connect.text.Text;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the gateway says in words, and what somebody can do about it. */
final class Words {

    /** No sentence that is known is longer. */
    private static final int MAX_COMPARED = 1_000;

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final Pattern END = Pattern.compile("[\\s\\p{Cntrl}.!…\"']+$");
    private static final Pattern BEGINNING = Pattern.compile("^[\\s\\p{Cntrl}\"']+");

    private static final String UNKNOWN_CALL = "unable to find matching target resource method";
    private static final Pattern NOT_FOUND = Pattern.compile("(?:404 )?not[_ -]?found");
    private static final Pattern SOMETHING_IS_NOT_FOUND = Pattern.compile("instance|inst[aâ]ncia|token");

    private static final Pattern TOKEN_MISSING = Pattern.compile(
            "\\bnull (?:is )?not allowed|client[-_ ]?token\\b.*\\bnot (?:configured|sent|provided|informed)"
                    + "|client[-_ ]?token\\b.*\\b(?:missing|required)");
    private static final Pattern TOKEN_WRONG =
            Pattern.compile("client[-_ ]?token\\b.*\\b(?:not allowed|invalid|not valid|wrong)");
    private static final Pattern ADDRESS_NOT_ALLOWED = Pattern.compile(
            "(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.%a-z]*)[\\])\"']*(?:/\\d+)? (?:is )?not allowed");
    private static final Pattern NOT_ALLOWED = Pattern.compile("(?<!method )\\bnot allowed");
    private static final Pattern LAPSED = Pattern.compile("\\bsubscri(?:be|ption)\\b");

    private Words() {}

    /** The error that an answer tells, whatever its status; empty where it tells none. */
    static String error(JsonNode answer) {
        JsonNode error = answer.path("error");
        boolean tells = error.isBoolean() ? error.booleanValue() : !text(error).isEmpty();
        return tells ? any(answer) : "";
    }

    /** What an answer says that is known to be no yes: its error, its message, or both; empty where it says nothing. */
    static String any(JsonNode answer) {
        String error = text(answer.path("error"));
        String message = text(answer.path("message"));
        if (error.isEmpty() || error.equals(message)) {
            return message;
        }
        return message.isEmpty() ? error : error + ": " + message;
    }

    private static String text(JsonNode node) {
        if (node.isContainerNode() && !node.isEmpty()) {
            String inside = any(node);
            return inside.isEmpty() ? node.toString() : inside;
        }
        boolean says = node.isTextual() || node.isNumber() && node.asLong() != 0;
        return says ? node.asText().strip() : "";
    }

    /** A sentence as it is compared with others: in lower case, without a full stop and superfluous space. */
    static String plain(String sentence) {
        String bare = END.matcher(
                        BEGINNING.matcher(Text.cut(sentence, MAX_COMPARED)).replaceAll(""))
                .replaceAll("");
        return spaced(bare).toLowerCase(Locale.ROOT);
    }

    /** A sentence on one line: what separates its words is one space each. */
    static String spaced(String sentence) {
        return SPACES.matcher(sentence).replaceAll(" ").strip();
    }

    /** Whether an answer says that there is no such call, as opposed to no such instance. */
    static boolean isUnknownCall(JsonNode answer) {
        String said = plain(any(answer));
        return said.contains(UNKNOWN_CALL)
                || NOT_FOUND.matcher(plain(text(answer.path("error")))).matches()
                        && !SOMETHING_IS_NOT_FOUND
                                .matcher(plain(text(answer.path("message"))))
                                .find();
    }

    /**
     * What somebody can do about what the gateway says.
     *
     * @param status the answer's HTTP status
     * @param words what it says; may be empty
     * @param clientTokenSent whether the account security token is configured
     * @param credentials what to check where it refuses and says nothing
     * @return a half sentence that begins with a semicolon; empty where nothing is known
     */
    static String hint(int status, String words, boolean clientTokenSent, String credentials) {
        String said = plain(words);
        if (TOKEN_MISSING.matcher(said).find()) {
            return clientTokenSent
                    ? "; this account's security token was sent, but is not taken: check PLUGZAPI_CLIENT_TOKEN"
                    : "; this account needs its security token: set PLUGZAPI_CLIENT_TOKEN";
        }
        if (TOKEN_WRONG.matcher(said).find()) {
            return "; that is not this account's security token: check PLUGZAPI_CLIENT_TOKEN";
        }
        if (ADDRESS_NOT_ALLOWED.matcher(said).find()) {
            return "; this account restricts from which IP addresses it is called: allow this address in the provider's"
                    + " panel";
        }
        if (LAPSED.matcher(said).find()) {
            return "; the instance is not paid for any more: renew its subscription with the provider";
        }
        if (status == 405) {
            return "; the gateway takes this call with another HTTP method: check PLUGZAPI_URL";
        }
        if (status == 415) {
            return "; the gateway did not see that JSON was sent to it: look for a proxy on the way that removes Content-Type";
        }
        if (NOT_ALLOWED.matcher(said).find()) {
            return "; this account restricts who may call, by IP address or security token: allow this address in the"
                    + " provider's panel, or check PLUGZAPI_CLIENT_TOKEN";
        }
        boolean refused = status >= 400 && status < 500 && status != 408 && status != 429;
        return said.isEmpty() && refused ? "; check " + credentials : "";
    }
}
