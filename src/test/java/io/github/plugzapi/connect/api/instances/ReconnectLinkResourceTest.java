package io.github.plugzapi.connect.api.instances;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.PUBLIC_URL;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.REFUSED;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.github.plugzapi.connect.reconnect.ReconnectLinks;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.End;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.Link;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ReconnectLinkResourceTest {

    private static final String LINK = "/api/instances/" + REFUSED + "/reconnect-link";

    @Inject
    ReconnectLinks links;

    @Inject
    MovableClock clock;

    @Test
    void aLinkIsMadeAndRevoked() {
        String token = make();
        assertThat(links.find(token).map(Link::instance)).contains(REFUSED);
        assertThat(links.find(token).map(Link::madeBy)).contains("admin");

        admin().delete(LINK).then().statusCode(204);

        assertThat(links.state(token).map(Link::end)).contains(End.REVOKED);
        admin().delete(LINK).then().statusCode(204);
    }

    @Test
    void itLivesForADayAtMost() {
        Instant expiresAt = Instant.parse(post(REFUSED).extract().path("expiresAt"));

        assertThat(Duration.between(clock.instant(), expiresAt)).isCloseTo(Duration.ofDays(1), Duration.ofMinutes(1));
    }

    @Test
    void theAuditSaysWhoMadeItAndNotTheToken() {
        String token = make();
        admin().delete(LINK).then().statusCode(204);

        await().untilAsserted(() -> {
            List<String> actions = audit().extract().path("entries.action");
            assertThat(actions).contains("reconnect-link", "revoke-reconnect-link");
        });
        audit().body("entries.find { it.action == 'reconnect-link' }.who", is("admin"));
        assertThat(audit().extract().asString()).doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "no%2Fbody"})
    void anInstanceThatPlugZapiCannotBeAskedForHasNone(String instance) {
        post(instance).statusCode(404).body("detail", containsString("PLUGZAPI_INSTANCES_<NAME>_ID"));
    }

    private static String make() {
        String url = post(REFUSED).statusCode(200).extract().path("url");
        assertThat(url).startsWith(PUBLIC_URL + "/reconnect/");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static ValidatableResponse post(String instance) {
        return admin().post("/api/instances/" + instance + "/reconnect-link").then();
    }

    private static ValidatableResponse audit() {
        return admin().get("/api/audit?instance=" + REFUSED + "&limit=1000").then();
    }

    private static RequestSpecification admin() {
        return given().urlEncodingEnabled(false).auth().preemptive().basic("admin", ADMIN_PASSWORD);
    }
}
