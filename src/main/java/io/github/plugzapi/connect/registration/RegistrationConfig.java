package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.journal.PositiveDuration;
import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How we see to it that PlugZapi goes on calling us, {@code REGISTRATION_…}. */
@ConfigMapping(prefix = "registration")
public interface RegistrationConfig {

    /**
     * {@code REGISTRATION_CHECK_EVERY}: how often PlugZapi is asked where it calls, for each instance.
     *
     * @return a duration; zero where it cannot be read, which is a problem that the start reports; never null
     */
    @WithDefault("10m")
    @WithConverter(PositiveDuration.class)
    Duration checkEvery();

    /**
     * {@code REGISTRATION_ON_DRIFT}: what to do where it calls somebody else.
     *
     * @return {@code repair} or {@code report}; anything else is a problem that the start reports; never null
     */
    @WithDefault("repair")
    @WithConverter(TrimmedStringConverter.class)
    String onDrift();
}
