package io.github.plugzapi.connect.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class SinkResourceTest {

    private static final String PAGE = "/sinks/recording";
    private static final Map<String, String> NO_FIELDS = Map.of("a", "form");

    @Inject
    Store store;

    @Inject
    MovableClock clock;

    private final String instance = "instance-" + UUID.randomUUID();

    /** The name of a sink that was configured once. */
    private final String old = "old" + UUID.randomUUID().toString().replace("-", "");

    @AfterEach
    void resume() {
        Visit.act(PAGE + "/resume");
    }

    /** The number of an event. */
    private long kept() {
        Callbacks.post(instance, "{\"connected\":true}");
        return store.read(sql -> sql.number("SELECT MAX(seq) AS n FROM event WHERE instance = ?", instance));
    }

    private void rememberOldSink() {
        store.write(sql -> sql.update("INSERT INTO place (subscriber, seq, waits) VALUES (?, 0, 0)", "sink " + old));
    }

    private void attempted(String answer) {
        store.write(sql -> sql.update(
                "INSERT INTO attempt (sink, seq, event, instance, at, millis, status, answer, error, taken)"
                        + " VALUES (?, 1, 'the-event', ?, ?, 31, 503, ?, 'answered 503', 0)",
                old,
                instance,
                clock.instant(),
                answer));
    }

    @Test
    void theAttemptsAreThereNewestFirstPageByPage() {
        rememberOldSink();
        for (int i = 0; i < 60; i++) {
            attempted("answer-" + i + "-");
        }

        String newest = Visit.page("/sinks/" + old, "en");
        assertThat(newest)
                .contains("Attempts of " + old, "answer-59-", "answer-10-", "503, 31 ms", "Failed", instance)
                .doesNotContain("answer-9-", "Newest");
        String older = newest.replaceAll("(?s).*href=\"(/sinks/" + old + "\\?before=\\d+)\".*", "$1");
        assertThat(Visit.page(older, "pt"))
                .contains("answer-9-", "answer-0-", "Mais recentes")
                .doesNotContain("answer-10-", "Mais antigos");
        assertThat(Visit.page("/sinks/" + old + "?before=%3Cb%3E", "en")).contains("answer-59-");
    }

    @Test
    void whatASinkAnswersIsNoMarkup() {
        rememberOldSink();
        attempted("<script>alert(1)</script>");

        assertThat(Visit.page("/sinks/" + old, "en"))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>alert");
    }

    @Test
    void aSinkIsPausedAndResumed() {
        assertThat(Visit.outcome(PAGE + "/pause", NO_FIELDS, "en"))
                .contains("recording is paused until somebody resumes it.");
        assertThat(Visit.page(PAGE, "pt")).contains("<title>recording: Em pausa", "Retomar");
        assertThat(Visit.outcome(PAGE + "/resume", NO_FIELDS, "pt")).contains("recording foi retomado");
        assertThat(Visit.outcome(PAGE + "/resume", NO_FIELDS, "en")).contains("recording was not paused.");
    }

    @Test
    void anEventIsRedeliveredByItsNumberOrItsId() {
        long seq = kept();
        String id = store.read(sql -> sql.first("SELECT id FROM event WHERE seq = ?", row -> row.text("id"), seq))
                .orElseThrow();

        assertThat(Visit.outcome(PAGE + "/redeliver", Map.of("event", " " + seq), "en"))
                .contains("1 event goes to recording again.");
        assertThat(Visit.outcome(PAGE + "/redeliver", Map.of("event", id), "pt"))
                .contains("1 evento vai de novo a recording.");
        assertThat(Visit.act(PAGE + "/redeliver", Map.of("event", "99999999999999999999"), "en")
                        .statusCode())
                .isEqualTo(404);
        assertThat(Visit.page("/audit?instance=" + instance, "en")).contains("redelivered", "event " + id, "1 events");
    }

    @Test
    void whatWasSetAsideIsCountedOnTheButtonAndRedelivered() {
        Visit.act(PAGE + "/pause");
        long seq = kept();
        store.write(sql -> sql.update("DELETE FROM redelivery WHERE subscriber = 'sink recording' AND set_aside = 1"));
        store.write(sql -> sql.update(
                "INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, set_aside)"
                        + " VALUES ('sink recording', ?, ?, 12, 0, 1) ON CONFLICT (subscriber, seq) DO UPDATE SET set_aside = 1",
                seq,
                instance));

        assertThat(Visit.page(PAGE, "en")).contains("Redeliver the one set aside");
        assertThat(Visit.page(PAGE, "pt")).contains("Entregar de novo 1 separado");
        assertThat(Visit.outcome(PAGE + "/redeliver", NO_FIELDS, "en")).contains("1 event goes to recording again.");
        assertThat(Visit.page(PAGE, "en")).contains("Nothing is set aside for this sink.");
    }

    @Test
    void aMomentIsMeantWhereMostPeopleAre() {
        kept();

        assertThat(Visit.page(PAGE + "/again?since=2026-01-31T08:59", "en"))
                .contains("value=\"2026-01-31T11:59:00Z\"", "since 08:59, Brasília time")
                .containsPattern("Redeliver \\d+ events? to recording\\?");
        assertThat(Visit.get(PAGE + "/again?since=2026-01-31T09:01").statusCode())
                .isEqualTo(400);
        assertThat(Visit.outcome(PAGE + "/redeliver", Map.of("since", "2026-01-31T11:59:00Z"), "en"))
                .containsPattern("events? goe?s? to recording again\\.");
    }

    @Test
    void allIsAskedForTwice() {
        kept();

        assertThat(Visit.page(PAGE + "/again", "pt"))
                .contains("São todos os que recebeu e que ainda estão no diário.", "value=\"1970-01-01T00:00:00Z\"");
        Visit.outcome(PAGE + "/redeliver", Map.of("since", "1970-01-01T00:00:00Z"), "pt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-01-31", "%2B999999999-01-01T00:00", "2026-13-01T00:00"})
    void whatIsNoMomentOfThePastIsSaid(String since) {
        assertThat(Visit.get(PAGE + "/again?since=" + since).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2126-01-31T00:00:00Z", "2026-01-31T00:00"})
    void whatIsNoMomentAsMachinesWriteItIsSaid(String since) {
        assertThat(Visit.act(PAGE + "/redeliver", Map.of("since", since), "en").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aReaderLooksAndDoesNothing() {
        assertThat(Visit.pageOfAReader(PAGE)).doesNotContain("action=\"/sinks", "/again");
        Visit.aReaderMayNot(PAGE + "/pause");
        Visit.aReaderMayNot(PAGE + "/resume");
        Visit.aReaderMayNot(PAGE + "/redeliver");
        Visit.aReaderMayNot(PAGE + "/forget");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "Recording", "sink%20recording"})
    void ofASinkThatThereIsNotNothingIsDone(String name) {
        assertThat(Visit.get("/sinks/" + name).statusCode()).isEqualTo(404);
        assertThat(Visit.get("/sinks/" + name + "/again").statusCode()).isEqualTo(404);
    }

    @Test
    void aSinkThatIsNotConfiguredAnyMoreIsForgottenByItsName() {
        rememberOldSink();
        assertThat(Visit.page("/sinks/" + old, "en")).contains("Not configured", "Forget " + old);
        assertThat(Visit.act("/sinks/" + old + "/redeliver").statusCode()).isEqualTo(409);
        assertThat(Visit.act("/sinks/" + old + "/forget").statusCode()).isEqualTo(400);

        assertThat(Visit.outcome("/sinks/" + old + "/forget", Map.of("confirm", old), "en"))
                .contains(old + " is forgotten.");
        assertThat(Visit.get("/sinks/" + old).statusCode()).isEqualTo(404);
        assertThat(Visit.act(PAGE + "/forget", Map.of("confirm", "recording"), "en")
                        .statusCode())
                .isEqualTo(409);
    }
}
