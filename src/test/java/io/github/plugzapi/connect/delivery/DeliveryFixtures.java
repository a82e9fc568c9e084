package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.MovableClock;

/** Deliveries for tests of other packages. */
public final class DeliveryFixtures {

    private DeliveryFixtures() {}

    public static AttemptLog attempts(Store store, MovableClock clock) {
        return new AttemptLog(store, clock, new ManualTicker(clock));
    }
}
