package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.store.Batch;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
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

    /** One that holds whatever the address is ends only when somebody resumes the sink, so nothing takes its place. */
    private static final String PAUSE = "INSERT INTO paused_sink (name, paused_at, reason, target) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET paused_at = excluded.paused_at, reason = excluded.reason,"
            + " target = excluded.target WHERE paused_sink.target IS NOT NULL";

    private static final String BY = "by ";

    /**
     * That a sink is paused.
     *
     * @param sink its own name; never null
     * @param reason why; never null
     * @param target which address it had then; null where it does not matter which
     * @param at since when; null as long as it is not kept
     */
    record Pause(String sink, String reason, String target, Instant at) {

        Pause(String sink, String reason, String target) {
            this(sink, reason, target, null);
        }

        private static Pause by(String person, String sink) {
            return new Pause(sink, BY + person, null);
        }

        /** Who has paused it; null where that was nobody. */
        String by() {
            return target == null && reason.startsWith(BY) ? reason.substring(BY.length()) : null;
        }
    }

    private final class Pauses implements Batch<Pause, Void> {

        @Override
        public List<Void> write(Sql sql, List<Pause> items) {
            items.forEach(item -> keep(sql, item));
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
                "SELECT name, paused_at, reason, target FROM paused_sink",
                row -> row.text("name"),
                row -> new Pause(row.text("name"), row.text("reason"), row.text("target"), row.moment("paused_at"))));
    }

    private void keep(Sql sql, Pause pause) {
        sql.update(PAUSE, pause.sink(), clock.instant(), pause.reason(), pause.target());
    }

    /** Until somebody resumes it, whatever its address is. Not for the event loop. */
    void pause(String sink, String person) {
        store.write(sql -> {
            keep(sql, Pause.by(person, sink));
            return null;
        });
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
