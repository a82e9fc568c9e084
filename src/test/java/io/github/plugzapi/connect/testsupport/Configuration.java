package io.github.plugzapi.connect.testsupport;

import io.github.plugzapi.connect.config.Sources;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Reads a configuration without starting anything. */
public final class Configuration {

    private Configuration() {}

    /** These properties and nothing else. */
    public static SmallRyeConfig of(Map<String, String> properties) {
        return Sources.understood(
                new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(properties, "test", 100)));
    }

    /** These environment variables and nothing else. */
    public static SmallRyeConfig ofEnvironment(Map<String, String> environment) {
        return Sources.understood(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(environment, EnvConfigSource.ORDINAL)));
    }

    /** A {@code @ConfigMapping} interface filled from these properties and from nothing else. */
    public static <T> T of(Class<T> mapping, Map<String, String> properties) {
        return Sources.map(of(properties), mapping);
    }
}
