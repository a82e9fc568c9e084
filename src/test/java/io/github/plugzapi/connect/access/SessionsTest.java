package io.github.plugzapi.connect.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class SessionsTest {

    private static final String COOKIE = "plugzapi-connect-session";

    @Inject
    Sessions sessions;

    @Inject
    Store store;

    private static RequestSpecification browser() {
        return given().redirects().follow(false).header("Accept", "text/html");
    }

    private static Response signIn(RequestSpecification browser, String name, String password) {
        return browser.formParam("username", name)
                .formParam("password", password)
                .post(Sessions.POST);
    }

    @Test
    void behindTlsTheSessionIsSecureAndNoAnswerTouchesItAfterwards() {
        Response signedIn =
                signIn(browser().header("X-Forwarded-Proto", "https"), "admin", StandInGatewayResource.ADMIN_PASSWORD);

        assertThat(signedIn.header("Set-Cookie"))
                .startsWith(COOKIE + "=")
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict")
                .contains("; Path=/;")
                .containsIgnoringCase("; Secure")
                .contains("Max-Age=43200");
        browser()
                .header("X-Forwarded-Proto", "https")
                .cookie(COOKIE, signedIn.cookie(COOKIE))
                .get("/")
                .then()
                .statusCode(200)
                .header("Set-Cookie", nullValue());
    }

    @Test
    void aWrongPasswordIsSaid() {
        signIn(browser(), "nobody", "wrong").then().statusCode(302).header("Location", is("/sign-in?failed=yes"));
    }

    @Test
    void whoeverSignsOutHasNoSession() {
        String cookie = signIn(browser(), "reader", StandInGatewayResource.READER_PASSWORD)
                .cookie(COOKIE);

        browser()
                .cookie(COOKIE, cookie)
                .post("/sign-out")
                .then()
                .statusCode(303)
                .cookie(COOKIE, "");
    }

    @Test
    void whoeverHasNoSessionMaySignOutAllTheSame() {
        browser()
                .auth()
                .preemptive()
                .basic("reader", StandInGatewayResource.READER_PASSWORD)
                .post("/sign-out")
                .then()
                .statusCode(303);
    }

    @Test
    void aSessionOpensTheApiToo() {
        String cookie = signIn(browser(), "reader", StandInGatewayResource.READER_PASSWORD)
                .cookie(COOKIE);

        given().cookie(COOKIE, cookie).get("/api/instances").then().statusCode(200);
        browser()
                .cookie(COOKIE, cookie)
                .formParam("id", "one")
                .post("/restart")
                .then()
                .statusCode(403);
    }

    /** Who knows one password could try the other by a cookie, as fast as a computer can. */
    @Test
    void bothPasswordsAreNotEnoughToMakeASession() {
        String cookie = signIn(browser(), "reader", StandInGatewayResource.READER_PASSWORD)
                .cookie(COOKIE);

        // As after a restart, and in another process.
        sessions.load(new Store.Opened());
        browser().cookie(COOKIE, cookie).get("/").then().statusCode(200);
        store.write(sql -> sql.update("UPDATE setting SET value = 'another' WHERE name = ?", Sessions.SETTING));
        sessions.load(new Store.Opened());
        browser().cookie(COOKIE, cookie).get("/").then().statusCode(302);
    }

    @Test
    void whoeverSignsInComesBackToWhatTheyAskedFor() {
        Response asked = browser().get("/sinks?before=1");
        assertThat(asked.header("Location")).isEqualTo(Sessions.SIGN_IN);

        signIn(browser().cookies(asked.cookies()), "reader", StandInGatewayResource.READER_PASSWORD)
                .then()
                .header("Location", is("/sinks?before=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?q=a,b", "/?q=a;b"})
    void anOddAddressIsNotComeBackTo(String address) {
        Response asked = browser().urlEncodingEnabled(false).get(address);

        assertThat(asked.statusCode()).isEqualTo(302);
        assertThat(asked.cookies()).isEmpty();
    }

    @Test
    void whatAPageAsksForByItselfOpensNoDialogOfTheBrowser() {
        given().header("Sec-Fetch-Site", "same-origin")
                .header("Sec-Fetch-Mode", "cors")
                .get("/api/events")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "/, true", "/sinks?before=1, true", "/instances/a%20b, true", "//elsewhere.example, false",
        "/\\elsewhere.example, false", "https://elsewhere.example, false", "'/a b', false", ", false"
    })
    void nobodyIsLedElsewhere(String address, boolean ours) {
        assertThat(Sessions.isOurs(address)).isEqualTo(ours);
    }
}
