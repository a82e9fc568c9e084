package io.github.plugzapi.connect.webhook;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.http.Problem;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.RawHttp;
import io.github.plugzapi.connect.testsupport.RecordedEvents;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway asks for HTTP/2 with its callbacks, and proxies rewrite that; we go on in HTTP/1.1 whatever they make of it. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class HttpUpgradeTest {

    private static final String BODY = "{\"type\":\"ConnectedCallback\",\"connected\":true,\"momment\":1763817600000}";
    private static final String SETTINGS = "http2-settings: AAMAAABkAAQBAAAAAAIAAAAA";

    @Inject
    MeterRegistry registry;

    @Inject
    RecordedEvents events;

    @TestHTTPResource("/")
    URL publicUrl;

    private final String instance = "instance-" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The gateway
                "connection: Upgrade, HTTP2-Settings|upgrade: h2c|" + SETTINGS + "|server: Z-API|z-api-token: x",
                // nginx' lines for websockets
                "Upgrade: h2c|Connection: upgrade|" + SETTINGS,
                "Upgrade: h2c|Connection: upgrade",
                "Upgrade: h2c|Connection: close",
                "Upgrade: h2c|Connection: close|" + SETTINGS,
                "Upgrade: h2c|Connection: keep-alive",
                "Upgrade: h2c|Connection: keep-alive, Upgrade, HTTP2-Settings|" + SETTINGS,
                "Upgrade: h2c",
                "Upgrade: h2c|Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c|Connection: Upgrade, HTTP2-Settings|HTTP2-Settings: %%%",
                "Upgrade: h2c, websocket|Connection: upgrade",
                "Upgrade: h2|Connection: Upgrade, HTTP2-Settings|" + SETTINGS,
                "Upgrade: websocket|Connection: upgrade|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                "Connection: HTTP2-Settings|" + SETTINGS,
            })
    void aCallbackThatAsksForAnotherProtocolIsTakenInThisOne(String headers) throws IOException {
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(request("Host: localhost\r\n" + headers.replace("|", "\r\n")));

            assertThat(connection.answer()).startsWith("HTTP/1.1 200 ").endsWith("{\"outcome\":\"accepted\"}");
            if (!headers.contains("close")) {
                connection.send(request("Host: localhost\r\nConnection: close"));
                assertThat(connection.rest()).startsWith("HTTP/1.1 200 ");
            }
        }
        await().untilAsserted(() -> assertThat(events.of(instance)).isNotEmpty());
    }

    @Test
    void inChunksToo() throws IOException {
        String request = request(
                        "Host: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" + SETTINGS)
                .replace("Content-Length: " + BODY.length(), "Transfer-Encoding: chunked")
                .replace(BODY, Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n");
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(request);

            assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
        }
        await().untilAsserted(() -> assertThat(events.of(instance)).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|" + SETTINGS, "Connection: close"})
    void withoutAHostItIsNoHttpAndThatIsSaidAndCounted(String headers) throws IOException {
        Counter rejected =
                registry.get("webhook_requests").tag("outcome", "rejected").counter();
        double before = rejected.count();
        try (CapturedLog log = CapturedLog.start()) {
            String answer = RawHttp.exchange(publicUrl.getPort(), request(headers.replace("|", "\r\n")));

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains(Problem.MEDIA_TYPE, "'Host'");
            assertThat(log.text()).doesNotContain("ERROR");
        }
        assertThat(rejected.count()).isEqualTo(before + 1);
    }

    @Test
    void aWrongKeyIsToldWithoutAnUpgrade() throws IOException {
        String request = request(
                        "Host: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" + SETTINGS)
                .replace(new CallbackKey(SECRET).of(instance), "guessed");
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(request);

            assertThat(connection.answer()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void http2WithoutAskingIsRefused() throws IOException {
        String settingsFrame = "\0\0\0\4\0\0\0\0\0";

        String answer = RawHttp.exchange(publicUrl.getPort(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settingsFrame);

        assertThat(answer).contains(" 400 Bad Request\r\n").doesNotContain(settingsFrame);
    }

    private String request(String headers) {
        return "POST " + Callbacks.path(instance) + " HTTP/1.1\r\n" + headers
                + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
    }
}
