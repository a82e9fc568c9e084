package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.store.Store;

/** What PlugZapi answered, for tests of other packages. */
public final class ReconciliationFixtures {

    private ReconciliationFixtures() {}

    public static Confirmations confirmations(Store store) {
        return new Confirmations(store);
    }
}
