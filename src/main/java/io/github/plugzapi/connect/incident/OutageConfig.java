package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.journal.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When an instance counts as out, {@code OUTAGE_…}. */
@ConfigMapping(prefix = "outage")
public interface OutageConfig {

    /**
     * {@code OUTAGE_AFTER}: how long an instance may be disconnected.
     *
     * @return a duration; zero where it cannot be read, which is a problem that the start reports; never null
     */
    @WithDefault("5m")
    @WithConverter(PositiveDuration.class)
    Duration after();
}
