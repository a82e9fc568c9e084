package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.plugzapi.connect.dispatch.Subscriber.NotTaken;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A subscriber that is at events of many instances at a time, and that the test answers for. */
class ManyAtATimeTest {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 3;

    private final MovableClock clock = new MovableClock();
    private final MemoryLedger ledger = new MemoryLedger();
    private final Many many = new Many();
    private MovableTime time = MovableTime.now(clock);
    private Follower follower = ledger.follower(many, time);

    /** Keeps what it is handed until the test answers. */
    private static final class Many implements Subscriber {

        private final List<Long> handed = new ArrayList<>();
        private final Map<Long, CompletableFuture<Void>> underWay = new LinkedHashMap<>();
        private final List<Long> setAside = new ArrayList<>();
        private int atATime = 64;
        private int asked;
        private Predicate<JournalEntry> wants = entry -> true;
        private Predicate<JournalEntry> takesAtOnce = entry -> false;
        private RuntimeException throwsAtOnce;

        @Override
        public String name() {
            return MemoryLedger.SUBSCRIBER;
        }

        @Override
        public String title() {
            return "The sink crm";
        }

        @Override
        public boolean isObserver() {
            return false;
        }

        @Override
        public boolean wants(JournalEntry entry) {
            asked++;
            return wants.test(entry);
        }

        @Override
        public CompletionStage<?> take(JournalEntry entry) {
            if (throwsAtOnce != null) {
                throw throwsAtOnce;
            }
            handed.add(entry.seq());
            if (takesAtOnce.test(entry)) {
                return DONE;
            }
            CompletableFuture<Void> taken = new CompletableFuture<>();
            assertThat(underWay.put(entry.seq(), taken)).isNull();
            return taken;
        }

        @Override
        public int atATime() {
            return atATime;
        }

        @Override
        public void setAside(JournalEntry entry) {
            setAside.add(entry.seq());
        }

        @Override
        public Policy policy() {
            return new Policy(new Backoff(PAUSE, PAUSE), ATTEMPTS, Policy.Begin.AT_THE_END, Duration.ofDays(7));
        }

        private void takes(long seq) {
            underWay.remove(seq).complete(null);
        }

        private void refuses(long seq) {
            refuses(seq, Duration.ZERO);
        }

        private void refuses(long seq, Duration retryAfter) {
            underWay.remove(seq).completeExceptionally(new NotTaken("answered 503", retryAfter));
        }
    }

    private void append(String... instances) {
        for (String instance : instances) {
            ledger.append(instance);
        }
    }

    private void handOn() {
        while (follower.round()) {
            // Until there is nothing more to be handed on now.
        }
    }

    /** What comes after what was due has been looked for, too. */
    private void later(Duration duration) {
        ledger.save(follower);
        clock.forward(duration);
        handOn();
    }

    private void crash() {
        many.underWay.clear();
        many.handed.clear();
        time = MovableTime.now(clock);
        follower = ledger.follower(many, time);
    }

    private long saved() {
        ledger.save(follower);
        return ledger.position;
    }

    // ---- Order
    // ---------------------------------------------------------------------------------------------------

    @Test
    void eventsOfManyInstancesAreUnderWayAtATimeAndOfEachInstanceOne() {
        append("a", "b", "a", "c", "b");

        handOn();
        assertThat(many.underWay).containsOnlyKeys(1L, 2L, 4L);

        many.takes(1);
        many.takes(2);
        handOn();
        assertThat(many.handed).containsExactly(1L, 2L, 4L, 3L, 5L);
    }

    @Test
    void noMoreInstancesAreServedAtATimeThanTheSubscriberWants() {
        many.atATime = 2;
        append("a", "b", "c");

        handOn();
        assertThat(many.underWay).containsOnlyKeys(1L, 2L);

        many.takes(2);
        handOn();
        assertThat(many.underWay).containsOnlyKeys(1L, 3L);
    }

