package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.journal.PositiveDuration;
import io.github.plugzapi.connect.journal.PositiveInt;
import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often PlugZapi is asked how the instances are, {@code RECONCILIATION_…}. */
@ConfigMapping(prefix = "reconciliation")
public interface ReconciliationConfig {

    /**
     * {@code RECONCILIATION_EVERY}: how often each instance is asked for.
     *
     * @return a duration; zero where it cannot be read, which is a problem that the start reports; never null
     */
    @WithDefault("60s")
    @WithConverter(PositiveDuration.class)
    Duration every();

    /**
     * {@code RECONCILIATION_CONCURRENCY}: how many calls may be under way.
     *
     * @return a number from 1; zero where it cannot be read, which is a problem that the start reports
     */
    @WithDefault("16")
    @WithConverter(PositiveInt.class)
    int concurrency();

    /**
     * {@code RECONCILIATION_RESTORE}: whether PlugZapi is asked to restore sessions that it says can be restored.
     *
     * @return {@code true} or {@code false}; anything else is a problem that the start reports; never null
     */
    @WithDefault("false")
    @WithConverter(TrimmedStringConverter.class)
    String restore();
}
