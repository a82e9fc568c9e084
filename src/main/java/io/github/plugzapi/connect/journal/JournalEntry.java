package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;

/**
 * An event as it is kept.
 *
 * @param seq its place in the journal: later entries have greater numbers, with gaps; an entry becomes visible only after
 *     all entries with lesser numbers
 * @param instance PlugZapi's id of the instance that it happened to; never null
 * @param event what happened; null where this version cannot read it, because a newer one wrote it: then it can be passed on
 *     as JSON, and nothing else be done with it
 * @param json the same as {@link io.github.plugzapi.connect.event.EventJson} wrote it; never null
 */
public record JournalEntry(long seq, String instance, ConnectionEvent event, String json) {}