    @Test
    void whatThereIsNoRoomForYetIsNotReadAgain() {
        many.atATime = 1;
        append("a", "b", "c", "d", "e");
        handOn();

        for (long seq = 1; seq < 4; seq++) {
            many.takes(seq);
            handOn();
        }
        assertThat(many.underWay).containsOnlyKeys(4L);
        assertThat(ledger.reads).isEqualTo(1);

        append("f");
        for (long seq = 4; seq < 6; seq++) {
            many.takes(seq);
            handOn();
        }
        assertThat(many.underWay).containsOnlyKeys(6L);
    }

    /** It may have been purged since, and counted as lost. */
    @Test
    void whatWasReadLongAgoIsReadAgain() {
        many.atATime = 1;
        append("a", "b", "c");
        handOn();

        clock.forward(Duration.ofSeconds(61));
        many.takes(1);
        handOn();

        assertThat(many.underWay).containsOnlyKeys(2L);
        assertThat(ledger.reads).isEqualTo(2);
    }

    @Test
    void whatOneInstanceWaitsForHoldsUpNoOther() {
        many.takesAtOnce = entry -> !entry.instance().equals("slow");
        append("slow", "b", "slow", "c", "b");

        handOn();

        assertThat(many.handed).containsExactly(1L, 2L, 4L, 5L);
    }

    @Test
    void thePlaceIsBeforeTheLowestEventThatIsNotDone() {
        append("a", "b", "c", "d");
        handOn();

        many.takes(2);
        many.takes(4);
        handOn();
        assertThat(saved()).isZero();

        many.takes(1);
        handOn();
        assertThat(saved()).isEqualTo(2);

        many.takes(3);
        handOn();
        assertThat(saved()).isEqualTo(4);
        assertThat(ledger.redeliveries).isEmpty();
    }

    @Test
    void whatTheSubscriberDoesNotWantMovesThePlace() {
        many.wants = entry -> entry.instance().equals("a");
        append("b", "a", "b");
        handOn();

        assertThat(saved()).isEqualTo(1);
        many.takes(2);
        handOn();
        assertThat(saved()).isEqualTo(3);
    }

    // ---- Who is slow
    // ---------------------------------------------------------------------------------------------------

    @Test
    void anInstanceThatIsSlowForLongHoldsUpNeitherOthersNorThePlaceHoweverMuchWaitsForIt() {
        append("slow");
        for (int i = 0; i < 3 * Lanes.WINDOW; i++) {
            append("slow");
            append("b");
        }
        many.takesAtOnce = entry -> entry.instance().equals("b");
        handOn();

        for (int i = 0; i < 20; i++) {
            later(Duration.ofSeconds(2));
        }

        assertThat(many.handed).hasSize(1 + 3 * Lanes.WINDOW).startsWith(1L);
        assertThat(saved()).isEqualTo(ledger.journal.size());
        many.takesAtOnce = entry -> true;
        many.takes(1);
        for (int i = 0; i < 20; i++) {
            later(Duration.ofSeconds(2));
        }
        saved();
        assertThat(ledger.redeliveries).isEmpty();
        assertThat(many.handed.stream()
                        .filter(seq ->
                                ledger.journal.get((int) (seq - 1)).instance().equals("slow")))
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(1 + 3 * Lanes.WINDOW);
    }

    @Test
    void whatAnInstanceWasSlowAtIsNotHandedAgainWhileItIsUnderWay() {
        append("slow");
        for (int i = 0; i < Lanes.WINDOW + 1; i++) {
            append("slow");
        }
        handOn();
        later(Duration.ofSeconds(2));
        later(Duration.ofSeconds(2));

        assertThat(many.handed).containsExactly(1L);
        assertThat(ledger.redeliveries).containsKey(1L);
        many.refuses(1);
        handOn();
        later(PAUSE);
        assertThat(many.handed).containsExactly(1L, 1L);
    }

    // ---- Who fails
    // ---------------------------------------------------------------------------------------------------

