package io.github.plugzapi.connect.journal;

/** What became of an event that was appended. */
public enum Appended {
    /** It was new, and is kept. */
    NEW,

    /** It is one that was kept before: the same instance, kind and raw moment. */
    DUPLICATE
}
