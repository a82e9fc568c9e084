package io.github.plugzapi.connect.api;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class AlertsResourceTest {

    @Inject
    MovableClock clock;

    private final String instance = "instance-" + UUID.randomUUID();

    @Test
    void anInstanceIsMutedForATimeAndNotAnyMore() {
        Callbacks.post(instance, "{\"connected\":true}");
        Instant until = clock.instant().plus(Duration.ofHours(3));

        // The journal keeps milliseconds.
        mute("{\"until\":\"" + until.plusNanos(456_789) + "\"}")
                .then()
                .statusCode(200)
                .body("until", is(until.toString()));
        admin().get("/api/instances/" + instance).then().body("mutedUntil", is(until.toString()));

        admin().delete("/api/instances/" + instance + "/mute").then().statusCode(204);
        admin().get("/api/instances/" + instance).then().body("mutedUntil", is((String) null));
        admin().get("/api/audit?instance=" + instance)
                .then()
                .body("entries.action", is(List.of("unmute", "mute")))
                .body("entries[1].who", is("admin"))
                .body("entries[1].address", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "{\"until\":null}",
                "{\"until\":\"tomorrow\"}",
                "{\"until\":1e300}",
                "{\"until\":1770000000}",
                "{\"until\":\"2020-01-01T00:00:00Z\"}",
                "{\"until\":\"2999-01-01T00:00:00Z\"}"
            })
    void whatIsNoTimeToComeIsSaid(String body) {
        Callbacks.post(instance, "{\"connected\":true}");

        mute(body)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", notNullValue());
    }

    @Test
    void nobodyIsMutedOfWhomNothingIsKnown() {
        mute("{\"until\":\"" + clock.instant().plusSeconds(60) + "\"}").then().statusCode(404);
    }

    @Test
    void theChannelsAreToldWithoutSecrets() {
        admin().get("/api/channels")
                .then()
                .statusCode(200)
                .body("channels.name", hasItem("people"))
                .body("channels.scheme", hasItem("mailto"));
    }

    @Test
    void aChannelIsTriedOut() {
        admin().post("/api/channels/people/test")
                .then()
                .statusCode(200)
                .body("taken", is(true))
                .body("said", notNullValue());
        admin().post("/api/channels/nobody/test")
                .then()
                .statusCode(404)
                .body("detail", containsString("GET /api/channels"));
    }

    private Response mute(String body) {
        return admin().body(body).put("/api/instances/" + instance + "/mute");
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", ADMIN_PASSWORD).contentType(ContentType.JSON);
    }
}
