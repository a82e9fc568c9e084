package io.github.plugzapi.connect.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.MovableClock;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private final MovableClock clock = new MovableClock();
    private final List<String> called = new ArrayList<>();
    private final Map<String, UniEmitter<? super Instant>> underWay = new HashMap<>();

    @Test
    void nothingIsCalledBeforeItIsDue() {
        Agenda<String> agenda = waiting(8);
        agenda.add("one", in(10));

        clock.forward(Duration.ofMillis(9_999));
        agenda.runDue();
        assertThat(called).isEmpty();
        clock.forward(Duration.ofMillis(1));
        agenda.runDue();

        assertThat(called).containsExactly("one");
    }

    @Test
    void whatIsSpreadIsDueWithinItsFirstPeriodButNotAllAtOnce() {
        Agenda<String> agenda = waiting(1_000);
        IntStream.range(0, 1_000).forEach(i -> agenda.addSpread("item" + i, Duration.ofSeconds(60)));

        clock.forward(Duration.ofSeconds(30));
        agenda.runDue();
        assertThat(called).hasSizeBetween(300, 700);
        clock.forward(Duration.ofSeconds(30));
        agenda.runDue();

        assertThat(called).hasSize(1_000);
    }

    @Test
    void aJitteredPauseIsAtMostATenthShorterAndNeverLonger() {
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> Agenda.jittered(Duration.ofSeconds(10))))
                .allMatch(pause ->
                        pause.compareTo(Duration.ofSeconds(9)) >= 0 && pause.compareTo(Duration.ofSeconds(10)) <= 0)
                .anyMatch(pause -> pause.compareTo(Duration.ofMillis(9_900)) < 0);
    }

    @Test
    void whatIsUnderWayIsNotCalledAgain() {
        Agenda<String> agenda = waiting(8);
        agenda.add("one", in(0));
        agenda.runDue();

        clock.forward(Duration.ofDays(1));
        agenda.runDue();

        assertThat(called).containsExactly("one");
    }

    @Test
    void whatWasDueFirstIsCalledFirst() {
        Agenda<String> agenda = waiting(1);
        agenda.add("third", in(3));
        agenda.add("first", in(1));
        agenda.add("second", in(2));

        clock.forward(Duration.ofSeconds(3));
        agenda.runDue();
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

        agenda.runDue();
        agenda.runDue();
        assertThat(called).containsExactly("item0", "item1", "item2");
        end("item1", null);

        assertThat(called).containsExactly("item0", "item1", "item2", "item3");
    }

    @Test
    void whatEndsIsDueAgainWhenItSays() {
        Agenda<String> agenda = waiting(1);
        agenda.add("one", in(0));
        agenda.runDue();
        end("one", in(60));

        clock.forward(Duration.ofSeconds(59));
        agenda.runDue();
        assertThat(called).hasSize(1);
        clock.forward(Duration.ofSeconds(1));
        agenda.runDue();

        assertThat(called).hasSize(2);
    }

    @Test
    void whatEndsWithNothingIsNotDueAgain() {
        Agenda<String> agenda = waiting(1);
        agenda.add("one", in(0));
        agenda.runDue();
        end("one", null);

        clock.forward(Duration.ofDays(1000));
        agenda.runDue();

        assertThat(called).hasSize(1);
    }

    @Test
    void aCallThatFailsIsNotLostAndHoldsUpNoOther() {
        Agenda<String> agenda = agenda(1, item -> Uni.createFrom().failure(new IllegalArgumentException("on purpose")));
        agenda.add("one", in(0));
        agenda.add("two", in(0));

        agenda.runDue();
        assertThat(called).containsExactlyInAnyOrder("one", "two");
        clock.forward(Duration.ofMinutes(1));
        agenda.runDue();

        assertThat(called).hasSize(4);
    }

    @Test
    void aCallThatThrowsIsNotLost() {
        Agenda<String> agenda = agenda(1, item -> {
            throw new IllegalArgumentException("on purpose");
        });
        agenda.add("one", in(0));

        agenda.runDue();
        clock.forward(Duration.ofMinutes(1));
        agenda.runDue();

        assertThat(called).containsExactly("one", "one");
    }

    @Test
    void manyCallsThatEndAtOnceDoNotExhaustTheStack() {
        Agenda<String> agenda = agenda(8, item -> Uni.createFrom().item(in(60)));
        IntStream.range(0, 20_000).forEach(i -> agenda.add("item" + i, in(0)));

        agenda.runDue();
        assertThat(called).hasSize(20_000);
        clock.forward(Duration.ofMinutes(1));
        agenda.runDue();

        assertThat(called).hasSize(40_000);
    }

    /** The calls of this one end when the test says so. */
    private Agenda<String> waiting(int maxAtATime) {
        return agenda(maxAtATime, item -> Uni.createFrom().emitter(emitter -> underWay.put(item, emitter)));
    }

    private Agenda<String> agenda(int maxAtATime, Function<String, Uni<Instant>> call) {
        return new Agenda<>(clock, maxAtATime, item -> {
            called.add(item);
            return call.apply(item);
        });
    }

    private void end(String item, Instant next) {
        underWay.remove(item).complete(next);
    }

    private Instant in(int seconds) {
        return clock.instant().plusSeconds(seconds);
    }
}
