package io.github.plugzapi.connect.console.reconnect;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.github.plugzapi.connect.console.reconnect.DownInstance.PHONE;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Console;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class DialogResourceTest {

    @Inject
    Instances instances;

    @Inject
    MovableClock clock;

    StandInGateway gateway;

    private DownInstance down;

    @BeforeEach
    void open() {
        down = new DownInstance("dialog of <b>sales</b>", instances, clock, gateway);
    }

    @AfterEach
    void close() {
        down.close();
    }

    // ---- Before

    @Test
    void whatWaitsInTheQueueIsSaidBeforeAnyCodeIsShown() {
        down.waiting("{\"count\":37}");

        String page = show("").statusCode(200)
                .body(containsString("37 messages wait in the queue"))
                .body(not(containsString("<img")))
                .extract()
                .asString();

        assertThat(gateway.asked(down.id, "qr-code/image")).isZero();
        look(link(page, "href", "code=1")).body(containsString("<img")).body(containsString("Code 1 of 3"));
    }

    @Test
    void whereNothingWaitsTheCodeIsShownAtOnce() {
        down.waiting("{\"count\":0}");

        show("").statusCode(200)
                .body(containsString("No message waits in the queue."))
                .body(containsString("src=\"/api/instances/" + down.id + "/qr-code?of="));
    }

    @Test
    void thatTheGatewayDoesNotSayWhatWaitsIsSaid() {
        down.waiting("{}");

        show("").body(containsString("does not say how many messages wait")).body(containsString("<img"));
    }

    @Test
    void whoeverMayOnlyLookSeesNone() {
        Console.look(path("")).statusCode(403);
        Console.look(path("/state")).statusCode(403);
        Console.actAsReader(path("/phone-code"), "phone", PHONE).statusCode(403);
        given().redirects().follow(false).get(path("")).then().statusCode(302);
        assertThat(gateway.asked(down.id, "qr-code/image")).isZero();
    }

    @Test
    void thatItIsConnectedAlreadyIsSaid() {
        down.connects(PHONE, 1);

        show("").statusCode(200).body(containsString("is connected already")).body(not(containsString("<img")));
    }

    @Test
    void whatIsConnectedAlreadyDoesNotComeBackByBeingConfirmed() {
        down.connects(PHONE, 1);
        String already =
                show("").body(not(containsString("data-state"))).extract().asString();
        String code = look(link(already, "href", "code=1"))
                .body(containsString("<img"))
                .extract()
                .asString();
        String state = link(code, "data-state", "at=");
        gateway.saysStatus(down.id, true);

        Console.act("/ask", "id", down.id).statusCode(200);

        look(state.replaceFirst("at=\\d+", "at=1")).statusCode(204);
    }

    @Test
    void whatIsConnectedAlreadyIsBackOnceItIsHeardOf() {
        down.connects(PHONE, 1);
        String already = show("").extract().asString();
        String code = look(link(already, "href", "code=1")).extract().asString();

        // It is as it was before, but somebody read the code.
        down.connects(PHONE, 0);

        look(link(code, "data-state", "at=")).statusCode(200).body(containsString("Connected as 55 44 9****-**01"));
    }

    @Test
    void whatPlugZapiCannotBeAskedForSaysWhatToSet() {
        String unknown = "instance-" + UUID.randomUUID();
        Callbacks.post(unknown, "{\"disconnected\":true}");

        Console.lookAsAdmin("/instances/" + unknown + "/reconnect")
                .statusCode(200)
                .body(containsString("PLUGZAPI_INSTANCES_…_TOKEN"));
        Console.lookAsAdmin("/instances/no-such-instance/reconnect").statusCode(404);
    }

    // ---- The codes

    @Test
    void threeCodesAreShownAndNoMore() {
        String first =
                show("?code=1").body(containsString("Code 1 of 3")).extract().asString();
        String second = look(link(first, "data-next", "code=2"))
                .body(containsString("Code 2 of 3"))
                .extract()
                .asString();
        String third = look(link(second, "data-next", "code=3"))
                .body(containsString("Code 3 of 3"))
                .extract()
                .asString();

        look(link(third, "data-next", "code=4"))
                .body(containsString("We stopped showing codes"))
                .body(not(containsString("<img")))
                .body(containsString("Show three more"))
                .body(not(containsString("data-next")));
    }

    @Test
    void itWorksWithoutAScript() {
        show("?code=1").body(containsString("<noscript>")).body(containsString("Next code</a>"));
    }

    @Test
    void whatTheGatewaySaysIsToldAndMarksNothingUp() {
        gateway.answersTo(down.id, "qr-code/image", jsonResponse("{\"error\":\"<i>not today</i>\"}", 400));

        show("?code=1")
                .statusCode(200)
                .body(containsString("The gateway refused."))
                .body(containsString("&lt;i&gt;not today&lt;/i&gt;"))
                .body(not(containsString("<i>")))
                .body(containsString("dialog of &lt;b&gt;sales&lt;/b&gt;"))
                .body(not(containsString("<b>sales")));
        await().untilAsserted(() -> given().auth()
                .preemptive()
                .basic("admin", ADMIN_PASSWORD)
                .get("/api/audit?instance=" + down.id)
                .then()
                .body("entries.action", hasItem("qr-code"))
                .body("entries.outcome", hasItem(containsString("not today"))));
    }

    @Test
    void whereTheSessionCanBeRestoredThatIsOffered() {
        gateway.answersTo(down.id, "qr-code/image", okJson("{\"error\":\"You need to restore the session.\"}"));

        show("?code=1")
                .body(allOf(
                        containsString("action=\"/restore-session\""),
                        containsString("name=\"id\" value=\"" + down.id + "\""),
                        not(containsString("<img"))));
    }

    @Test
    void aCodeIsTypedInstead() {
        gateway.answersTo(down.id, "phone-code/" + PHONE, okJson("{\"code\":\"WZ4K7QHD\"}"));

        show("/phone-code").body(containsString("Connect without the camera"));
        Console.act(path("/phone-code"), "phone", "+55 44 99999-9901").body(containsString("WZ4K-7QHD"));
        Console.act(path("/phone-code"), "phone", "<b>")
                .body(containsString("That is no phone number."))
                .body(not(containsString("<b>\"")));
    }

    // ---- The end

    @Test
    void itSaysByItselfThatTheNumberIsBack() {
        down.waiting("{\"count\":37}");
        String state = link(show("").extract().asString(), "data-state", "at=");
        look(state).statusCode(204);

        down.connects(PHONE, 0);

        look(state)
                .statusCode(200)
                .body(containsString("Connected as 55 44 9****-**01"))
                .body(containsString("It was down for 1 min."))
                .body(containsString("A callback told us."))
                .body(containsString("The 37 messages are going out."))
                .body(not(containsString("data-state")));
        look(state.replace("/state?", "?code=2&")).body(containsString("Connected as"));
    }

    @Test
    void itWarnsOfAnotherNumberThanBefore() {
        String state = link(show("?code=1").extract().asString(), "data-state", "at=");

        down.connects("5544999999977", 0);

        look(state)
                .body(containsString("Another number has connected"))
                .body(containsString("55 44 9****-**01"))
                .body(containsString("55 44 9****-**77"));
    }

    @Test
    void aNumberThatLooksLikeTheOneBeforeWhereMostIsHiddenIsShownWhole() {
        String state = link(show("?code=1").extract().asString(), "data-state", "at=");

        down.connects("5544988888801", 0);

        look(state)
                .body(containsString("Another number has connected"))
                .body(containsString("55 44 9****-**01"))
                .body(containsString("55 44 98888-8801"))
                .body(containsString("begins and ends as the number before"));
    }

    @Test
    void theSameNumberWrittenWithoutItsNinthDigitIsNoOther() {
        String state = link(show("?code=1").extract().asString(), "data-state", "at=");

        down.connects("554499999901", 0);

        look(state).body(containsString("Connected as 55 44 ****-**01"));
    }

    @Test
    void afterAWrongNumberTheRightOneIsStillWaitedFor() {
        String state = link(show("?code=1").extract().asString(), "data-state", "at=");
        down.connects("5544999999977", 0);
        String anew = link(look(state).extract().asString(), "href", "code=1");

        String again = link(look(anew).extract().asString(), "data-state", "at=");
        down.disconnects(0);
        down.connects("5544999999966", 0);

        look(again).body(containsString("55 44 9****-**01")).body(containsString("55 44 9****-**66"));
    }

    @Test
    void noLinkHoldsAWholePhoneNumber() {
        down.waiting("{\"count\":37}");

        for (String page : List.of("", "?code=1", "?code=4", "/phone-code")) {
            show(page).body(containsString("phone=55")).body(not(containsString(PHONE)));
        }
        // As an older version wrote it.
        String page = show("?code=1&at=1&phone=" + PHONE).extract().asString();
        assertThat(link(page, "data-next", "code=2")).doesNotContain(PHONE);
    }

    @Test
    void whatStandsInALinkMarksNothingUp() {
        show("?code=1&at=<b>&was=<b>&since=<b>&phone=<b>&waits=<b>")
                .statusCode(200)
                .body(not(containsString("<b>\"")))
                .body(not(containsString("=<b>")));
    }

    private String path(String rest) {
        return "/instances/" + down.id + "/reconnect" + rest;
    }

    private ValidatableResponse show(String rest) {
        return look(path(rest));
    }

    private static ValidatableResponse look(String path) {
        // It is encoded on the way.
        return Console.lookAsAdmin(URLDecoder.decode(path, StandardCharsets.UTF_8));
    }

    /** The link of an attribute that has something in it, as a browser reads it. */
    static String link(String page, String attribute, String part) {
        Matcher link =
                Pattern.compile(attribute + "=\"([^\"]*" + part + "[^\"]*)\"").matcher(page);
        assertThat(link.find()).as("%s with %s in %s", attribute, part, page).isTrue();
        return link.group(1).replace("&amp;", "&");
    }
}
