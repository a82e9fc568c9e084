package io.github.plugzapi.connect.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.plugzapi.connect.wording.Message;
import java.net.URI;

/** {@code googlechat:https://…}: an incoming webhook of a Google Chat space. */
final class GoogleChatChannel implements Channel {

    static final String SCHEME = "googlechat";

    /** A message has 32,000 bytes at most. */
    private static final int MAX_TEXT = 4000;

    private final Post post;
    private final URI uri;

    GoogleChatChannel(String address, Post post) {
        this.post = post;
        this.uri = WebAddress.of(address);
    }

    @Override
    public void send(Message message) {
        // Angle brackets make links and mentions, and there is no way to escape them.
        String text = message.whole(MAX_TEXT).replace('<', '‹').replace('>', '›');
        post.json(uri, JsonNodeFactory.instance.objectNode().put("text", text));
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return "Google Chat, " + WebAddress.masked(uri);
    }
}
