package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnTest {

    @TempDir
    Path folder;

    private final List<Subscriber.State> saved = new ArrayList<>();
    private final List<JournalEntry> journal = new ArrayList<>();

    /** Nothing waits, and all can be saved. */
    private final class Willing implements Ledger {

        @Override
        public Map<String, Long> positions() {
            return Map.of("Counting", 0L);
        }

        @Override
        public List<Waiting> waiting(Subscriber subscriber) {
            return List.of();
        }

        @Override
        public List<Redelivery> redeliveries(Subscriber subscriber, String instance, long after, int limit) {
            return List.of();
        }

        @Override
        public void save(Collection<Progress> progress, Collection<Subscriber.State> states) {
            saved.addAll(states);
        }
    }

    /** Another process may have saved something newer since, or have erased it. */
    @Test
    void whatWasBuiltInAnEarlierTurnIsForgottenAndNotSavedBeforeThat() throws Exception {
        Database database = Database.sqlite(folder.resolve("journal.db"));
        try (RunningStore store = new RunningStore(database).start()) {
            Counting.makeTable(database);
            Counting counting = new Counting(store.store(), event -> {}, () -> {});
            counting.take(new JournalEntry(1, "erased", Events.connected("erased", 1), "{}"));
            MovableClock clock = new MovableClock();
            Turn turn = new Turn(
                    List.of(counting),
                    new Willing(),
                    seq -> journal.stream().filter(entry -> entry.seq() > seq).toList(),
                    clock,
                    clock::elapsed,
                    () -> true,
                    subscriber -> {});

            turn.save();
            assertThat(saved).isEmpty();

            turn.followers().get(0).round();
            turn.save();
            assertThat(saved).isEmpty();
            assertThat(counting.count("erased")).isNull();

            journal.add(new JournalEntry(2, "a", Events.connected("a", 1), "{}"));
            turn.followers().get(0).round();
            turn.save();
            assertThat(saved).containsExactly(counting.state().orElseThrow());
        }
    }
}
