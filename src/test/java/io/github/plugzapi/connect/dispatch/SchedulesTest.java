package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise to subscribers, whatever happens: random schedules of failures, crashes, lost leases, slow subscribers, saves that
 * fail or of which nobody knows whether they did, and clocks that jump, with a store that is a map. A failure names its seed.
 */
class SchedulesTest {

    private static final int SCHEDULES = 2_000;
    private static final int STEPS = 150;
    private static final List<String> INSTANCES = List.of("a", "b", "c");

    /** What a database would hold. */
    private static final class Disk {

        private final List<JournalEntry> journal = new ArrayList<>();
        private final Map<String, Long> places = new HashMap<>();
        private final Map<String, TreeMap<Long, Ledger.Outcome>> redeliveries = new HashMap<>();
        private final Map<String, Map<String, List<Long>>> states = new HashMap<>();

        private List<JournalEntry> after(long seq) {
            return journal.stream().filter(entry -> entry.seq() > seq).limit(4).toList();
        }

        private TreeMap<Long, Ledger.Outcome> redeliveries(String subscriber) {
            return redeliveries.computeIfAbsent(subscriber, name -> new TreeMap<>());
        }
    }

    /** Remembers what it handled, in order, for each instance; and fails by chance. */
    private static final class Remembering implements Subscriber {

        private final String name;
        private final Random random;
        private final List<Long> handed;
        private final Map<String, List<Long>> state = new HashMap<>();
        private final Runnable passesTime;
        private int failsInTen;

        private Remembering(String name, Random random, List<Long> handed, Runnable passesTime) {
            this.name = name;
            this.random = random;
            this.handed = handed;
            this.passesTime = passesTime;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean wants(JournalEntry entry) {
            return true;
        }

        @Override
        public CompletionStage<?> take(JournalEntry entry) {
            passesTime.run();
            if (random.nextInt(10) < failsInTen) {
                throw new IllegalStateException("by chance");
            }
            handed.add(entry.seq());
            List<Long> seen = state.computeIfAbsent(entry.event().instance(), instance -> new ArrayList<>());
            if (seen.isEmpty() || seen.get(seen.size() - 1) < entry.seq()) {
                seen.add(entry.seq());
            }
            return DONE;
        }
    }

    /** One schedule. */
    private static final class Schedule {

        private final Random random;
        private final MovableClock clock = new MovableClock();
        private final Disk disk = new Disk();
        private final Map<String, List<Long>> handed = new HashMap<>();
        private Duration elapsed = Duration.ZERO;
        private long term;

        /** The turn that leads, and one that does not know yet that it does not. */
        private Turn turn;

        private final List<Turn> turns = new ArrayList<>();
        private List<Remembering> subscribers = List.of();

        private Schedule(long seed) {
            this.random = new Random(seed);
        }

        private final class MapLedger implements Ledger {

            private final long its = ++term;
            private final List<Remembering> whose;
            private final Map<String, Long> positions = new HashMap<>();

            private MapLedger(List<Remembering> whose) {
                this.whose = whose;
                whose.forEach(each -> positions.put(each.name(), disk.places.getOrDefault(each.name(), 0L)));
            }

            @Override
            public Map<String, Long> positions() {
                return positions;
            }

            @Override
            public List<Waiting> waiting(Subscriber subscriber) {
                return MemoryLedger.waiting(disk.redeliveries(subscriber.name()));
            }

            @Override
            public List<Redelivery> redeliveries(Subscriber subscriber, String instance, long after, int limit) {
                return MemoryLedger.redeliveries(disk.redeliveries(subscriber.name()), instance, after, limit);
            }

            @Override
            public void save(Collection<Progress> progress, Collection<Subscriber.State> states) {
                if (its != term) {
                    throw new IllegalStateException("Another process has taken over");
                }
                // Nobody waits for the store while it saves.
                if (random.nextInt(3) == 0) {
                    turn.followers().get(random.nextInt(2)).round();
                }
                int chance = random.nextInt(20);
                if (chance == 0) {
                    throw new IllegalStateException("The store is away");
                }
                for (Progress each : progress) {
                    disk.places.put(each.subscriber(), each.position());
                    TreeMap<Long, Outcome> redeliveries = disk.redeliveries(each.subscriber());
                    for (Outcome outcome : each.outcomes()) {
                        if (outcome.handled()) {
                            redeliveries.remove(outcome.seq());
                        } else {
                            redeliveries.put(outcome.seq(), outcome);
                        }
                    }
                }
                for (Remembering each : whose) {
                    Map<String, List<Long>> copy = new HashMap<>();
                    each.state.forEach((instance, seqs) -> copy.put(instance, List.copyOf(seqs)));
                    disk.states.put(each.name(), copy);
                }
                if (chance == 1) {
                    throw new IllegalStateException("The connection broke after the commit");
                }
            }
        }

