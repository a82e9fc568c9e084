package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.MovableClock;

/** What PlugZapi answered, for tests of other packages. */
public final class ReconciliationFixtures {

    private ReconciliationFixtures() {}

    public static Confirmations confirmations(Store store) {
        return new Confirmations(store, new ManualTicker(new MovableClock()));
    }
}
