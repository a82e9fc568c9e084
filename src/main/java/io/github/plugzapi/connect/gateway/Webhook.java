package io.github.plugzapi.connect.gateway;

import java.util.Locale;

/** The webhooks that we register with PlugZapi. */
public enum Webhook {
    /** Told when an instance connects. */
    CONNECTED,

    /** Told when an instance disconnects. */
    DISCONNECTED;

    /**
     * PlugZapi's word for this webhook.
     *
     * @return the name in lower case; never null
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
