package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Whoever is slow, with a backlog, and a dispatcher that saves every half second by a clock that only the work moves. */
class FollowerTest {

    private static final Duration SLOW = Duration.ofMillis(200);
    private static final Duration SAVE_EVERY = Duration.ofMillis(500);

    private final MovableClock clock = new MovableClock();
    private final List<JournalEntry> journal = new ArrayList<>();
    private final MemoryLedger saved = new MemoryLedger();
    private final List<String> handed = new ArrayList<>();
    private Predicate<JournalEntry> fails = entry -> false;
    private Duration slow = SLOW;
    private Duration readingTakes = Duration.ZERO;
    private Follower follower = follower();

    private Follower follower() {
        return new Follower(new Slow(), saved, this::read, clock, clock::elapsed, () -> true, () -> {});
    }

    private final class Slow implements Subscriber {

        private Duration savedAt = Duration.ZERO;

        @Override
        public String name() {
            return MemoryLedger.SUBSCRIBER;
        }

        @Override
        public boolean wants(JournalEntry entry) {
            return true;
        }

        @Override
        public CompletionStage<?> take(JournalEntry entry) {
            handed.add(entry.instance() + "/"
                    + (entry.event() == null ? "?" : entry.event().distinction()));
            clock.forward(slow);
            if (clock.elapsed().minus(savedAt).compareTo(SAVE_EVERY) >= 0) {
                savedAt = clock.elapsed();
                save();
            }
            if (fails.test(entry)) {
                throw new IllegalStateException("not yet");
            }
            return DONE;
        }
    }

    private void save() {
        saved.save(follower);
    }

    private List<JournalEntry> read(long seq) {
        clock.forward(readingTakes);
        return journal.stream().filter(entry -> entry.seq() > seq).toList();
    }

    private void append(String instance, int number) {
        journal.add(entry(journal.size() + 1, instance, number));
    }

    @Test
    void whatFailedIsTriedAgainInTimeHoweverMuchThereIsThatIsNew() {
        append("a", 1);
        append("a", 2);
        for (int i = 1; i <= 1_500; i++) {
            append("b", i);
        }
        fails = entry -> handed.size() == 1;

        while (follower.round()) {
            // Until all is handed on.
        }

        assertThat(handed).hasSize(1_503).endsWith("b/1500");
        assertThat(handed.subList(1, 20))
                .describedAs("within about three seconds")
                .containsSubsequence("b/1", "a/1", "a/2", "b/15");
    }

    @Test
    void whatIsNewIsHandedOnInTimeHoweverMuchThereIsToTryAgain() {
        for (int i = 1; i <= 200; i++) {
            append("a", i);
        }
        fails = entry -> entry.event().instance().equals("a");
        follower.round();
        save();
        fails = entry -> false;
        for (int i = 1; i <= 10; i++) {
            append("b", i);
        }
        clock.forward(Duration.ofSeconds(2));
        handed.clear();

        while (follower.round()) {
            // Until all is handed on.
        }

        assertThat(handed).hasSize(210).contains("a/200");
        assertThat(handed.subList(0, 30)).containsSubsequence("a/1", "b/1", "a/10", "b/10");
    }

    @Test
    void manyInstancesAreTriedAgainTogetherAndNotSoManyInEachSecond() {
        int many = 3 * Places.CHUNK;
        for (int i = 1; i <= many; i++) {
            waits(Ledger.Outcome.behind(entry(i, "instance-" + i, 1)));
        }
        goOnBehind(many);
        slow = Duration.ZERO;

        follower.round();

        assertThat(handed).hasSize(many);
    }

    @Test
    void whatComesToBeDueWhileManyAreTriedAgainIsHandedOnInItsOrder() {
        Instant soon = clock.instant().plusMillis(500);
        waits(new Ledger.Outcome(entry(1, "a", 1), false, 1, soon, "no", false));
        for (int i = 2; i <= Places.CHUNK + 1; i++) {
            waits(Ledger.Outcome.behind(entry(i, "instance-" + i, 1)));
        }
        waits(Ledger.Outcome.behind(entry(Places.CHUNK + 2, "a", 2)));
        goOnBehind(Places.CHUNK + 2);
        slow = Duration.ofMillis(3);

        follower.round();
        clock.forward(Duration.ofSeconds(1));
        follower.round();

        assertThat(handed).hasSize(Places.CHUNK + 2).endsWith("a/1", "a/2");
    }

    private JournalEntry entry(long seq, String instance, int number) {
        return new JournalEntry(seq, instance, Events.connected(instance, number), "{}");
    }

    private void goOnBehind(long seq) {
        saved.position = seq;
        follower = follower();
    }

    private void waits(Ledger.Outcome outcome) {
        saved.redeliveries.put(outcome.seq(), outcome);
    }

    @Test
    void aJournalThatTakesLongToReadIsHandedOnAllTheSame() {
        readingTakes = Duration.ofSeconds(2);
        append("a", 1);
        append("a", 2);

        follower.round();
        follower.round();

        assertThat(handed).containsExactly("a/1", "a/2");
    }

    @Test
    void whoTakesWhatThisVersionCannotReadIsHandedThatAgainTooAfterItFailed() {
        journal.add(new JournalEntry(1, "a", null, "{}"));
        append("a", 2);
        fails = entry -> handed.size() == 1;

        follower.round();
        save();
        clock.forward(Duration.ofSeconds(1));
        follower.round();

        assertThat(handed).containsExactly("a/?", "a/?", "a/2");
    }

    @Test
    void afterASuddenDeathNoMoreThanTheLastHalfSecondComesAgain() {
        append("a", 1);
        for (int i = 1; i <= 300; i++) {
            append("b", i);
        }
        List<Long> unsaved = new ArrayList<>();
        fails = entry -> {
            unsaved.add(entry.seq() - saved.position);
            return unsaved.size() == 1;
        };

        while (follower.round()) {
            // Until all is handed on.
        }

        save();
        assertThat(unsaved.subList(3, 302)).allMatch(events -> events <= 4);
        assertThat(saved.redeliveries).isEmpty();
    }
}
