package io.github.plugzapi.connect.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;

/** An event as it is answered: its JSON as it is kept, and its place in the journal. */
final class EventText {

    /** What the kind is called of an event that does not say it. */
    private static final String UNKNOWN = "unknown";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EventText() {}

    /** On one line. */
    static String json(JournalEntry entry) {
        String seq = "{\"seq\":" + entry.seq();
        // What this version cannot read may be anything; the page that it is on has to be JSON all the same.
        if (entry.event() == null && !parse(entry).isObject()) {
            return seq + ",\"unreadable\":" + MAPPER.getNodeFactory().textNode(entry.json()) + "}";
        }
        String fields = entry.json().strip().substring(1).strip();
        return (seq + (fields.equals("}") ? "" : ",") + fields)
                .replace('\n', ' ')
                .replace('\r', ' ');
    }

    /** The word for its kind, also of one that this version does not know. */
    static String kind(JournalEntry entry) {
        if (entry.event() != null) {
            return Kind.of(entry.event()).word();
        }
        String kind = parse(entry).path("kind").asText("");
        return kind.isEmpty() || kind.chars().anyMatch(Character::isISOControl) ? UNKNOWN : kind;
    }

    private static JsonNode parse(JournalEntry entry) {
        try {
            return MAPPER.readTree(entry.json());
        } catch (JsonProcessingException e) {
            return MAPPER.missingNode();
        }
    }
}
