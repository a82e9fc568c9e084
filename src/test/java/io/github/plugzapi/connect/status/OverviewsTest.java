package io.github.plugzapi.connect.status;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.reconciliation.Confirmation;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class OverviewsTest {

    @Inject
    Overviews overviews;

    StandInGateway gateway;

    @Test
    void whatTheGatewaySaidBeforeTheLastChangeIsNotSaidOfWhatIsNow() {
        gateway.saysStatus(ACCEPTED, false);
        ask();
        assertThat(said()).isEqualTo("You are not connected.");

        Callbacks.post(ACCEPTED, "{\"connected\":true}");
        assertThat(said()).isNull();
    }

    @Test
    void whatItSaidOfTheDisconnectionBeforeTheLastIsNotSaidOfThat() {
        Instant asked = MovableClock.START;
        Confirmation down =
                new Confirmation(ACCEPTED, null, null, false, false, null, null, "You are not connected.", 0, null);

        assertThat(Overviews.isOf(disconnected(asked.plusSeconds(10)), down, asked))
                .isFalse();
        assertThat(Overviews.isOf(disconnected(asked), down, asked)).isTrue();
        // Nothing more is known after a start.
        assertThat(Overviews.isOf(disconnected(asked.plusSeconds(10)), down, null))
                .isTrue();
    }

    private static ConnectionState disconnected(Instant since) {
        return new ConnectionState(ACCEPTED, Status.DISCONNECTED, Phone.unknown(), since, since, null, Source.WEBHOOK);
    }

    private static void ask() {
        given().auth()
                .preemptive()
                .basic("admin", ADMIN_PASSWORD)
                .post("/api/instances/" + ACCEPTED + "/confirmation")
                .then()
                .statusCode(200);
    }

    private String said() {
        return overviews.find(ACCEPTED).orElseThrow().said();
    }
}
