package io.github.plugzapi.connect.store;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How long a callback waits for the journal, {@code WEBHOOK_…}. */
@ConfigMapping(prefix = "webhook")
public interface PatienceConfig {

    /**
     * {@code WEBHOOK_PATIENCE}: how long what is to be kept waits for a store that cannot take it at this moment.
     *
     * @return a duration longer than zero, 30 s at most; never null
     */
    Duration patience();
}
