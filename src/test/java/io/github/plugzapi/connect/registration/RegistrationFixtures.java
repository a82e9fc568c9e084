package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Store;

/** What is kept of registrations, for tests of other packages. */
public final class RegistrationFixtures {

    private RegistrationFixtures() {}

    public static Erasable lost(Store store) {
        return new LostRegistrations(store);
    }
}
