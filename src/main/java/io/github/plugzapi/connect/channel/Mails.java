package io.github.plugzapi.connect.channel;

import java.util.List;

/** Sends mail. */
interface Mails {

    /**
     * Sends one, and waits until the server has taken it.
     *
     * @throws ChannelFailure if it has not
     */
    void send(List<String> to, String subject, String text);
}
