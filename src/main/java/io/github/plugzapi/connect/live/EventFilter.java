package io.github.plugzapi.connect.live;

import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which events somebody wants to see.
 *
 * @param instance PlugZapi's id of the one instance whose events they are; null for all instances
 * @param kinds the kinds; empty for all kinds, also those that this version does not know; never null
 */
public record EventFilter(String instance, Set<Kind> kinds) {

    /** All of them. */
    public static final EventFilter ALL = new EventFilter(null, Set.of());

    /** {@inheritDoc} */
    public EventFilter {
        kinds = Set.copyOf(kinds);
    }

    /**
     * Whether an event is wanted.
     *
     * @param entry the event; never null
     * @return true if it is
     */
    public boolean matches(JournalEntry entry) {
        return (instance == null || instance.equals(entry.instance()))
                && (kinds.isEmpty()
                        || Kind.find(EventText.kind(entry))
                                .filter(kinds::contains)
                                .isPresent());
    }

    /** The same in SQL, of the table {@code event} by the name {@code e}; its one parameter is the instance, if there is one. */
    String condition() {
        String ofKinds = kinds.stream().map(kind -> "'" + kind.word() + "'").collect(Collectors.joining(", "));
        return (instance == null ? "" : " AND e.instance = ?")
                + (kinds.isEmpty() ? "" : " AND e.kind IN (" + ofKinds + ")");
    }
}
