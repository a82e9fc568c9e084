package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.gateway.Instances;
import io.github.plugzapi.connect.gateway.LogText;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalUnavailable;
import io.github.plugzapi.connect.journal.Quarantine;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Takes callbacks of all kinds: checks the key, reads, keeps what is about the connection, answers. */
@Path("/webhooks/{instance}/{key}")
public class WebhookResource {

    private static final Logger LOG = Logger.getLogger(WebhookResource.class);
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final byte[] ACCEPTED = outcome("accepted");
    private static final byte[] DUPLICATE = outcome("duplicate");
    private static final byte[] IGNORED = outcome("ignored");

    private final CallbackKeys keys;
    private final Instances instances;
    private final CallbackParser parser;
    private final Journal journal;
    private final Quarantine quarantine;
    private final WebhookMetrics metrics;

    WebhookResource(
            CallbackKeys keys,
            Instances instances,
            CallbackParser parser,
            Journal journal,
            Quarantine quarantine,
            WebhookMetrics metrics) {
        this.keys = keys;
        this.instances = instances;
        this.parser = parser;
        this.journal = journal;
        this.quarantine = quarantine;
        this.metrics = metrics;
    }

    /**
     * Takes one callback.
     *
     * @param instance PlugZapi's id of the instance
     * @param key the instance's key
     * @param token the instance's token, which some gateways send along; null where they do not
     * @param headers the request's headers
     * @param body the raw body
     * @return 200 once it is kept or known to be of no interest; problem details otherwise
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> receive(
            @PathParam("instance") String instance,
            @PathParam("key") String key,
            @HeaderParam("z-api-token") String token,
            @Context HttpHeaders headers,
            byte[] body) {
        if (!keys.isReady()) {
            metrics.unavailable();
            return answer(unavailable("The service is starting; send this callback again shortly."));
        }
        if (instance.chars().anyMatch(Character::isISOControl)
                || !keys.open(instance, key)
                || !isTokenOf(instance, token)) {
            metrics.unauthorized();
            return answer(Problems.notFound());
        }
        Callback callback = parser.parse(instance, body, charset(headers));
        if (callback instanceof Callback.ConnectionChange change) {
            return keep(instance, change, body);
        }
        if (callback instanceof Callback.Other other) {
            metrics.ignored(other.type());
            return answer(ok(IGNORED));
        }
        return quarantine(instance, ((Callback.Unreadable) callback).reason(), headers, body);
    }

    private CompletionStage<Response> quarantine(String instance, String reason, HttpHeaders headers, byte[] body) {
        return quarantine
                .keep(instance, headers.getHeaderString(HttpHeaders.CONTENT_TYPE), reason, body)
                .thenApply(kept -> {
                    metrics.unreadable();
                    LOG.warnf("A callback for %s could not be read: %s", instances.describe(instance), reason);
                    return Problem.response(Response.Status.BAD_REQUEST, reason).build();
                })
                .exceptionally(this::failed);
    }

    private CompletionStage<Response> keep(String instance, Callback.ConnectionChange change, byte[] body) {
        if (change.claimedInstance() != null && !change.claimedInstance().equals(instance)) {
            metrics.instanceMismatch();
            LOG.warnf(
                    "A callback for %s says that it is about the instance %s; the URL counts. Is that instance's webhook"
                            + " set to the other's URL?",
                    instances.describe(instance), LogText.oneLine(change.claimedInstance()));
        }
        ConnectionEvent event = change.event();
        return journal.append(event, body)
                .thenApply(appended -> switch (appended) {
                    case NEW -> {
                        metrics.accepted();
                        yield ok(ACCEPTED);
                    }
                    case DUPLICATE -> {
                        metrics.duplicate();
                        yield ok(DUPLICATE);
                    }
                })
                .exceptionally(this::failed);
    }

    private Response failed(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() instanceof JournalUnavailable unavailable) {
            metrics.unavailable();
            return unavailable(unavailable.getMessage());
        }
        throw new CompletionException(failure);
    }

    private static Response unavailable(String detail) {
        return Problem.response(Response.Status.SERVICE_UNAVAILABLE, detail)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    private boolean isTokenOf(String instance, String token) {
        return token == null
                || instances
                        .find(instance)
                        .map(known -> CallbackKey.equal(known.token(), token))
                        .orElse(true);
    }

    private static String charset(HttpHeaders headers) {
        MediaType type = headers.getMediaType();
        return type == null ? null : type.getParameters().get(MediaType.CHARSET_PARAMETER);
    }

    private static Response ok(byte[] body) {
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE).build();
    }

    /** Bytes, which take no part of Jackson to be written: most answers are these. */
    private static byte[] outcome(String outcome) {
        return ("{\"outcome\":\"" + outcome + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static CompletionStage<Response> answer(Response response) {
        return CompletableFuture.completedFuture(response);
    }
}
