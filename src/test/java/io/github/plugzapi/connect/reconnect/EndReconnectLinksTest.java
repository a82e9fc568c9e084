package io.github.plugzapi.connect.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.reconnect.ReconnectLinks.End;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.Link;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.Made;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class EndReconnectLinksTest {

    private static final String INSTANCE = StandInGatewayResource.ACCEPTED;

    @Inject
    ReconnectLinks links;

    @Inject
    MovableClock clock;

    @Test
    void aCallbackThatTheNumberIsConnectedEndsItsLink() {
        // Whatever other tests asked about it: what comes now tells something new.
        Callbacks.post(INSTANCE, "{\"disconnected\":true,\"momment\":" + (clock.millis() + 1) + "}");
        Made made = links.make(INSTANCE, "admin");
        assertThat(links.find(made.token())).isPresent();

        Callbacks.post(INSTANCE, "{\"connected\":true,\"momment\":" + (clock.millis() + 2) + "}");

        await().until(() -> links.find(made.token()).isEmpty());
        assertThat(links.state(made.token()).map(Link::end)).contains(End.CONNECTED);
    }
}
