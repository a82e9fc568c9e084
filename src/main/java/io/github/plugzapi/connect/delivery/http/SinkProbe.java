package io.github.plugzapi.connect.delivery.http;

import io.github.plugzapi.connect.delivery.PassedOn;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks.Configured;
import io.github.plugzapi.connect.http.Calls;
import io.github.plugzapi.connect.text.LogText;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts a marked test to a sink, from a command, which runs without Quarkus and its client; signed as an event would be. */
public final class SinkProbe {

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
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(sink.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        try {
            Answer answer = client.sendAsync(request(sink, clock.instant()), HttpResponse.BodyHandlers.ofInputStream())
                    .thenApplyAsync(SinkProbe::answer)
                    .get(sink.timeout().toMillis(), TimeUnit.MILLISECONDS);
            String said = LogText.oneLine(sink.secrets().cutFrom(answer.text()));
            return new Result(answer.isTaken(), answer.describe() + (said.isEmpty() ? "" : " \"" + said + "\""));
        } catch (ExecutionException | TimeoutException e) {
            return new Result(false, Calls.unanswered(known(e), sink.url().getHost()));
        }
    }

    private static HttpRequest request(Configured sink, Instant now) {
        SignedMessage signed = SignedMessage.of(PassedOn.test(now), sink, now);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(sink.url()).POST(HttpRequest.BodyPublishers.ofByteArray(signed.body()));
        signed.headers().forEach(request::header);
        return request.build();
    }

    private static Answer answer(HttpResponse<InputStream> response) {
        byte[] body = new byte[0];
        try (InputStream in = response.body()) {
            body = in.readNBytes(Answer.MAX_BYTES);
        } catch (IOException e) {
            // The status has said what there is to say.
        }
        return Answer.of(
                response.statusCode(),
                response.headers().firstValue("retry-after").orElse(null),
                body);
    }

    /** The same failure as that of the service's client. */
    private static Throwable known(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpTimeoutException) {
                return new TimeoutException();
            }
            if (cause instanceof UnresolvedAddressException) {
                return new UnknownHostException();
            }
        }
        return failure;
    }
}
