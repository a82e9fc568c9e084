package io.github.plugzapi.connect.status;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.gateway.AccountInstances;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.gateway.Subscription;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.reconciliation.Confirmations;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.subscription.Subscriptions;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ConnectionsHealthCheckTest {

    @Inject
    Journal journal;

    @Inject
    Leadership leadership;

    @Inject
    Connections connections;

    @Inject
    Confirmations confirmations;

    @Inject
    Subscriptions subscriptions;

    @Inject
    Gateway gateway;

    StandInGateway standIn;

    private Instances instances;
    private AccountInstances account;
    private final MovableClock clock = new MovableClock();
    private final String id = "instance-" + UUID.randomUUID();

    @Test
    void untilWhenAnInstanceIsPaidForIsShownWhereThatIsNearOrPast() throws Exception {
        await().until(leadership::isHeld);
        Instant now = clock.instant();
        journal.append(Events.connected(id, now, now, Source.WEBHOOK, null, Phone.unknown()), null);
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

    @ParameterizedTest
    @CsvSource({
        "500, '{\"error\":\"database is gone\"}', DOWN, database is gone",
        "403, '{\"error\":\"Client-Token token-of-account not allowed\"}', DOWN, Client-Token *** not allowed",
        "403, '', DOWN, check PLUGZAPI_ACCOUNT_TOKEN",
        "200, '{\"error\":\"NOT_FOUND\"}', UP, NOT_FOUND",
        "404, '', UP, cannot list"
    })
    void whatIsWrongWithTheListOfTheAccountIsShownInTheGatewaysWordsAndDownUnlessThereIsNoSuchCall(
            int status, String answer, HealthCheckResponse.Status health, String words) throws Exception {
        instances = InstanceFixtures.instances(Map.of());
        account = GatewayFixtures.account(gateway, instances, clock, "token-of-account");
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(health().getData()).isEmpty();

        standIn.answersAccount(jsonResponse(answer, status));
        read();
        assertThat(health().getStatus()).isEqualTo(health);
        assertThat(health().getData().orElseThrow())
                .hasSize(1)
                .hasEntrySatisfying("the account's list", line -> assertThat(line.toString())
                        .contains(words));

        standIn.lists("token-of-account", List.of());
        read();
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(health().getData()).isEmpty();
    }

    private void read() {
        account.read().await().atMost(Duration.ofSeconds(20));
    }

    private HealthCheckResponse health() {
        return new ConnectionsHealthCheck(instances, account, connections, confirmations, subscriptions, clock).call();
    }

    private String shown() {
        instances = InstanceFixtures.instances(
                Map.of("plugzapi.instances.sales.id", id, "plugzapi.instances.sales.token", "the-token"));
        account = GatewayFixtures.account(gateway, instances, clock, "token-of-account");
        return health().getData().orElseThrow().get("sales").toString();
    }
}
