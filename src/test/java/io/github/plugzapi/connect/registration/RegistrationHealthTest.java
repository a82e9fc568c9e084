package io.github.plugzapi.connect.registration;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.URL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One instance is registered, one is refused, one fails: see {@link StandInGatewayResource}. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class RegistrationHealthTest {

    StandInGateway standIn;

    @TestHTTPResource(value = "/", management = true)
    URL management;

    @Test
    void theGroupSaysHowEachRegistrationStands() {
        await().untilAsserted(() -> assertThat(registrationGroup()
                        .extract()
                        .jsonPath()
                        .getMap("checks[0].data")
                        .values())
                .hasSize(6)
                .noneSatisfy(state -> assertThat(state).asString().startsWith("pending")));
        String since = " since 2026-01-31T12:00:00Z";

        registrationGroup()
                .statusCode(503)
                .body("status", is("DOWN"))
                .body("checks[0].name", is("registration"))
                .body("checks[0].data.'sales connected'", is("registered" + since))
                .body("checks[0].data.'sales disconnected'", is("registered" + since))
                .body("checks[0].data.'support connected'", startsWith("refused" + since + ": localhost:"))
                .body("checks[0].data.'support connected'", endsWith("set PLUGZAPI_CLIENT_TOKEN"))
                .body("checks[0].data.'billing disconnected'", startsWith("failing" + since + ": localhost:"))
                .body("checks[0].data.'billing disconnected'", endsWith(" answered 500"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void theServiceIsFitForItsWorkWhateverPlugzapiSays(String probe) {
        given().get(management + "health/" + probe)
                .then()
                .statusCode(200)
                .body("status", is("UP"))
                .body("checks.name", not(hasItem("registration")));
    }

    @Test
    void theMetricTellsHowManyRegistrationsAreInEachState() {
        await().untilAsserted(
                        () -> assertThat(given().get(management + "metrics").asString())
                                .contains(
                                        "registrations{state=\"registered\"} 2.0",
                                        "registrations{state=\"refused\"} 2.0",
                                        "registrations{state=\"failing\"} 2.0",
                                        "registrations{state=\"pending\"} 0.0"));
    }

    @Test
    void atTheStartBothWebhooksOfEachInstanceArePointedAtUs() {
        for (String instance : new String[] {
            StandInGatewayResource.ACCEPTED, StandInGatewayResource.REFUSED, StandInGatewayResource.FAILING
        }) {
            String base = StandInGatewayResource.PUBLIC_URL + "/webhooks/" + instance + "/";
            await().untilAsserted(() -> {
                assertThat(standIn.callbackUrl(instance, "connected"))
                        .hasValueSatisfying(url -> assertThat(url).startsWith(base));
                assertThat(standIn.callbackUrl(instance, "disconnected"))
                        .hasValueSatisfying(url -> assertThat(url).startsWith(base));
            });
        }
    }

    private ValidatableResponse registrationGroup() {
        return given().get(management + "health/group/registration").then();
    }
}
