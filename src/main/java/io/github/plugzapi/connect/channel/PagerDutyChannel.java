package io.github.plugzapi.connect.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.wording.Message;
import io.github.plugzapi.connect.wording.Message.Incident;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code pagerduty:ROUTING_KEY}: the Events API v2, which triggers an incident when a trouble begins and resolves it when it
 * ends. Those of one message are one event each, so that each is resolved by itself; PagerDuty groups them, and reminds of them.
 */
final class PagerDutyChannel implements Channel {

    static final String SCHEME = "pagerduty";
    static final URI SERVICE = URI.create("https://events.pagerduty.com");

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{32}");

    private static final int MAX_KEY = 255;
    private static final int MAX_SUMMARY = 1024;
    private static final int MAX_DETAILS = 4000;

    private final Post post;
    private final URI uri;
    private final String routingKey;

    /** What was taken of the last message, should one event fail and all be sent once more. */
    private final Set<Incident> taken = new HashSet<>();

    PagerDutyChannel(String address, URI service, Post post) {
        if (!KEY.matcher(address).matches()) {
            throw new IllegalArgumentException(
                    "must be pagerduty: and an integration's routing key of 32 letters and digits");
        }
        this.post = post;
        this.uri = service.resolve("/v2/enqueue");
        this.routingKey = address;
    }

    @Override
    public synchronized void send(Message message) {
        taken.retainAll(Set.copyOf(message.incidents()));
        int before = taken.size();
        for (Incident incident : message.incidents()) {
            if (!taken.contains(incident)) {
                try {
                    post.json(uri, event(message, incident), Map.of(), routingKey);
                } catch (ChannelFailure e) {
                    // It takes only so many events a minute.
                    throw e.isBusy() && taken.size() > before ? e.afterAPart() : e;
                }
                taken.add(incident);
            }
        }
        // What comes next is another message.
        taken.clear();
    }

    private ObjectNode event(Message message, Incident incident) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("routing_key", routingKey)
                .put("event_action", incident.over() ? "resolve" : "trigger")
                .put("dedup_key", Text.cut("plugzapi-connect " + incident.key(), MAX_KEY));
        if (!incident.over()) {
            event.put("client", "plugzapi-connect")
                    .putObject("payload")
                    .put("summary", Text.cut(incident.summary(), MAX_SUMMARY))
                    .put("source", "plugzapi-connect")
                    .put("severity", "critical")
                    .putObject("custom_details")
                    .put("text", Text.cut(message.text(), MAX_DETAILS));
            if (message.link() != null) {
                event.put("client_url", message.link());
            }
        }
        return event;
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return "PagerDuty";
    }
}
