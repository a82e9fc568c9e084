package io.github.plugzapi.connect.testsupport;

import io.github.plugzapi.connect.store.Store;
import java.util.List;

/** What the journal holds. */
public final class KeptEvents {

    private KeptEvents() {}

    /** The events of an instance, in order, such as {@code connected reconciliation}. */
    public static List<String> of(Store store, String instance) {
        return store.read(sql -> sql.list(
                "SELECT kind, source FROM event WHERE instance = ? ORDER BY seq",
                row -> row.text("kind") + " " + row.text("source"),
                instance));
    }
}
