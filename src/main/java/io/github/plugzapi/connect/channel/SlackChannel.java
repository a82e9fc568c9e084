package io.github.plugzapi.connect.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.plugzapi.connect.wording.Message;
import java.net.URI;

/** {@code slack:https://…}: an incoming webhook of Slack; Mattermost and Rocket.Chat take the same. */
final class SlackChannel implements Channel {

    static final String SCHEME = "slack";

    /** Slack takes ten times as much and advises against it. */
    private static final int MAX_TEXT = 4000;

    private final Post post;
    private final URI uri;

    SlackChannel(String address, Post post) {
        this.post = post;
        this.uri = WebAddress.of(address);
    }

    @Override
    public void send(Message message) {
        // Without mark-up, and with what would begin a link or a mention escaped.
        String text = message.whole(MAX_TEXT)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
        post.json(uri, JsonNodeFactory.instance.objectNode().put("text", text).put("mrkdwn", false));
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return "Slack, " + WebAddress.masked(uri);
    }
}
