package io.github.plugzapi.connect.instance;

import io.github.plugzapi.connect.testsupport.Configuration;
import java.util.Map;

/** Instances for tests of other packages. */
public final class InstanceFixtures {

    private InstanceFixtures() {}

    /** The instances of a configuration such as {@code plugzapi.instances.sales.id=…}. */
    public static Instances instances(Map<String, String> properties) {
        return new Instances(
                Configuration.of(PlugzapiConfig.class, properties),
                new ConfiguredInstances(Configuration.of(properties)));
    }
}
