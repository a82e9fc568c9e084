package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.text.Lenient;
import io.github.plugzapi.connect.text.Secrets;
import io.github.plugzapi.connect.text.Text;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An instance as the account's list shows it.
 *
 * @param instance the instance with the account's name for it; never null
 * @param whatsappConnected whether the instance is connected; null where the list does not say
 * @param phoneConnected whether the phone itself is online; null where the list does not say
 * @param details where the gateway calls, and until when the instance is paid for; never null
 * @param saysWhereItCalls whether a webhook without a URL is one that the gateway does not call: it names URLs, or says that
 *     there are none
 */
public record ListedInstance(
        Instance instance,
        Boolean whatsappConnected,
        Boolean phoneConnected,
        InstanceDetails details,
        boolean saysWhereItCalls) {

    private static final int MAX_NAME = 100;
    private static final int MAX_ID = 200;

    /** What stands in the path of each call, and in log lines. */
    private static final Pattern UNFIT = Pattern.compile("[\\s\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]");

    /** Reads an entry of the list; empty where it has no id or no token, or none that a call can be made with. */
    static Optional<ListedInstance> of(JsonNode entry, String clientToken) {
        String id = text(entry, "id");
        String token = text(entry, "token");
        if (id.isEmpty()
                || id.length() > MAX_ID
                || token.isEmpty()
                || UNFIT.matcher(id + token).find()) {
            return Optional.empty();
        }
        return Optional.of(new ListedInstance(
                new Instance(name(text(entry, "name"), id, Secrets.of(token, clientToken)), id, token, clientToken),
                Lenient.flag(entry.path("whatsappConnected")),
                Lenient.flag(entry.path("phoneConnected")),
                InstanceDetails.of(entry),
                InstanceDetails.saysWhereItCalls(entry)));
    }

    /** Fit for a log line and for a label, and no secret even where somebody made one the name. */
    private static String name(String name, String id, Secrets secrets) {
        return name.isEmpty() || secrets.areIn(name) ? id : Text.oneLine(name, MAX_NAME);
    }

    /** Text, or a number as text; empty where there is neither. */
    private static String text(JsonNode entry, String field) {
        return entry.path(field).isNull() ? "" : entry.path(field).asText("").strip();
    }

    /** The name and the id, without the secrets. */
    @Override
    public String toString() {
        return instance.toString();
    }
}
