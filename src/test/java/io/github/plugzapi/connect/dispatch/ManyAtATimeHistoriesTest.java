package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise to subscribers that are at many events at a time: random histories of what is taken, refused, slow, for a while not
 * wanted at all, of a store that is away, and of crashes. A failure names its seed.
 */
class ManyAtATimeHistoriesTest {

    private static final int HISTORIES = 1_500;
    private static final int STEPS = 250;
    private static final int ATTEMPTS = 4;
    private static final List<String> INSTANCES = List.of("a", "b", "c", "d", "e");

    /** One history. */
    private static final class History implements Subscriber {

        private final long seed;
        private final Random random;
        private final MovableClock clock = new MovableClock();
        private final MemoryLedger ledger;

        /** All that it took, in order. */
        private final List<Long> taken = new ArrayList<>();

        private final List<Long> setAside = new ArrayList<>();
        private final Map<Long, CompletableFuture<Void>> underWay = new TreeMap<>();
        private int atATime = 3;
        private boolean isWell;
        private MovableTime time;
        private Follower follower;

        private History(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.ledger = new MemoryLedger();
            begin();
        }

        private void begin() {
            time = MovableTime.now(clock);
            follower = ledger.follower(this, time);
        }

        @Override
        public String name() {
            return MemoryLedger.SUBSCRIBER;
        }

        @Override
        public boolean isObserver() {
            return false;
        }

        @Override
        public boolean wants(JournalEntry entry) {
            return true;
        }

        @Override
        public int atATime() {
            return atATime;
        }

        @Override
        public Policy policy() {
            Backoff retry = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20));
            return new Policy(retry, ATTEMPTS, Policy.Begin.AT_THE_BEGINNING, Duration.ofDays(7));
        }

        @Override
        public void setAside(JournalEntry entry) {
            setAside.add(entry.seq());
        }

        @Override
        public CompletionStage<?> take(JournalEntry entry) {
            assertThat(time.mayGoOn())
                    .describedAs("seed %d: nothing is handed on after the turn", seed)
                    .isTrue();
            assertThat(underWay.keySet().stream().map(this::instance))
                    .describedAs("seed %d: of %s one event at a time, before %d", seed, entry.instance(), entry.seq())
                    .doesNotContain(entry.instance())
                    .hasSizeLessThan(atATime);
            clock.forward(Duration.ofMillis(random.nextInt(300)));
            switch (isWell ? 0 : random.nextInt(12)) {
                case 0, 1, 2 -> {
                    taken.add(entry.seq());
                    return DONE;
                }
                case 3 -> throw new NotTaken("by chance", Duration.ofSeconds(random.nextInt(30)));
                case 4 -> throw RunningStore.unavailable("08006");
                default -> {
                    CompletableFuture<Void> taking = new CompletableFuture<>();
                    underWay.put(entry.seq(), taking);
                    return taking;
                }
            }
        }

        private String instance(long seq) {
            return ledger.journal.get((int) seq - 1).instance();
        }

        private void step() {
            switch (random.nextInt(14)) {
                case 0, 1, 2, 3 -> ledger.append(INSTANCES.get(random.nextInt(INSTANCES.size())));
                case 4, 5, 6 -> round();
                case 7 -> ledger.save(follower);
                case 8, 9, 10 -> answer();
                case 11 -> clock.forward(Duration.ofMillis(random.nextInt(5_000)));
                case 12 -> atATime = random.nextInt(5);
                default -> {
                    switch (random.nextInt(6)) {
                        case 0 -> crash();
                        case 1 -> endTurn();
                        default -> {
                            // Nothing happens.
                        }
                    }
                }
            }
        }

        private void round() {
            try {
                follower.round();
            } catch (StoreUnavailable e) {
                // It is tried again in the next round.

            }
        }

        private void answer() {
            if (underWay.isEmpty()) {
                return;
            }
            List<Long> all = List.copyOf(underWay.keySet());
            long seq = all.get(random.nextInt(all.size()));
            CompletableFuture<Void> taking = underWay.remove(seq);
            if (isWell || random.nextInt(3) > 0) {
                taken.add(seq);
                taking.complete(null);
            } else {
                taking.completeExceptionally(new NotTaken("by chance", Duration.ZERO));
            }
        }

        /** What was under way may have arrived. */
        private void crash() {
            for (long seq : underWay.keySet()) {
                if (random.nextBoolean()) {
                    taken.add(seq);
                }
            }
            underWay.clear();
            begin();
        }

        /** The process goes on, and with the next turn once what was under way has ended. */
        private void endTurn() {
            time.end();
            while (!underWay.isEmpty()) {
                if (random.nextBoolean()) {
                    follower.settle();
                }
                answer();
            }
            follower.settle();
            assertThat(follower.isIdle())
                    .describedAs("seed %d: what is under way may end", seed)
                    .isTrue();
            if (random.nextBoolean()) {
                ledger.save(follower);
            }
            begin();
        }

        private void play() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            isWell = true;
            atATime = 3;
            for (int i = 0; i < 500 && !isQuiet(); i++) {
                round();
                while (!underWay.isEmpty()) {
                    answer();
                }
                round();
                ledger.save(follower);
                clock.forward(Duration.ofSeconds(31));
            }
        }

        private boolean isQuiet() {
            return underWay.isEmpty()
                    && ledger.position == ledger.journal.size()
                    && ledger.redeliveries.values().stream().noneMatch(Ledger.Outcome::isWaiting);
        }

        private void assertPromise(String instance) {
            List<Long> events = ledger.journal.stream()
                    .filter(entry -> entry.instance().equals(instance))
                    .map(JournalEntry::seq)
                    .toList();
            List<Long> arrived =
                    taken.stream().filter(seq -> instance(seq).equals(instance)).toList();
            assertThat(arrived)
                    .describedAs("seed %d: each event of %s was taken, or is set aside", seed, instance)
                    .containsAll(events.stream()
                            .filter(seq -> !setAside.contains(seq))
                            .toList());
            // What comes again begins before what was taken last, and goes on from there without a gap.
            long last = 0;
            for (long seq : arrived) {
                long before = last;
                assertThat(events.stream()
                                .filter(other -> other > before && other < seq)
                                .filter(other -> !setAside.contains(other)))
                        .describedAs(
                                "seed %d: nothing of %s is passed over between %d and %d", seed, instance, before, seq)
                        .isEmpty();
                last = seq;
            }
        }
    }

    /** Each failure is logged, and here there are hundreds of thousands. */
    @BeforeAll
    static void beQuiet() {
        Logger.getLogger(Follower.class.getName()).setLevel(Level.OFF);
    }

    @AfterAll
    static void sayAgain() {
        Logger.getLogger(Follower.class.getName()).setLevel(null);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void everyEventArrivesInOrderForItsInstanceOneAtATimeWhateverHappens(int part) {
        for (long seed = part * HISTORIES; seed < (part + 1) * HISTORIES; seed++) {
            History history = new History(seed);
            history.play();
            assertThat(history.isQuiet())
                    .describedAs("seed %d: all is handed on", seed)
                    .isTrue();
            INSTANCES.forEach(history::assertPromise);
        }
    }
}
