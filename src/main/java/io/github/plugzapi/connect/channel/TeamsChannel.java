package io.github.plugzapi.connect.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.wording.Message;
import java.net.URI;

/**
 * {@code teams:https://…}: a workflow of Microsoft Teams that is begun by a webhook, which posts an adaptive card. The lines are
 * text runs, in which nothing is mark-up.
 */
final class TeamsChannel implements Channel {

    static final String SCHEME = "teams";

    /** A message has 28 KB at most, with all that is JSON about it. */
    private static final int MAX_TEXT = 4000;

    private static final int MAX_TITLE = 500;

    private final Post post;
    private final URI uri;

    TeamsChannel(String address, Post post) {
        this.post = post;
        this.uri = WebAddress.of(address);
    }

    @Override
    public void send(Message message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "message");
        ObjectNode card = body.putArray("attachments")
                .addObject()
                .put("contentType", "application/vnd.microsoft.card.adaptive")
                .putObject("content")
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("type", "AdaptiveCard")
                .put("version", "1.4");
        ArrayNode lines = card.putArray("body");
        line(lines, Text.cut(message.title(), MAX_TITLE))
                .put("weight", "Bolder")
                .put("size", "Medium");
        Text.cut(message.text(), MAX_TEXT)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> line(lines, line));
        if (message.link() != null) {
            card.putArray("actions")
                    .addObject()
                    .put("type", "Action.OpenUrl")
                    .put("title", "Console")
                    .put("url", message.link());
        }
        post.json(uri, body);
    }

    private static ObjectNode line(ArrayNode lines, String text) {
        return lines.addObject()
                .put("type", "RichTextBlock")
                .putArray("inlines")
                .addObject()
                .put("type", "TextRun")
                .put("text", text);
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return "Microsoft Teams, " + WebAddress.masked(uri);
    }
}
