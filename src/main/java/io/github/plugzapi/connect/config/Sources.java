package io.github.plugzapi.connect.config;

import io.quarkus.runtime.configuration.RuntimeConfigBuilder;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Set;

/**
 * The configuration as Quarkus reads it, for who is there before Quarkus or without it: from system properties, the
 * environment, and in the working directory from {@code .env} and {@code config/application.properties}.
 */
public final class Sources {

    private Sources() {}

    /**
     * Reads it.
     *
     * @return the configuration; never null
     */
    public static SmallRyeConfig read() {
        return understood(new SmallRyeConfigBuilder().withCustomizers(new RuntimeConfigBuilder()));
    }

    /**
     * Reads other sources in the same way.
     *
     * @param builder which has them; never null
     * @return the configuration; never null
     */
    public static SmallRyeConfig understood(SmallRyeConfigBuilder builder) {
        return builder.withInterceptors(new UnderstoodValues())
                // Found by reflection otherwise, which a native executable knows nothing of.
                .withConverter(Duration.class, 1000, text -> text.isEmpty() ? null : Duration.parse(text))
                .withValidateUnknown(false)
                .build();
    }

    /**
     * Fills a mapping.
     *
     * @param <T> the mapping
     * @param config a configuration with which nothing is wrong, since this converts its values; never null
     * @param mapping a {@code @ConfigMapping} interface; never null
     * @return the mapping, filled; never null
     */
    public static <T> T map(SmallRyeConfig config, Class<T> mapping) {
        ConfigMappings.registerConfigMappings(config, Set.of(ConfigClass.configClass(mapping)));
        return config.getConfigMapping(mapping);
    }
}
