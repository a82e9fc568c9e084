package io.github.plugzapi.connect.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.gateway.Subscription;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.subscription.Subscriptions;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ConnectionsHealthCheckTest {

    @Inject
    Journal journal;

    @Inject
    Connections connections;

    @Inject
    Confirmations confirmations;

    @Inject
    Subscriptions subscriptions;

    private final MovableClock clock = new MovableClock();
    private final String id = "instance-" + UUID.randomUUID();

    @Test
    void untilWhenAnInstanceIsPaidForIsShownWhereThatIsNearOrPast() throws Exception {
        await().until(journal::isDispatching);
        Instant now = clock.instant();
        journal.append(new Connected("one", id, now, now, Source.WEBHOOK, null, Phone.unknown()), null);
        await().until(() -> connections.all().stream()
                .anyMatch(connection -> connection.instance().equals(id)));
        Instant end = clock.instant().plus(Duration.ofDays(4));
        subscriptions.learnt(Map.of(id, new Subscription(end, "PAID")));

        assertThat(shown()).doesNotContain("paid until");
        clock.forward(Duration.ofDays(1));
        assertThat(shown()).endsWith("; paid until " + end);
        clock.forward(Duration.ofDays(10));
        assertThat(shown()).endsWith("; paid until " + end);
    }

    private String shown() {
        return new ConnectionsHealthCheck(
                        GatewayFixtures.instances(Map.of(
                                "plugzapi.instances.sales.id", id, "plugzapi.instances.sales.token", "the-token")),
                        connections,
                        confirmations,
                        subscriptions,
                        clock)
                .call()
                .getData()
                .orElseThrow()
                .get("sales")
                .toString();
    }
}
