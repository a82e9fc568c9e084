package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.journal.PositiveDuration;
import io.github.plugzapi.connect.journal.PositiveInt;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When an instance counts as flapping, {@code FLAPPING_…}: more than so many changes within so long. */
@ConfigMapping(prefix = "flapping")
public interface FlappingConfig {

    /**
     * {@code FLAPPING_CHANGES}: how many changes are still normal.
     *
     * @return a number from 1; zero where it cannot be read, which is a problem that the start reports
     */
    @WithDefault("6")
    @WithConverter(PositiveInt.class)
    int changes();

    /**
     * {@code FLAPPING_WINDOW}: within which time; and how long it has to be quiet again.
     *
     * @return a duration; zero where it cannot be read, which is a problem that the start reports; never null
     */
    @WithDefault("10m")
    @WithConverter(PositiveDuration.class)
    Duration window();
}
