package io.github.plugzapi.connect.testsupport;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * A sink that verifies what it gets as receivers do, with the library that Standard Webhooks publish, reads it with the CloudEvents
 * SDK, and remembers it. A test says what it answers; what it does not take it does not remember.
 */
public final class RecordingSink implements AutoCloseable {

    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

    private static final int BACKLOG = 1024;
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final List<CloudEvent> taken = new CopyOnWriteArrayList<>();
    private final List<Instant> asked = new CopyOnWriteArrayList<>();
    private volatile Function<CloudEvent, Integer> answer = event -> NO_CONTENT;
    private volatile boolean isDeceived;

    public RecordingSink() throws IOException {
        this(0);
    }

    public RecordingSink(int port) throws IOException {
        this(HttpServer.create(address(port), BACKLOG));
    }

    /** One that is spoken to by https alone. */
    public static RecordingSink secure(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(address(0), BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new RecordingSink(server);
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private RecordingSink(HttpServer server) {
        this.server = server;
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    /** What it answers from now on: a status. */
    public RecordingSink answering(Function<CloudEvent, Integer> status) {
        answer = status;
        return this;
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status;
        try {
            new Webhook(SECRET)
                    .verify(
                            new String(body, StandardCharsets.UTF_8),
                            exchange.getRequestHeaders().entrySet().stream()
                                    .collect(Collectors.toMap(
                                            header -> header.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue)));
            CloudEvent event = new JsonFormat().deserialize(body);
            asked.add(Instant.now());
            status = answer.apply(event);
            if (status < 300) {
                taken.add(event);
            }
        } catch (Exception e) {
            isDeceived = true;
            status = UNAUTHORIZED;
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + port() + "/events";
    }

    /** What has the application pass on to it what was sent, and not what was concluded from that. */
    public Map<String, String> environment(String name) {
        String prefix = "SINKS_" + name + "_";
        return Map.of(prefix + "URL", url(), prefix + "SECRET", SECRET, prefix + "EVENTS", "connected");
    }

    /** Whether anything came that was not rightly signed, or was no CloudEvent. */
    public boolean isDeceived() {
        return isDeceived;
    }

    /** What it took, in the order in which it came. */
    public List<CloudEvent> taken() {
        return taken;
    }

    /** When it was asked to take something. */
    public List<Instant> asked() {
        return asked;
    }

    /** The JSON of an event that it was told of. */
    public static JsonObject data(CloudEvent event) {
        return new JsonObject(new String(event.getData().toBytes(), StandardCharsets.UTF_8));
    }

    /** The moments of the events that it took, by instance, in the order in which each came for the first time. */
    public Map<String, Set<Long>> moments() {
        Map<String, Set<Long>> moments = new LinkedHashMap<>();
        taken.forEach(event -> moments.computeIfAbsent(event.getSubject(), any -> new LinkedHashSet<>())
                .add(event.getTime().toInstant().toEpochMilli()));
        return moments;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
