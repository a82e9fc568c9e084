package io.github.plugzapi.connect.journal;

/** Fired, as a synchronous CDI event and not from the event loop, when the journal can be read and written. */
public record JournalOpened() {}
