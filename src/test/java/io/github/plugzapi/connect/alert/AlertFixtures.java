package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Store;
import java.time.Clock;

/** What is kept of alerts, for tests of other packages. */
public final class AlertFixtures {

    private AlertFixtures() {}

    public static Erasable table(Store store, Clock clock) {
        return new AlertTable(store, clock);
    }

    public static Erasable mutes(Store store, Clock clock) {
        return new Mutes(store, clock);
    }
}
