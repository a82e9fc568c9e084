package io.github.plugzapi.connect.testsupport;

import io.github.plugzapi.connect.webhook.CallbackKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Sends a hundred callbacks a second, each once, over connections that are kept alive: a proxy that tries nothing twice. Each
 * that was not answered 200 is remembered.
 */
public final class SteadyLoad implements AutoCloseable {

    private static final int PAUSE_MILLIS = 10;

    private final Supplier<String> url;
    private final CallbackKey key;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    private final List<CompletableFuture<Void>> answers = new CopyOnWriteArrayList<>();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final long first = Instant.now().minus(Duration.ofDays(1)).toEpochMilli();

    /** Begins to send; the base URL is asked for before each callback. */
    public SteadyLoad(String secret, Supplier<String> url) {
        this.key = new CallbackKey(secret);
        this.url = url;
        sender.scheduleAtFixedRate(this::send, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send() {
        int number = answers.size();
        // Long enough apart to be told from each other.
        String instance = "steady-" + number % 20;
        String to = url.get();
        HttpRequest request = HttpRequest.newBuilder(URI.create(to + "/webhooks/" + instance + "/" + key.of(instance)))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"connected\":true,\"momment\":" + (first + number * 10L) + "}"))
                .build();
        Instant sent = Instant.now();
        answers.add(
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).handle((response, failure) -> {
                    if (failure == null && response.statusCode() == 200) {
                        kept.incrementAndGet();
                    } else {
                        lost.add(sent + " to " + to + ": "
                                + (failure == null ? response.statusCode() + " " + response.body() : failure));
                    }
                    return null;
                }));
    }

    /** How many were answered 200. */
    public int kept() {
        return kept.get();
    }

    /** Sends no more, and waits for all answers; says which callbacks were lost, and why. */
    public List<String> stop() throws InterruptedException {
        sender.shutdown();
        sender.awaitTermination(10, TimeUnit.SECONDS);
        answers.forEach(CompletableFuture::join);
        return lost;
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}
