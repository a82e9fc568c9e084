package io.github.plugzapi.connect.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.MovableClock;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private boolean mayRun = true;
    private final List<String> called = new ArrayList<>();
    private final Map<String, UniEmitter<? super Duration>> underWay = new HashMap<>();

    @Test
    void nothingIsCalledBeforeItIsDue() {
        Agenda<String> agenda = waiting(8);
        agenda.add("one", in(10));

        clock.forward(Duration.ofMillis(9_999));
        ticker.tick();
        assertThat(called).isEmpty();
        clock.forward(Duration.ofMillis(1));
        ticker.tick();

        assertThat(called).containsExactly("one");
    }

    @Test
    void whatIsSpreadIsDueWithinItsFirstPeriodButNotAllAtOnce() {
        Agenda<String> agenda = waiting(600);
        IntStream.range(0, 600).forEach(i -> agenda.addSpread("item" + i, Duration.ofSeconds(60)));

        ticker.tick();
        assertThat(called).hasSize(10);
        clock.forward(Duration.ofSeconds(30));
        ticker.tick();
        assertThat(called).hasSize(310);
        clock.forward(Duration.ofSeconds(29));
        ticker.tick();

        assertThat(called).hasSize(600);
    }

    @Test
    void whatIsUnderWayIsNotCalledAgain() {
        Agenda<String> agenda = waiting(8);
        agenda.add("one", in(0));
        ticker.tick();

        clock.forward(Duration.ofDays(1));
        ticker.tick();

        assertThat(called).containsExactly("one");
    }

    @Test
    void whatWasDueFirstIsCalledFirst() {
        Agenda<String> agenda = waiting(1);
        agenda.add("third", in(3));
        agenda.add("first", in(1));
        agenda.add("second", in(2));

        clock.forward(Duration.ofSeconds(3));
        ticker.tick();
        end("first", null);
        end("second", null);
        end("third", null);

        assertThat(called).containsExactly("first", "second", "third");
    }

    @Test
    void noMoreAreUnderWayThanMayAndEachThatEndsMakesRoomForTheNext() {
        Agenda<String> agenda = waiting(3);
        IntStream.range(0, 10).forEach(i -> agenda.add("item" + i, in(i)));
        clock.forward(Duration.ofSeconds(10));

        ticker.tick();
        ticker.tick();
        assertThat(called).containsExactly("item0", "item1", "item2");
        end("item1", null);

        assertThat(called).containsExactly("item0", "item1", "item2", "item3");
    }

    @Test
    void whatEndsIsDueAgainWhenItSays() {
        Agenda<String> agenda = waiting(1);
        agenda.add("one", in(0));
        ticker.tick();
        end("one", in(60));

        clock.forward(Duration.ofSeconds(59));
        ticker.tick();
        assertThat(called).hasSize(1);
        clock.forward(Duration.ofSeconds(1));
        ticker.tick();

        assertThat(called).hasSize(2);
    }

    @Test
    void whatEndsWithNothingIsNotDueAgain() {
        Agenda<String> agenda = waiting(1);
        agenda.add("one", in(0));
        ticker.tick();
        end("one", null);

        clock.forward(Duration.ofDays(1000));
        ticker.tick();

        assertThat(called).hasSize(1);
    }

    @Test
    void aCallThatFailsIsNotLostAndHoldsUpNoOther() {
        Agenda<String> agenda = agenda(1, item -> Uni.createFrom().failure(new IllegalArgumentException("on purpose")));
        agenda.add("one", in(0));
        agenda.add("two", in(0));

        ticker.tick();
        assertThat(called).containsExactlyInAnyOrder("one", "two");
        clock.forward(Duration.ofMinutes(1));
        ticker.tick();

        assertThat(called).hasSize(4);
    }

    @Test
    void aCallThatThrowsIsNotLost() {
        Agenda<String> agenda = agenda(1, item -> {
            throw new IllegalArgumentException("on purpose");
        });
        agenda.add("one", in(0));

        ticker.tick();
        clock.forward(Duration.ofMinutes(1));
        ticker.tick();

        assertThat(called).containsExactly("one", "one");
    }

    @Test
    void manyCallsThatEndAtOnceDoNotExhaustTheStack() {
        Agenda<String> agenda = agenda(8, item -> Uni.createFrom().item(in(60)));
        IntStream.range(0, 20_000).forEach(i -> agenda.add("item" + i, in(0)));

        ticker.tick();
        assertThat(called).hasSize(20_000);
        clock.forward(Duration.ofMinutes(1));
        ticker.tick();

        assertThat(called).hasSize(40_000);
    }

    @Test
    void nothingIsCalledWhileItMayNotRunAndAllThatIsDueOnceItMay() {
        Agenda<String> agenda = waiting(1);
        agenda.add("one", in(0));
        agenda.add("two", in(0));
        mayRun = false;
        ticker.tick();
        assertThat(called).isEmpty();

        mayRun = true;
        ticker.tick();
        assertThat(called).hasSize(1);
        mayRun = false;
        end(called.get(0), null);

        assertThat(called).hasSize(1);
    }

    @Test
    void aClockThatIsSetBackHoldsUpNothing() {
        Agenda<String> agenda = agenda(8, item -> Uni.createFrom().item(in(60)));
        agenda.add("one", in(60));
        clock.setBack(Duration.ofHours(1));
        clock.forward(Duration.ofSeconds(60));
        ticker.tick();
        assertThat(called).hasSize(1);

        clock.setBack(Duration.ofHours(1));
        clock.forward(Duration.ofSeconds(60));
        ticker.tick();

        assertThat(called).hasSize(2);
    }

    @Test
    void whoeverEndsACallIsNotKeptFromItsWorkByTheNext() throws InterruptedException {
        List<Thread> callers = new CopyOnWriteArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            ManualTicker pooled = new ManualTicker(clock, workers, () -> 0);
            BlockingQueue<UniEmitter<? super Duration>> begun = new LinkedBlockingQueue<>();
            Agenda<String> agenda =
                    pooled.agenda(1, () -> true, item -> Uni.createFrom().emitter(emitter -> {
                        callers.add(Thread.currentThread());
                        begun.add(emitter);
                    }));
            agenda.add("one", in(0));
            agenda.add("two", in(0));
            pooled.tick();

            begun.take().complete(null);
            begun.take().complete(null);

            assertThat(callers).hasSize(2).doesNotContain(Thread.currentThread());
        } finally {
            workers.shutdown();
        }
    }

    /** The calls of this one end when the test says so. */
    private Agenda<String> waiting(int maxAtATime) {
        return agenda(maxAtATime, item -> Uni.createFrom().emitter(emitter -> underWay.put(item, emitter)));
    }

    private Agenda<String> agenda(int maxAtATime, Function<String, Uni<Duration>> call) {
        return ticker.agenda(maxAtATime, () -> mayRun, item -> {
            called.add(item);
            return call.apply(item);
        });
    }

    private void end(String item, Duration pause) {
        underWay.remove(item).complete(pause);
    }

    private static Duration in(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
