package io.github.plugzapi.connect.subscription;

import io.github.plugzapi.connect.store.Store;

/** Until when instances are paid for, for tests of other packages. */
public final class SubscriptionFixtures {

    private SubscriptionFixtures() {}

    public static Subscriptions subscriptions(Store store) {
        return new Subscriptions(store);
    }
}
