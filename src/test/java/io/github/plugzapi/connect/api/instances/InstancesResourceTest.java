package io.github.plugzapi.connect.api.instances;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.READER_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class InstancesResourceTest {

    private static final String PROBLEM = "application/problem+json";

    @Inject
    MovableClock clock;

    /** An instance that no other test knows and that is not configured. */
    private final String instance = "instance-" + UUID.randomUUID();

    @Test
    void anInstanceIsAsItsLastCallbackSays() {
        long moment = clock.instant().toEpochMilli();
        Callbacks.post(
                instance, "{\"connected\":true,\"phone\":\"5544987654321\",\"momment\":" + (moment - 60_000) + "}");

        get("/" + instance)
                .statusCode(200)
                .contentType("application/json")
                .body("id", is(instance))
                .body("name", is((String) null))
                .body("status", is("connected"))
                .body("phone", is("5544987654321"))
                .body("since", is(clock.instant().minusSeconds(60).toString()))
                .body("source", is("webhook"))
                .body("confirmedAt", notNullValue())
                .body("flapping", is(false));

        Callbacks.post(
                instance,
                "{\"disconnected\":true,\"error\":\"Device has been disconnected\",\"momment\":" + moment + "}");

        get("/" + instance)
                .body("status", is("disconnected"))
                .body("since", is(clock.instant().toString()))
                .body("said", is("Device has been disconnected"));
    }

    @Test
    void oneThatIsConfiguredIsThereBeforeAnythingIsTold() {
        get("/" + ACCEPTED).statusCode(200).body("name", is("sales"));
    }

    @Test
    void oneThatNobodyKnowsIsNot() {
        get("/no-such-instance")
                .statusCode(404)
                .contentType(PROBLEM)
                .body("detail", containsString("GET /api/instances"));
    }

    @Test
    void thePagesOfTheListHaveEachOnceAndInOrder() {
        for (int i = 0; i < 5; i++) {
            Callbacks.post(instance + "-" + i, "{\"connected\":true}");
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        while (next != null) {
            ValidatableResponse page = get("?limit=2&q=" + instance + "&cursor=" + next);
            seen.addAll(page.extract().path("instances.id"));
            next = page.extract().path("next");
        }

        assertThat(seen)
                .containsExactly(instance + "-0", instance + "-1", instance + "-2", instance + "-3", instance + "-4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connected", "disconnected", "unknown"})
    void theListIsFilteredByStatus(String status) {
        Callbacks.post(instance, "{\"connected\":true}");
        Callbacks.post(instance + "-down", "{\"disconnected\":true}");

        get("?limit=1000&status=" + status).body("instances.status", everyItem(is(status)));
    }

    @Test
    void troubleIsWhateverSomebodyShouldLookAt() {
        Callbacks.post(instance, "{\"connected\":true}");
        Callbacks.post(instance + "-down", "{\"disconnected\":true}");

        get("?status=trouble&q=" + instance).body("instances.id", is(List.of(instance + "-down")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"44 9 8123-4567", "+55 (44) 98123", "5544981234567"})
    void aPhoneNumberIsFoundAsPeopleWriteIt(String written) {
        Callbacks.post(instance, "{\"connected\":true,\"phone\":\"5544981234567\"}");

        given().auth()
                .preemptive()
                .basic("reader", READER_PASSWORD)
                .queryParam("q", written)
                .get("/api/instances")
                .then()
                .body("instances.id.flatten()", org.hamcrest.Matchers.hasItem(instance));
    }

    @ParameterizedTest
    @CsvSource({"limit=0, limit", "limit=1001, limit", "limit=x, limit", "status=down, status", "cursor=%25, cursor"})
    void whatCannotBeMeantIsSaid(String query, String parameter) {
        get("?" + query).statusCode(400).contentType(PROBLEM).body("detail", containsString("'" + parameter + "'"));
    }

    @Test
    void noAnswerHoldsASecret() {
        assertThat(get("?limit=1000").extract().asString())
                .doesNotContain(StandInGatewayResource.ACCEPTED_TOKEN, "token-of-", StandInGatewayResource.SECRET);
        get("?limit=1000").body("instances.id", not(is(List.of())));
    }

    private static ValidatableResponse get(String path) {
        return given().auth()
                .preemptive()
                .basic("reader", READER_PASSWORD)
                .urlEncodingEnabled(false)
                .get("/api/instances" + path)
                .then();
    }
}
