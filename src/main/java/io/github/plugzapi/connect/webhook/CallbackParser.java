package io.github.plugzapi.connect.webhook;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.text.Lenient;
import io.github.plugzapi.connect.text.Text;
import jakarta.inject.Singleton;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Reads callbacks as PlugZapi sends them, which is not always as it documents them. What can be understood is understood:
 * a callback that we turn away does not come again.
 */
@Singleton
class CallbackParser {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final ObjectReader json;
    private final Clock clock;

    CallbackParser(ObjectMapper json, Clock clock) {
        this.json = json.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.clock = clock;
    }

    /**
     * Reads a body.
     *
     * @param instance the instance of the URL that was called; it counts, whatever the body says
     * @param body the raw body
     * @param charset what the sender said it is written in; null: UTF-8
     * @return what it is; never null
     */
    Callback parse(String instance, byte[] body, String charset) {
        return parse(instance, body, charset, clock.instant());
    }

    /**
     * Reads a body that came some time ago.
     *
     * @param received when it came
     */
    Callback parse(String instance, byte[] body, String charset, Instant received) {
        JsonNode fields;
        try {
            fields = json.readTree(text(body, charset));
        } catch (MismatchedInputException e) {
            return new Callback.Unreadable("There is something after the first JSON value in the body.");
        } catch (JsonProcessingException e) {
            // Jackson's own message quotes the body, which may hold what nobody should read in a log.
            return new Callback.Unreadable("The body is not JSON" + place(e.getLocation()) + ".");
        }
        if (!fields.isObject()) {
            return new Callback.Unreadable("The body is not a JSON object.");
        }
        return read(instance, fields, received.truncatedTo(ChronoUnit.MILLIS));
    }

    private Callback read(String instance, JsonNode fields, Instant received) {
        String type = fields.path("type").asText("");
        if (isOfOthers(type, fields)) {
            return new Callback.Other(type);
        }
        Optional<Boolean> connected = Optional.ofNullable(Lenient.flag(fields.path("connected")));
        Optional<Boolean> disconnected = Optional.ofNullable(Lenient.flag(fields.path("disconnected")));
        Optional<Boolean> up = connected.or(() -> disconnected.map(down -> !down));
        boolean contradiction = connected.isPresent() && disconnected.equals(connected);
        if (up.isEmpty() || contradiction) {
            up = byType(type);
        }
        if (up.isEmpty()) {
            return contradiction
                    ? new Callback.Unreadable("'connected' and 'disconnected' contradict each other.")
                    : new Callback.Other(type);
        }
        String claimed = fields.path("instanceId").asText(null);
        // Some of Z-API's integrations spell it right.
        JsonNode momentNode = fields.hasNonNull("momment") ? fields.get("momment") : fields.path("moment");
        String rawMoment = momentNode.isValueNode() ? momentNode.asText(null) : null;
        if (momentNode.isNull()) {
            rawMoment = null;
        }
        Moment moment = Moment.of(rawMoment, received);
        Occurrence of = Occurrence.learnt(instance, moment.instant(), moment.received(), Source.WEBHOOK, moment.raw());
        ConnectionEvent event = up.get()
                ? new Connected(of, Phone.parse(phoneText(fields.path("phone"))))
                : new Disconnected(of, error(fields.path("error")));
        return new Callback.ConnectionChange(event, claimed);
    }

    /** A number may be written as 5.544999999999e12; the digits of that text are not those of the phone. */
    private static String phoneText(JsonNode phone) {
        return phone.isNumber() && phone.canConvertToExactIntegral()
                ? phone.bigIntegerValue().toString()
                : phone.asText(null);
    }

    /** A sentence, as far as it can be one; the event cuts it, and the body is kept whole. */
    private static String error(JsonNode error) {
        return error.isTextual() ? Text.clean(error.textValue()) : null;
    }

    /** A byte that is wrong in, say, an error's text must not cost us the callback: it becomes a question mark. */
    private static String text(byte[] body, String charset) {
        String text = new String(body, charsetOf(charset));
        int start = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        int end = text.length();
        // What programs end their texts with.
        while (end > start && text.charAt(end - 1) == '\0') {
            end--;
        }
        return text.substring(start, end);
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static Charset charsetOf(String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Whatever flags a message has, it tells nothing of the connection. */
    private static boolean isOfOthers(String type, JsonNode fields) {
        if (CallbackType.isOfOthers(type)) {
            return true;
        }
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (!field.getValue().isNull() && CallbackType.FIELDS_OF_OTHERS.contains(field.getKey())) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Boolean> byType(String type) {
        return switch (CallbackType.known(type)) {
            case CallbackType.CONNECTED -> Optional.of(true);
            case CallbackType.DISCONNECTED -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