        private void begin() {
            subscribers = new ArrayList<>();
            for (String name : List.of("one", "two")) {
                Remembering each = new Remembering(
                        name,
                        random,
                        handed.computeIfAbsent(name, its -> new ArrayList<>()),
                        () -> forward(Duration.ofMillis(random.nextInt(800))));
                each.failsInTen = random.nextInt(3) == 0 ? 5 : 0;
                disk.states
                        .getOrDefault(name, Map.of())
                        .forEach((instance, seqs) -> each.state.put(instance, new ArrayList<>(seqs)));
                subscribers.add(each);
            }
            MapLedger ledger = new MapLedger(subscribers);
            turn = new Turn(
                    List.copyOf(subscribers),
                    ledger,
                    disk::after,
                    clock,
                    () -> elapsed,
                    () -> ledger.its == term,
                    subscriber -> {});
            turns.add(turn);
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> append();
                case 4, 5, 6 -> round();
                case 7, 8 -> save();
                case 9 -> forward(Duration.ofMillis(random.nextInt(5_000)));
                case 10 -> {
                    // It dies, or another leads; whoever led goes on for a while without knowing.
                    if (random.nextInt(3) == 0) {
                        begin();
                    }
                }
                default -> {
                    if (random.nextInt(10) == 0) {
                        clock.forward(Duration.ofHours(random.nextInt(9) - 4));
                    }
                }
            }
        }

        private void append() {
            String instance = INSTANCES.get(random.nextInt(INSTANCES.size()));
            long seq = disk.journal.size() + 1;
            ConnectionEvent event = Events.connected(instance, (int) seq);
            disk.journal.add(new JournalEntry(seq, instance, event, "{}"));
        }

        private void round() {
            Turn any = random.nextInt(4) == 0 ? turns.get(random.nextInt(turns.size())) : turn;
            any.followers().get(random.nextInt(any.followers().size())).round();
        }

        private void save() {
            try {
                turn.save();
            } catch (IllegalStateException e) {
                turn.close();
                begin();
            }
        }

        private void forward(Duration time) {
            clock.forward(time);
            elapsed = elapsed.plus(time);
        }

        private void play() {
            begin();
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            // Whatever had gone wrong is over.
            for (int i = 0; i < 400 && !isQuiet(); i++) {
                subscribers.forEach(subscriber -> subscriber.failsInTen = 0);
                turn.followers().forEach(Follower::round);
                save();
                forward(Duration.ofMinutes(6));
            }
        }

        private boolean isQuiet() {
            return subscribers.stream()
                    .allMatch(each -> disk.places.getOrDefault(each.name(), 0L) == disk.journal.size()
                            && disk.redeliveries(each.name()).values().stream().noneMatch(Ledger.Outcome::isWaiting));
        }

        private List<Long> setAside(String subscriber) {
            return disk.redeliveries(subscriber).values().stream()
                    .filter(Ledger.Outcome::setAside)
                    .map(Ledger.Outcome::seq)
                    .toList();
        }

        private List<Long> of(String instance) {
            return disk.journal.stream()
                    .filter(entry -> entry.event().instance().equals(instance))
                    .map(JournalEntry::seq)
                    .toList();
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

    static List<Integer> parts() {
        return List.of(0, 1, 2);
    }

    @ParameterizedTest
    @MethodSource("parts")
    void everyEventIsHandedOnInOrderForItsInstanceAndTheStateIsWhatWasHanded(int part) {
        for (long seed = part * SCHEDULES; seed < (part + 1) * SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed);
            schedule.play();
            assertThat(schedule.isQuiet())
                    .describedAs("seed %d: all is handed on", seed)
                    .isTrue();
            for (Remembering each : schedule.subscribers) {
                for (String instance : INSTANCES) {
                    assertPromise(schedule, each, instance, seed);
                }
            }
        }
    }

    private static void assertPromise(Schedule schedule, Remembering each, String instance, long seed) {
        List<Long> events = schedule.of(instance);
        List<Long> aside = schedule.setAside(each.name());
        List<Long> handed = schedule.handed.get(each.name()).stream()
                .filter(events::contains)
                .toList();
        assertThat(handed)
                .describedAs("seed %d: each event of %s was handed to %s, or is set aside", seed, instance, each.name())
                .containsAll(events.stream().filter(seq -> !aside.contains(seq)).toList());
        // What comes again begins before what was handed last, and goes on from there without a gap.
        long last = 0;
        for (long seq : handed) {
            long before = last;
            assertThat(events.stream()
                            .filter(other -> other > before && other < seq)
                            .filter(other -> !aside.contains(other)))
                    .describedAs("seed %d: nothing of %s is passed over between %d and %d", seed, instance, before, seq)
                    .isEmpty();
            last = seq;
        }
        assertThat(each.state.getOrDefault(instance, List.of()))
                .describedAs("seed %d: the state of %s is what was handed", seed, instance)
                .isEqualTo(events.stream().filter(seq -> !aside.contains(seq)).toList());
    }
}
