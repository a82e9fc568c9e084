package io.github.plugzapi.connect.console.reconnect;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;

import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Images;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** An instance of a test alone, for PlugZapi is asked a few times a minute for each: its number was connected, and is not. */
final class DownInstance implements AutoCloseable {

    static final String PHONE = "5544999999901";
    static final String TOKEN = "token-of-the-instance-that-is-down";
    static final byte[] IMAGE = Images.png(400);

    final String id = "down-" + UUID.randomUUID();

    private final Instances instances;
    private final MovableClock clock;
    private final StandInGateway gateway;

    DownInstance(String name, Instances instances, MovableClock clock, StandInGateway gateway) {
        this.instances = instances;
        this.clock = clock;
        this.gateway = gateway;
        gateway.accepts(id);
        gateway.saysStatus(id, false);
        gateway.answersTo(id, "qr-code/image", okJson(Images.qrCode(IMAGE)));
        instances.listed(Map.of(id, new Instance(name, id, TOKEN, null)), Set.of(), true);
        connects(PHONE, 120);
        disconnects(60);
    }

    void connects(String phone, int secondsAgo) {
        Callbacks.post(id, "{\"connected\":true,\"phone\":\"%s\",\"momment\":%d}".formatted(phone, moment(secondsAgo)));
    }

    void disconnects(int secondsAgo) {
        Callbacks.post(id, "{\"disconnected\":true,\"error\":\"gone\",\"momment\":%d}".formatted(moment(secondsAgo)));
    }

    private long moment(int secondsAgo) {
        return clock.millis() - secondsAgo * 1_000L;
    }

    void waiting(String answer) {
        gateway.answersTo(id, "queue/count", okJson(answer));
    }

    @Override
    public void close() {
        GatewayFixtures.go(instances, id);
    }
}
