package io.github.plugzapi.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.plugzapi.connect.http.Problem;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.RawHttp;
import io.github.plugzapi.connect.testsupport.RecordedEvents;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.SocketException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callbacks that are larger than ours ever are. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class LargeCallbackTest {

    private static final int WHOLE = CallbackBody.MAX_WHOLE;
    private static final int MAX = CallbackBody.MAX_BYTES;

    @Inject
    MeterRegistry registry;

    @Inject
    RecordedEvents events;

    @TestHTTPResource("/")
    URL publicUrl;

    private final String instance = "instance-" + UUID.randomUUID();

    // ---- Of another kind

    static Stream<Arguments> ofOtherKinds() {
        return Stream.of(
                arguments("the type first", "{'type':'ReceivedCallback','x':'", "'}", "ReceivedCallback"),
                arguments("the type last", "{'text':{'message':'", "'},'type':'ReceivedCallBack'}", "ReceivedCallback"),
                arguments("flags of a connection", "{'connected':true,'text':{'message':'", "'}}", "other"),
                arguments("a message's id after the text", "{'connected':true,'x':'", "','messageId':'1'}", "other"),
                arguments("a text that is long", "{'connected':true,'text':'", "'}", "other"),
                arguments("a type that nobody knows", "{'type':'New','x':'", "'}", "other"),
                arguments("no type at all", "{'x':'", "'}", "other"),
                arguments(
                        "a type that is repeated",
                        "{'type':'ConnectedCallback','x':'",
                        "','type':'WebhookTest'}",
                        "WebhookTest"),
                arguments(
                        "deep",
                        "{'x':[[{'connected':true,'y':'",
                        "'}]],'type':'DeliveryCallback'}",
                        "DeliveryCallback"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofOtherKinds")
    void aLargeCallbackOfAnotherKindIsIgnoredAndCountedByItsType(String name, String start, String end, String type)
            throws IOException {
        for (int length : new int[] {WHOLE, WHOLE + 1, 300_000, MAX}) {
            String body = body(start, end, length);
            double ofType = ignored(type);
            long before = count("ignored");

            assertThat(RawHttp.exchange(publicUrl.getPort(), withLength(body)))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("ignored");
            assertThat(RawHttp.exchange(publicUrl.getPort(), inChunks(body, 9_999)))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("ignored");
            assertThat(count("ignored")).isEqualTo(before + 2);
            assertThat(ignored(type)).isEqualTo(ofType + 2);
        }
    }

    @Test
    void itMayComeSlowly() throws IOException {
        String request = withLength(body("{'text':{'message':'", "'},'type':'ReceivedCallback'}", 200_000));
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            for (int i = 0; i < request.length(); i += 997) {
                connection.send(request.substring(i, Math.min(i + 997, request.length())));
            }
            assertThat(connection.rest()).startsWith("HTTP/1.1 200 ").contains("ignored");
        }
    }

    @Test
    void manyMayComeAtOnceAndAConnectionInBetweenIsNotHeldUp() throws IOException {
        String request = withLength(body("{'text':{'message':'", "'},'type':'ReceivedCallback'}", MAX));
        String small = "{\"connected\":true}";
        List<RawHttp.Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                RawHttp.Connection connection = RawHttp.open(publicUrl.getPort());
                connections.add(connection);
                connection.send(request.substring(0, request.length() - 1));
            }
            assertThat(RawHttp.exchange(publicUrl.getPort(), withLength(small))).contains("accepted");
            for (RawHttp.Connection connection : connections) {
                connection.send("}");
                assertThat(connection.rest()).startsWith("HTTP/1.1 200 ").contains("ignored");
            }
        } finally {
            for (RawHttp.Connection connection : connections) {
                connection.close();
            }
        }
        await().untilAsserted(() -> assertThat(events.of(instance)).hasSize(1));
    }

    @Test
    void whoAsksBeforeSendingALargeBodyIsToldToGoOn() throws IOException {
        String body = body("{'type':'ReceivedCallback','x':'", "'}", 500_000);
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            String request = withLength(body).replace("Connection: close", "Expect: 100-continue\r\nConnection: close");
            connection.send(request.substring(0, request.length() - body.length()));
            assertThat(connection.answer()).startsWith("HTTP/1.1 100 ");
            connection.send(body);
            assertThat(connection.rest()).startsWith("HTTP/1.1 200 ");
        }
    }

    // ---- Too large

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'connected':true,'x':'|'}",
                "{'x':'|','disconnected':true}",
                "{'x':'|','type':'ConnectedCallback'}",
                "{'type':'MessageStatusCallback','connected':true,'x':'|'}",
                "{'connected':true,'disconnected':true,'x':'|'}",
                "{'type':'ReceivedCallback','x':'|'}{}",
                "{'type':'ReceivedCallback','x':'|'} {\"connected\":true}",
                "{'type':'ReceivedCallback','x':'|",
                "['|']",
                "|",
            })
    void whatIsLargeAndNotKnownToBeOfAnotherKindIsRefused(String form) throws IOException {
        String[] ends = form.split("\\|", 2);
        String body = body(ends[0], ends[1], WHOLE + 1);
        long before = count("rejected");

        assertTooLarge(RawHttp.exchange(publicUrl.getPort(), withLength(body)));
        assertTooLarge(RawHttp.exchange(publicUrl.getPort(), inChunks(body, 5_000)));

        assertThat(count("rejected")).isEqualTo(before + 2);
    }

    @Test
    void whatWouldBeLargerThanAnythingThatIsReadIsRefusedBeforeItIsSent() throws IOException {
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(head("Content-Length: " + (MAX + 1)));
            assertTooLarge(connection.answer());
        }
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(head("Expect: 100-continue\r\nContent-Length: " + (MAX + 1)));
            assertTooLarge(connection.rest());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CallbackBody.MAX_BYTES + 1, 2_000_000, 5_000_000})
    void whoHasSentAllOfItStillReadsTheRefusal(int length) throws IOException {
        String body = body("{'type':'ReceivedCallback','x':'", "'}", length);
        long before = count("rejected");

        assertTooLarge(RawHttp.exchange(publicUrl.getPort(), withLength(body)));
        assertTooLarge(RawHttp.exchange(publicUrl.getPort(), withLength(body).replace("Connection: close\r\n", "")));
        assertTooLarge(RawHttp.exchange(publicUrl.getPort(), inChunks(body, 50_000)));

        assertThat(count("rejected")).isEqualTo(before + 3);
    }

    @Test
    void aBodyWithoutEndIsNotReadWithoutEnd() throws IOException {
        String chunk = "f4240\r\n" + "x".repeat(1_000_000) + "\r\n";
        long before = count("rejected");
        int sent = 0;
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(head("Transfer-Encoding: chunked"));
            while (sent < 100) {
                connection.send(chunk);
                sent++;
            }
        } catch (SocketException e) {
            // As it should be.
        }
        assertThat(sent).isLessThan(50);
        assertThat(count("rejected")).isEqualTo(before + 1);
    }

    // ---- Helpers

    private static void assertTooLarge(String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 413 ")
                .containsIgnoringCase("\r\nContent-Type: " + Problem.MEDIA_TYPE)
                .contains("\"status\":413", "64 KiB", "1 MiB");
    }

    private String head(String headers) {
        return "POST " + Callbacks.path(instance) + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + headers + "\r\n\r\n";
    }

    private String withLength(String body) {
        return head("Connection: close\r\nContent-Length: " + body.length()) + body;
    }

    private String inChunks(String body, int size) {
        StringBuilder request = new StringBuilder(head("Connection: close\r\nTransfer-Encoding: chunked"));
        for (int start = 0; start < body.length(); start += size) {
            String chunk = body.substring(start, Math.min(start + size, body.length()));
            request.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return request.append("0\r\n\r\n").toString();
    }

    private static String body(String start, String end, int length) {
        String filler = "x".repeat(length - start.length() - end.length());
        return start.replace('\'', '"') + filler + end.replace('\'', '"');
    }

    private long count(String outcome) {
        return (long) registry.get("webhook_requests")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double ignored(String type) {
        return registry.find("webhook_ignored").tag("type", type).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
