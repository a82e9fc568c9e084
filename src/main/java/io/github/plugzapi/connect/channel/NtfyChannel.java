package io.github.plugzapi.connect.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.wording.Message;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ntfy:https://…/TOPIC}: a topic of ntfy.sh or of one's own ntfy, published as JSON, because a header could not hold every
 * name. A protected topic has {@code user:password@} or {@code token@} before the host.
 */
final class NtfyChannel implements Channel {

    static final String SCHEME = "ntfy";

    private static final Pattern ADDRESS =
            Pattern.compile("(?<scheme>https?://)(?:(?<user>[^@/]+)@)?(?<host>[^@/]+)/(?<topic>[A-Za-z0-9_-]{1,64})");

    /** It takes 4,096 bytes, and a character may have three. */
    private static final int MAX_TEXT = 1300;

    private static final int MAX_TITLE = 250;
    private static final int HIGH = 4;
    private static final int USUAL = 3;

    private final Post post;
    private final URI uri;
    private final String topic;
    private final Map<String, String> headers;
    private final String[] secrets;

    NtfyChannel(String address, Post post) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be ntfy:https://HOST/TOPIC, with nothing else in the URL");
        }
        this.post = post;
        this.uri = WebAddress.of(parts.group("scheme") + parts.group("host") + "/");
        this.topic = parts.group("topic");
        this.secrets = (topic + ":" + parts.group("user")).split(":");
        this.headers =
                parts.group("user") == null ? Map.of() : Map.of("Authorization", credentials(parts.group("user")));
    }

    private static String credentials(String user) {
        return user.contains(":")
                ? "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))
                : "Bearer " + user;
    }

    @Override
    public void send(Message message) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("topic", topic)
                .put("title", Text.cut(message.title(), MAX_TITLE))
                .put("message", Text.cut(message.text().isEmpty() ? message.title() : message.text(), MAX_TEXT))
                .put("priority", message.good() ? USUAL : HIGH);
        body.putArray("tags").add(message.good() ? "white_check_mark" : "rotating_light");
        if (message.link() != null) {
            body.put("click", message.link());
        }
        post.json(uri, body, headers, secrets);
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return "ntfy, " + WebAddress.masked(uri);
    }
}
