package io.github.plugzapi.connect.api.instances;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.FAILING;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.REFUSED;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.github.plugzapi.connect.testsupport.Images;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes of each call is tested where it is made; here, how it is answered. Each is made a few times a minute at most. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ReconnectResourceTest {

    private static final String PROBLEM = "application/problem+json";

    StandInGateway gateway;

    @Test
    void theQrCodeIsAnImageThatNobodyKeepsAndSaysHowOldItIs() {
        byte[] image = Images.png(400);
        gateway.answersTo(FAILING, "qr-code/image", okJson(Images.qrCode(image)));

        byte[] answer = get(FAILING, "qr-code")
                .statusCode(200)
                .contentType("image/png")
                .header("Cache-Control", "no-store")
                .header("Age", "0")
                .extract()
                .asByteArray();

        assertThat(answer).isEqualTo(image);
    }

    @Test
    void thatThereIsNoQrCodeIsSaidInWordsWithWhatToDo() {
        gateway.answersTo(REFUSED, "qr-code/image", okJson("{\"connected\":true}"));

        get(REFUSED, "qr-code")
                .statusCode(409)
                .contentType(PROBLEM)
                .body("detail", is("The number is connected already."));
    }

    @Test
    void aPhoneCodeIsForThePhoneThatIsNamed() {
        gateway.answersTo(ACCEPTED, "phone-code/5544999999901", okJson("{\"code\":\"WZ4K7QHD\"}"));

        post(ACCEPTED, "phone-code", "{\"phone\":\"+55 44 99999-9901\"}")
                .statusCode(200)
                .body("code", is("WZ4K7QHD"));
        post(ACCEPTED, "phone-code", "{}").statusCode(400).body("detail", containsString("no phone number"));
    }

    @Test
    void howManyMessagesWaitIsTold() {
        gateway.answersTo(ACCEPTED, "queue/count", okJson("{\"count\":37}"));
        get(ACCEPTED, "queue").statusCode(200).body("messages", is(37));

        gateway.answersTo(ACCEPTED, "queue/count", okJson("{}"));
        get(ACCEPTED, "queue").statusCode(200).body("messages", is((Object) null));
    }

    @ParameterizedTest
    @CsvSource({"restart, restart, restart", "session, restore-session, restore-session"})
    void whatPlugZapiAnswersToAnActIsAnsweredAndNoted(String path, String call, String action) {
        gateway.answersTo(ACCEPTED, call, okJson("{\"value\":true}"));
        post(ACCEPTED, path, "").statusCode(200).body("said", is("It is done."));

        gateway.answersTo(ACCEPTED, call, jsonResponse("{\"error\":\"not today\"}", 400));
        post(ACCEPTED, path, "").statusCode(502).contentType(PROBLEM).body("detail", containsString("not today"));

        admin().get("/api/audit?instance=" + ACCEPTED + "&limit=1000")
                .then()
                .body("entries.findAll { it.action == '" + action + "' }.who", hasItem("admin"))
                .body("entries.findAll { it.action == '" + action + "' }.outcome", hasItem("It is done."));
    }

    @Test
    void whoAsksTooOftenIsToldWhenToAskAgain() {
        gateway.answersTo(REFUSED, "restart", okJson("{\"value\":true}"));
        for (int i = 0; i < 3; i++) {
            post(REFUSED, "restart", "").statusCode(200);
        }

        post(REFUSED, "restart", "").statusCode(429).header("Retry-After", "60");
    }

    @Test
    void plugZapiIsAskedNowHowTheInstanceIs() {
        gateway.saysStatus(ACCEPTED, false);
        post(ACCEPTED, "confirmation", "").statusCode(200).body("status", is("disconnected"));
        admin().get("/api/instances/" + ACCEPTED)
                .then()
                .body("status", is("disconnected"))
                .body("source", is("reconciliation"));

        gateway.saysStatus(ACCEPTED, true);
        post(ACCEPTED, "confirmation", "").statusCode(200).body("status", is("connected"));
        admin().get("/api/instances/" + ACCEPTED).then().body("status", is("connected"));
    }

    @Test
    void bothWebhooksAreRegisteredNow() {
        post(ACCEPTED, "registration", "")
                .statusCode(200)
                .body("webhooks.webhook.sort()", is(List.of("connected", "disconnected")))
                .body("webhooks.state", is(List.of("registered", "registered")));
        post(REFUSED, "registration", "")
                .statusCode(200)
                .body("webhooks.state", is(List.of("refused", "refused")))
                .body("webhooks[0].said", containsString("null not allowed"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, qr-code",
        "GET, queue",
        "POST, restart",
        "POST, session",
        "POST, confirmation",
        "POST, registration"
    })
    void whoHasNoTokenHereCannotBeAskedFor(String method, String path) {
        admin().request(method, "/api/instances/nobody/" + path)
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("detail", containsString("PLUGZAPI_INSTANCES_<NAME>_ID"));
    }

    private static ValidatableResponse get(String instance, String path) {
        return admin().get("/api/instances/" + instance + "/" + path).then();
    }

    private static ValidatableResponse post(String instance, String path, String body) {
        return admin().body(body)
                .post("/api/instances/" + instance + "/" + path)
                .then();
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", ADMIN_PASSWORD).contentType(ContentType.JSON);
    }
}