    @Test
    void anInstanceThatFailsHoldsUpItselfAloneAndGoesOnInOrder() {
        append("a", "b", "a", "b");
        handOn();
        many.refuses(1);
        many.takes(2);
        handOn();
        many.takes(4);
        append("a");
        handOn();

        assertThat(saved()).isEqualTo(5);
        assertThat(many.handed).containsExactly(1L, 2L, 4L);
        many.takesAtOnce = entry -> true;
        later(PAUSE);
        assertThat(many.handed).containsExactly(1L, 2L, 4L, 1L, 3L, 5L);
    }

    @Test
    void afterSoManyAttemptsAnEventIsSetAsideAndTheNextOfItsInstanceIsHanded() {
        append("a", "a");
        handOn();
        for (int i = 1; i < ATTEMPTS; i++) {
            many.refuses(1);
            handOn();
            later(PAUSE);
        }
        assertThat(many.setAside).isEmpty();

        many.refuses(1);
        handOn();
        later(PAUSE);

        assertThat(many.setAside).containsExactly(1L);
        assertThat(many.underWay).containsOnlyKeys(2L);
        saved();
        assertThat(ledger.redeliveries.get(1L).setAside()).isTrue();
        assertThat(ledger.redeliveries.get(1L).error()).isEqualTo("answered 503");
    }

