package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;

/**
 * An event as it is kept.
 *
 * @param seq its place in the journal: later entries have greater numbers, with gaps; an entry becomes visible only after
 *     all entries with lesser numbers
 * @param event what happened; never null
 */
public record JournalEntry(long seq, ConnectionEvent event) {}
