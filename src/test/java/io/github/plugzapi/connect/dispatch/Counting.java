package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Database;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Counts the events of each instance, in a table of its own. */
final class Counting implements Subscriber {

    private final KeptState<Long> counts;
    private final Consumer<ConnectionEvent> before;
    private final Runnable whenRead;
    private final Runnable whenSaved;

    Counting(Store store, Consumer<ConnectionEvent> before, Runnable whenSaved) {
        this(store, before, () -> {}, whenSaved);
    }

    Counting(Store store, Consumer<ConnectionEvent> before, Runnable whenRead, Runnable whenSaved) {
        this.before = before;
        this.whenRead = whenRead;
        this.whenSaved = whenSaved;
        this.counts = new KeptState<>(store, "counting", "1 = 1", count -> true, this::read, this::write);
    }

    /** There is no migration for it. */
    static void makeTable(Database database) {
        database.execute("CREATE TABLE IF NOT EXISTS counting"
                + " (instance TEXT NOT NULL PRIMARY KEY, seq BIGINT NOT NULL, n BIGINT NOT NULL)");
    }

    private Long read(Row row) {
        whenRead.run();
        return row.number("n");
    }

    private Map<String, Object> write(Long count) {
        whenSaved.run();
        return Map.of("n", count);
    }

    @Override
    public String name() {
        return "Counting";
    }

    @Override
    public boolean wants(JournalEntry entry) {
        return entry.event() != null;
    }

    @Override
    public CompletionStage<?> take(JournalEntry entry) {
        before.accept(entry.event());
        KeptState.Kept<Long> kept = counts.get(entry.event().instance());
        if (kept == null || kept.seq() < entry.seq()) {
            counts.put(entry.event().instance(), kept == null ? 1 : kept.value() + 1, entry.seq());
        }
        return DONE;
    }

    @Override
    public Policy policy() {
        return Policy.ofStates();
    }

    /** Null where nothing was counted. */
    KeptState.Kept<Long> count(String instance) {
        return counts.get(instance);
    }

    @Override
    public Optional<State> state() {
        return Optional.of(counts);
    }
}
