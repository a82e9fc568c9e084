package io.github.plugzapi.connect.gateway;

import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.testsupport.Configuration;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Opens what the package keeps to itself, to the tests of other packages. */
public final class GatewayFixtures {

    private GatewayFixtures() {}

    public static GatewayFailure refused(String reason) {
        return GatewayFailure.refused(reason);
    }

    public static GatewayFailure failing(String reason) {
        return GatewayFailure.failing(reason);
    }

    public static GatewayFailure unknownCall(String reason) {
        return GatewayFailure.unknownCall(reason);
    }

    public static GatewayFailure refused(String reason, Duration retryAfter) {
        return GatewayFailure.refused(reason, retryAfter);
    }

    public static GatewayFailure failing(String reason, Duration retryAfter) {
        return GatewayFailure.failing(reason, retryAfter);
    }

    /** The list of an account's instances, as they are known by others. */
    public static AccountInstances account(Gateway gateway, Instances instances, Clock clock, String token) {
        return new AccountInstances(
                gateway,
                instances,
                clock,
                Configuration.of(PlugzapiConfig.class, Map.of("plugzapi.account-token", token)));
    }

    /** Has the account show an instance, or show it otherwise. */
    public static void come(Instances instances, String id, String token) {
        instances.listed(Map.of(id, new Instance("from the account", id, token, null)), Set.of(), true);
    }

    /** Has the account not show an instance any more. */
    public static void go(Instances instances, String id) {
        instances.listed(Map.of(), Set.of(id), true);
    }
}
