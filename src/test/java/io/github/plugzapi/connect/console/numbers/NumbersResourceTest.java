package io.github.plugzapi.connect.console.numbers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Console;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class NumbersResourceTest {

    private final String instance = "instance-" + UUID.randomUUID();

    @Test
    void whoeverIsNotSignedInIsAskedTo() {
        given().redirects().follow(false).get("/").then().statusCode(302).header("Location", is("/sign-in"));
    }

    @Test
    void whoeverFollowsALinkFromElsewhereComesAgainWithTheCookieFirst() {
        given().header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "navigate")
                .get("/")
                .then()
                .statusCode(200)
                .header("Refresh", is("0"))
                .body(is(""));
    }

    @Test
    void whatIsLookedForIsListedWithWhatIsKnownOfIt() {
        Callbacks.post(instance, "{\"disconnected\":true,\"error\":\"Device has been disconnected\"}");

        Console.look("/?q=" + instance)
                .statusCode(200)
                .contentType(startsWith("text/html"))
                .body("**.find { it.@id == 'list' }.text()", allOf(containsString("Down"), containsString(instance)))
                .body(containsString("href=\"/instances/" + instance + "\""));
    }

    @Test
    void whatIsWrongIsOnTopOneCauseInOneRowAndAtMostEight() {
        for (int i = 0; i < 9; i++) {
            Callbacks.post(instance + "-" + i, "{\"disconnected\":true,\"error\":\"Device has been disconnected\"}");
        }

        Console.lookAsAdmin("/?q=" + instance)
                .body("**.findAll { it.@class.text().startsWith('trouble ') }.size()", is(8))
                .body(containsString("more troubles"));
    }

    @Test
    void whoeverMayOnlyLookSeesNoActs() {
        Callbacks.post(instance, "{\"disconnected\":true}");

        Console.look("/?q=" + instance)
                .body(not(containsString("/reconnect\"")))
                .body(not(containsString("action=\"/ask\"")));
    }

    @ParameterizedTest
    @CsvSource({"en, numbers connected|connected", "pt-BR, conectados"})
    void thePageIsInTheLanguageOfTheBrowser(String language, String words) {
        given().auth()
                .preemptive()
                .basic("reader", StandInGatewayResource.READER_PASSWORD)
                .header("Accept-Language", language)
                .get("/")
                .then()
                .body(containsString("<html lang=\"" + language))
                .body("html.head.title.text()", containsString(words.replaceFirst(".*\\|", "")));
    }

    @Test
    void aLanguageThatIsChosenIsRemembered() {
        String cookie = Console.look("/?lang=pt")
                .body(containsString("Todos os números"))
                .extract()
                .cookie("plugzapi-connect-language");

        assertThat(cookie).isEqualTo("pt");
    }

    @Test
    void whatOthersWroteIsNoMarkup() {
        Callbacks.post(instance, "{\"disconnected\":true,\"error\":\"<img src=x onerror=alert(1)>\"}");

        Console.lookAsAdmin("/instances/" + instance)
                .body(not(containsString("<img src=x")))
                .body(containsString("&lt;img src=x"));
        Console.lookAsAdmin("/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
                .statusCode(200)
                .body(not(containsString("<script>alert")));
    }

    @Test
    void nothingIsLoadedFromElsewhereAndNoScriptStandsInThePage() {
        Console.lookAsAdmin("/")
                .header(
                        "Content-Security-Policy",
                        allOf(containsString("default-src 'none'"), not(containsString("unsafe"))))
                .header("Cache-Control", is("no-store"))
                .body(not(containsString("://")))
                .body(not(containsString("style=")))
                .body(not(containsString("<script>")));
    }

    @Test
    void noPageHoldsASecret() {
        assertThat(Console.lookAsAdmin("/").extract().asString())
                .doesNotContain(StandInGatewayResource.ACCEPTED_TOKEN, "token-of-", StandInGatewayResource.SECRET);
    }
}
