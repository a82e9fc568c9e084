package io.github.plugzapi.connect.delivery.http;

import io.github.plugzapi.connect.testsupport.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A sink that remembers what it got and answers as a test says. */
final class StandInSink implements AutoCloseable {

    private final String scheme;
    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Consumer<HttpServerResponse> answer =
            response -> response.setStatusCode(204).end();

    /** A request, with the names of its headers in lower case. */
    record Received(String path, Map<String, List<String>> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
        }
    }

    StandInSink(Vertx vertx) throws Exception {
        this(vertx, new HttpServerOptions());
    }

    /** One that is spoken to by https alone. */
    static StandInSink secure(Vertx vertx, Path keyStore) throws Exception {
        return new StandInSink(
                vertx,
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keyStore.toString()).setPassword(TestAuthority.PASSWORD)));
    }

    private StandInSink(Vertx vertx, HttpServerOptions options) throws Exception {
        scheme = options.isSsl() ? "https" : "http";
        server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .requestHandler(this::take)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void take(HttpServerRequest request) {
        Map<String, List<String>> headers = new HashMap<>();
        request.headers()
                .names()
                .forEach(name -> headers.put(
                        name.toLowerCase(Locale.ROOT), request.headers().getAll(name)));
        request.body().onSuccess(body -> {
            received.add(new Received(request.uri(), headers, body.toString()));
            answer.accept(request.response());
        });
    }

    void answers(Consumer<HttpServerResponse> newAnswer) {
        answer = newAnswer;
    }

    void answers(int status) {
        answers(response -> response.setStatusCode(status).end());
    }

    List<Received> received() {
        return received;
    }

    String url() {
        return scheme + "://127.0.0.1:" + server.actualPort() + "/events";
    }

    @Override
    public void close() {
        server.close();
    }
}
