package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What PlugZapi says of an instance beside its status.
 *
 * @param callbackUrls where it calls, secrets; a webhook for which it names no URL is not among them; never null
 * @param subscription until when it is paid for; never null
 */
public record InstanceDetails(Map<Webhook, String> callbackUrls, Subscription subscription) {

    private static final String CALLBACK_URL = "CallbackUrl";

    /** Reads what the gateway says of one instance. */
    static InstanceDetails of(JsonNode instance) {
        Map<Webhook, String> urls = new EnumMap<>(Webhook.class);
        for (Webhook webhook : Webhook.values()) {
            JsonNode url = instance.path(webhook.label() + CALLBACK_URL);
            if (url.isTextual() && !url.asText().isBlank()) {
                urls.put(webhook, url.asText());
            }
        }
        return new InstanceDetails(urls, Subscription.of(instance));
    }

    /** Whether an answer is about an instance at all: what it does not name is named nowhere, then. */
    static boolean isIn(JsonNode answer) {
        for (Iterator<String> names = answer.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.equals("id") || name.equals("connected") || name.equals("due") || name.endsWith(CALLBACK_URL)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is said where one of our webhooks leads, be it to nobody. */
    static boolean saysWhereItCalls(JsonNode instance) {
        return Stream.of(Webhook.values()).anyMatch(webhook -> instance.has(webhook.label() + CALLBACK_URL));
    }
}
