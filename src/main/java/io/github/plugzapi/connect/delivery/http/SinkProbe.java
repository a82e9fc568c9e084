package io.github.plugzapi.connect.delivery.http;

import io.github.plugzapi.connect.delivery.PassedOn;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks.Configured;
import io.github.plugzapi.connect.http.Calls;
import io.github.plugzapi.connect.text.LogText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Posts a marked test to a sink, from a command, which runs without Quarkus and its client; signed as an event would be. */
public final class SinkProbe {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int REACH_MILLIS = 5_000;

    private SinkProbe() {}

    /**
     * What came of it.
     *
     * @param isTaken whether the sink would have an event now
     * @param words what it answered, or why it did not, without secrets; never null
     */
    public record Result(boolean isTaken, String words) {}

    /**
     * Posts the test, once.
     *
     * @param sink to whom; never null
     * @param clock tells the time, which is signed; never null
     * @return what came of it, within the sink's time-out; never null
     * @throws InterruptedException if nobody waits any more
     */
    public static Result post(Configured sink, Clock clock) throws InterruptedException {
        HttpClient client = Calls.plainClient(sink.timeout());
        long begun = System.nanoTime();
        try {
            HttpResponse<InputStream> response = client.sendAsync(
                            request(sink, clock.instant()), HttpResponse.BodyHandlers.ofInputStream())
                    .get(sink.timeout().toMillis(), TimeUnit.MILLISECONDS);
            Duration left = sink.timeout().minusNanos(System.nanoTime() - begun);
            Answer answer = answer(response, left);
            String said = LogText.oneLine(sink.secrets().cutFrom(answer.text()));
            return new Result(answer.isTaken(), answer.describe() + (said.isEmpty() ? "" : " \"" + said + "\""));
        } catch (ExecutionException | TimeoutException e) {
            return new Result(false, Calls.unanswered(e, sink.url().getHost()));
        }
    }

    /**
     * Opens a connection to a sink, secure where its URL says so, and sends nothing.
     *
     * @param sink to whom; never null
     * @return why that cannot be done, without secrets; empty where it can
     */
    public static Optional<String> unreachable(Configured sink) {
        String host = sink.url().getHost();
        boolean secure = "https".equalsIgnoreCase(sink.url().getScheme());
        int port = sink.url().getPort() >= 0 ? sink.url().getPort() : secure ? HTTPS : HTTP;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), REACH_MILLIS);
            if (secure) {
                greet(socket, host, port);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Calls.unanswered(e, host));
        }
    }

    private static void greet(Socket socket, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (SSLSocket secure = (SSLSocket) factory.createSocket(socket, host, port, true)) {
            secure.setSoTimeout(REACH_MILLIS);
            SSLParameters parameters = secure.getSSLParameters();
            // Who says to be that host has to prove it, as to every client of HTTP.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
        }
    }

    private static HttpRequest request(Configured sink, Instant now) {
        SignedMessage signed = SignedMessage.of(PassedOn.test(now), sink, now);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(sink.url()).POST(HttpRequest.BodyPublishers.ofByteArray(signed.body()));
        signed.headers().forEach(request::header);
        return request.build();
    }

    /** The status has said what there is to say, also where the body does not end in time. */
    private static Answer answer(HttpResponse<InputStream> response, Duration left) {
        byte[] body = CompletableFuture.supplyAsync(() -> body(response))
                .completeOnTimeout(new byte[0], left.toNanos(), TimeUnit.NANOSECONDS)
                .join();
        return Answer.of(
                response.statusCode(),
                response.headers().firstValue("retry-after").orElse(null),
                body);
    }

    private static byte[] body(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            return in.readNBytes(Answer.MAX_BYTES);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
