package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.store.Batch;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The table {@code paused_sink}: which sinks are paused, the same for all processes. */
@Singleton
class PausedSinks {

    private final Store store;
    private final Clock clock;
    private final Batch<Pause, Void> pauses = new Pauses();

    /** Why a sink is paused, and which address it had then; null where it does not matter which. */
    record Pause(String sink, String reason, String target) {}

    private final class Pauses implements Batch<Pause, Void> {

        @Override
        public List<Void> write(Sql sql, List<Pause> items) {
            items.forEach(item -> sql.update(
                    "INSERT INTO paused_sink (name, paused_at, reason, target) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (name) DO UPDATE SET paused_at = excluded.paused_at,"
                            + " reason = excluded.reason, target = excluded.target",
                    item.sink(),
                    clock.instant(),
                    item.reason(),
                    item.target()));
            return Collections.nCopies(items.size(), null);
        }

        /** Nothing is changed by writing it once more. */
        @Override
        public boolean wasCommitted(Sql sql) {
            return false;
        }

        @Override
        public int size(Pause item) {
            return item.reason().length();
        }
    }

    PausedSinks(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** By the sinks' names. Not for the event loop. */
    Map<String, Pause> all() {
        return store.read(sql -> sql.map(
                "SELECT name, reason, target FROM paused_sink",
                row -> row.text("name"),
                row -> new Pause(row.text("name"), row.text("reason"), row.text("target"))));
    }

    /** Waits for nothing; fails with {@link StoreUnavailable} where it cannot be kept. */
    CompletionStage<Void> pause(Pause pause) {
        return store.submit(pauses, pause);
    }

    /** Not for the event loop; says whether it was paused. */
    boolean resume(String sink) {
        return store.write(sql -> sql.update("DELETE FROM paused_sink WHERE name = ?", sink) > 0);
    }
}
