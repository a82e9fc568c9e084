package io.github.plugzapi.connect.status;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.gateway.AccountInstances;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconciliation.Confirmations;
import io.github.plugzapi.connect.subscription.Subscriptions;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** How the connections are, for tests of other packages. */
public final class StatusFixtures {

    private StatusFixtures() {}

    public static HealthCheckResponse health(
            Instances instances,
            AccountInstances account,
            Connections connections,
            Confirmations confirmations,
            Subscriptions subscriptions,
            Clock clock) {
        return new ConnectionsHealthCheck(instances, account, connections, confirmations, subscriptions, clock).call();
    }
}
