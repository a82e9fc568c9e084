package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.event.ConnectionEvent;

/** What a callback's body turned out to be. */
sealed interface Callback {

    /**
     * The connection of an instance changed.
     *
     * @param event what happened
     * @param claimedInstance the instance that the body names; null where it names none
     */
    record ConnectionChange(ConnectionEvent event, String claimedInstance) implements Callback {}

    /**
     * Something else, such as a message; none of our business.
     *
     * @param type PlugZapi's word for it; empty where there was none
     */
    record Other(String type) implements Callback {}

    /**
     * Nothing that can be read.
     *
     * @param reason what is wrong with it
     */
    record Unreadable(String reason) implements Callback {}
}
