package io.github.plugzapi.connect.delivery.http;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.jackson.JsonFormat;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks.Configured;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message as it is posted: a CloudEvent in structured JSON, signed as <a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks</a>
 * specify; with the previous secret too while the secret is being changed.
 *
 * @param headers all that are sent, but for those that the client makes
 * @param body the message
 */
record SignedMessage(Map<String, String> headers, byte[] body) {

    private static final EventFormat FORMAT = new JsonFormat();
    private static final String MEDIA_TYPE = "application/cloudevents+json";

    /** Signs a message anew: receivers refuse what was signed long ago. */
    static SignedMessage of(CloudEvent message, Configured sink, Instant now) {
        byte[] body = FORMAT.serialize(message);
        String text = new String(body, StandardCharsets.UTF_8);
        String signature = sign(sink.secret(), message.getId(), now, text)
                + sink.previousSecret()
                        .map(secret -> " " + sign(secret, message.getId(), now, text))
                        .orElse("");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("user-agent", "plugzapi-connect");
        headers.putAll(sink.headers());
        headers.put("content-type", MEDIA_TYPE);
        headers.put("webhook-id", message.getId());
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        headers.put("webhook-signature", signature);
        return new SignedMessage(headers, body);
    }

    private static String sign(String secret, String id, Instant now, String body) {
        try {
            return new Webhook(secret).sign(id, now.getEpochSecond(), body);
        } catch (EmptyWebhookSecretException | WebhookSigningException e) {
            throw new IllegalStateException("A secret that is checked at the start can be signed with", e);
        }
    }
}
