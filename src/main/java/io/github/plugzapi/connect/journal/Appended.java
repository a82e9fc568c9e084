package io.github.plugzapi.connect.journal;

/** What became of an event that was appended. */
public enum Appended {
    /** It was new, and is kept. */
    NEW,

    /** It tells nothing that was not known before. */
    DUPLICATE
}
