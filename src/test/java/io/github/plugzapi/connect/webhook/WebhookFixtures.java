package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Store;
import java.time.Clock;

/** The front door's own for tests of other packages. */
public final class WebhookFixtures {

    private WebhookFixtures() {}

    public static Erasable quarantine(Store store, Clock clock) {
        return new Quarantine(store, clock, null, null);
    }
}
