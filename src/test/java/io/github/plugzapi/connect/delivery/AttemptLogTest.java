package io.github.plugzapi.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.text.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
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
class AttemptLogTest {

    private static final String SECRET = "abcdefghijklmnopqrstuvwxyz";
    private static final Secrets SECRETS = Secrets.of(SECRET);

    /** All of one instance. */
    private static final int EVENTS = AttemptLog.MAX_NUMBER + 150;

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private RunningSinks running;

    @BeforeEach
    void open() throws Exception {
        running = new RunningSinks(kind.fresh(folder));
        keep(EVENTS);
    }

    private void keep(int events) {
        CompletableFuture.allOf(IntStream.rangeClosed(1, events)
                        .mapToObj(i -> running.journal
                                .journal()
                                .append(Events.connected("a", i), new byte[0])
                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @AfterEach
    void close() {
        running.close();
    }

    private Attempt attempt(String sink, long seq, String answer, String error) {
        return new Attempt(
                sink, seq, "event-" + seq, "a", running.clock.instant(), Duration.ofMillis(12), 200, answer, error);
    }

    private void note(String sink, int number, String error) {
        for (int i = 1; i <= number; i++) {
            running.attempts.note(attempt(sink, i, null, error), SECRETS);
            if (i % AttemptLog.MAX_WAITING == 0) {
                running.attempts.keep();
            }
        }
        running.attempts.keep();
    }

    @Test
    void anAttemptIsKeptASecondLaterAsItWas() {
        Attempt taken = attempt("crm", 1, "thanks", null);
        Attempt failed = new Attempt(
                "crm", 2, "event-2", "a", running.clock.instant(), Duration.ofSeconds(15), null, null, "no answer");
        running.attempts.note(taken, SECRETS);
        running.attempts.note(failed, SECRETS);
        running.clock.forward(Duration.ofSeconds(1));
        running.ticker.tick();

        assertThat(running.attempts.of("crm", 10)).containsExactlyInAnyOrder(failed, taken);
        assertThat(running.attempts.of("bi", 10)).isEmpty();
    }

    @Test
    void ofEachOutcomeOfEachSinkTheLastThousandAreKept() {
        note("crm", EVENTS, null);
        note("crm", 3, "answered 500");
        note("bi", 2, null);

        assertThat(running.attempts.of("crm", 10_000))
                .filteredOn(Attempt::isTaken)
                .hasSize(AttemptLog.MAX_NUMBER)
                .extracting(Attempt::seq)
                .contains(AttemptLog.MAX_NUMBER + 150L)
                .doesNotContain(150L);
        assertThat(running.attempts.of("crm", 10_000))
                .filteredOn(attempt -> !attempt.isTaken())
                .hasSize(3);
        assertThat(running.attempts.of("bi", 10_000)).hasSize(2);
    }

    @Test
    void ofMoreInASecondThanAnybodyReadsTheNewestAreKept() {
        for (int i = 1; i <= AttemptLog.MAX_WAITING + 10; i++) {
            running.attempts.note(attempt("crm", i, null, null), SECRETS);
        }
        running.attempts.note(attempt("crm", 1, null, "answered 500"), SECRETS);
        running.attempts.keep();

        assertThat(running.attempts.of("crm", 10_000))
                .hasSize(AttemptLog.MAX_WAITING + 1)
                .extracting(Attempt::seq)
                .contains(AttemptLog.MAX_WAITING + 10L, 1L)
                .doesNotContain(10L);
    }

    @Test
    void whatIsOlderThanThirtyDaysIsDeleted() {
        note("crm", 1, null);
        running.clock.forward(AttemptLog.MAX_AGE);
        running.ticker.tick();
        assertThat(running.attempts.of("crm", 10)).hasSize(1);

        running.clock.forward(Duration.ofHours(1));
        for (int seconds = 0; seconds < 3_600; seconds++) {
            running.ticker.tick();
        }
        assertThat(running.attempts.of("crm", 10)).isEmpty();
    }

    @Test
    void ofAnAnswerTheFirstIsKeptInAFormThatAnyDatabaseKeeps() {
        running.attempts.note(attempt("crm", 1, "x\0" + "y".repeat(5_000), null), SECRETS);
        running.attempts.keep();

        assertThat(running.attempts.of("crm", 1).get(0).answer())
                .startsWith("x\uFFFDyyy")
                .hasSize(AttemptLog.MAX_ANSWER);
    }

    /** Too little of it may be left at the end to be known as a part of it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 500, 1_000, 1_013, 1_020, 1_023, 1_140, 1_150})
    void noPartOfASecretIsKeptWhereverItStands(int before) {
        String filler = ".".repeat(before);
        running.attempts.note(
                attempt("crm", 1, filler + SECRET + ".".repeat(3_000), filler + SECRET + " failed"), SECRETS);
        running.attempts.keep();

        Attempt kept = running.attempts.of("crm", 1).get(0);
        assertThat(kept.answer()).doesNotContain("a");
        assertThat(kept.error()).doesNotContain("abc");
        assertThat(kept.error()).hasSizeLessThanOrEqualTo(AttemptLog.MAX_ANSWER);
    }

    @Test
    void noPhoneNumberOfAnAnswerIsKeptUnmasked() {
        running.attempts.note(attempt("crm", 1, "no such contact 5544999991234", null), SECRETS);
        running.attempts.keep();

        assertThat(running.attempts.of("crm", 1).get(0).answer()).isEqualTo("no such contact 5544*******34");
    }

    @Test
    void nothingIsLeftOfAnErasedInstance() {
        note("crm", 2, null);
        running.journal.erasure(running.attempts).instance("a");

        assertThat(running.attempts.of("crm", 10)).isEmpty();
    }

    @Test
    void nothingIsKeptOfAnEventThatWasErasedWhileTheSinkWasAtIt() {
        running.journal.erasure(running.attempts).instance("a");
        running.journal.keep(Events.connected("b", 1));
        running.attempts.note(attempt("crm", 1, "thanks", null), SECRETS);
        running.attempts.note(attempt("crm", EVENTS + 1, "thanks", null), SECRETS);
        running.attempts.keep();

        assertThat(running.attempts.of("crm", 10)).extracting(Attempt::seq).containsExactly(EVENTS + 1L);
    }
}
