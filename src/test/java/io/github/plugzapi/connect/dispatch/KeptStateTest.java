package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.dispatch.KeptState.Kept;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptStateTest {

    private static final int MANY = 10_001;

    @TempDir
    Path folder;

    @Test
    void ofManyInstancesWhatIsSavedAndNotOpenIsReadAgainWhenItIsNeeded() throws Exception {
        Database database = Database.sqlite(folder.resolve("journal.db"));
        try (RunningStore store = new RunningStore(database).start()) {
            Counting.makeTable(database);
            KeptState<Long> state = new KeptState<>(
                    store.store(), "counting", "n > 1", n -> n > 1, row -> row.number("n"), n -> Map.of("n", n));
            for (int i = 0; i < MANY; i++) {
                state.put("calm-" + i, 1L, i);
            }
            state.put("open", 2L, MANY);
            Kept<Long> calm = state.get("calm-0");
            Kept<Long> open = state.get("open");

            save(store, state);
            assertThat(state.get("calm-0")).isSameAs(calm);

            state.put("calm-1", 1L, MANY + 1);
            Kept<Long> unsaved = state.get("calm-1");
            save(store, state);
            assertThat(state.get("calm-0")).isEqualTo(calm).isNotSameAs(calm);
            assertThat(state.get("calm-1")).isSameAs(unsaved);
            assertThat(state.get("open")).isSameAs(open);
            assertThat(state.open()).containsExactly(open);
        }
    }

    private static void save(RunningStore store, KeptState<?> state) throws Exception {
        store.store().write(sql -> {
            state.save(sql);
            return null;
        });
    }
}
