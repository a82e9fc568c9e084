package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestResponse;

/** Calls PlugZapi. Every failure of a call is a {@link GatewayFailure}, which holds no secret. */
@Singleton
public class Gateway {

    /** A whole call, also one that is answered drop by drop. The HTTP client's own limits are for its parts. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** Nobody else decides that we shall be blind for longer. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private static final String CALLBACK_URL = "CallbackUrl";

    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int REQUEST_TIMEOUT = 408;

    private final PlugzapiApi api;
    private final AccountApi accountApi;
    private final ObjectMapper json;
    private final String host;

    Gateway(@RestClient PlugzapiApi api, @RestClient AccountApi accountApi, ObjectMapper json, PlugzapiConfig config) {
        this.api = api;
        this.accountApi = accountApi;
        this.json = json;
        this.host = URI.create(config.url()).getAuthority();
    }

    /**
     * Tells PlugZapi where to call when an instance connects or disconnects.
     *
     * @param instance the instance; never null
     * @param webhook which of its webhooks; never null
     * @param url where to call; never null
     * @return completes with null when PlugZapi has said yes; fails with a {@link GatewayFailure} otherwise
     */
    public Uni<Void> register(Instance instance, Webhook webhook, String url) {
        return said(
                instance,
                call(
                        instance,
                        () -> api.updateWebhook(
                                instance.id(),
                                instance.token(),
                                instance.clientToken(),
                                webhook.label(),
                                new PlugzapiApi.Value(url))));
    }

    /**
     * Asks where PlugZapi calls.
     *
     * @param instance the instance; never null
     * @return the URLs by webhook, secrets; a webhook that has none is not among them; fails with a {@link GatewayFailure}
     */
    public Uni<Map<Webhook, String>> webhooks(Instance instance) {
        return call(instance, () -> api.me(instance.id(), instance.token(), instance.clientToken()))
                .flatMap(answer -> saysWhereItCalls(answer)
                        ? Uni.createFrom().item(webhooks(answer))
                        : Uni.createFrom().failure(GatewayFailure.failing(host + " did not say where it calls")));
    }

    /** A webhook that it does not name is one that it does not call, but only where the answer is about the instance. */
    private static boolean saysWhereItCalls(JsonNode answer) {
        return answer.has("id")
                || Stream.of(Webhook.values()).anyMatch(webhook -> answer.has(webhook.label() + CALLBACK_URL));
    }

    private static Map<Webhook, String> webhooks(JsonNode answer) {
        Map<Webhook, String> urls = new EnumMap<>(Webhook.class);
        for (Webhook webhook : Webhook.values()) {
            String url = answer.path(webhook.label() + CALLBACK_URL).asText("");
            if (!url.isBlank()) {
                urls.put(webhook, url);
            }
        }
        return urls;
    }

    /**
     * Asks whether an instance is connected.
     *
     * @param instance the instance; never null
     * @return what PlugZapi says; fails with a {@link GatewayFailure}, also if the answer says nothing
     */
    public Uni<InstanceStatus> status(Instance instance) {
        return call(instance, () -> api.status(instance.id(), instance.token(), instance.clientToken()))
                .flatMap(answer -> InstanceStatus.of(answer)
                        .map(status -> Uni.createFrom().item(status))
                        .orElseGet(() -> Uni.createFrom()
                                .failure(GatewayFailure.failing(
                                        host + " did not say whether the instance is connected"))));
    }

    /**
     * Asks PlugZapi to restore the session of a disconnected instance.
     *
     * @param instance the instance; never null
     * @return completes with null when PlugZapi has said yes; fails with a {@link GatewayFailure} otherwise
     */
    public Uni<Void> restoreSession(Instance instance) {
        return said(
                instance,
                call(instance, () -> api.restoreSession(instance.id(), instance.token(), instance.clientToken())));
    }

    /** An account, in the place of an instance: it has no id. */
    static Instance account(String token, String clientToken) {
        return new Instance("account", "", token, clientToken);
    }

    /**
     * Asks which instances an account has.
     *
     * @param account the account, as {@link #account} makes it; never null
     * @param page which part of the list, from 1
     * @param pageSize how many instances a part has, at most
     * @return that part, on a thread that may block; fails with a {@link GatewayFailure}, also if the answer is no list
     */
    Uni<AccountPage> instances(Instance account, int page, int pageSize) {
        // A page is large, so it is not read on the event loop.
        return call(account, () -> accountApi
                        .instances("Bearer " + account.token(), account.clientToken(), page, pageSize)
                        .emitOn(Infrastructure.getDefaultWorkerPool()))
                .flatMap(answer -> answer.path("content").isArray()
                        ? Uni.createFrom().item(AccountPage.of(answer, account.clientToken()))
                        : Uni.createFrom().failure(noList(account, answer)));
    }

