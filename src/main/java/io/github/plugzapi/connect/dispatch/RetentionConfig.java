package io.github.plugzapi.connect.dispatch;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** For how long events are kept, {@code JOURNAL_…}. */
@ConfigMapping(prefix = "journal")
public interface RetentionConfig {

    /**
     * {@code JOURNAL_RETENTION}: how long events are kept.
     *
     * @return a duration longer than zero; never null
     */
    Duration retention();
}
