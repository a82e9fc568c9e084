package io.github.plugzapi.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class PassagesTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private Database database;
    private RunningSinks running;
    private List<CloudEvent> sent;
    private List<CompletableFuture<Void>> answers;
    private TestSink sink;

    @BeforeEach
    void open() throws Exception {
        database = kind.fresh(folder);
        running = new RunningSinks(database);
        sink = sink("one address");
        database.execute("INSERT INTO place (subscriber, seq, waits) VALUES ('sink crm', 0, 0)");
    }

    private TestSink sink(String fingerprint) {
        TestSink made = new TestSink(running.passages.open("crm", "The sink crm", fingerprint, 20, 5));
        sent = made.sent;
        answers = made.answers;
        return made;
    }

    @AfterEach
    void close() {
        running.close();
    }

    private void restart(String fingerprint) throws Exception {
        running.close();
        running = new RunningSinks(database);
        sink = sink(fingerprint);
        running.look();
    }

    private void take() {
        sink.take(RunningSinks.entry(1, Events.connected("a", 1)));
    }

    private long pauses() {
        return database.count("paused_sink");
    }

    private void lose(long events) {
        database.execute("UPDATE place SET lost = lost + " + events + " WHERE subscriber = 'sink crm'");
        running.look();
    }

    @Test
    void nothingIsPassedOnBeforeItIsKnownWhetherASinkIsPaused() {
        assertThat(sink.atATime()).isZero();
        running.look();
        assertThat(sink.atATime()).isEqualTo(TestSink.MOST);
    }

    @Test
    void aPausedSinkIsPausedUntilSomebodyResumesItAlsoAfterARestart() throws Exception {
        running.look();
        try (CapturedLog log = CapturedLog.start()) {
            sink.pause();
            sink.pause();
            assertThat(log.lines()).singleElement().asString().contains("The sink crm is paused: answered 410 (gone)");
        }
        assertThat(sink.atATime()).isZero();
        await().until(() -> pauses() == 1);
        running.look();
        assertThat(sink.atATime()).isZero();

        restart("one address");
        assertThat(sink.atATime()).isZero();
        assertThat(sink.passage().trouble()).isEqualTo("paused: answered 410 (gone)");

        assertThat(running.paused.resume("crm")).isTrue();
        assertThat(running.paused.resume("crm")).isFalse();
        running.look();
        assertThat(sink.atATime()).isEqualTo(TestSink.MOST);
        assertThat(sink.passage().trouble()).isNull();
    }

    @Test
    void aSinkThatAnotherReplicaHasPausedIsPausedHere() throws Exception {
        running.look();
        new PausedSinks(running.journal.store(), running.clock)
                .pause(new PausedSinks.Pause("crm", "asked to", null))
                .toCompletableFuture()
                .get();
        running.look();

        assertThat(sink.atATime()).isZero();
    }

    @Test
    void aPausedSinkWhoseAddressIsAnotherGoesOn() throws Exception {
        running.look();
        sink.pause();
        await().until(() -> pauses() == 1);

        restart("another address");

        assertThat(sink.atATime()).isEqualTo(TestSink.MOST);
        // A replica that has the other address still is to stay away from it.
        assertThat(pauses()).isEqualTo(1);
    }

    /** What is kept was read before the pause was. */
    @Test
    void aPauseThatIsNotKeptYetIsOne() {
        running.look();
        Passage passage = sink.passage();
        int before = passage.pausings();
        sink.pause();
        passage.pauseKnown(null, before);
        assertThat(sink.atATime()).isZero();

        await().until(() -> pauses() == 1);
        passage.pauseKnown(null, before);
        assertThat(sink.atATime()).isZero();
    }

    @Test
    void attemptsAreCountedByTheirOutcomes() {
        running.look();
        for (int i = 0; i < 3; i++) {
            take();
        }
        answers.get(0).complete(null);
        answers.get(1).completeExceptionally(new IllegalStateException("no"));
        sink.setAside(RunningSinks.entry(1, Events.connected("a", 1)));

        assertThat(running.deliveries("crm", "delivered")).isEqualTo(1);
        assertThat(running.deliveries("crm", "failed")).isEqualTo(1);
        assertThat(running.deliveries("crm", "dead")).isEqualTo(1);
    }

    @Test
    void whatASinkHasLostItIsToldOnceByTheFirstThatItTakes() {
        running.look();
        lose(5);
        take();
        take();
        assertThat(sent).extracting(message -> message.getExtension("lost")).containsExactly(5, null);
        answers.get(0).completeExceptionally(new IllegalStateException("no"));
        take();
        assertThat(sent.get(2).getExtension("lost")).isEqualTo(5);

        answers.get(2).complete(null);
        take();
        assertThat(sent.get(3).getExtension("lost")).isNull();
        running.look();
        assertThat(database.column("SELECT lost FROM place")).containsExactly("0");
        take();
        assertThat(sent.get(4).getExtension("lost")).isNull();
    }

    /** Two tell of the same, and the second arrives after more was lost. */
    @Test
    void noneOfWhatASinkHasLostIsToldTwiceAndNoneNever() {
        running.look();
        lose(5);
        take();
        take();
        answers.get(0).complete(null);
        running.look();
        lose(3);
        answers.get(1).complete(null);
        take();

        assertThat(sent.get(2).getExtension("lost")).isEqualTo(3);
        answers.get(2).complete(null);
        running.look();
        assertThat(database.column("SELECT lost FROM place")).containsExactly("0");
    }

    @Test
    void whatWaitsForASinkThatIsThereAgainIsTriedAtOnce() {
        running.look();
        running.journal.keep(Events.connected("a", 1));
        database.execute("INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, set_aside)"
                + " VALUES ('sink crm', 1, 'a', 3, 99999999999999, 0)");
        goAway();
        assertThat(sink.atATime()).isZero();
        assertThat(sink.passage().trouble()).startsWith("away for 0 s");
        running.clock.forward(Duration.ofMinutes(1));
        assertThat(sink.atATime()).isEqualTo(1);
        CompletionStage<?> probe = sink.take(RunningSinks.entry(1, Events.connected("a", 1)));
        answers.get(20).complete(null);

        // Whoever hands events on looks for what is due when the probe is done.
        assertThat(probe.toCompletableFuture()).isCompleted();
        assertThat(database.column("SELECT next_at FROM redelivery")).containsExactly("0");
        assertThat(sink.atATime()).isEqualTo(TestSink.MOST);
    }

    @Test
    void aSinkThatIsThereAgainIsAtOneEventWhileTheStoreDoesNotTakeThatWhatWaitsIsDue() {
        running.look();
        goAway();
        running.clock.forward(Duration.ofMinutes(1));
        CompletionStage<?> probe = sink.take(RunningSinks.entry(1, Events.connected("a", 1)));
        running.journal.close();
        answers.get(20).complete(null);

        assertThat(probe.toCompletableFuture()).isCompleted();
        assertThat(sink.atATime()).isEqualTo(1);
    }

    private void goAway() {
        for (int i = 0; i < 20; i++) {
            sink.take(RunningSinks.entry(i, Events.connected("instance-" + i, 1)));
            answers.get(i).completeExceptionally(new IllegalStateException("no"));
        }
    }
}
