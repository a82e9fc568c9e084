package io.github.plugzapi.connect.api;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ErasureResourceTest {

    private final String instance = "instance-" + UUID.randomUUID();

    @Test
    void anInstanceIsForgotten() {
        Callbacks.post(instance, "{\"connected\":true}");

        admin().delete("/api/instances/" + instance).then().statusCode(200).body("events", is(1));

        admin().get("/api/instances/" + instance).then().statusCode(404);
        admin().delete("/api/instances/" + instance).then().statusCode(200).body("events", is(0));
    }

    @Test
    void aPhoneNumberIsForgottenHoweverItIsWrittenAndTheInstanceIsNot() {
        Callbacks.post(instance, "{\"connected\":true,\"phone\":\"5544991112222\"}");

        admin().body("{\"phone\":\"+55 (44) 9111-2222\"}")
                .post("/api/erasures")
                .then()
                .statusCode(200)
                .body("events", is(1));

        admin().get("/api/instances/" + instance)
                .then()
                .body("phone", is((String) null))
                .body("status", is("connected"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"phone\":null}",
                "{\"phone\":\"\"}",
                "{\"phone\":\"sales\"}",
                "{\"phone\":5}",
                "null",
                "",
                "[",
                "5"
            })
    void whatIsNoPhoneNumberIsSaid(String body) {
        admin().body(body)
                .post("/api/erasures")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", not(emptyString()));
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", ADMIN_PASSWORD).contentType(ContentType.JSON);
    }
}
