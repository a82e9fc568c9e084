package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.Latches;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource
class DispatcherTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private Database database;

    @BeforeEach
    void makeDatabase() {
        database = kind.fresh(folder);
    }

    private Replica.Builder replica(RecordingObserver... observers) {
        return Replica.on(database)
                .clock(clock)
                .observers(List.of(observers).stream()
                        .map(RecordingObserver::observer)
                        .toArray(CdiObserver[]::new));
    }

    @Test
    void everyObserverIsHandedEveryEventInTheOrderOfItsInstance() throws Exception {
        RecordingObserver one = new RecordingObserver("one");
        RecordingObserver two = new RecordingObserver("two");
        try (Replica replica = replica(one, two).start()) {
            for (int i = 0; i < 700; i++) {
                replica.append(Events.connected("a", i));
                replica.append(Events.disconnected("b", i));
            }
            for (RecordingObserver observer : List.of(one, two)) {
                await().untilAsserted(() -> assertThat(observer.events()).hasSize(1_400));
                assertThat(observer.of("a")).isEqualTo(numbers(0, 700));
                assertThat(observer.of("b")).isEqualTo(numbers(0, 700));
            }
        }
    }

    @Test
    void anObserverIsHandedOnlyWhatItObserves() throws Exception {
        List<ConnectionEvent> seen = new ArrayList<>();
        RecordingObserver all = new RecordingObserver("all");
        try (Replica replica = Replica.on(database)
                .observers(new CdiObserver("connected", Connected.class, seen::add), all.observer())
                .start()) {
            replica.keep(Events.disconnected("a", 1), Events.connected("a", 2), Events.disconnected("a", 3));
            await().untilAsserted(() -> assertThat(all.events()).hasSize(3));
            await().untilAsserted(() ->
                    assertThat(seen).extracting(ConnectionEvent::distinction).containsExactly("2"));
        }
    }

    @Test
    void aDuplicateIsHandedOnOnce() throws Exception {
        RecordingObserver seen = new RecordingObserver("seen");
        try (Replica replica = replica(seen).start()) {
            replica.keep(Events.concluded("a", 1), Events.concluded("a", 1), Events.concluded("a", 2));
            await().untilAsserted(() -> assertThat(seen.of("a")).contains("2"));
            assertThat(seen.of("a")).containsExactly("1", "2");
        }
    }

    @Test
    void whatWasKeptWhileNobodyHandedItOnIsHandedOnLater() throws Exception {
        try (Replica replica = Replica.on(database).open()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
        }
        RecordingObserver seen = new RecordingObserver("seen");
        try (Replica replica = replica(seen).start()) {
            assertThat(replica.store.trouble()).isNull();
            await().untilAsserted(() -> assertThat(seen.of("a")).containsExactly("1", "2"));
        }
    }

    @Test
    void whatWasSavedDoesNotComeAgain() throws Exception {
        RecordingObserver before = new RecordingObserver("observer");
        try (Replica replica = replica(before).start()) {
            replica.keep(Events.connected("a", 1));
            await().untilAsserted(() -> assertThat(before.of("a")).hasSize(1));
        }
        RecordingObserver after = new RecordingObserver("observer");
        try (Replica replica = replica(after).start()) {
            replica.keep(Events.connected("a", 2));
            await().untilAsserted(() -> assertThat(after.of("a")).containsExactly("2"));
        }
    }

    @Test
    void whatAnObserverIsAtWhenTheProcessEndsIsFinishedAndSaved() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        RecordingObserver slow = new RecordingObserver("observer", event -> {
            begun.countDown();
            Latches.await(end);
        });
        Thread closing;
        try (Replica replica = replica(slow).lease(Duration.ofSeconds(30)).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            begun.await();
            closing = new Thread(replica::close);
            closing.start();
            end.countDown();
            closing.join();
        }
        RecordingObserver after = new RecordingObserver("observer");
        try (Replica replica = replica(after).start()) {
            replica.keep(Events.connected("a", 3));
            await().untilAsserted(() -> assertThat(after.of("a")).contains("3"));
            List<String> all = new ArrayList<>(slow.of("a"));
            all.addAll(after.of("a"));
            assertThat(all).containsExactly("1", "2", "3");
        }
    }

    @Test
    void whatWasHandedOnButNotSavedComesAgainAfterACrash() throws Exception {
        RecordingObserver before = new RecordingObserver("observer");
        AtomicBoolean crashing = new AtomicBoolean();
        Runnable dying = () -> {
            if (crashing.get()) {
                throw new IllegalStateException("The process dies before it saves");
            }
        };
        try (Replica replica = counting(replica(before), event -> {}, dying).start()) {
            replica.keep(Events.connected("a", 1));
            await().until(() -> position("observer") == 1);
            crashing.set(true);
            replica.keep(Events.connected("a", 2), Events.connected("a", 3));
            await().untilAsserted(() -> assertThat(before.of("a")).contains("2", "3"));
        }
        RecordingObserver after = new RecordingObserver("observer");
        try (Replica replica = replica(after).start()) {
            assertThat(replica.store.trouble()).isNull();
            await().untilAsserted(() -> assertThat(after.of("a")).containsExactly("2", "3"));
        }
    }

    @Test
    void aStateIsSavedInTheTransactionOfThePlacesAndIsReadAnewWhenThatFails() throws Exception {
        RecordingObserver seen = new RecordingObserver("observer");
        AtomicBoolean failing = new AtomicBoolean();
        CountDownLatch failed = new CountDownLatch(1);
        Runnable whenSaved = () -> {
            if (failing.get()) {
                failed.countDown();
                throw new IllegalStateException("It fails on purpose");
            }
        };
        try (Replica replica = counting(replica(seen), event -> {}, whenSaved).start()) {
            replica.keep(Events.connected("a", 1));
            await().until(() -> position("observer") == 1 && counted("a") == 1);
            failing.set(true);
            replica.keep(Events.connected("a", 2));
            failed.await();
            assertThat(position("observer")).isEqualTo(1);
            assertThat(counted("a")).isEqualTo(1);
            failing.set(false);
            await().until(() -> position("observer") == 2 && counted("a") == 2);
            assertThat(seen.of("a")).startsWith("1", "2", "2").endsWith("2");
        }
    }

    @Test
    void whatAnEventThatWasTriedAgainDidToAStateIsSavedAlsoWhereNothingElseComes() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        try (Replica replica = counting(
                        replica(),
                        event -> {
                            if (failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("not yet");
                            }
                        },
                        () -> {})
                .start()) {
            replica.keep(Events.connected("a", 1));
            await().until(() -> database.count("redelivery") == 1 && position("Counting") == 1);
            clock.forward(Duration.ofSeconds(2));
            await().until(() -> database.count("redelivery") == 0);
            assertThat(counted("a")).isEqualTo(1);
        }
    }

    /** An error, too: the next time it may be well. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, AssertionError.class})
    void aStateIsReadAnewAlsoWhereThatFailsAtFirst(Class<? extends Throwable> what) throws Exception {
        try (Replica replica = counting(replica(), event -> {}, () -> {}).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().until(() -> counted("a") == 2);
        }
        AtomicInteger failures = new AtomicInteger(2);
        RecordingObserver other = new RecordingObserver("other");
        try (Replica replica = replica(other)
                .whenOpened(() -> Counting.makeTable(database))
                .subscriber(store -> new Counting(store, event -> {}, () -> failAFewTimes(failures, what), () -> {}))
                .start()) {
            replica.keep(Events.connected("a", 3));
            await().untilAsserted(() -> assertThat(other.of("a")).containsExactly("3"));
            await().until(() -> counted("a") == 3);
            assertThat(failures).hasNegativeValue();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, AssertionError.class})
    void whateverASaveThrowsTheEventsAreHandedOn(Class<? extends Throwable> what) throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        RecordingObserver other = new RecordingObserver("other");
        try (Replica replica = counting(replica(other), event -> {}, () -> failAFewTimes(failures, what))
                .start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().until(() -> counted("a") == 2 && position("other") == 2);
            assertThat(failures).hasNegativeValue();
            assertThat(other.of("a")).startsWith("1", "2").endsWith("1", "2");
        }
    }

    private static void failAFewTimes(AtomicInteger failures, Class<? extends Throwable> what) {
        if (failures.getAndDecrement() > 0) {
            if (Error.class.isAssignableFrom(what)) {
                throw new AssertionError("on purpose");
            }
            throw new IllegalStateException("on purpose");
        }
    }

    /** A second call would gain nothing, and what it fails on late would come after what is newer. */
    @Test
    void anObserverThatHangsIsNotCalledASecondTimeHoweverOftenSavesFail() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        AtomicInteger within = new AtomicInteger();
        AtomicInteger mostWithin = new AtomicInteger();
        RecordingObserver hanging = new RecordingObserver("hanging", event -> {
            mostWithin.accumulateAndGet(within.incrementAndGet(), Math::max);
            try {
                if (first.getAndSet(false)) {
                    Latches.await(end);
                    throw new IllegalStateException("too late");
                }
            } finally {
                within.decrementAndGet();
            }
        });
        AtomicInteger failures = new AtomicInteger(3);
        try (Replica replica = counting(
                        replica(hanging), event -> {}, () -> failAFewTimes(failures, IllegalStateException.class))
                .start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().until(() -> counted("a") == 2);
            assertThat(failures).hasNegativeValue();
            assertThat(hanging.of("a")).containsExactly("1");
            end.countDown();
            await().until(() -> position("hanging") == 2);
            assertThat(hanging.of("a")).containsExactly("1", "1", "2");
            assertThat(mostWithin).hasValue(1);
            assertThat(database.count("redelivery")).isZero();
        }
    }

    @Test
    void aClockThatIsSetBackKeepsNothingFromBeingTriedAgain() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        RecordingObserver failing =
                new RecordingObserver("failing", event -> failAFewTimes(failures, IllegalStateException.class));
        try (Replica replica = replica(failing).start()) {
            replica.keep(Events.connected("a", 1));
            await().until(() -> database.count("redelivery") == 1);
            clock.setBack(Duration.ofHours(1));
            await().untilAsserted(() -> assertThat(failing.of("a")).containsExactly("1", "1"));
        }
    }

    private Replica.Builder counting(Replica.Builder builder, Consumer<ConnectionEvent> before, Runnable whenSaved) {
        return builder.whenOpened(() -> Counting.makeTable(database))
                .subscriber(store -> new Counting(store, before, whenSaved));
    }

    private long counted(String instance) {
        return database.column("SELECT n FROM counting WHERE instance = '" + instance + "'").stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    @Test
    void aStoreThatIsAwayIsNotTheObserversFault() throws Exception {
        AtomicInteger away = new AtomicInteger(2);
        RecordingObserver observer = new RecordingObserver("observer", event -> {
            if (away.getAndDecrement() > 0) {
                throw new IllegalStateException(RunningStore.unavailable("08006"));
            }
        });
        try (Replica replica = replica(observer).start()) {
            replica.keep(Events.connected("a", 1));

            await().untilAsserted(() -> assertThat(observer.of("a")).containsExactly("1", "1", "1"));
            await().until(() -> position("observer") == 1);
            assertThat(database.count("redelivery")).isZero();
        }
    }

    @Test
    void whatTheStoreWillNeverDoIsTheObserversFaultAndHoldsUpNobodyElse() throws Exception {
        RecordingObserver observer = new RecordingObserver("observer", event -> {
            if (event.instance().equals("a")) {
                throw RunningStore.unavailable("42501");
            }
        });
        try (Replica replica = replica(observer).start()) {
            replica.keep(Events.connected("a", 1));
            replica.keep(Events.connected("b", 2));

            await().untilAsserted(() -> assertThat(observer.of("b")).containsExactly("2"));
            await().untilAsserted(() -> assertThat(database.column("SELECT instance FROM redelivery"))
                    .containsExactly("a"));
        }
    }

    @Test
    void anObserverThatFailsIsTriedAgainWithGrowingPauses() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        RecordingObserver failing = new RecordingObserver("failing", event -> {
            if (event.instance().equals("a") && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("no");
            }
        });
        RecordingObserver marker = new RecordingObserver("marker");
        try (Replica replica = replica(failing, marker).start()) {
            replica.keep(Events.connected("a", 1));
            for (int attempt = 1; attempt <= 3; attempt++) {
                int attempts = attempt;
                await().untilAsserted(() -> assertThat(database.column("SELECT attempts FROM redelivery"))
                        .containsExactly(Integer.toString(attempts)));
                long pause = Long.parseLong(database.column("SELECT next_at FROM redelivery")
                                .get(0))
                        - clock.millis();
                assertThat(pause).isEqualTo(1_000L << (attempts - 1));
                clock.forward(Duration.ofMillis(pause - 1));
                replica.keep(Events.connected("other", attempts));
                await().untilAsserted(() -> assertThat(marker.of("other")).contains(Integer.toString(attempts)));
                await().untilAsserted(() -> assertThat(failing.of("other")).contains(Integer.toString(attempts)));
                assertThat(failing.of("a")).hasSize(attempts);
                clock.forward(Duration.ofMillis(1_001));
                wakeUp(replica);
            }
            await().untilAsserted(() -> assertThat(database.count("redelivery")).isZero());
            assertThat(failing.of("a")).containsExactly("1", "1", "1", "1");
        }
    }

    @Test
    void laterEventsOfTheSameInstanceWaitAndEverythingElseGoesOn() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        RecordingObserver one = new RecordingObserver("one", event -> {
            if (failing.get() && event.instance().equals("a")) {
                throw new IllegalStateException("no");
            }
        });
        RecordingObserver other = new RecordingObserver("other");
        try (Replica replica = replica(one, other).start()) {
            replica.keep(
                    Events.connected("a", 1),
                    Events.connected("a", 2),
                    Events.connected("b", 1),
                    Events.connected("a", 3),
                    Events.connected("b", 2));
            await().untilAsserted(() -> assertThat(one.of("b")).containsExactly("1", "2"));
            await().untilAsserted(() -> assertThat(other.of("a")).containsExactly("1", "2", "3"));
            replica.keep(Events.connected("a", 4), Events.connected("b", 3));
            await().untilAsserted(() -> assertThat(one.of("b")).containsExactly("1", "2", "3"));
            assertThat(one.of("a")).containsExactly("1");
            failing.set(false);
            await().untilAsserted(() -> {
                clock.forward(Duration.ofSeconds(2));
                wakeUp(replica);
                assertThat(one.of("a")).containsExactly("1", "1", "2", "3", "4");
            });
            await().untilAsserted(() -> assertThat(database.count("redelivery")).isZero());
        }
    }

    @Test
    void whatAnObserverCannotHandleIsSetAsideVisiblyAndCanBeHandedAgain() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        RecordingObserver one = new RecordingObserver("one", event -> {
            if (failing.get() && "1".equals(event.distinction())) {
                throw new IllegalStateException("no");
            }
        });
        RecordingObserver other = new RecordingObserver("other");
        try (Replica replica = replica(one, other).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().untilAsserted(() -> {
                clock.forward(Duration.ofMinutes(6));
                wakeUp(replica);
                assertThat(one.of("a")).contains("2");
            });
            assertThat(one.of("a")).containsExactly("1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "2");
            await().untilAsserted(() -> assertThat(replica.places.setAside()).isEqualTo(Map.of("one", 1L)));
            assertThat(gauge(replica, "observer_set_aside", "one")).isEqualTo(1);
            assertThat(gauge(replica, "observer_set_aside", "other")).isZero();
            assertThat(replica.registry
                            .get("observer_failures")
                            .tag("observer", "one")
                            .counter()
                            .count())
                    .isEqualTo(10);

            // Later events do not wait for what was set aside.
            replica.keep(Events.connected("a", 3));
            await().untilAsserted(() -> {
                clock.forward(Duration.ofSeconds(2));
                wakeUp(replica);
                assertThat(one.of("a")).endsWith("3");
            });

            failing.set(false);
            assertThat(replica.places.dispatchAgain("other")).isZero();
            assertThat(replica.places.dispatchAgain("one")).isEqualTo(1);
            await().untilAsserted(() -> {
                clock.forward(Duration.ofSeconds(2));
                wakeUp(replica);
                assertThat(one.of("a")).endsWith("3", "1");
            });
            await().untilAsserted(() ->
                    assertThat(gauge(replica, "observer_set_aside", "one")).isZero());
            assertThat(other.of("a")).containsExactly("1", "2", "3");
        }
    }

    /** As it is once it was looked up. */
    private static double gauge(Replica replica, String metric, String observer) {
        for (int i = 0; i < 5; i++) {
            replica.ticker.tick();
        }
        return replica.registry.get(metric).tag("observer", observer).gauge().value();
    }

    @Test
    void theMetricsTellHowFarAnObserverIsBehind() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        RecordingObserver slow = new RecordingObserver("slow", event -> Latches.await(gate));
        RecordingObserver failing = new RecordingObserver("failing", event -> {
            if (event.instance().equals("a")) {
                throw new IllegalStateException("no");
            }
        });
        RecordingObserver fast = new RecordingObserver("fast");
        try (Replica replica = replica(slow, failing, fast).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("b", 2), Events.connected("a", 3));
            await().untilAsserted(() -> {
                assertThat(gauge(replica, "observer_lag_events", "slow")).isEqualTo(3);
                assertThat(gauge(replica, "observer_lag_events", "failing")).isEqualTo(2);
                assertThat(gauge(replica, "observer_lag_events", "fast")).isZero();
            });
            clock.forward(Duration.ofSeconds(90));
            assertThat(gauge(replica, "observer_lag_seconds", "slow")).isEqualTo(90);
            assertThat(gauge(replica, "observer_lag_seconds", "failing")).isEqualTo(90);
            assertThat(gauge(replica, "observer_lag_seconds", "fast")).isZero();

            gate.countDown();
            await().untilAsserted(() -> {
                assertThat(gauge(replica, "observer_lag_events", "slow")).isZero();
                assertThat(gauge(replica, "observer_lag_seconds", "slow")).isZero();
            });
        }
    }

    @Test
    void anObserverThatHangsIsToldInTheLogAfterAMinuteAndOnce() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        RecordingObserver slow = new RecordingObserver("slow", event -> Latches.await(gate));
        RecordingObserver fast = new RecordingObserver("fast");
        ConnectionEvent event = Events.connected("a", 1);
        try (CapturedLog log = CapturedLog.start();
                Replica replica = replica(slow, fast).start()) {
            replica.keep(event);
            await().until(() -> slow.events().size() == 1 && fast.events().size() == 1);
            lookWhoHangs(replica);
            replica.elapsed.forward(Duration.ofSeconds(59));
            lookWhoHangs(replica);
            assertThat(hanging(log)).isEmpty();

            replica.elapsed.forward(Duration.ofSeconds(1));
            lookWhoHangs(replica);
            replica.elapsed.forward(Duration.ofMinutes(5));
            lookWhoHangs(replica);

            assertThat(hanging(log))
                    .singleElement()
                    .asString()
                    .contains("The observer slow hangs", event.id(), " of a ");
            gate.countDown();
            await().untilAsserted(() -> {
                lookWhoHangs(replica);
                assertThat(log.text()).containsOnlyOnce("The observer slow has returned, and goes on");
            });
        }
    }

    private static void lookWhoHangs(Replica replica) {
        for (int i = 0; i < 10; i++) {
            replica.ticker.tick();
        }
    }

    private static List<String> hanging(CapturedLog log) {
        return log.lines().stream().filter(line -> line.contains(" hangs")).toList();
    }

    @Test
    void whateverAnObserverThrowsItGoesOnAndIsHandedTheNextEvent() throws Exception {
        RecordingObserver odd = new RecordingObserver("odd", event -> {
            switch (event.instance()) {
                case "memory" -> throw new OutOfMemoryError("not really");
                case "interrupt" -> Thread.currentThread().interrupt();
                default -> {
                    // All is well.
                }
            }
        });
        try (Replica replica = replica(odd).start()) {
            replica.keep(Events.connected("memory", 1), Events.connected("interrupt", 1), Events.connected("a", 1));
            await().untilAsserted(() -> assertThat(odd.of("a")).containsExactly("1"));
            await().until(() -> position("odd") == 3);
            replica.keep(Events.connected("a", 2));
            await().untilAsserted(() -> assertThat(odd.of("a")).containsExactly("1", "2"));
        }
    }

    @Test
    void aHangingObserverHoldsUpNobodyElseNorTheEnd() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        RecordingObserver[] observers = {
            new RecordingObserver("hangs-1", event -> Latches.await(end)),
            new RecordingObserver("hangs-2", event -> Latches.await(end)),
            new RecordingObserver("well")
        };
        long before;
        try (Replica replica = replica(observers).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().untilAsserted(() -> assertThat(observers[2].of("a")).containsExactly("1", "2"));
            await().until(() -> position("well") == 2);
            assertThat(position("hangs-1")).isZero();
            before = System.nanoTime();
        } finally {
            end.countDown();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aSlowObserverIsNotHandedAgainWhatItHasDone() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        RecordingObserver slow = new RecordingObserver("slow", event -> {
            if (event.distinction().equals("5")) {
                Latches.await(end);
            }
        });
        try (Replica replica = Replica.on(database).open()) {
            replica.keep(IntStream.rangeClosed(1, 9)
                    .mapToObj(i -> Events.connected("a", i))
                    .toArray(ConnectionEvent[]::new));
        }
        try (Replica replica = replica(slow).start()) {
            assertThat(replica.store.trouble()).isNull();
            await().until(() -> position("slow") == 4);
            end.countDown();
        }
    }

    @Test
    void aNewObserverBeginsAtTheEnd() throws Exception {
        RecordingObserver old = new RecordingObserver("old");
        try (Replica replica = replica(old).start()) {
            replica.keep(Events.connected("a", 1));
            await().until(() -> position("old") == 1);
        }
        RecordingObserver fresh = new RecordingObserver("fresh");
        try (Replica replica = replica(old, fresh).start()) {
            await().until(() -> position("fresh") == 1);
            replica.keep(Events.connected("a", 2));
            await().untilAsserted(() -> assertThat(fresh.of("a")).containsExactly("2"));
        }
        assertThat(old.of("a")).containsExactly("1", "2");
    }

    @Test
    void aNewStateIsBuiltFromAllThatTheJournalHolds() throws Exception {
        RecordingObserver old = new RecordingObserver("old");
        try (Replica replica = replica(old).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().until(() -> position("old") == 2);
        }
        try (Replica replica = counting(replica(old), event -> {}, () -> {}).start()) {
            assertThat(replica.store.trouble()).isNull();
            await().until(() -> position("Counting") == 2);
            assertThat(counted("a")).isEqualTo(2);
        }
    }

    /** An older version leads for a moment, or a variable is forgotten at one start. */
    @Test
    void anObserverThatWasMissingForAWhileGoesOnWhereItWas() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        RecordingObserver old = new RecordingObserver("old");
        try (Replica replica = replica(old, new RecordingObserver("fresh", event -> Latches.await(end)))
                .start()) {
            replica.keep(IntStream.rangeClosed(1, 9)
                    .mapToObj(i -> Events.connected("a", i))
                    .toArray(ConnectionEvent[]::new));
            await().until(() -> position("old") == 9);
        } finally {
            end.countDown();
        }
        try (Replica replica = replica(old).start()) {
            replica.keep(Events.connected("a", 10));
            await().until(() -> position("old") == 10);
        }
        RecordingObserver back = new RecordingObserver("fresh");
        try (Replica replica = replica(old, back).start()) {
            await().untilAsserted(() -> assertThat(back.of("a")).endsWith("10"));
            assertThat(back.of("a")).containsAll(numbers(2, 11));
            assertThat(replica.places.remove("fresh")).isTrue();
            assertThat(replica.places.remove("nobody")).isFalse();
        }
    }

    @Test
    void whatWaitsForAnotherAttemptSurvivesARestart() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        RecordingObserver observer = new RecordingObserver("observer", event -> {
            if (failing.get()) {
                throw new IllegalStateException("no");
            }
        });
        try (Replica replica = replica(observer).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().untilAsserted(() -> assertThat(database.count("redelivery")).isEqualTo(2));
            await().until(() -> position("observer") == 2);
        }
        failing.set(false);
        clock.forward(Duration.ofSeconds(2));
        try (Replica replica = replica(observer).start()) {
            await().untilAsserted(() -> assertThat(observer.of("a")).containsExactly("1", "1", "2"));
            replica.keep(Events.connected("a", 3));
            await().untilAsserted(() -> {
                clock.forward(Duration.ofSeconds(2));
                wakeUp(replica);
                assertThat(observer.of("a")).containsExactly("1", "1", "2", "3");
            });
        }
    }

    @Test
    void anEventThatWasErasedIsNotHandedToWhoIsBehind() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        RecordingObserver behind = new RecordingObserver("behind", event -> {
            begun.countDown();
            Latches.await(end);
        });
        try (Replica replica = Replica.on(database).open()) {
            replica.keep(
                    Events.connected("a", 1),
                    Events.connected("b", 1),
                    Events.connected("a", 2),
                    Events.connected("b", 2));
        }
        try (Replica replica = replica(behind, new RecordingObserver("ahead")).start()) {
            begun.await();
            assertThat(replica.erasure.instance("b")).isEqualTo(2);
            end.countDown();
            // What was not saved before somebody erased something is handed over again.
            await().untilAsserted(
                            () -> assertThat(behind.of("a")).startsWith("1").endsWith("2"));
            replica.keep(Events.connected("b", 3));
            await().untilAsserted(() -> assertThat(behind.of("b")).containsExactly("3"));
        }
    }

    @Test
    void anEventThatWasErasedIsNotTriedAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger failures = new AtomicInteger(2);
        RecordingObserver failing = new RecordingObserver("failing", event -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("no");
            }
            begun.countDown();
            Latches.await(end);
        });
        try (Replica replica = replica(failing).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("b", 1));
            await().until(() -> database.count("redelivery") == 2);
            clock.forward(Duration.ofMillis(1_001));
            begun.await();
            replica.erasure.instance("b");
            end.countDown();
            replica.keep(Events.connected("c", 1));
            await().untilAsserted(() -> assertThat(failing.of("c")).containsExactly("1"));
            assertThat(failing.of("a")).startsWith("1", "1").containsOnly("1");
            assertThat(failing.of("b")).containsExactly("1");
        }
    }

    @Test
    void nothingIsLeftOfAnErasedEventThatAnObserverFailedOnMeanwhile() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        RecordingObserver failing = new RecordingObserver("failing", event -> {
            if (event.instance().equals("a")) {
                begun.countDown();
                Latches.await(end);
                throw new IllegalStateException("no");
            }
        });
        try (Replica replica = replica(failing).start()) {
            replica.keep(Events.connected("a", 1));
            begun.await();
            replica.erasure.instance("a");
            end.countDown();
            replica.keep(Events.connected("b", 1));
            await().untilAsserted(() -> assertThat(failing.of("b")).containsExactly("1"));
            await().until(() -> position("failing") == 2);
            assertThat(database.count("redelivery")).isZero();
        }
    }

    /** Whoever follows looks again when there is something new, not only every second. */
    private static void wakeUp(Replica replica) {
        replica.keep(Events.disconnected("unrelated", null, null));
    }

    private long position(String observer) {
        return database.column("SELECT seq FROM place WHERE subscriber = '" + observer + "'").stream()
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(-1);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }
}
