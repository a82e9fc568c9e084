package io.github.plugzapi.connect.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.plugzapi.connect.wording.Message;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code discord:https://…}: a webhook of a Discord channel. */
final class DiscordChannel implements Channel {

    static final String SCHEME = "discord";

    private static final int MAX_TEXT = 2000;

    /** What begins Markdown. A URL is left as it is, for in it a backslash would be a part of it. */
    private static final Pattern MARKUP = Pattern.compile("https?://\\S+|([\\\\*_~`|>#\\[\\]])");

    private final Post post;
    private final URI uri;

    DiscordChannel(String address, Post post) {
        this.post = post;
        this.uri = WebAddress.of(address);
    }

    @Override
    public void send(Message message) {
        String text = escaped(message.whole(MAX_TEXT));
        for (int most = MAX_TEXT; text.length() > MAX_TEXT; text = escaped(message.whole(most))) {
            // Each character of it may be two.
            most -= (text.length() - MAX_TEXT + 1) / 2;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("content", text);
        // Whatever a name holds, nobody is called by it.
        body.putObject("allowed_mentions").putArray("parse");
        post.json(uri, body);
    }

    private static String escaped(String text) {
        return MARKUP.matcher(text)
                .replaceAll(found -> (found.group(1) == null ? "" : "\\\\") + Matcher.quoteReplacement(found.group()));
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return "Discord, " + WebAddress.masked(uri);
    }
}
