package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;

/** Tells which instances flap and are out, as every process can read it. What came in the last half second may be missing. */
@Singleton
public class Incidents {

    private final Store store;

    Incidents(Store store) {
        this.store = store;
    }

    /**
     * What is wrong with an instance.
     *
     * @param flappingSince since when it comes and goes, in UTC; null: it does not
     * @param outageSince since when it has been disconnected, in UTC, where that has lasted for {@code OUTAGE_AFTER}; null: it
     *     is not out
     */
    public record Incident(Instant flappingSince, Instant outageSince) {

        /** Nothing is. */
        public static final Incident NONE = new Incident(null, null);
    }

    /**
     * What is wrong now. Not for the event loop.
     *
     * @return by instance, those alone with which something is; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public Map<String, Incident> open() {
        return store.read(sql -> sql.map(
                "SELECT instance, flapping_since, CASE WHEN outage_open = 1 THEN since END AS outage_since FROM incident"
                        + " WHERE flapping_since IS NOT NULL OR outage_open = 1",
                row -> row.text("instance"),
                row -> new Incident(row.moment("flapping_since"), row.moment("outage_since"))));
    }
}
