package io.github.plugzapi.connect.api;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED_TOKEN;
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
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class QuarantineResourceTest {

    private static final String PROBLEM = "application/problem+json";

    @Inject
    Store store;

    @Inject
    MovableClock clock;

    private final String instance = "instance-" + UUID.randomUUID();

    private static RequestSpecification as(String name, String password) {
        return given().auth().preemptive().basic(name, password).urlEncodingEnabled(false);
    }

    private static RequestSpecification admin() {
        return as("admin", ADMIN_PASSWORD);
    }

    private static ValidatableResponse get(String path) {
        return as("reader", READER_PASSWORD).get("/api/quarantine" + path).then();
    }

    private static ValidatableResponse read(long id) {
        return admin().post("/api/quarantine/" + id + "/read").then();
    }

    /** As an older version has put it there. */
    private long quarantined(String of, byte[] body) {
        return store.write(sql -> {
            sql.insert(
                    "quarantine", "instance, received_at, content_type, reason, body", List.<Object[]>of(new Object[] {
                        of, clock.instant(), "application/json", "It was not understood.", body
                    }));
            return sql.number("SELECT MAX(id) AS n FROM quarantine");
        });
    }

    private long quarantined(String of, String body) {
        return quarantined(of, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aCallbackThatCouldNotBeReadIsShownWithItsReason() {
        given().contentType("application/json")
                .body("{\"phone\":\"5544999999999\",")
                .post(Callbacks.path(ACCEPTED))
                .then()
                .statusCode(400);

        get("?limit=1")
                .statusCode(200)
                .body("callbacks[0].id", notNullValue())
                .body("callbacks[0].instance", is(ACCEPTED))
                .body("callbacks[0].name", is("sales"))
                .body("callbacks[0].receivedAt", is(clock.instant().toString()))
                .body("callbacks[0].contentType", startsWith("application/json"))
                .body("callbacks[0].reason", startsWith("The body is not JSON"))
                .body("callbacks[0].body", is("{\"phone\":\"5544999999999\","))
                .body("callbacks[0].bodyBase64", nullValue());
    }

    @Test
    void noSecretOfABodyIsShown() {
        long id = quarantined(
                ACCEPTED, "[\"" + ACCEPTED_TOKEN + "\", \"https://connect.example/webhooks/a/key-of-it\", \"é\"]");
        assertThat(get("/" + id).statusCode(200).extract().<String>path("body"))
                .contains("é")
                .doesNotContain(ACCEPTED_TOKEN, "key-of-it");

        long latin =
                quarantined(ACCEPTED, ("[\"" + ACCEPTED_TOKEN + "\", \"é\"]").getBytes(StandardCharsets.ISO_8859_1));
        String base64 = get("/" + latin).body("body", nullValue()).extract().path("bodyBase64");
        assertThat(new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1))
                .contains("é")
                .doesNotContain(ACCEPTED_TOKEN);
    }

    @Test
    void ofALargeBodyTheBeginningIsShown() {
        long id = quarantined(instance, "x".repeat(10_000));
        assertThat(get("/" + id).body("bytes", is(10_000)).extract().<String>path("body"))
                .hasSize(4_096);
    }

    @Test
    void thePagesAreNewestFirst() {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(0, (int) quarantined(instance, "x"));
        }
        List<Integer> seen = new ArrayList<>();
        String next = "";
        while (next != null) {
            ValidatableResponse page = get("?limit=2&cursor=" + next).statusCode(200);
            seen.addAll(page.extract().path("callbacks.findAll { it.instance == '" + instance + "' }.id"));
            next = page.extract().path("next");
        }
        assertThat(seen).isEqualTo(ids);
        get("?limit=0").statusCode(400);
        get("?cursor=eA").statusCode(400).contentType(PROBLEM).body("detail", containsString("'cursor'"));
    }

    @Test
    void whatIsUnderstoodNowBecomesAnEvent() {
        long id = quarantined(instance, "{\"disconnected\":true,\"error\":\"gone\"}");

        read(id).statusCode(200)
                .body("outcome", is("accepted"))
                .body("event", notNullValue())
                .body("reason", nullValue());
        get("/" + id).statusCode(404);
        read(id).statusCode(404);
        as("reader", READER_PASSWORD)
                .get("/api/instances/" + instance)
                .then()
                .body("status", is("disconnected"))
                .body("said", is("gone"));
    }

    @Test
    void whatWasKeptMeanwhileIsADuplicate() {
        Callbacks.post(instance, "{\"disconnected\":true}");
        long id = quarantined(instance, "{\"disconnected\":true}");

        read(id).statusCode(200).body("outcome", is("duplicate")).body("event", nullValue());
        get("/" + id).statusCode(404);
    }

    @Test
    void whatIsAboutSomethingElseIsIgnored() {
        long id = quarantined(instance, "{\"type\":\"ReceivedCallback\"}");

        read(id).statusCode(200).body("outcome", is("ignored"));
        get("/" + id).statusCode(404);
    }

    @Test
    void whatCannotBeReadStillStays() {
        long id = quarantined(instance, "nonsense");

        read(id).statusCode(200).body("outcome", is("unreadable")).body("reason", startsWith("The body is not JSON"));
        get("/" + id).statusCode(200);
    }

    @Test
    void whatIsDiscardedIsGone() {
        long id = quarantined(instance, "nonsense");

        admin().delete("/api/quarantine/" + id).then().statusCode(204);
        get("/" + id).statusCode(404);
        admin().delete("/api/quarantine/" + id).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "x", "-1", "99999999999999999999"})
    void ofWhatIsNotThereNothingIsKnown(String id) {
        get("/" + id).statusCode(404).contentType(PROBLEM).body("detail", containsString("GET /api/quarantine"));
        admin().post("/api/quarantine/" + id + "/read").then().statusCode(404);
        admin().delete("/api/quarantine/" + id).then().statusCode(404);
    }

    @Test
    void aReaderMayNotAct() {
        long id = quarantined(instance, "nonsense");
        as("reader", READER_PASSWORD)
                .post("/api/quarantine/" + id + "/read")
                .then()
                .statusCode(403)
                .contentType(PROBLEM);
        as("reader", READER_PASSWORD).delete("/api/quarantine/" + id).then().statusCode(403);
        get("/" + id).statusCode(200);
    }
}
