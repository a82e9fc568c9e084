package io.github.plugzapi.connect.wording;

import io.github.plugzapi.connect.text.Text;

/** What people must know of, the gravest first. */
public enum Sort {
    /** The gateway cannot be asked how the numbers are. */
    GATEWAY,

    /** A number is disconnected for long. */
    OUTAGE,

    /** The gateway does not tell us when a number changes. */
    REGISTRATION,

    /** The gateway refuses to say how a number is. */
    CONFIRMATION,

    /** A session could not be restored. */
    RESTORE,

    /** A number is not paid for much longer. */
    SUBSCRIPTION,

    /** A number comes and goes. */
    FLAPPING,

    /** Nothing is passed on to a system any more, until a person has it go on. */
    SINK_PAUSED,

    /** What is passed on to a system comes late. */
    SINK_BEHIND;

    /**
     * Whether it is told once and has no end.
     *
     * @return true where nothing will ever say that it is over
     */
    public boolean isMomentary() {
        return this == RESTORE || this == SUBSCRIPTION;
    }

    /**
     * Whether it is about a number, which has a name and a phone.
     *
     * @return false where it is about the gateway or about a system
     */
    public boolean isOfANumber() {
        return this != GATEWAY && this != SINK_PAUSED && this != SINK_BEHIND;
    }

    /**
     * The word for it in the journal.
     *
     * @return the name in lower case; never null
     */
    public String label() {
        return Text.label(this);
    }
}
