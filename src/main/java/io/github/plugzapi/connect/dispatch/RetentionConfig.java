package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.journal.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** For how long events are kept, {@code JOURNAL_…}. */
@ConfigMapping(prefix = "journal")
public interface RetentionConfig {

    /**
     * {@code JOURNAL_RETENTION}: how long events are kept.
     *
     * @return a duration; zero where it cannot be read, which is a problem that the start reports; never null
     */
    @WithDefault("90d")
    @WithConverter(PositiveDuration.class)
    Duration retention();
}
