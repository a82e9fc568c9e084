package io.github.plugzapi.connect.schedule;

import io.github.plugzapi.connect.testsupport.MovableClock;
import io.quarkus.test.Mock;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The application's ticker in a {@code @QuarkusTest}: it ticks by itself, but time stands still as the {@link MovableClock}
 * does, so that nothing becomes due in the middle of a test.
 */
@Mock
@Singleton
class StandingTicker extends Ticker {

    @Inject
    StandingTicker(MovableClock clock) {
        super(clock::elapsed, work -> Infrastructure.getDefaultWorkerPool().execute(work), () -> 0.5);
    }
}
