package io.github.plugzapi.connect.status;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.gateway.AccountInstances;
import io.github.plugzapi.connect.gateway.Subscription;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconciliation.Confirmation;
import io.github.plugzapi.connect.reconciliation.Confirmations;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.subscription.Subscriptions;
import io.smallrye.health.api.HealthGroup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * How each instance is, at {@code /q/health/group/connections}: up while all are connected and confirmed, and the list of
 * the account's can be read. It is a group of its own, because the service is alive and ready whatever its instances are.
 */
@HealthGroup("connections")
@Singleton
class ConnectionsHealthCheck implements HealthCheck {

    /** What is hardly the name of an instance. */
    private static final String LIST = "the account's list";

    private final Instances instances;
    private final AccountInstances account;
    private final Connections connections;
    private final Confirmations confirmations;
    private final Subscriptions subscriptions;
    private final Clock clock;

    ConnectionsHealthCheck(
            Instances instances,
            AccountInstances account,
            Connections connections,
            Confirmations confirmations,
            Subscriptions subscriptions,
            Clock clock) {
        this.instances = instances;
        this.account = account;
        this.connections = connections;
        this.confirmations = confirmations;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("connections");
        String trouble = account.trouble();
        if (trouble != null) {
            response.withData(LIST, trouble);
        }
        try {
            Map<String, Confirmation> confirmed = confirmations.all();
            Map<String, Subscription> subscribed = subscriptions.all();
            Map<String, ConnectionState> states = connections.all().stream()
                    .collect(Collectors.toMap(ConnectionState::instance, Function.identity()));
            boolean up = trouble == null || account.isWithoutList();
            for (Instance instance : instances.all()) {
                ConnectionState connection = states.get(instance.id());
                if (connection == null) {
                    // It came since the states were read.
                    continue;
                }
                Confirmation confirmation = confirmed.getOrDefault(instance.id(), Confirmation.none(instance.id()));
                response.withData(
                        instances.label(instance),
                        describe(connection, confirmation) + paid(subscribed.get(instance.id())));
                up &= connection.status() == ConnectionState.Status.CONNECTED
                        && confirmation.unconfirmedSince() == null;
            }
            return response.status(up).build();
        } catch (StoreUnavailable e) {
            return response.down().withData("journal", "cannot be read now").build();
        }
    }

    private String paid(Subscription subscription) {
        if (subscription == null
                || subscription.paidUntil().minus(Subscriptions.NEAR).isAfter(clock.instant())) {
            return "";
        }
        return "; paid until " + subscription.paidUntil();
    }

    private String describe(ConnectionState connection, Confirmation confirmation) {
        StringBuilder text = new StringBuilder(connection.status().label());
        if (connection.since() != null) {
            text.append(" since ").append(connection.since());
        }
        if (connection.error() != null) {
            text.append(" (")
                    .append(instances.safe(connection.instance(), connection.error()))
                    .append(")");
        }
        if (Boolean.FALSE.equals(confirmation.smartphoneConnected())
                && connection.status() == ConnectionState.Status.CONNECTED) {
            text.append("; its phone is offline");
        }
        if (Boolean.TRUE.equals(confirmation.connected())
                && connection.status() == ConnectionState.Status.DISCONNECTED) {
            text.append(
                    confirmation.contradicts()
                            ? "; PlugZapi contradicts itself when asked: it says that it is connected and that something is"
                                    + " wrong with it"
                            : "; PlugZapi says when asked that it is connected");
        }
        if (confirmation.isRestorable()) {
            text.append("; the session can be restored");
        } else if (Boolean.FALSE.equals(confirmation.session())) {
            text.append("; there is no session");
        }
        if (confirmation.error() != null && !confirmation.error().equals(connection.error())) {
            text.append("; PlugZapi says: ").append(confirmation.error());
        }
        if (confirmation.unconfirmedSince() != null) {
            text.append("; not confirmed since ")
                    .append(confirmation.unconfirmedSince())
                    .append(": ")
                    .append(Objects.requireNonNullElse(confirmation.unconfirmedReason(), "why was erased"));
        }
        return text.toString();
    }
}
