package io.github.plugzapi.connect.event;

import io.github.plugzapi.connect.text.Text;

/** How we came to know of an event. */
public enum Source {
    /** PlugZapi told us, by a callback. */
    WEBHOOK,

    /** We asked PlugZapi, because no callback told us. */
    RECONCILIATION,

    /** We concluded it from other events and the time that has passed. */
    DERIVED;

    /**
     * The word for this source in metrics, in the journal and in what is passed on.
     *
     * @return the name in lower case; never null
     */
    public String label() {
        return Text.label(this);
    }

    /**
     * The source of a label.
     *
     * @param label what {@link #label()} gave; never null
     * @return the source; never null
     * @throws IllegalArgumentException if there is none
     */
    public static Source of(String label) {
        return Text.labelled(Source.class, label);
    }
}
