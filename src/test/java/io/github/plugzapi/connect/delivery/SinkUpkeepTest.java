package io.github.plugzapi.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.delivery.SinkUpkeep.Condition;
import io.github.plugzapi.connect.delivery.SinkUpkeep.State;
import io.github.plugzapi.connect.dispatch.DispatchFixtures;
import io.github.plugzapi.connect.dispatch.Places.SetAside;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.text.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class SinkUpkeepTest {

    private static final long IN_A_WHILE = 99_999_999_999_999L;

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private Database database;
    private RunningSinks running;
    private TestSink sink;
    private SinkUpkeep upkeep;

    @BeforeEach
    void open() throws Exception {
        database = kind.fresh(folder);
        running = new RunningSinks(database);
        sink = new TestSink(running.passages.open("crm", "The sink crm", "one address", 20, 5), "connected");
        database.execute("INSERT INTO place (subscriber, seq, waits) VALUES ('sink crm', 0, 0)");
        running.look();
        upkeep = new SinkUpkeep(
                new Sinks(List.of((Subscriber.Source) () -> List.of(sink))),
                running.passages,
                running.paused,
                running.attempts,
                running.journal.places(),
                DispatchFixtures.metrics(
                        running.journal.store(),
                        running.journal.places(),
                        running.clock,
                        running.ticker,
                        running.registry,
                        sink),
                running.journal.leadership(),
                running.clock,
                running.ticker);
    }

    @AfterEach
    void close() {
        running.close();
    }

    private Condition crm() {
        return upkeep.conditions().stream()
                .filter(condition -> condition.name().equals("crm"))
                .findAny()
                .orElseThrow();
    }

    private void keep(int events) {
        running.journal.keep(IntStream.rangeClosed(1, events)
                .mapToObj(i -> Events.connected("a", i))
                .toArray(ConnectionEvent[]::new));
    }

    private void handed(long seq) {
        database.execute("UPDATE place SET seq = " + seq + " WHERE subscriber = 'sink crm'");
    }

    private void redelivery(String subscriber, long seq, long nextAt, boolean setAside) {
        database.execute("INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, last_error, set_aside)"
                + " VALUES ('" + subscriber + "', " + seq + ", 'a', 12, " + nextAt + ", 'answered 400', "
                + (setAside ? 1 : 0) + ")");
    }

    private List<String> redeliveries() {
        return database.column("SELECT seq FROM redelivery WHERE set_aside = 0 AND next_at = 0 ORDER BY seq");
    }

    @Test
    void oneThatIsWellDelivers() {
        assertThat(crm())
                .isEqualTo(
                        new Condition("crm", "nowhere", State.DELIVERING, null, null, null, 0L, 0L, 0, 0, null, null));
    }

    @Test
    void onePausedByAPersonIsPausedWhateverItsAddressIsUntilSomebodyResumesIt() {
        upkeep.pause("crm", "ana");

        assertThat(sink.atATime()).isZero();
        assertThat(crm().state()).isEqualTo(State.PAUSED);
        assertThat(crm().reason()).isEqualTo("by ana");
        assertThat(crm().pausedBy()).isEqualTo("ana");
        assertThat(crm().pausedAt()).isEqualTo(running.clock.instant());
        assertThat(database.column("SELECT COALESCE(target, 'any') FROM paused_sink"))
                .containsExactly("any");

        running.clock.forward(Duration.ofMinutes(1));
        upkeep.pause("crm", "bea");
        assertThat(crm().pausedBy()).isEqualTo("ana");

        assertThat(upkeep.resume("crm")).isTrue();
        assertThat(upkeep.resume("crm")).isFalse();
        assertThat(sink.atATime()).isEqualTo(TestSink.MOST);
        assertThat(crm().state()).isEqualTo(State.DELIVERING);
    }

    @Test
    void whatASinkAnswersDoesNotEndThePauseOfAPerson() {
        new PausedSinks(running.journal.store(), running.clock).pause("crm", "ana");
        sink.pause();
        await().until(() -> sink.passage().pausings() == 2);
        running.look();

        assertThat(crm().pausedBy()).isEqualTo("ana");
    }

    @Test
    void aPersonMayPauseWhatHasPausedItself() {
        sink.pause();
        await().until(() -> database.count("paused_sink") == 1);
        assertThat(crm().reason()).isEqualTo("answered 410 (gone)");
        assertThat(crm().pausedBy()).isNull();

        upkeep.pause("crm", "ana");
        assertThat(crm().pausedBy()).isEqualTo("ana");
    }

    @Test
    void oneThatHasPausedItselfIsResumedByAPerson() {
        sink.pause();
        await().until(() -> database.count("paused_sink") == 1 && sink.passage().pausings() == 2);

        assertThat(upkeep.resume("crm")).isTrue();
        assertThat(sink.atATime()).isEqualTo(TestSink.MOST);
        assertThat(crm().state()).isEqualTo(State.DELIVERING);
    }

    @Test
    void oneThatHasPausedItselfAtAnotherAddressIsNotPaused() {
        database.execute(
                "INSERT INTO paused_sink (name, paused_at, reason, target) VALUES ('crm', 1, 'gone', 'another')");

        assertThat(crm().state()).isEqualTo(State.DELIVERING);
        assertThat(crm().pausedAt()).isNull();
    }

    @Test
    void whatWaitsForOneThatIsResumedIsTriedAtOnce() {
        keep(1);
        redelivery("sink crm", 1, IN_A_WHILE, false);
        goAway();
        upkeep.pause("crm", "ana");
        assertThat(sink.atATime()).isZero();

        upkeep.resume("crm");
        assertThat(redeliveries()).containsExactly("1");
        assertThat(sink.atATime()).isEqualTo(1);
    }

    @Test
    void resumingWhatIsNotPausedChangesNothing() {
        keep(1);
        redelivery("sink crm", 1, IN_A_WHILE, false);

        upkeep.resume("crm");
        assertThat(redeliveries()).isEmpty();
    }

    @Test
    void oneThatIsAwaySaysSinceWhenAndWhenItIsTriedAgain() {
        await().until(() -> running.journal.leadership().isHeld());
        goAway();

        assertThat(crm().state()).isEqualTo(State.AWAY);
        assertThat(crm().reason()).startsWith("away for 0 s");
        assertThat(crm().nextTry()).isAfter(running.clock.instant());
    }

    @Test
    void whatWaitsSaysWhenItIsTriedAgain() {
        keep(2);
        redelivery("sink crm", 1, IN_A_WHILE, false);
        redelivery("sink crm", 2, 0, false);
        assertThat(crm().nextTry().toEpochMilli()).isEqualTo(IN_A_WHILE);

        database.execute("UPDATE redelivery SET next_at = 1 WHERE next_at > 0");
        assertThat(crm().nextTry()).isEqualTo(running.clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void oneThatIsNotConfiguredIsThereUntilItIsForgotten() {
        database.execute("INSERT INTO place (subscriber, seq, waits, lost) VALUES ('sink old', 0, 0, 3)");
        keep(1);
        redelivery("sink old", 1, IN_A_WHILE, true);
        redelivery("sink crm", 1, IN_A_WHILE, true);
        upkeep.pause("old", "ana");
        running.attempts.note(attempt("old", 1), Secrets.of());
        running.attempts.note(attempt("crm", 1), Secrets.of());
        running.attempts.keep();

        Condition old = upkeep.conditions().get(1);
        assertThat(old.name()).isEqualTo("old");
        assertThat(old.state()).isEqualTo(State.NOT_CONFIGURED);
        assertThat(old.target()).isNull();
        assertThat(old.pausedBy()).isEqualTo("ana");
        assertThat(old.setAside()).isEqualTo(1);
        assertThat(old.lost()).isEqualTo(3);
        assertThat(old.lastAttempt()).isNotNull();
        assertThat(upkeep.isConfigured("old")).isFalse();
        assertThat(upkeep.isKnown("old")).isTrue();

        assertThat(upkeep.forget("old")).isTrue();
        assertThat(upkeep.isKnown("old")).isFalse();
        assertThat(database.count("paused_sink")).isZero();
        assertThat(database.column("SELECT sink FROM attempt")).containsExactly("crm");
        assertThat(database.column("SELECT subscriber FROM redelivery")).containsExactly("sink crm");
    }

    private Attempt attempt(String name, long seq) {
        return new Attempt(
                name, seq, "event", "a", running.clock.instant(), Duration.ofMillis(12), 400, "no", "answered 400");
    }

    @Test
    void thePagesOfAttemptsHaveEachOnce() {
        keep(1);
        for (int i = 0; i < 5; i++) {
            running.attempts.note(
                    new Attempt("crm", 1, "event", "a", running.clock.instant(), Duration.ofMillis(i), 400, null, "no"),
                    Secrets.of());
        }
        running.attempts.keep();
        List<Long> seen = new ArrayList<>();
        AttemptLog.Page page = upkeep.attempts("crm", 2, null);
        page.attempts().forEach(each -> seen.add(each.took().toMillis()));
        while (page.next() != null) {
            page = upkeep.attempts("crm", 2, page.next());
            page.attempts().forEach(each -> seen.add(each.took().toMillis()));
        }

        assertThat(seen).containsExactly(4L, 3L, 2L, 1L, 0L);
        assertThat(crm().lastAttempt().took()).isEqualTo(Duration.ofMillis(4));
    }

    @Test
    void anEventIsFoundByItsIdAndByItsNumberAndPassedOnAgainWhereItIsWanted() {
        ConnectionEvent wanted = Events.connected("a", 1);
        running.journal.keep(wanted, Events.disconnected("a", 2));
        JournalEntry first = running.journal.journal().find(wanted.id()).orElseThrow();
        JournalEntry second = running.journal.journal().find("2").orElseThrow();
        assertThat(running.journal.journal().find("3")).isEmpty();
        assertThat(running.journal.journal().find("no-such-event")).isEmpty();

        assertThat(upkeep.wants("crm", first)).isTrue();
        assertThat(upkeep.wants("crm", second)).isFalse();
        assertThat(upkeep.passOnAgain("crm", first)).isTrue();
        assertThat(redeliveries()).containsExactly("1");
    }

    @Test
    void whatWasSetAsideIsPassedOnAgain() {
        keep(600);
        for (int i = 1; i <= 600; i++) {
            redelivery("sink crm", i, IN_A_WHILE, i % 2 == 0);
        }
        redelivery("other", 1, IN_A_WHILE, true);

        assertThat(upkeep.passOnAgain("crm")).isEqualTo(300);
        assertThat(redeliveries()).hasSize(300).startsWith("2").endsWith("600");
        assertThat(upkeep.passOnAgain("crm")).isZero();
    }

    @Test
    void whatASinkGotSinceSomeMomentIsPassedOnAgain() {
        running.journal.keep(
                Events.receivedAt("a", 1, Events.MOMENT),
                Events.receivedAt("a", 2, Events.MOMENT.plusSeconds(1)),
                Events.receivedAt("a", 3, Events.MOMENT.plusSeconds(2)),
                Events.receivedAt("a", 4, Events.MOMENT.plusSeconds(3)));
        handed(3);

        assertThat(upkeep.passOnAgain("crm", Events.MOMENT.plusSeconds(1))).contains(2L);
        assertThat(redeliveries()).containsExactly("2", "3");
        assertThat(upkeep.passOnAgain("crm", Events.MOMENT.plusSeconds(9))).contains(0L);
    }

    @Test
    void muchOfItIsNotedInTheBackgroundAndOneAfterTheOther() {
        int many = SinkUpkeep.AT_ONCE + 1;
        List<ConnectionEvent> events = new ArrayList<>();
        IntStream.rangeClosed(1, many).forEach(i -> events.add(Events.connected("a", i)));
        CompletableFuture.allOf(events.stream()
                        .map(event ->
                                running.journal.journal().append(event, null).toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .join();
        handed(many);

        assertThat(upkeep.passOnAgain("crm", Events.MOMENT)).contains((long) many);
        await().until(() -> redeliveries().size() == many);
        await().until(() ->
                upkeep.passOnAgain("crm", Events.MOMENT.plusSeconds(1)).equals(Optional.of(0L)));
    }

    @Test
    void whatIsSetAsideIsListedNewestFirst() {
        keep(3);
        redelivery("b", 1, 0, true);
        redelivery("a", 1, 0, true);
        redelivery("a", 2, 0, false);
        redelivery("b", 3, 0, true);

        List<String> seen = new ArrayList<>();
        List<SetAside> some = running.journal.places().setAside(1, Long.MAX_VALUE, "");
        while (!some.isEmpty()) {
            SetAside one = some.get(0);
            seen.add(one.seq() + one.subscriber());
            assertThat(one.error()).isEqualTo("answered 400");
            assertThat(one.kind()).isEqualTo("connected");
            some = running.journal.places().setAside(1, one.seq(), one.subscriber());
        }
        assertThat(seen).containsExactly("3b", "1a", "1b");
    }

    private void goAway() {
        for (int i = 0; i < 20; i++) {
            sink.take(RunningSinks.entry(i, Events.connected("instance-" + i, 1)));
            sink.answers.get(i).completeExceptionally(new IllegalStateException("no"));
        }
    }
}
