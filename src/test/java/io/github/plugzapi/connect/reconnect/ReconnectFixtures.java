package io.github.plugzapi.connect.reconnect;

import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.util.Map;

/** Links to reconnect for tests of other packages. */
public final class ReconnectFixtures {

    private ReconnectFixtures() {}

    public static ReconnectLinks links(Store store, MovableClock clock) {
        return new ReconnectLinks(store, InstanceFixtures.instances(Map.of()), clock, new ManualTicker(clock));
    }
}
