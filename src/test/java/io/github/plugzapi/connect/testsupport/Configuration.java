package io.github.plugzapi.connect.testsupport;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** Reads a configuration without starting anything. */
public final class Configuration {

    private Configuration() {}

    /** These properties and nothing else. */
    public static Config of(Map<String, String> properties) {
        return builder(properties).build();
    }

    /** A {@code @ConfigMapping} interface filled from these properties and from nothing else. */
    public static <T> T of(Class<T> mapping, Map<String, String> properties) {
        return builder(properties)
                .withMapping(mapping)
                // As in the application.
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(mapping);
    }

    private static SmallRyeConfigBuilder builder(Map<String, String> properties) {
        return new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(properties, "test", 100));
    }
}
