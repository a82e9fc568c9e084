package io.github.plugzapi.connect.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.plugzapi.connect.http.Calls;
import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.text.Secrets;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Posts JSON to a service. Redirects are failures and not followed, since the URL is mostly a secret; an answer is read up to
 * {@value #MAX_ANSWER} bytes.
 */
final class Post {

    static final int MAX_ANSWER = 16 * 1024;

    private static final int TOO_MANY_REQUESTS = 429;

    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** Nobody else decides that people know nothing for longer. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final ObjectMapper json = new ObjectMapper();

    /** Made when it is first needed: it starts a thread. */
    private HttpClient client;

    private synchronized HttpClient client() {
        if (client == null) {
            client = Calls.plainClient(Duration.ofSeconds(5));
        }
        return client;
    }

    /** Posts it where nothing but the URL is secret. */
    void json(URI uri, JsonNode body) {
        json(uri, body, Map.of());
    }

    /**
     * Posts it.
     *
     * @param secrets what must not be shown beside the parts of the URL, whatever the service says back
     * @throws ChannelFailure if it was not taken
     */
    void json(URI uri, JsonNode body, Map<String, String> headers, String... secrets) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("User-Agent", "plugzapi-connect")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        headers.forEach(request::header);
        HttpResponse<byte[]> answer = exchange(uri, request.build());
        if (answer.statusCode() / 100 != 2) {
            throw refused(
                    uri,
                    answer,
                    Secrets.of(Stream.concat(parts(uri), Stream.of(secrets)).toArray(String[]::new)));
        }
    }

    private static Stream<String> parts(URI uri) {
        return Stream.of(uri.getPath(), uri.getQuery(), uri.getUserInfo())
                .flatMap(part -> part == null ? Stream.of() : Stream.of(part.split("[/&=:]")));
    }

    private HttpResponse<byte[]> exchange(URI uri, HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> exchange = client().sendAsync(request, any -> new Beginning());
        try {
            // The client's own limit is for the head of the answer.
            return exchange.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            String words = Calls.unanswered(e.getCause(), uri.getHost());
            throw mayBeSent(e.getCause()) ? ChannelFailure.unanswered(words) : new ChannelFailure(words);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw ChannelFailure.unanswered(Calls.unanswered(e, uri.getHost()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.cancel(true);
            throw new ChannelFailure("the call to " + uri.getHost() + " was broken off");
        }
    }

    /** What went wrong before there was a connection is known not to have been sent. */
    private static boolean mayBeSent(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof SSLException) {
                return false;
            }
        }
        return true;
    }

    private ChannelFailure refused(URI uri, HttpResponse<byte[]> answer, Secrets secrets) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        String said = LogText.oneLine(secrets.cutFrom(text.strip()));
        String reason = uri.getHost() + " answered " + answer.statusCode()
                + (answer.statusCode() / 100 == 3 ? ", a redirect, which is not followed" : "")
                + (said.isEmpty() ? "" : ": " + said);
        Duration retryAfter =
                retryAfter(answer.headers().firstValue("Retry-After").orElse(null), text);
        return answer.statusCode() == TOO_MANY_REQUESTS
                ? ChannelFailure.busy(reason, retryAfter)
                : new ChannelFailure(reason, retryAfter);
    }

    /** In the header, or as Discord and Telegram have it, in the answer. */
    private Duration retryAfter(String header, String body) {
        JsonNode said = read(body);
        for (String seconds : new String[] {
            header,
            said.path("parameters").path("retry_after").asText(),
            said.path("retry_after").asText()
        }) {
            try {
                long millis = seconds == null ? 0 : (long) Math.ceil(Double.parseDouble(seconds.strip()) * 1000);
                if (millis > 0) {
                    return Duration.ofMillis(Math.min(millis, LONGEST_RETRY_AFTER.toMillis()));
                }
            } catch (NumberFormatException e) {
                // A date, or nothing at all: ours is the next pause.
            }
        }
        return Duration.ZERO;
    }

    private JsonNode read(String body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** The beginning of an answer; whoever has more to say is not listened to. */
    private static final class Beginning implements HttpResponse.BodySubscriber<byte[]> {

        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> part) {
            for (ByteBuffer buffer : part) {
                byte[] bytes = new byte[Math.min(buffer.remaining(), MAX_ANSWER - read.size())];
                buffer.get(bytes);
                read.writeBytes(bytes);
            }
            if (read.size() >= MAX_ANSWER) {
                subscription.cancel();
                onComplete();
            }
        }

        /** The status is known by now, and says enough. */
        @Override
        public void onError(Throwable failure) {
            onComplete();
        }

        @Override
        public void onComplete() {
            body.complete(read.toByteArray());
        }
    }
}
