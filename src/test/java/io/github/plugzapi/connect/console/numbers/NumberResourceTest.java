package io.github.plugzapi.connect.console.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Console;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class NumberResourceTest {

    @Inject
    MovableClock clock;

    private final String instance = "instance-" + UUID.randomUUID();

    @Test
    void itsEventsAreToldWithHowEachWasLearnt() {
        long now = clock.instant().toEpochMilli();
        Callbacks.post(
                instance, "{\"connected\":true,\"phone\":\"5544987654321\",\"momment\":" + (now - 120_000) + "}");
        Callbacks.post(
                instance, "{\"disconnected\":true,\"error\":\"Device has been disconnected\",\"momment\":" + now + "}");

        Console.lookAsAdmin("/instances/" + instance)
                .statusCode(200)
                .body(containsString("55 44 98765-4321"))
                .body(containsString("<b>Connected</b> <span class=\"n\">as 55 44 9****-**21</span>"))
                .body(containsString("<b>Disconnected</b>. <q lang=\"en\">Device has been disconnected</q>"))
                .body(containsString("callback, came within 2 min"))
                .body(containsString("action=\"/restart\""));
    }

    @Test
    void whatIsDownIsSaidWithTheGatewaysSentenceAndTheWayBack() {
        Callbacks.post(instance, "{\"disconnected\":true,\"error\":\"Device has been disconnected\"}");

        Console.lookAsAdmin("/instances/" + instance)
                .body(containsString("The gateway said: <q lang=\"en\">Device has been disconnected</q>"))
                .body(containsString("href=\"/instances/" + instance + "/reconnect\""));
    }

    @Test
    void olderEventsAreOnAnotherPage() {
        for (int i = 0; i < 31; i++) {
            Callbacks.post(
                    instance,
                    "{\"connected\":true,\"momment\":" + (clock.instant().toEpochMilli() + i) + "}");
        }
        String page = Console.look("/instances/" + instance).extract().asString();
        String older = page.replaceAll("(?s).*\\?before=(\\d+)\".*", "$1");

        assertThat(older).matches("\\d+");
        Console.look("/instances/" + instance + "?before=" + older)
                .statusCode(200)
                .body(containsString("<tbody>"))
                .body(containsString("Newest"));
    }

    @Test
    void whoeverMayOnlyLookSeesNoActs() {
        Callbacks.post(instance, "{\"connected\":true}");

        Console.look("/instances/" + instance)
                .statusCode(200)
                .body(not(containsString("action=\"/restart\"")))
                .body(not(containsString("action=\"/erase\"")));
    }

    @Test
    void oneThatNobodyKnowsIsSaidInAPage() {
        Console.look("/instances/no-such-instance")
                .statusCode(404)
                .contentType("text/html")
                .body(containsString("There is no such thing."));
    }

    @Test
    void itsPageHoldsNoSecret() {
        assertThat(Console.lookAsAdmin("/instances/" + StandInGatewayResource.ACCEPTED)
                        .statusCode(200)
                        .extract()
                        .asString())
                .doesNotContain(StandInGatewayResource.ACCEPTED_TOKEN, StandInGatewayResource.SECRET, "/webhooks/");
    }
}