    @Test
    void whoAsksToBeLeftAloneIsUpToAnHour() {
        append("a", "b");
        handOn();
        many.refuses(1, Duration.ofMinutes(10));
        many.refuses(2, Duration.ofDays(2));
        handOn();

        later(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(many.underWay).isEmpty();
        later(Duration.ofSeconds(1));
        assertThat(many.underWay).containsOnlyKeys(1L);
        later(Duration.ofMinutes(50).minusSeconds(1));
        assertThat(many.underWay).containsOnlyKeys(1L);
        later(Duration.ofSeconds(1));
        assertThat(many.underWay).containsOnlyKeys(1L, 2L);
    }

    /** Not even where it is set back by less than anybody may ask to be left alone for. */
    @Test
    void aClockThatIsSetBackKeepsNothingFromBeingTriedAgain() {
        append("a", "b");
        handOn();
        many.refuses(1);
        many.refuses(2, Duration.ofMinutes(10));
        handOn();
        clock.setBack(Duration.ofMinutes(30));

        later(PAUSE.minusSeconds(1));
        assertThat(many.underWay).isEmpty();
        later(Duration.ofSeconds(1));
        assertThat(many.underWay).containsOnlyKeys(1L);
        clock.setBack(Duration.ofHours(12));
        later(Duration.ofMinutes(10).minus(PAUSE).minusSeconds(1));
        assertThat(many.underWay).containsOnlyKeys(1L);
        later(Duration.ofSeconds(1));
        assertThat(many.underWay).containsOnlyKeys(1L, 2L);
    }

    @Test
    void aClockThatIsSetBackKeepsNothingThatWasPutOffFromBeingTriedAgain() {
        append("a");
        handOn();
        many.refuses(1);
        handOn();
        clock.setBack(Duration.ofMinutes(30));
        many.throwsAtOnce = RunningStore.unavailable("08006");
        assertThatThrownBy(() -> later(PAUSE)).isInstanceOf(StoreUnavailable.class);
        many.throwsAtOnce = null;

        later(Duration.ofSeconds(1));
        assertThat(many.underWay).containsOnlyKeys(1L);
    }

    @Test
    void thatAnEventWasNotTakenIsOneLineOfTheLogWithoutAStack() {
        append("a");
        handOn();
        try (CapturedLog log = CapturedLog.start()) {
            many.refuses(1);
            handOn();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains(
                            "The sink crm failed on the event",
                            "attempt 1 of 3: answered 503. It is tried again in 5 s.")
                    .doesNotContain("\n", "NotTaken");
        }
    }

    @Test
    void whatASubscriberDoesNotWantAnyMoreOfWhatWaitsHoldsUpNothing() {
        append("a", "a");
        handOn();
        many.refuses(1);
        handOn();
        many.wants = entry -> entry.seq() != 1;

        later(PAUSE);

        assertThat(many.underWay).containsOnlyKeys(2L);
        saved();
        assertThat(ledger.redeliveries).containsOnlyKeys(2L);
    }

    @Test
    void whoCannotTellWhetherItWantsAnEventFailsOnThatAndOnNothingElse() {
        append("a", "b");
        many.wants = entry -> {
            if (entry.seq() == 1) {
                throw new IllegalStateException("unreadable");
            }
            return true;
        };

        handOn();

        assertThat(many.underWay).containsOnlyKeys(1L, 2L);
        many.refuses(1);
        handOn();
        later(PAUSE);
        assertThat(many.underWay).containsOnlyKeys(1L, 2L);
    }

    // ---- Who takes nothing now
    // ---------------------------------------------------------------------------------------------------

    @Test
    void whoTakesNothingNowIsHandedNothingAndKeepsItsPlace() {
        many.atATime = 0;
        append("a", "b");
        handOn();
        later(Duration.ofDays(1));

        assertThat(many.handed).isEmpty();
        assertThat(saved()).isZero();
        many.atATime = 64;
        handOn();
        assertThat(many.underWay).containsOnlyKeys(1L, 2L);
    }

    @Test
    void whoTakesNothingNowHasThePlaceMovedUpToWhatItWants() {
        many.atATime = 0;
        many.wants = entry -> entry.instance().equals("a");
        append("b", "c");
        handOn();
        assertThat(saved()).isEqualTo(2);

        append("b", "a", "b");
        handOn();
        assertThat(saved()).isEqualTo(3);
        assertThat(many.handed).isEmpty();

        many.atATime = 64;
        handOn();
        assertThat(many.underWay).containsOnlyKeys(4L);
    }

    @Test
    void theJournalIsReadOnceForAnEventThatWhoTakesNothingNowWants() {
        many.atATime = 0;
        append("a", "a");
        handOn();
        int asked = many.asked;
        handOn();
        append("a");
        handOn();

        assertThat(asked).isEqualTo(1);
        assertThat(many.asked).isEqualTo(1);
    }

    @Test
    void whoTakesNothingAnyMoreEndsWhatItIsAtAndIsHandedTheRestLaterInOrder() {
        append("a", "a", "b", "a");
        handOn();
        many.atATime = 0;
        many.takes(1);
        many.refuses(3);
        handOn();
        append("a", "b");
        later(Duration.ofMinutes(1));
        assertThat(many.handed).containsExactly(1L, 3L);
        assertThat(saved()).isEqualTo(4);

        many.atATime = 64;
        many.takesAtOnce = entry -> true;
        later(Duration.ofSeconds(1));
        later(Duration.ofSeconds(1));

        assertThat(many.handed.subList(2, 7)).containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L);
        assertThat(many.handed).containsSubsequence(2L, 4L, 5L).containsSubsequence(3L, 6L);
        saved();
        assertThat(ledger.redeliveries).isEmpty();
    }

    @Test
    void oneWhoIsAwayIsHandedOneEventAtATime() {
        many.atATime = 1;
        append("a", "b", "c");
        handOn();
        assertThat(many.underWay).containsOnlyKeys(1L);

        many.atATime = 0;
        many.refuses(1);
        handOn();
        later(Duration.ofMinutes(1));
        assertThat(many.underWay).isEmpty();

        many.atATime = 1;
        later(Duration.ofSeconds(1));
        assertThat(many.underWay).hasSize(1);
    }

    // ---- Crashes, and turns that end
    // ---------------------------------------------------------------------------------------------------

    @Test
    void afterACrashWhatWasUnderWayComesAgainAndNothingIsLost() {
        append("a", "b", "a", "c");
        handOn();
        many.takes(2);
        handOn();
        ledger.save(follower);

        crash();
        many.takesAtOnce = entry -> true;
        handOn();

        assertThat(many.handed).contains(1L, 3L, 4L).containsSubsequence(1L, 3L);
        assertThat(saved()).isEqualTo(4);
    }

