package io.github.plugzapi.connect.alert;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** How people are told, {@code ALERTS_…}; by which channels is a {@code Family}. */
@ConfigMapping(prefix = "alerts")
public interface AlertConfig {

    /**
     * {@code ALERTS_LANGUAGE}: the language of the messages.
     *
     * @return {@code pt} or {@code en}; never null
     */
    String language();

    /**
     * {@code ALERTS_GROUPING}: what begins within this time is one message.
     *
     * @return how long; never null
     */
    Duration grouping();

    /**
     * {@code ALERTS_REMIND_EVERY}: how often what is still open is told again.
     *
     * @return how often; empty: never
     */
    Optional<Duration> remindEvery();
}
