package io.github.plugzapi.connect.registration;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How we see to it that PlugZapi goes on calling us, {@code REGISTRATION_…}. */
@ConfigMapping(prefix = "registration")
public interface RegistrationConfig {

    /** What to do where PlugZapi calls somebody else. */
    enum OnDrift {
        /** Register again. */
        REPAIR,
        /** Only tell. */
        REPORT
    }

    /**
     * {@code REGISTRATION_CHECK_EVERY}: how often PlugZapi is asked where it calls, for each instance.
     *
     * @return a duration longer than zero; never null
     */
    Duration checkEvery();

    /**
     * {@code REGISTRATION_ON_DRIFT}: what to do where it calls somebody else.
     *
     * @return what to do; never null
     */
    OnDrift onDrift();
}
