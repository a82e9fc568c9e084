package io.github.plugzapi.connect.channel;

import java.time.Duration;
import java.util.List;

/** Sends mail. */
interface Mails {

    /** Some servers look closely at a mail before they take it. Nobody else waits for it meanwhile. */
    Duration LIMIT = Duration.ofMinutes(5);

    /**
     * Sends one, and waits until the server has taken it.
     *
     * @throws ChannelFailure if it has not
     */
    void send(List<String> to, String subject, String text);
}