    private GatewayFailure noList(Instance account, JsonNode answer) {
        String error = answer.path("error").asText("");
        String text = host + " did not say which instances the account has"
                + (error.isEmpty() ? "" : ", but " + quoted(account, error));
        return error.equalsIgnoreCase("NOT_FOUND") ? GatewayFailure.unknownCall(text) : GatewayFailure.refused(text);
    }

    private Uni<Void> said(Instance instance, Uni<JsonNode> call) {
        return call.flatMap(answer -> answer.path("value").asBoolean(false)
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .failure(GatewayFailure.refused(
                                host + " answered 200, but " + quoted(instance, answer.toString()))));
    }

    private Uni<JsonNode> call(Instance instance, Supplier<Uni<? extends RestResponse<?>>> call) {
        return Uni.createFrom()
                .<RestResponse<?>>deferred(call)
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .flatMap(response -> {
                    try {
                        return Uni.createFrom().item(read(instance, response));
                    } catch (GatewayFailure failure) {
                        return Uni.createFrom().failure(failure);
                    }
                })
                .onFailure(failure -> !(failure instanceof GatewayFailure))
                .transform(this::unanswered);
    }

    private JsonNode read(Instance instance, RestResponse<?> response) throws GatewayFailure {
        int status = response.getStatus();
        String body = text(response.getEntity());
        if (status >= 500 || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT) {
            throw GatewayFailure.failing(
                    host + " answered " + status, retryAfter(response.getHeaderString(HttpHeaders.RETRY_AFTER)));
        }
        if (status == NOT_FOUND) {
            throw GatewayFailure.unknownCall(host + " answered " + status + explain(instance, body));
        }
        if (status >= 400) {
            throw GatewayFailure.refused(host + " answered " + status + explain(instance, body));
        }
        if (status >= 300) {
            // Not followed: the path holds the token, and the other host may be anybody's.
            throw GatewayFailure.refused(host + " answered " + status
                    + ", a redirect, which is not followed; set PLUGZAPI_URL to where the" + " gateway really is");
        }
        try {
            JsonNode answer = json.readTree(body);
            if (answer.isObject()) {
                return answer;
            }
        } catch (JsonProcessingException e) {
            // Said below, without the body: whoever answers this way is not PlugZapi, and may say anything.
        }
        throw GatewayFailure.failing(
                host + " answered " + status + " without the JSON of PlugZapi's API; is PLUGZAPI_URL right?");
    }

    /** The client reads the entity of a success alone; that of an error it hands out as it came. */
    private static String text(Object entity) {
        if (entity instanceof InputStream stream) {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                // The status says enough.
                return "";
            }
        }
        return entity == null ? "" : entity.toString();
    }

    /** In seconds; the other form, a date, depends on the gateway's clock, and what depends on that is not believed. */
    private static Duration retryAfter(String header) {
        try {
            long seconds = header == null ? 0 : Long.parseLong(header.strip());
            return Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_RETRY_AFTER.toSeconds())));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    private String explain(Instance instance, String body) {
        String error = "";
        try {
            JsonNode answer = json.readTree(body);
            error = answer.path("error").asText(answer.path("message").asText(""));
        } catch (JsonProcessingException e) {
            // Not every refusal is JSON; the status says enough.
        }
        if (error.isEmpty()) {
            return instance.id().isEmpty() ? "" : "; check this instance's id and token";
        }
        String hint = "";
        if (error.equals("null not allowed")) {
            hint = "; this account needs its security token: set PLUGZAPI_CLIENT_TOKEN";
        } else if (error.endsWith(" not allowed")) {
            hint = "; this account restricts who may call, by IP address or security token: allow this address in the"
                    + " provider's panel, or check PLUGZAPI_CLIENT_TOKEN";
        }
        return " " + quoted(instance, error) + hint;
    }

    /** What the gateway said, with the secrets cut out that it may have said back to us. */
    private static String quoted(Instance instance, String text) {
        // The longest first, lest the rest of one that begins like another is left.
        String safe = Stream.of(instance.token(), instance.clientToken())
                .filter(Objects::nonNull)
                .flatMap(secret -> Stream.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8), inPath(secret)))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .reduce(text, (rest, secret) -> rest.replace(secret, "***"));
        safe = safe.replaceAll("/webhooks/[^\"\\s]*", "/webhooks/***");
        return "\"" + LogText.oneLine(safe) + "\"";
    }

    private static String inPath(String secret) {
        return URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Throwable unanswered(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return GatewayFailure.failing("the host of " + host + " is not known to DNS");
            }
            if (cause instanceof SSLException) {
                return GatewayFailure.failing("no secure connection to " + host + " (TLS)");
            }
            if (cause instanceof TimeoutException || cause instanceof java.util.concurrent.TimeoutException) {
                return GatewayFailure.failing("no answer from " + host + " in time");
            }
            if (cause instanceof ConnectException) {
                return GatewayFailure.failing("no connection to " + host);
            }
        }
        return GatewayFailure.failing("the call to " + host + " broke off ("
                + rootCause(failure).getClass().getSimpleName() + ")");
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
