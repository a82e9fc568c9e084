package io.github.plugzapi.connect.incident;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** When an instance counts as out, {@code OUTAGE_…}. */
@ConfigMapping(prefix = "outage")
public interface OutageConfig {

    /**
     * {@code OUTAGE_AFTER}: how long an instance may be disconnected.
     *
     * @return a duration longer than zero; never null
     */
    Duration after();
}
