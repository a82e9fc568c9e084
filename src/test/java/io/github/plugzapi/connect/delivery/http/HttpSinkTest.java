package io.github.plugzapi.connect.delivery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.delivery.RunningSinks;
import io.github.plugzapi.connect.delivery.http.StandInSink.Received;
import io.github.plugzapi.connect.dispatch.Subscriber.NotTaken;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpSinkTest {

    private static final String SECRET = secret("the secret of the sink, long enough");
    private static final String PREVIOUS = secret("the one before, which is long enough");

    /** Long enough for an answer, and short enough to be waited for. */
    private static final String TIMEOUT = "1s";

    private static Vertx vertx;

    @TempDir
    Path folder;

    private RunningSinks running;
    private StandInSink server;
    private final Map<String, String> environment = new HashMap<>();

    private static String secret(String text) {
        return "whsec_" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void open() throws Exception {
        running = new RunningSinks(Database.sqlite(folder.resolve("journal.db")));
        running.journal.keep(Events.disconnected("a", 1));
        server = new StandInSink(vertx);
        environment.put("SINKS_CRM_URL", server.url() + "?key=QueryMarker1");
        environment.put("SINKS_CRM_SECRET", SECRET);
        environment.put("SINKS_CRM_TIMEOUT", TIMEOUT);
    }

    @AfterEach
    void close() {
        server.close();
        running.close();
    }

    private HttpSink sink() {
        return sink(running.clock);
    }

    private HttpSink sink(Clock clock) {
        ConfiguredSinks configured = new ConfiguredSinks(Configuration.ofEnvironment(environment));
        HttpSink sink = new HttpSinks(configured, running.passages, running.attempts, vertx, clock, running.ticker)
                .subscribers()
                .get(0);
        running.look();
        return sink;
    }

    private static JournalEntry entry() {
        return RunningSinks.entry(1, Events.disconnected("a", 1));
    }

    /** Why it was not taken; null where it was. */
    private static NotTaken notTaken(HttpSink sink) throws Exception {
        try {
            sink.take(entry()).toCompletableFuture().get(20, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return (NotTaken) e.getCause();
        }
    }

    private Attempt attempt() {
        running.look();
        return running.attempts.of("crm", 1).get(0);
    }

    // ---- The message
    // ---------------------------------------------------------------------------------------------------

    @Test
    void aMessageIsASignedCloudEventAboutTheEvent() throws Exception {
        ConnectionEvent event = Events.disconnected("a", 1);
        sink(Clock.systemUTC())
                .take(RunningSinks.entry(1, event))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);

        Received received = server.received().get(0);
        new Webhook(SECRET).verify(received.body(), received.headers());
        CloudEvent message = new JsonFormat().deserialize(received.body().getBytes(StandardCharsets.UTF_8));
        assertThat(message.getId()).isEqualTo(event.id()).isEqualTo(received.header("webhook-id"));
        assertThat(message.getSubject()).isEqualTo("a");
        assertThat(new String(message.getData().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(EventJson.write(event));
        assertThat(received.header("content-type")).isEqualTo("application/cloudevents+json");
        assertThat(received.header("user-agent")).isEqualTo("plugzapi-connect");
        assertThat(received.path()).isEqualTo("/events?key=QueryMarker1");
    }

    @Test
    void whileTheSecretIsChangedEitherVerifies() throws Exception {
        environment.put("SINKS_CRM_PREVIOUS_SECRET", PREVIOUS);
        assertThat(notTaken(sink(Clock.systemUTC()))).isNull();

        Received received = server.received().get(0);
        new Webhook(SECRET).verify(received.body(), received.headers());
        new Webhook(PREVIOUS).verify(received.body(), received.headers());
    }

    @Test
    void eachAttemptIsSignedAnewAndHasTheSameId() throws Exception {
        HttpSink sink = sink();
        server.answers(500);
        JournalEntry entry = entry();
        assertThat(sink.take(entry).toCompletableFuture()).failsWithin(20, TimeUnit.SECONDS);
        running.clock.forward(Duration.ofMinutes(10));
        assertThat(sink.take(entry).toCompletableFuture()).failsWithin(20, TimeUnit.SECONDS);

        Received first = server.received().get(0);
        Received second = server.received().get(1);
        assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
        assertThat(Long.parseLong(second.header("webhook-timestamp")))
                .isEqualTo(Long.parseLong(first.header("webhook-timestamp")) + 600);
        assertThat(second.header("webhook-signature")).isNotEqualTo(first.header("webhook-signature"));
    }

    @Test
    void whatElseIsConfiguredIsSentAndReplacesNothingOfOurs() throws Exception {
        environment.put("SINKS_CRM_HEADERS_AUTHORIZATION", "Bearer TokenMarker1");
        environment.put("SINKS_CRM_HEADERS_WEBHOOK_ID", "forged");
        environment.put("SINKS_CRM_HEADERS_CONTENT_TYPE", "text/plain");
        assertThat(notTaken(sink())).isNull();

        Received received = server.received().get(0);
        assertThat(received.header("authorization")).isEqualTo("Bearer TokenMarker1");
        assertThat(received.headers().get("webhook-id")).hasSize(1).doesNotContain("forged");
        assertThat(received.headers().get("content-type")).containsExactly("application/cloudevents+json");
    }

    // ---- Its answer
    // ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void anAnswerOfSuccessMeansThatTheSinkHasTheEvent(int status) throws Exception {
        server.answers(status);

        assertThat(notTaken(sink())).isNull();
        assertThat(attempt().status()).isEqualTo(status);
        assertThat(attempt().error()).isNull();
        assertThat(running.deliveries("crm", "delivered")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 429, 500, 503})
    void anyOtherAnswerIsAFailure(int status) throws Exception {
        server.answers(response -> response.setStatusCode(status).end("because"));

        assertThat(notTaken(sink())).hasMessage("answered " + status);
        assertThat(attempt().status()).isEqualTo(status);
        assertThat(attempt().answer()).isEqualTo("because");
        assertThat(running.deliveries("crm", "failed")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsAFailureAndIsNotFollowed(int status) throws Exception {
        server.answers(response -> response.setStatusCode(status)
                .putHeader("location", server.url() + "/elsewhere")
                .end());

        assertThat(notTaken(sink())).hasMessageContaining("a redirect, which is not followed");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void oneThatIsGoneIsPausedUntilSomebodyResumesIt() throws Exception {
        HttpSink sink = sink();
        assertThat(sink.atATime()).isEqualTo(HttpSink.AT_A_TIME);
        server.answers(410);

        assertThat(notTaken(sink)).hasMessage("answered 410 (gone)");

        assertThat(sink.atATime()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "120, 120",
        "' 120 ', 120",
        "99999, 3600",
        "99999999999999999999, 0",
        "-5, 0",
        "soon, 0",
        "'', 0",
        "1.5, 0"
    })
    void itIsLeftAloneForAsManySecondsAsItAsksForUpToAnHour(String header, long seconds) throws Exception {
        server.answers(response ->
                response.setStatusCode(503).putHeader("retry-after", header).end());

        assertThat(notTaken(sink()).retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"90, 90", "-90, 0", "999999, 3600"})
    void itIsLeftAloneUntilTheDateThatItNames(long later, long seconds) throws Exception {
        Instant now = running.clock.instant();
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                now.plusSeconds(later).atOffset(ZoneOffset.UTC));
        server.answers(response ->
                response.setStatusCode(429).putHeader("retry-after", date).end());

        assertThat(notTaken(sink()).retryAfter())
                .isBetween(Duration.ofSeconds(Math.max(0, seconds - 1)), Duration.ofSeconds(seconds));
    }

    @Test
    void noSecretThatItSaysBackIsLoggedOrKept() throws Exception {
        environment.put("SINKS_CRM_HEADERS_AUTHORIZATION", "Bearer TokenMarker1");
        environment.put("SINKS_CRM_PREVIOUS_SECRET", PREVIOUS);
        server.answers(response -> response.setStatusCode(500)
                .end("no " + SECRET + " nor " + PREVIOUS + " nor TokenMarker1 nor QueryMarker1"));
        try (CapturedLog log = CapturedLog.start()) {
            NotTaken notTaken = notTaken(sink());

            assertThat(notTaken.getMessage() + log.text() + attempt())
                    .contains("answered 500")
                    .doesNotContain(SECRET, SECRET.substring(6), PREVIOUS, "TokenMarker1", "QueryMarker1");
        }
    }

    // ---- Time, and connections
    // ---------------------------------------------------------------------------------------------------

    @Test
    void whereNothingIsAnsweredInTimeItIsAFailure() throws Exception {
        server.answers(response -> {
            // Never.
        });

        assertThat(notTaken(sink())).hasMessage("no answer from 127.0.0.1 in time");
        assertThat(attempt().status()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"200, true", "500, false"})
    void whereTheBodyDoesNotEndInTimeTheStatusSaysWhatThereIsToSay(int status, boolean isTaken) throws Exception {
        server.answers(
                response -> response.setStatusCode(status).setChunked(true).write("dripping"));

        NotTaken notTaken = notTaken(sink());

        assertThat(notTaken == null).isEqualTo(isTaken);
        assertThat(attempt().answer()).isEqualTo("dripping");
    }

    @Test
    void ofAnEndlessAnswerNoMoreIsReadThanIsOfUseAndTheConnectionIsClosed() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        environment.put("SINKS_CRM_TIMEOUT", "30s");
        server.answers(response -> {
            response.closeHandler(any -> closed.complete(null));
            response.exceptionHandler(any -> closed.complete(null));
            goOn(response.setChunked(true));
        });

        assertThat(notTaken(sink())).isNull();

        closed.get(20, TimeUnit.SECONDS);
        assertThat(attempt().answer()).startsWith("xxx");
    }

    private static void goOn(HttpServerResponse response) {
        if (!response.closed()) {
            response.write(Buffer.buffer("x".repeat(4_096))).onSuccess(any -> goOn(response));
        }
    }

    @Test
    void whereNobodyListensItIsAFailure() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("SINKS_CRM_URL", "http://127.0.0.1:" + free.getLocalPort());
        }

        assertThat(notTaken(sink())).hasMessage("no connection to 127.0.0.1");
    }

    @Test
    void aHostThatNobodyKnowsIsAFailure() throws Exception {
        environment.put("SINKS_CRM_URL", "https://nobody.invalid/events");
        environment.put("SINKS_CRM_TIMEOUT", "15s");

        assertThat(notTaken(sink())).hasMessage("the host of nobody.invalid is not known to DNS");
    }

    @Test
    void oneThatSpeaksNoTlsIsAFailure() throws Exception {
        environment.put("SINKS_CRM_URL", server.url().replace("http:", "https:"));
        environment.put("SINKS_CRM_TIMEOUT", "15s");

        assertThat(notTaken(sink()))
                .hasMessage(
                        "no secure connection to 127.0.0.1 (TLS): what listens there speaks no TLS; correct the port");
    }

    @Test
    void aKeptConnectionThatTheOtherSideHasGivenUpIsNoFailure() throws Exception {
        try (DyingServer dying = new DyingServer(1)) {
            environment.put("SINKS_CRM_URL", dying.url());
            HttpSink sink = sink();
            int events = 0;
            // The next may be on its way before the connection of the last can be used again.
            do {
                assertThat(notTaken(sink)).isNull();
                events++;
            } while (dying.requests() == events);

            assertThat(dying.requests()).isEqualTo(events + 1);
        }
    }

    @Test
    void aFreshConnectionThatBreaksIsAFailureAndNothingIsSentTwice() throws Exception {
        try (DyingServer dying = new DyingServer(0)) {
            environment.put("SINKS_CRM_URL", dying.url());
            assertThat(notTaken(sink())).hasMessageContaining("the call to 127.0.0.1 broke off");

            assertThat(dying.requests()).isEqualTo(1);
        }
    }

    /** Answers so many requests over each connection, and closes it at the next, unanswered. */
    private static final class DyingServer implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final AtomicInteger requests = new AtomicInteger();
        private final int answers;

        private DyingServer(int answers) throws IOException {
            this.answers = answers;
            start(this::accept);
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    start(() -> serve(socket));
                } catch (IOException e) {
                    // It is stopped.
                }
            }
        }

        private static void start(Runnable work) {
            Thread thread = new Thread(work, "dying-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Socket socket) {
            try (socket) {
                answer(socket);
            } catch (IOException e) {
                // The caller is gone.
            }
        }

        private void answer(Socket socket) throws IOException {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (int answered = 0; read(in); answered++) {
                requests.incrementAndGet();
                if (answered == answers) {
                    return;
                }
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
        }

        private static boolean read(BufferedReader in) throws IOException {
            int length = 0;
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                if (line.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).strip());
                }
                line = in.readLine();
            }
            for (int i = 0; i < length; i++) {
                in.read();
            }
            return line != null;
        }

        private String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        private int requests() {
            return requests.get();
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // ---- Which events
    // ---------------------------------------------------------------------------------------------------

    @Test
    void withoutAFilterEveryEventIsWantedAlsoWhatThisVersionCannotRead() {
        assertThat(sink().wants(entry())).isTrue();
        assertThat(sink().wants(new JournalEntry(1, "a", null, "{\"kind\":\"future\"}")))
                .isTrue();
    }

    @Test
    void onlyTheKindsThatAreNamedAreWanted() {
        environment.put("SINKS_CRM_EVENTS", "connected");
        HttpSink sink = sink();

        assertThat(sink.wants(RunningSinks.entry(1, Events.connected("a", 1)))).isTrue();
        assertThat(sink.wants(RunningSinks.entry(1, Events.disconnected("a", 1))))
                .isFalse();
        assertThat(sink.wants(new JournalEntry(1, "a", null, "{\"kind\":\"connected\"}")))
                .isTrue();
        assertThat(sink.wants(new JournalEntry(1, "a", null, "{\"kind\":\"future\"}")))
                .isFalse();
    }

    @Test
    void onlyTheInstancesThatAreNamedAreWantedByTheirIdsOrNames() {
        environment.put("SINKS_CRM_INSTANCES", "3B12,SALES");
        HttpSink sink = sink();

        assertThat(sink.wants(RunningSinks.entry(1, Events.connected("3B12", 1))))
                .isTrue();
        assertThat(sink.wants(RunningSinks.entry(1, Events.connected("another", 1))))
                .isFalse();
        assertThat(sink.wants(new JournalEntry(1, "b", null, "{\"kind\":\"connected\",\"name\":\"sales\"}")))
                .isTrue();
    }

    @Test
    void itIsAtAsManyEventsAtATimeAsItMayBe() {
        environment.put("SINKS_CRM_TIMEOUT", "30s");
        HttpSink sink = sink();
        List<HttpServerResponse> open = new CopyOnWriteArrayList<>();
        server.answers(open::add);
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < sink.atATime(); i++) {
            all.add(sink.take(RunningSinks.entry(i + 1, Events.connected("instance-" + i, i)))
                    .toCompletableFuture());
        }
        await().until(() -> open.size() == HttpSink.AT_A_TIME);
        open.forEach(HttpServerResponse::end);

        assertThat(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)))
                .succeedsWithin(20, TimeUnit.SECONDS);
    }
}
