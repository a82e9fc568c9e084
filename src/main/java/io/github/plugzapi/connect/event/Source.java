package io.github.plugzapi.connect.event;

import java.util.Locale;

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
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The source of a label.
     *
     * @param label what {@link #label()} gave; never null
     * @return the source; never null
     * @throws IllegalArgumentException if there is none
     */
    public static Source of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
