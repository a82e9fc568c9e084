package io.github.plugzapi.connect.channel;

import io.github.plugzapi.connect.wording.Message;

/** A way to people. */
public interface Channel {

    /**
     * Sends a message, and waits until the other side has taken it. Not for the event loop.
     *
     * @param message what to say; never null
     * @throws ChannelFailure if the other side did not take it, or nobody knows whether it did
     */
    void send(Message message);

    /**
     * What kind it is.
     *
     * @return the word that its address begins with, such as {@code mailto}; never null
     */
    String scheme();

    /**
     * Where it leads.
     *
     * @return a few words, without what is secret in the address and with phone numbers masked; never null
     */
    String address();
}
