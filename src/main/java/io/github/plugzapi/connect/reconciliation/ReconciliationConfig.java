package io.github.plugzapi.connect.reconciliation;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How often PlugZapi is asked how the instances are, {@code RECONCILIATION_…}. */
@ConfigMapping(prefix = "reconciliation")
public interface ReconciliationConfig {

    /**
     * {@code RECONCILIATION_EVERY}: how often each instance is asked for.
     *
     * @return a duration longer than zero; never null
     */
    Duration every();

    /**
     * {@code RECONCILIATION_CONCURRENCY}: how many calls may be under way.
     *
     * @return a number from 1
     */
    int concurrency();

    /**
     * {@code RECONCILIATION_RESTORE}: whether PlugZapi is asked to restore sessions that it says can be restored.
     *
     * @return whether it is
     */
    boolean restore();
}
