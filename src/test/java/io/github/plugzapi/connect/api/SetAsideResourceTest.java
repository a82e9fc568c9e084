package io.github.plugzapi.connect.api;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.READER_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.FailingObserver;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class SetAsideResourceTest {

    private static final String PROBLEM = "application/problem+json";

    @Inject
    Store store;

    private long moment = 1_700_000_000_000L;
    private final String instance = "instance-" + UUID.randomUUID();

    /** An observer of another version. */
    private final String observer = "Observer" + UUID.randomUUID();

    private static RequestSpecification as(String name, String password) {
        return given().auth().preemptive().basic(name, password).urlEncodingEnabled(false);
    }

    private static ValidatableResponse get(String query) {
        return as("reader", READER_PASSWORD).get("/api/set-aside" + query).then();
    }

    private static ValidatableResponse dispatch(String name) {
        return as("admin", ADMIN_PASSWORD)
                .post("/api/set-aside/" + name + "/dispatch")
                .then();
    }

    private void setAside(String name, String error) {
        Callbacks.post(instance, "{\"connected\":true,\"momment\":" + moment++ + "}");
        store.write(sql -> sql.update(
                "INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, last_error, set_aside)"
                        + " SELECT ?, MAX(seq), ?, 12, 0, ?, 1 FROM event WHERE instance = ?",
                name,
                instance,
                error,
                instance));
    }

    @Test
    void whatAnObserverCouldNotDoIsToldWithoutSecrets() {
        setAside(observer, "failed with " + StandInGatewayResource.SECRET.length() + " at /webhooks/a/key-of-it");
        String found = "setAside.find { it.observer == '" + observer + "' }.";

        ValidatableResponse all = get("?limit=1000")
                .statusCode(200)
                .body(found + "seq", notNullValue())
                .body(found + "event", notNullValue())
                .body(found + "kind", is("connected"))
                .body(found + "instance", is(instance))
                .body(found + "attempts", is(12))
                .body("counts.'" + observer + "'", is(1));
        assertThat(all.extract().<String>path(found + "error"))
                .contains("failed")
                .doesNotContain("key-of-it");
    }

    @Test
    void thePagesHaveEachOnce() {
        for (int i = 0; i < 3; i++) {
            setAside(observer + i, null);
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        while (next != null) {
            ValidatableResponse page = get("?limit=1&cursor=" + next).statusCode(200);
            seen.addAll(page.extract().path("setAside.observer"));
            next = page.extract().path("next");
        }

        assertThat(seen)
                .filteredOn(name -> name.startsWith(observer))
                .containsExactlyInAnyOrder(observer + 0, observer + 1, observer + 2);
        assertThat(seen).doesNotHaveDuplicates();
        get("?cursor=eA").statusCode(400).contentType(PROBLEM).body("detail", containsString("'cursor'"));
        get("?limit=x").statusCode(400);
    }

    @Test
    void whatIsDispatchedAgainIsHandled() {
        setAside(FailingObserver.NAME, "no");

        dispatch(FailingObserver.NAME).statusCode(202);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> store.read(sql -> sql.number(
                                "SELECT COUNT(*) AS n FROM redelivery WHERE subscriber = ? AND instance = ?",
                                FailingObserver.NAME,
                                instance))
                        == 0);
        get("?limit=1000")
                .body(
                        "setAside.find { it.observer == '" + FailingObserver.NAME + "' && it.instance == '" + instance
                                + "' }",
                        nullValue());
        dispatch(FailingObserver.NAME).statusCode(202).body("events", notNullValue());
    }

    @Test
    void whatASinkHasSetAsideIsDispatchedByTheSameName() {
        dispatch("sink%20recording").statusCode(202);
    }

    @Test
    void whatAnObserverHasSetAsideThatIsNoMoreIsDispatchedAllTheSame() {
        setAside(observer, null);
        dispatch(observer).statusCode(202).body("events", is(1));
    }

    @Test
    void ofAnObserverThatThereIsNotNothingIsDispatched() {
        dispatch("NoSuchObserver")
                .statusCode(404)
                .contentType(PROBLEM)
                .body("detail", containsString("GET /api/set-aside"));
        dispatch(FailingObserver.NAME.toLowerCase(Locale.ROOT)).statusCode(404);
    }

    @Test
    void aReaderMayNotAct() {
        as("reader", READER_PASSWORD)
                .post("/api/set-aside/" + FailingObserver.NAME + "/dispatch")
                .then()
                .statusCode(403)
                .contentType(PROBLEM);
    }
}
