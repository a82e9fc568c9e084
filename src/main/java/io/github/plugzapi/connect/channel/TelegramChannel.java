package io.github.plugzapi.connect.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.wording.Message;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code telegram:TOKEN/CHAT}: a bot writes into a chat ({@code sendMessage} of the Bot API). Without a parse mode, so that
 * nothing in a name is taken for mark-up.
 */
final class TelegramChannel implements Channel {

    static final String SCHEME = "telegram";
    static final URI SERVICE = URI.create("https://api.telegram.org");

    private static final int MAX_TEXT = 4096;

    /** A bot's token as BotFather gives it; a chat's number or a public channel's name. */
    private static final Pattern ADDRESS = Pattern.compile("(\\d+:[A-Za-z0-9_-]+)/(-?\\d+|@[A-Za-z0-9_]+)");

    private final Post post;
    private final URI uri;
    private final String chat;

    TelegramChannel(String address, URI service, Post post) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "must be telegram:TOKEN/CHAT, with the bot's token and the chat's number or @name");
        }
        this.post = post;
        this.uri = service.resolve("/bot" + parts.group(1) + "/sendMessage");
        this.chat = parts.group(2);
    }

    @Override
    public void send(Message message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("chat_id", chat).put("text", message.whole(MAX_TEXT));
        body.putObject("link_preview_options").put("is_disabled", true);
        post.json(uri, body, Map.of(), uri.getPath());
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return "Telegram, chat " + LogText.masked(chat);
    }
}
