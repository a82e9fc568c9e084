package io.github.plugzapi.connect.console.numbers;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.FAILING;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.PUBLIC_URL;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Console;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ActsResourceTest {

    private StandInGateway gateway;

    private final String instance = "instance-" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ask",
                "/register",
                "/restart",
                "/restore-session",
                "/mute",
                "/unmute",
                "/make-link",
                "/revoke-link",
                "/callback-url",
                "/erase"
            })
    void whoeverMayOnlyLookDoesNothing(String act) {
        Console.actAsReader(act, "id", ACCEPTED)
                .statusCode(403)
                .contentType("text/html")
                .body(containsString("You may look, and not act."));
    }

    @Test
    void ourScriptIsToldMistakesAsAPageAndAProgramAsAProblem() {
        given().auth()
                .preemptive()
                .basic("admin", StandInGatewayResource.ADMIN_PASSWORD)
                .header("HX-Request", "true")
                .formParam("id", "no-such-instance")
                .post("/restart")
                .then()
                .statusCode(404)
                .contentType("text/html")
                .body(containsString("id=\"outcome\""));
        given().auth()
                .preemptive()
                .basic("admin", StandInGatewayResource.ADMIN_PASSWORD)
                .formParam("id", "no-such-instance")
                .post("/restart")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void withoutAScriptTheMenuOfWhatWasDoneLeadsToWhereItWasDone() {
        for (String[] each : new String[][] {
            {"https://connect.example/instances/one?page=2", "/instances/one?page=2&amp;lang=pt"},
            {"https://connect.example//elsewhere.example", "/?lang=pt"},
            {"nonsense", "/?lang=pt"}
        }) {
            given().auth()
                    .preemptive()
                    .basic("admin", StandInGatewayResource.ADMIN_PASSWORD)
                    .header("Accept", "text/html")
                    .header("Accept-Language", "en")
                    .header("Referer", each[0])
                    .formParam("id", ACCEPTED)
                    .post("/callback-url")
                    .then()
                    .statusCode(200)
                    .body(containsString("href=\"" + each[1] + "\""));
        }
    }

    @Test
    void whoeverIsNotSignedInDoesNothing() {
        given().redirects()
                .follow(false)
                .formParam("id", ACCEPTED)
                .post("/restart")
                .then()
                .statusCode(302)
                .header("Location", is("/sign-in"));
    }

    @Test
    void nothingIsDoneThatAnotherSiteSends() {
        given().auth()
                .preemptive()
                .basic("admin", StandInGatewayResource.ADMIN_PASSWORD)
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("id", ACCEPTED)
                .post("/restart")
                .then()
                .statusCode(403);
    }

    @Test
    void whatTheGatewaySaysWhenItIsAskedIsToldInWords() {
        gateway.saysStatus(ACCEPTED, true);

        Console.act("/ask", "id", ACCEPTED)
                .statusCode(200)
                .body(containsString("The gateway says that sales is connected."));
        Console.act("/ask", "id", FAILING)
                .statusCode(200)
                .body(containsString("The gateway did not say how billing is."));
    }

    @Test
    void severalAreAskedAtOnce() {
        gateway.saysStatus(ACCEPTED, true);

        Console.act("/ask", "id", ACCEPTED, "id", FAILING)
                .statusCode(200)
                .body(containsString("Asked: 1 connected, 0 down, 1 without an answer."));
    }

    @Test
    void oneWithoutATokenCannotBeAskedAndItIsSaidWhy() {
        Callbacks.post(instance, "{\"connected\":true}");

        Console.act("/ask", "id", instance).statusCode(200).body(containsString("its token is missing"));
        Console.act("/restart", "id", instance).statusCode(200).body(containsString("its token is missing"));
    }

    @Test
    void itIsRegisteredAgain() {
        Console.act("/register", "id", ACCEPTED).statusCode(200).body(containsString("sales is registered"));
        Console.act("/register", "id", FAILING).statusCode(200).body(containsString("billing could not be registered"));
    }

    @Test
    void anAlertIsMutedAndTheFlagIsSeen() {
        Callbacks.post(instance, "{\"disconnected\":true}");

        Console.act("/mute", "id", instance, "hours", "8").statusCode(200).body(containsString("are muted until"));

        Console.look("/?q=" + instance).body(containsString("muted until"));
        Console.act("/unmute", "id", instance).statusCode(200);
        Console.look("/?q=" + instance).body(not(containsString("muted until")));
    }

    @Test
    void nothingIsMutedForEver() {
        Callbacks.post(instance, "{\"connected\":true}");

        Console.act("/mute", "id", instance, "hours", "99999").statusCode(400).contentType("text/html");
    }

    @Test
    void aLinkIsShownOnceAndRevoked() {
        Console.act("/make-link", "id", ACCEPTED).statusCode(200).body(containsString(PUBLIC_URL + "/reconnect/"));
        Console.lookAsAdmin("/instances/" + ACCEPTED)
                .body(containsString("made by admin"))
                .body(not(containsString(PUBLIC_URL + "/reconnect/")));
        Console.act("/revoke-link", "id", ACCEPTED).body(containsString("good no more"));
    }

    @Test
    void theCallbackUrlIsShownToWhoAsks() {
        Console.act("/callback-url", "id", ACCEPTED)
                .statusCode(200)
                .body(containsString(PUBLIC_URL + "/webhooks/" + ACCEPTED + "/"));
    }

    @Test
    void nothingIsErasedBeforeItsNameIsTyped() {
        Callbacks.post(instance, "{\"connected\":true}");

        Console.act("/erase", "id", instance, "sure", "yes").body(containsString("Nothing was erased"));
        Console.look("/instances/" + instance).statusCode(200);
        Console.act("/erase", "id", instance, "sure", instance).body(containsString("is erased: 1 events"));
        Console.look("/instances/" + instance).statusCode(404);
    }

    @Test
    void whatWasDoneIsInTheAudit() {
        Callbacks.post(instance, "{\"connected\":true}");

        Console.act("/mute", "id", instance, "hours", "1");

        given().auth()
                .preemptive()
                .basic("reader", StandInGatewayResource.READER_PASSWORD)
                .get("/api/audit?instance=" + instance)
                .then()
                .body("entries[0].action", is("mute"))
                .body("entries[0].who", is("admin"));
    }
}
