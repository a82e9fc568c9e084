package io.github.plugzapi.connect.erasure;

import io.github.plugzapi.connect.journal.EventErasure;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Store;
import java.util.List;

/** Erasure for tests of other packages. */
public final class ErasureFixtures {

    private ErasureFixtures() {}

    public static Erasure erasure(Store store, EventErasure events, List<Erasable> erasables) {
        return new Erasure(store, events, erasables);
    }
}
