package io.github.plugzapi.connect.gateway;

import io.github.plugzapi.connect.testsupport.Configuration;
import java.util.Map;

/** Opens what the package keeps to itself, to the tests of other packages. */
public final class GatewayFixtures {

    private GatewayFixtures() {}

    public static GatewayFailure refused(String reason) {
        return GatewayFailure.refused(reason);
    }

    public static GatewayFailure failing(String reason) {
        return GatewayFailure.failing(reason);
    }

    /** The instances of a configuration such as {@code plugzapi.instances.sales.id=…}. */
    public static Instances instances(Map<String, String> properties) {
        return new Instances(
                Configuration.of(PlugzapiConfig.class, properties),
                new ConfiguredInstances(Configuration.of(properties)));
    }
}
