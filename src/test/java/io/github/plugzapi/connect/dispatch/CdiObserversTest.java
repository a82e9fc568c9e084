package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.ConnectionEvent;
import org.junit.jupiter.api.Test;

class CdiObserversTest {

    /** On the JVM alone can they be asked for; in the native executable the list was once empty, and no observer ran. */
    @Test
    void everyKindOfEventHasItsObserversLookedUp() {
        assertThat(CdiObservers.EVENT_TYPES).map(Object.class::cast).containsExactlyInAnyOrder((Object[])
                ConnectionEvent.class.getPermittedSubclasses());
    }
}