    @Test
    void afterACrashTheAttemptsOfWhatWaitsGoOnWhereTheyWere() {
        append("slow", "a", "a");
        handOn();
        many.refuses(2);
        handOn();
        ledger.save(follower);
        assertThat(ledger.position).isZero();

        crash();
        handOn();
        ledger.save(follower);
        assertThat(ledger.redeliveries.get(2L).attempts()).isEqualTo(1);
        assertThat(many.underWay).containsOnlyKeys(1L);
        later(PAUSE);
        many.refuses(2);
        handOn();
        ledger.save(follower);

        assertThat(ledger.redeliveries.get(2L).attempts()).isEqualTo(2);
    }

    /** What was read once more is not saved yet, and the rest of its instance was not read so far. */
    @Test
    void afterACrashNothingOvertakesWhatWaitsBeforeIt() {
        append("slow", "a", "a", "a");
        handOn();
        many.refuses(2);
        handOn();
        ledger.save(follower);
        JournalEntry last = ledger.journal.remove(3);

        crash();
        handOn();
        ledger.journal.add(last);
        many.takesAtOnce = entry -> true;
        later(PAUSE);
        later(Duration.ofSeconds(1));

        assertThat(many.handed).containsSubsequence(2L, 3L, 4L);
        assertThat(many.handed.indexOf(4L)).isGreaterThan(many.handed.indexOf(3L));
    }

    @Test
    void whereTheTurnEndsNothingMoreIsHandedAndWhatIsUnderWayMayEnd() {
        append("a", "a", "b");
        handOn();
        time.end();
        assertThat(follower.isIdle()).isFalse();

        many.takes(1);
        many.takes(3);
        follower.settle();

        assertThat(follower.isIdle()).isTrue();
        assertThat(many.handed).containsExactly(1L, 3L);
        assertThat(saved()).isEqualTo(1);
    }

    // ---- A store that is away
    // ---------------------------------------------------------------------------------------------------

    @Test
    void aStoreThatIsAwayWhileAnEventIsHandedLosesNothingAndCountsAsNoAttempt() {
        append("a", "b");
        many.throwsAtOnce = RunningStore.unavailable("08006");
        assertThatThrownBy(this::handOn).isInstanceOf(StoreUnavailable.class);
        assertThat(saved()).isZero();

        many.throwsAtOnce = null;
        handOn();

        assertThat(many.underWay).containsOnlyKeys(1L, 2L);
        many.refuses(1);
        handOn();
        saved();
        assertThat(ledger.redeliveries.get(1L).attempts()).isEqualTo(1);
    }

    @Test
    void aStoreThatIsAwayWhileAnInstanceGoesOnLosesNothing() {
        append("a", "a", "a", "b");
        handOn();
        many.takes(1);
        many.takes(4);
        many.throwsAtOnce = RunningStore.unavailable("08006");
        assertThatThrownBy(this::handOn).isInstanceOf(StoreUnavailable.class);

        many.throwsAtOnce = null;
        many.takesAtOnce = entry -> true;
        later(Duration.ofSeconds(1));
        later(Duration.ofSeconds(1));

        assertThat(many.handed).containsExactly(1L, 4L, 2L, 3L);
        assertThat(saved()).isEqualTo(4);
        assertThat(ledger.redeliveries).isEmpty();
    }

    @Test
    void aStoreThatIsAwayWhileAnEventIsTriedAgainLosesNothingAndCountsAsNoAttempt() {
        append("a", "a");
        handOn();
        many.refuses(1);
        handOn();
        many.throwsAtOnce = RunningStore.unavailable("08006");
        assertThatThrownBy(() -> later(PAUSE)).isInstanceOf(StoreUnavailable.class);
        many.throwsAtOnce = null;
        later(Duration.ofSeconds(1));

        many.refuses(1);
        handOn();
        saved();
        assertThat(ledger.redeliveries.get(1L).attempts()).isEqualTo(2);
    }
}
