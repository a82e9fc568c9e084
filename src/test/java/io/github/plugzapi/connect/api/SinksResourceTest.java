package io.github.plugzapi.connect.api;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.READER_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class SinksResourceTest {

    private static final String PROBLEM = "application/problem+json";
    private static final String RECORDING = "sinks.find { it.name == 'recording' }.";

    @Inject
    Store store;

    @Inject
    MovableClock clock;

    private final String instance = "instance-" + UUID.randomUUID();

    /** The name of a sink that was configured once. */
    private final String old = "old" + UUID.randomUUID().toString().replace("-", "");

    @AfterEach
    void resume() {
        put("recording", "false").statusCode(204);
    }

    private static RequestSpecification as(String name, String password) {
        return given().auth()
                .preemptive()
                .basic(name, password)
                .contentType("application/json")
                .urlEncodingEnabled(false);
    }

    private static RequestSpecification admin() {
        return as("admin", ADMIN_PASSWORD);
    }

    private static ValidatableResponse get(String path) {
        return as("reader", READER_PASSWORD).get("/api/sinks" + path).then();
    }

    private static ValidatableResponse put(String sink, String body) {
        return admin().body(body).put("/api/sinks/" + sink + "/paused").then();
    }

    private static ValidatableResponse again(String sink, String body) {
        return admin().body(body).post("/api/sinks/" + sink + "/redeliveries").then();
    }

    /** The number of an event. */
    private long kept() {
        Callbacks.post(instance, "{\"connected\":true}");
        return store.read(sql -> sql.number("SELECT MAX(seq) AS n FROM event WHERE instance = ?", instance));
    }

    private void rememberOldSink() {
        store.write(sql -> sql.update("INSERT INTO place (subscriber, seq, waits) VALUES (?, 0, 0)", "sink " + old));
    }

    @Test
    void aSinkThatIsConfiguredIsThereWithoutItsSecrets() {
        ValidatableResponse all = get("").statusCode(200)
                .body(RECORDING + "configured", is(true))
                .body(RECORDING + "target", startsWith("http://127.0.0.1:"))
                .body(RECORDING + "pausedAt", nullValue())
                .body(RECORDING + "lag.events", notNullValue())
                .body(RECORDING + "setAside", notNullValue())
                .body(RECORDING + "lost", is(0));
        assertThat(all.extract().<String>path(RECORDING + "state")).isIn("delivering", "away");
        assertThat(all.extract().asString()).doesNotContain(RecordingSink.SECRET, "/events");
    }

    @Test
    void aSinkIsPausedAndResumedAsOftenAsSomebodySaysSo() {
        for (int i = 0; i < 2; i++) {
            put("recording", "true").statusCode(204);
            get("").body(RECORDING + "state", is("paused"))
                    .body(RECORDING + "reason", is("by admin"))
                    .body(RECORDING + "pausedBy", is("admin"))
                    .body(RECORDING + "nextTry", nullValue())
                    .body(RECORDING + "pausedAt", is(clock.instant().toString()));
        }
        for (int i = 0; i < 2; i++) {
            put("recording", " false\n").statusCode(204);
            get("").body(RECORDING + "pausedBy", nullValue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "null", "\"true\"", "{\"paused\":true}", "TRUE", "true true"})
    void aPauseIsTrueOrFalseAndNothingElse(String body) {
        put("recording", body).statusCode(400).contentType(PROBLEM).body("detail", containsString("true or false"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "Recording", "sink%20recording"})
    void ofASinkThatThereIsNotNothingIsDone(String name) {
        put(name, "true").statusCode(404).contentType(PROBLEM).body("detail", containsString("GET /api/sinks"));
        again(name, "{}").statusCode(404);
        get("/" + name + "/attempts").statusCode(404);
        admin().delete("/api/sinks/" + name).then().statusCode(404);
    }

    @Test
    void aReaderMayNotAct() {
        RequestSpecification reader = as("reader", READER_PASSWORD);
        reader.body("true")
                .put("/api/sinks/recording/paused")
                .then()
                .statusCode(403)
                .contentType(PROBLEM);
        reader.body("{}").post("/api/sinks/recording/redeliveries").then().statusCode(403);
        as("reader", READER_PASSWORD).delete("/api/sinks/recording").then().statusCode(403);
        get("").body(RECORDING + "pausedAt", nullValue());
    }

    @Test
    void thePagesOfItsAttemptsAreNewestFirst() {
        long seq = kept();
        for (int i = 0; i < 3; i++) {
            int millis = i;
            store.write(sql -> sql.update(
                    "INSERT INTO attempt (sink, seq, event, instance, at, millis, status, answer, error, taken)"
                            + " VALUES ('recording', ?, 'the-event', ?, ?, ?, 400, 'no', 'answered 400', 0)",
                    seq,
                    instance,
                    clock.instant(),
                    1_000_000 + millis));
        }
        List<Integer> seen = new ArrayList<>();
        String next = "";
        while (next != null) {
            ValidatableResponse page =
                    get("/recording/attempts?limit=2&cursor=" + next).statusCode(200);
            seen.addAll(page.extract()
                    .path("attempts.findAll { it.event == 'the-event' && it.instance == '" + instance + "' }.millis"));
            next = page.extract().path("next");
        }

        assertThat(seen).containsExactly(1_000_002, 1_000_001, 1_000_000);
        get("/recording/attempts?limit=0").statusCode(400);
        get("/recording/attempts?cursor=eA").statusCode(400).body("detail", containsString("'cursor'"));
    }

    @Test
    void anEventIsPassedOnAgainByItsIdOrItsNumber() {
        long seq = kept();
        String id = store.read(sql -> sql.first("SELECT id FROM event WHERE seq = ?", row -> row.text("id"), seq))
                .orElseThrow();

        again("recording", "{\"event\":\"" + id + "\"}").statusCode(202).body("events", is(1));
        again("recording", "{\"event\":\"" + seq + "\"}").statusCode(202).body("events", is(1));
        again("recording", "{\"event\":" + seq + "}").statusCode(202).body("events", is(1));
        again("recording", "{\"event\":\"" + UUID.randomUUID() + "\"}").statusCode(404);
        again("recording", "{\"event\":\"99999999999999999999\"}").statusCode(404);
    }

    @Test
    void whatWasSetAsideIsPassedOnAgainWhereNothingElseIsSaid() {
        put("recording", "true");
        long seq = kept();
        store.write(sql -> sql.update(
                "INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, set_aside)"
                        + " VALUES ('sink recording', ?, ?, 12, 0, 1) ON CONFLICT (subscriber, seq) DO UPDATE SET set_aside = 1",
                seq,
                instance));

        int events = again("recording", "{}").statusCode(202).extract().path("events");
        assertThat(events).isPositive();
        again("recording", "{}").statusCode(202).body("events", is(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-31T11:59:00Z", "2026-01-31T08:59:00.5-03:00", "-999999999-01-01T00:00:00+02:00"})
    void whatItGotSinceSomeMomentIsPassedOnAgain(String since) {
        again("recording", "{\"since\":\"" + since + "\"}").statusCode(202).body("events", notNullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                      | JSON object",
                "[]                                                    | JSON object",
                "{} {}                                                 | JSON object",
                "{\"event\":\"1\",\"event\":\"2\"}                     | JSON object",
                "{\"event\":\"1\",\"since\":\"2026-01-01T00:00:00Z\"}  | one or the other",
                "{\"events\":\"1\"}                                    | no other field",
                "{\"event\":null}                                      | 'event'",
                "{\"event\":{}}                                        | 'event'",
                "{\"since\":\"yesterday\"}                             | 'since'",
                "{\"since\":1}                                         | 'since'",
                "{\"since\":\"2026-01-31\"}                            | 'since'",
                "{\"since\":\"2126-01-31T00:00:00Z\"}                  | future",
            })
    void whatCannotBeMeantIsSaid(String body, String word) {
        again("recording", body == null ? "" : body)
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", containsString(word));
    }

    @Test
    void aSinkThatIsNotConfiguredAnyMoreIsListedUntilItIsForgotten() {
        rememberOldSink();
        String found = "sinks.find { it.name == '" + old + "' }";
        get("").body(found + ".configured", is(false))
                .body(found + ".state", is("not_configured"))
                .body(found + ".target", nullValue());
        again(old, "{}").statusCode(409).contentType(PROBLEM);

        admin().delete("/api/sinks/" + old).then().statusCode(204);
        get("").body(found, nullValue());
        admin().delete("/api/sinks/" + old).then().statusCode(404);
    }

    @Test
    void aSinkThatIsConfiguredIsNotForgotten() {
        admin().delete("/api/sinks/recording")
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("detail", containsString("configuration"));
    }
}
