package io.github.plugzapi.connect.journal;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Reads durations such as {@code 90d}, {@code 10m} or {@code PT1H30M}. What cannot be read becomes zero instead of an
 * exception in the midst of the start, so that the configuration's check can report it together with every other problem.
 */
public final class PositiveDuration implements Converter<Duration> {

    private static final long serialVersionUID = 1L;

    /** Made by SmallRye Config. */
    public PositiveDuration() {}

    @Override
    public Duration convert(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text.strip());
            return duration == null || duration.isNegative() ? Duration.ZERO : duration;
        } catch (IllegalArgumentException e) {
            return Duration.ZERO;
        }
    }
}
