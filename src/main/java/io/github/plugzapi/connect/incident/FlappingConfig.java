package io.github.plugzapi.connect.incident;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** When an instance counts as flapping, {@code FLAPPING_…}: more than so many changes within so long. */
@ConfigMapping(prefix = "flapping")
public interface FlappingConfig {

    /**
     * {@code FLAPPING_CHANGES}: how many changes are still normal.
     *
     * @return a number from 1
     */
    int changes();

    /**
     * {@code FLAPPING_WINDOW}: within which time; and how long it has to be quiet again.
     *
     * @return a duration longer than zero; never null
     */
    Duration window();
}
