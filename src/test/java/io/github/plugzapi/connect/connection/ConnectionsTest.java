package io.github.plugzapi.connect.connection;

import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.DISCONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.UNKNOWN;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ConnectionsTest {

    @Inject
    Connections connections;

    @Inject
    MeterRegistry registry;

    private final String one = "instance-" + UUID.randomUUID();
    private final String two = "instance-" + UUID.randomUUID();

    @Test
    void aConfiguredInstanceIsUnknownUntilPlugzapiSaysSomething() throws SQLException {
        // The journal may still be opening.
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(connections.of(REFUSED).status()).isEqualTo(UNKNOWN));
        assertThat(connections.all())
                .anySatisfy(connection -> assertThat(connection.instance()).isEqualTo(REFUSED));
    }

    @Test
    void eachInstanceHasAStateOfItsOwn() {
        Callbacks.post(one, "{\"connected\":true,\"phone\":\"5544999999999\",\"momment\":1580163342}");
        Callbacks.post(two, "{\"disconnected\":true,\"momment\":1580163343}");

        await().untilAsserted(() -> {
            assertThat(connections.of(one).status()).isEqualTo(CONNECTED);
            assertThat(connections.of(one).phone()).isEqualTo(new Phone("5544999999999"));
            assertThat(connections.of(one).since()).isEqualTo(Instant.parse("2020-01-27T22:15:42Z"));
            assertThat(connections.of(two).status()).isEqualTo(DISCONNECTED);
        });
    }

    @Test
    void anInstanceThatIsNotConfiguredIsFollowedOncePlugzapiTellsOfIt() throws SQLException {
        assertThat(connections.of(one).status()).isEqualTo(UNKNOWN);

        Callbacks.post(one, "{\"connected\":true}");

        await().untilAsserted(() -> assertThat(connections.all()).anySatisfy(connection -> {
            assertThat(connection.instance()).isEqualTo(one);
            assertThat(connection.status()).isEqualTo(CONNECTED);
        }));
    }

    @Test
    void aLateOlderEventDoesNotOverturnANewerOne() {
        Callbacks.post(one, "{\"connected\":true,\"momment\":1580163342}");
        Callbacks.post(one, "{\"connected\":true,\"momment\":1580163352}");
        Callbacks.post(one, "{\"disconnected\":true,\"momment\":1580163347}");
        Callbacks.post(one, "{\"connected\":true,\"momment\":1580163353,\"phone\":\"5544999999999\"}");

        await().untilAsserted(
                        () -> assertThat(connections.of(one).phone().isKnown()).isTrue());
        await().untilAsserted(
                        () -> assertThat(connections.of(one).since()).isEqualTo(Instant.parse("2020-01-27T22:15:42Z")));
    }

    @Test
    void theMetricTellsHowManyInstancesAreInEachState() {
        Callbacks.post(one, "{\"connected\":true}");
        Callbacks.post(two, "{\"disconnected\":true}");

        await().untilAsserted(() -> {
            assertThat(gauge("connected")).isEqualTo(counted(CONNECTED)).isPositive();
            assertThat(gauge("disconnected")).isEqualTo(counted(DISCONNECTED)).isPositive();
            assertThat(gauge("unknown")).isEqualTo(counted(UNKNOWN)).isPositive();
        });
    }

    private double gauge(String status) {
        return registry.get("connections").tag("status", status).gauge().value();
    }

    private double counted(ConnectionState.Status status) throws SQLException {
        return connections.all().stream()
                .filter(connection -> connection.status() == status)
                .count();
    }
}
