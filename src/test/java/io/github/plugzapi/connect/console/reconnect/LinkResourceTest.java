package io.github.plugzapi.connect.console.reconnect;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.github.plugzapi.connect.console.reconnect.DialogResourceTest.link;
import static io.github.plugzapi.connect.console.reconnect.DownInstance.PHONE;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconnect.ReconnectLinks;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class LinkResourceTest {

    @Inject
    Instances instances;

    @Inject
    MovableClock clock;

    @Inject
    ReconnectLinks links;

    StandInGateway gateway;

    private DownInstance down;
    private String token;

    @BeforeEach
    void open() {
        down = new DownInstance("link of <b>sales</b>", instances, clock, gateway);
        token = links.make(down.id, "maker").token();
    }

    @AfterEach
    void close() {
        down.close();
    }

    // ---- While it lives

    @Test
    void whoeverHasALinkSeesTheCodeOfItsNumberAlone() {
        try (DownInstance another = new DownInstance("another-name", instances, clock, gateway)) {
            show("?code=1")
                    .statusCode(200)
                    .contentType("text/html")
                    .header("Cache-Control", "no-store")
                    .header("Referrer-Policy", "same-origin")
                    .header("X-Robots-Tag", "noindex")
                    .body(containsString("src=\"/reconnect/" + token + "/qr-code?of="))
                    .body(containsString("link of &lt;b&gt;sales&lt;/b&gt;"))
                    .body(not(containsString("<b>sales")))
                    .body(containsString("55 44 9****-**01"))
                    .body(not(containsString(PHONE)))
                    .body(not(containsString("another-name")))
                    .body(not(containsString(another.id)))
                    .body(not(containsString(DownInstance.TOKEN)))
                    .body(not(containsString("maker")))
                    .body(not(containsString("<nav")))
                    .body(not(containsString("sse-connect")));
        }
    }

    @Test
    void whoeverOnlyPreviewsALinkAsksForNothing() {
        String page = show("").statusCode(200)
                .header("X-Robots-Tag", "noindex")
                .body(containsString("link of &lt;b&gt;sales&lt;/b&gt;"))
                .body(containsString("Show the QR code"))
                .body(not(containsString("<img")))
                .body(not(containsString("description")))
                .body(not(containsString(PHONE)))
                .extract()
                .asString();

        assertThat(gateway.asked(down.id, "qr-code/image")).isZero();
        browser().get(link(page, "href", "code=1&amp;")).then().body(containsString("<img"));
    }

    @Test
    void itsCodeIsAnImageThatNobodyKeeps() {
        byte[] image = show("/qr-code")
                .statusCode(200)
                .contentType("image/png")
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "same-origin")
                .extract()
                .asByteArray();

        assertThat(image).isEqualTo(DownInstance.IMAGE);
    }

    @Test
    void threeCodesAreShownAndNoMore() {
        show("?code=3").body(containsString("Code 3 of 3"));
        show("?code=4").body(containsString("We stopped showing codes")).body(containsString("Show three more"));
    }

    @Test
    void aCodeIsTypedInstead() {
        gateway.answersTo(down.id, "phone-code/" + PHONE, okJson("{\"code\":\"WZ4K7QHD\"}"));

        ask("%2B55%2044%2099999-9901").statusCode(200).body(containsString("WZ4K-7QHD"));
        ask("none").statusCode(200).body(containsString("That is no phone number."));
        browser()
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("phone", PHONE)
                .post("/reconnect/" + token + "/phone-code")
                .then()
                .statusCode(403);
        assertThat(gateway.asked(down.id, "phone-code/" + PHONE)).isOne();
    }

    @Test
    void whatTheGatewaySaysIsForWhoLooksAfterTheService() {
        gateway.answersTo(down.id, "qr-code/image", jsonResponse("{\"error\":\"a sentence of the gateway\"}", 400));

        show("?code=1")
                .statusCode(200)
                .body(containsString("The gateway refused."))
                .body(not(containsString("a sentence of the gateway")));

        await().until(() -> audit().getString("entries.outcome").contains("a sentence of the gateway"));
    }

    @Test
    void aSessionIsNotRestoredByWhoHasALink() {
        gateway.answersTo(down.id, "qr-code/image", okJson("{\"error\":\"You need to restore the session.\"}"));

        show("?code=1").body(containsString("The session has to be restored")).body(not(containsString("<form")));
    }

    // ---- Its end

    @Test
    void itSaysByItselfThatTheNumberIsBackAndOpensNothingMore() {
        String state = link(show("").extract().asString(), "data-state", "at=");
        browser().get(state).then().statusCode(204);

        down.connects(PHONE, 0);

        await().until(() -> browser().get(state).statusCode() == 410);
        browser()
                .get(state)
                .then()
                .body(containsString("Connected as 55 44 9****-**01"))
                .body(containsString("You may close this page."))
                .body(not(containsString(PHONE)));
        show("").statusCode(410)
                .body(containsString("This link has done its work"))
                .body(not(containsString("<img")));
        show("/qr-code").statusCode(410);
        ask(PHONE).statusCode(410);
        assertThat(gateway.asked(down.id, "phone-code/" + PHONE)).isZero();
    }

    @Test
    void itWarnsOfAnotherNumberThanBefore() {
        String state = link(show("").extract().asString(), "data-state", "at=");

        down.connects("5544999999977", 0);

        await().until(() -> browser().get(state).statusCode() == 410);
        browser()
                .get(state)
                .then()
                .body(containsString("Another number has connected"))
                .body(containsString("55 44 9****-**01"))
                .body(containsString("55 44 9****-**77"));
    }

    @Test
    void anotherNumberWithTheSameEndsIsAnotherOneToo() {
        String state = link(show("").extract().asString(), "data-state", "at=");

        down.connects("5544988888801", 0);

        await().until(() -> browser().get(state).statusCode() == 410);
        browser()
                .get(state)
                .then()
                .body(containsString("Another number has connected"))
                .body(containsString("begins and ends as the number before"))
                .body(not(containsString("8888")));
    }

    @Test
    void oneThatWasRevokedSaysSo() {
        links.revoke(down.id);

        show("").statusCode(410).body(containsString("This link was revoked")).body(not(containsString("sales")));
        show("/state").statusCode(410);
        show("/qr-code").statusCode(410);
        show("/phone-code").statusCode(410);
        assertThat(gateway.asked(down.id, "qr-code/image")).isZero();
    }

    @Test
    void oneThatWasReplacedIsNoneAnyMore() {
        links.make(down.id, "maker");

        show("").statusCode(404).body(containsString("There is no such link"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"u0pCu0pCu0pCu0pCu0pCu0pCu0pCu0pCu0pCu0pCu0p", "short", "%3Cb%3E"})
    void oneThatNeverWasIsNone(String unknown) {
        for (String path : List.of("", "/state", "/phone-code")) {
            browser()
                    .get("/reconnect/" + unknown + path)
                    .then()
                    .statusCode(404)
                    .contentType("text/html")
                    .body(containsString("There is no such link"))
                    .body(not(containsString("<b>")));
        }
        browser()
                .get("/reconnect/" + unknown + "/qr-code")
                .then()
                .statusCode(404)
                .body(is(""));
    }

    // ---- The audit

    @Test
    void eachUseIsNotedOnce() {
        gateway.answersTo(down.id, "phone-code/" + PHONE, okJson("{\"code\":\"WZ4K7QHD\"}"));
        show("");
        show("?code=1&at=1");
        show("/qr-code");
        show("/qr-code");
        show("?code=2&at=1");
        ask(PHONE);
        down.connects(PHONE, 0);

        await().until(() -> audit().getList("entries").size() >= 4);
        List<Map<String, String>> entries = audit().getList("entries");
        assertThat(entries)
                .extracting(entry -> entry.get("action"))
                .containsExactlyInAnyOrder("open", "qr-code", "phone-code", "reconnected");
        assertThat(entries).allSatisfy(entry -> assertThat(entry).containsEntry("who", "reconnect link"));
        assertThat(entries)
                .filteredOn(entry -> !entry.get("action").equals("reconnected"))
                .allSatisfy(entry -> assertThat(entry.get("address")).isNotBlank());
        assertThat(audit().prettify()).doesNotContain(token, "WZ4K", PHONE);
    }

    @Test
    void nobodyFillsTheAuditWithOne() {
        for (int i = 0; i < Uses.MOST + 20; i++) {
            show("?code=1&at=" + i).statusCode(200);
        }

        await().until(() -> audit().getList("entries").size() == Uses.MOST);
        assertThat(audit().getString("entries[0].outcome")).contains("no more is noted");
    }

    private ValidatableResponse show(String rest) {
        return browser().get("/reconnect/" + token + rest).then();
    }

    private ValidatableResponse ask(String phone) {
        return browser()
                .formParam("phone", phone)
                .post("/reconnect/" + token + "/phone-code")
                .then();
    }

    private static RequestSpecification browser() {
        return given().urlEncodingEnabled(false)
                .header("Accept", "text/html,image/*")
                .header("Accept-Language", "en");
    }

    private JsonPath audit() {
        return given().auth()
                .preemptive()
                .basic("admin", ADMIN_PASSWORD)
                .get("/api/audit?limit=1000&instance=" + down.id)
                .jsonPath();
    }
}
