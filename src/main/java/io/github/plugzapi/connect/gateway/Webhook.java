package io.github.plugzapi.connect.gateway;

import io.github.plugzapi.connect.text.Text;

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
        return Text.label(this);
    }
}
