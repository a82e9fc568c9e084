package io.github.plugzapi.connect.delivery.http;

import io.github.plugzapi.connect.http.Calls;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/** Posts messages to one sink, over connections that are used again. Redirects are not followed. */
final class Poster {

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    /** What forgets a quiet connection on the way, such as NAT, tells nobody. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    /** A lesser status is an interim one (RFC 9110, 15.2); the client knows 100 and 103. */
    private static final int FIRST_FINAL = 200;

    private final Vertx vertx;
    private final URI url;
    private final Duration timeout;
    private final HttpClient client;

    /** For a call whose connection broke off. */
    private final HttpClient afresh;

    /** Those on which something was answered. */
    private final Set<HttpConnection> used = ConcurrentHashMap.newKeySet();

    Poster(Vertx vertx, URI url, Duration timeout, int atATime) {
        this.vertx = vertx;
        this.url = url;
        this.timeout = timeout;
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(atATime)
                .setMaxWaitQueueSize(atATime)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
        client = vertx.createHttpClient(options);
        afresh = vertx.createHttpClient(new HttpClientOptions(options).setKeepAlive(false));
    }

    /** Fails where nothing was answered within the time-out. */
    CompletionStage<Answer> post(SignedMessage message) {
        Call call = new Call(message);
        call.begin(client);
        return call.answer;
    }

    /** One post, and the second where the connection of the first had been given up by the other side. */
    private final class Call {

        private final SignedMessage message;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final long timer;

        /** What there is to be ended when time is up; of one of them at a time. */
        private volatile HttpClientRequest request;

        private volatile HttpClientResponse response;
        private final Buffer body = Buffer.buffer();

        private Call(SignedMessage message) {
            this.message = message;
            timer = vertx.setTimer(timeout.toMillis(), any -> timeIsUp());
            answer.whenComplete((any, failure) -> vertx.cancelTimer(timer));
        }

        private void begin(HttpClient by) {
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setAbsoluteURI(url.toString())
                    .setFollowRedirects(false);
            message.headers().forEach(options::putHeader);
            by.request(options).onSuccess(this::send).onFailure(answer::completeExceptionally);
        }

        private void send(HttpClientRequest begun) {
            request = begun;
            if (answer.isDone()) {
                begun.reset();
                return;
            }
            HttpConnection connection = begun.connection();
            boolean isUsed = used.contains(connection);
            begun.response().onSuccess(this::read).onFailure(failure -> {
                if (isUsed && Calls.brokeOff(failure) && !answer.isDone()) {
                    begin(afresh);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
            begun.end(Buffer.buffer(message.body()));
        }

        private void read(HttpClientResponse begun) {
            response = begun;
            HttpConnection connection = begun.request().connection();
            if (begun.statusCode() < FIRST_FINAL) {
                // Whatever comes after it would be taken for the answer to the next message.
                answered();
                connection.close();
                return;
            }
            if (used.add(connection)) {
                connection.closeHandler(any -> used.remove(connection));
            }
            begun.handler(part -> {
                if (isEnough(part)) {
                    answered();
                    connection.close();
                }
            });
            // The status has said what there is to say.
            begun.exceptionHandler(failure -> answered());
            begun.endHandler(any -> answered());
        }

        /** The timer may be on another thread. */
        private synchronized boolean isEnough(Buffer part) {
            int rest = Answer.MAX_BYTES - body.length();
            body.appendBuffer(part, 0, Math.min(part.length(), rest));
            return part.length() >= rest;
        }

        private synchronized void answered() {
            if (!answer.isDone()) {
                answer.complete(Answer.of(response.statusCode(), response.getHeader("retry-after"), body.getBytes()));
            }
        }

        private void timeIsUp() {
            if (response != null) {
                answered();
            } else {
                answer.completeExceptionally(new TimeoutException());
            }
            if (request != null) {
                request.reset();
            }
        }
    }
}
