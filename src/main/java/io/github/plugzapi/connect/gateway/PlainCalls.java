package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.plugzapi.connect.http.Calls;
import io.github.plugzapi.connect.text.Text;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * PlugZapi's calls over the JDK's own HTTP client, for a command, which runs without Quarkus and its client. Redirects are
 * not followed here either: the path holds the token.
 */
final class PlainCalls implements PlugzapiApi, AccountApi {

    /** Nothing that is asked for is larger. */
    private static final int MAX_BYTES = 1 << 22;

    private final HttpClient client = Calls.plainClient(Duration.ofSeconds(5));

    private final String url;

    PlainCalls(String url) {
        this.url = url.replaceAll("/+$", "");
    }

    @Override
    public Uni<RestResponse<String>> updateWebhook(
            String instance, String token, String clientToken, String webhook, Value value) {
        throw new UnsupportedOperationException("A command changes nothing");
    }

    @Override
    public Uni<RestResponse<String>> me(String instance, String token, String clientToken) {
        return get(path(instance, token) + "/me", clientToken, null);
    }

    @Override
    public Uni<RestResponse<String>> status(String instance, String token, String clientToken) {
        return get(path(instance, token) + "/status", clientToken, null);
    }

    @Override
    public Uni<RestResponse<String>> restoreSession(String instance, String token, String clientToken) {
        throw new UnsupportedOperationException("A command changes nothing");
    }

    @Override
    public Uni<RestResponse<String>> restart(String instance, String token, String clientToken) {
        throw new UnsupportedOperationException("A command changes nothing");
    }

    @Override
    public Uni<RestResponse<String>> qrCode(String instance, String token, String clientToken) {
        throw new UnsupportedOperationException("A command links no phone");
    }

    @Override
    public Uni<RestResponse<String>> phoneCode(String instance, String token, String clientToken, String phone) {
        throw new UnsupportedOperationException("A command links no phone");
    }

    @Override
    public Uni<RestResponse<String>> queue(String instance, String token, String clientToken) {
        throw new UnsupportedOperationException("A command asks nothing of what waits");
    }

    /** The one thing that a command may do: whoever tests an alert asks for the message. */
    @Override
    public Uni<RestResponse<String>> sendText(String instance, String token, String clientToken, TextMessage message) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("phone", message.phone())
                .put("message", message.message())
                .toString();
        return send(request(path(instance, token) + "/send-text", clientToken)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Override
    public Uni<RestResponse<String>> instances(String authorization, String clientToken, int page, int pageSize) {
        return get("/instances?page=" + page + "&pageSize=" + pageSize, clientToken, authorization);
    }

    private static String path(String instance, String token) {
        return "/instances/" + Text.pathSegment(instance) + "/token/" + Text.pathSegment(token);
    }

    private Uni<RestResponse<String>> get(String path, String clientToken, String authorization) {
        HttpRequest.Builder request = request(path, clientToken);
        if (authorization != null) {
            request.header(HttpHeaders.AUTHORIZATION, authorization);
        }
        return send(request);
    }

    private HttpRequest.Builder request(String path, String clientToken) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(10))
                .header(HttpHeaders.USER_AGENT, "plugzapi-connect");
        return clientToken == null ? request : request.header("Client-Token", clientToken);
    }

    private Uni<RestResponse<String>> send(HttpRequest.Builder request) {
        return Uni.createFrom()
                .completionStage(() -> client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                        .thenApplyAsync(PlainCalls::response));
    }

    private static RestResponse<String> response(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            RestResponse.ResponseBuilder<String> builder = RestResponse.ResponseBuilder.create(
                    RestResponse.Status.OK, new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
            builder.status(response.statusCode());
            response.headers()
                    .firstValue(HttpHeaders.RETRY_AFTER)
                    .ifPresent(seconds -> builder.header(HttpHeaders.RETRY_AFTER, seconds));
            return builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
