package io.github.plugzapi.connect.channel;

/** The user's own numbers, one of which may carry a message. */
public interface OwnNumbers {

    /**
     * Sends a WhatsApp message through one of them that is connected right now.
     *
     * @param phone to whom, digits with the country code; never null
     * @param text what to say; never null
     * @throws ChannelFailure if none is connected, or PlugZapi did not take it
     */
    void send(String phone, String text);
}
