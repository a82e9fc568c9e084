package io.github.plugzapi.connect.access;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.READER_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class EntranceTest {

    private static final String PROBLEM = "application/problem+json";
    private static final String PATH = "/api/instances";

    @Inject
    Failures failures;

    @AfterEach
    void othersComeFromTheSameAddress() {
        List.of("admin", "reader", "").forEach(name -> failures.succeeded("127.0.0.1", name));
    }

    @ParameterizedTest
    @CsvSource({"admin, " + ADMIN_PASSWORD, "reader, " + READER_PASSWORD})
    void whoeverKnowsAPasswordMayLook(String username, String password) {
        as(username, password).get(PATH).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "admin, " + READER_PASSWORD,
        "reader, " + ADMIN_PASSWORD,
        "root, " + ADMIN_PASSWORD,
        "admin, wrong",
        "admin, ''",
        "'', ''"
    })
    void nobodyElseMayAndIsToldHow(String username, String password) {
        as(username, password)
                .get(PATH)
                .then()
                .statusCode(401)
                .contentType(PROBLEM)
                .header("WWW-Authenticate", startsWith("Basic "))
                .body("detail", containsString("CONSOLE_PASSWORD"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", PATH, "/api//instances", "/api/nothing", "/api/../api/instances"})
    void withoutAPasswordNothingOfTheApiIsSeenNotEvenWhatThereIs(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(401).contentType(PROBLEM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer abc", "Basic !", "Basic", "Negotiate x"})
    void whatIsNoPasswordIsNone(String authorization) {
        given().header("Authorization", authorization).get(PATH).then().statusCode(401);
    }

    @Test
    void whoeverGuessesIsSlowedDownEvenIfTheNextGuessIsRight() {
        for (int i = 0; i < 4; i++) {
            as("admin", "guess-" + i).get(PATH).then().statusCode(401);
        }

        as("admin", ADMIN_PASSWORD)
                .get(PATH)
                .then()
                .statusCode(429)
                .contentType(PROBLEM)
                .header("Retry-After", "1")
                .body("detail", containsString("in 1 s"));
    }

    /** A gateway that sends something along with its callbacks is none who wants to come in there. */
    @Test
    void callbacksAreNotAskedWhoTheyAre() {
        given().auth()
                .preemptive()
                .basic("gateway", "whatever")
                .contentType(ContentType.JSON)
                .body("{\"type\":\"ReceivedCallback\"}")
                .post(Callbacks.path("instance-of-entrance"))
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", is((String) null));
    }

    @Test
    void aBrowserRunsNothingThatAnAnswerHolds() {
        as("reader", READER_PASSWORD)
                .get(PATH)
                .then()
                .header("Content-Security-Policy", startsWith("default-src 'none';"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-store");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, 'http://localhost:1'"
    })
    void whatAnotherSiteHasABrowserDoIsNotDone(String header, String value) {
        as("admin", ADMIN_PASSWORD)
                .header(header, value)
                .post(PATH)
                .then()
                .statusCode(403)
                .contentType(PROBLEM)
                .body("detail", containsString("Another site"));
    }

    /** Nobody takes a POST there, so that it is refused for that. */
    @ParameterizedTest
    @CsvSource({"Sec-Fetch-Site, same-origin", "Sec-Fetch-Site, none", "Accept, */*"})
    void whatOurOwnPagesAndProgramsDoIs(String header, String value) {
        as("admin", ADMIN_PASSWORD).header(header, value).post(PATH).then().statusCode(405);
    }

    @Test
    void anotherSiteMayLinkToUsAndLoadNothing() {
        as("reader", READER_PASSWORD)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "no-cors")
                .get(PATH)
                .then()
                .statusCode(403);
        as("reader", READER_PASSWORD)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "navigate")
                .get(PATH)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification as(String username, String password) {
        return given().auth().preemptive().basic(username, password);
    }
}
