package io.github.plugzapi.connect.audit;

import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.store.Store;
import java.time.Clock;
import java.util.Map;

/** What is kept of who did what, for tests of other packages. */
public final class AuditFixtures {

    private AuditFixtures() {}

    public static Audit audit(Store store, Clock clock) {
        return new Audit(store, InstanceFixtures.instances(Map.of()), clock);
    }
}
