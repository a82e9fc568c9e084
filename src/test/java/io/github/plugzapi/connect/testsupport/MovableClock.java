package io.github.plugzapi.connect.testsupport;

import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until somebody moves it. In a {@code @QuarkusTest} it is the application's clock; since all
 * those tests share it, they read it and leave it alone, and move one of their own.
 */
@Mock
@Singleton
public final class MovableClock extends Clock {

    public static final Instant START = Instant.parse("2026-01-31T12:00:00.123Z");

    private volatile Instant now = START;
    private volatile Duration elapsed = Duration.ZERO;

    public void forward(Duration duration) {
        now = now.plus(duration);
        elapsed = elapsed.plus(duration);
    }

    /** Somebody sets the clock on the wall back; no time passes. */
    public void setBack(Duration duration) {
        now = now.minus(duration);
    }

    /** How much time has passed, whatever the clock on the wall says. */
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The application has no time zone but UTC");
    }
}
