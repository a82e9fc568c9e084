package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.gateway.Instances;
import io.github.plugzapi.connect.gateway.LogText;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalUnavailable;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;

/** Takes callbacks of all kinds: checks the key, reads, keeps what is about the connection, answers. */
@Path("/webhooks/{instance}/{key}")
public class WebhookResource {

    private static final Logger LOG = Logger.getLogger(WebhookResource.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    private final CallbackKeys keys;
    private final Instances instances;
    private final CallbackParser parser;
    private final Journal journal;
    private final WebhookMetrics metrics;

    WebhookResource(
            CallbackKeys keys, Instances instances, CallbackParser parser, Journal journal, WebhookMetrics metrics) {
        this.keys = keys;
        this.instances = instances;
        this.parser = parser;
        this.journal = journal;
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
    public Uni<Response> receive(
            @PathParam("instance") String instance,
            @PathParam("key") String key,
            @HeaderParam("z-api-token") String token,
            @Context HttpHeaders headers,
            byte[] body) {
        if (!keys.open(instance, key) || !isTokenOf(instance, token)) {
            metrics.unauthorized();
            return answer(Problems.notFound());
        }
        Callback callback = parser.parse(instance, body, charset(headers));
        if (callback instanceof Callback.ConnectionChange change) {
            return keep(instance, change);
        }
        if (callback instanceof Callback.Other other) {
            metrics.ignored(other.type());
            return answer(ok("ignored"));
        }
        String reason = ((Callback.Unreadable) callback).reason();
        metrics.unreadable();
        LOG.warnf("A callback for %s could not be read: %s", instances.describe(instance), LogText.oneLine(reason));
        return answer(Problem.response(Response.Status.BAD_REQUEST, reason).build());
    }

    private Uni<Response> keep(String instance, Callback.ConnectionChange change) {
        if (change.claimedInstance() != null && !change.claimedInstance().equals(instance)) {
            metrics.instanceMismatch();
            LOG.warnf(
                    "A callback for %s says that it is about the instance %s; the URL counts. Is that instance's webhook"
                            + " set to the other's URL?",
                    instances.describe(instance), LogText.oneLine(change.claimedInstance()));
        }
        ConnectionEvent event = change.event();
        return journal.append(event)
                .map(appended -> switch (appended) {
                    case NEW -> {
                        metrics.accepted();
                        yield ok("accepted");
                    }
                    case DUPLICATE -> {
                        metrics.duplicate();
                        yield ok("duplicate");
                    }
                })
                .onFailure(JournalUnavailable.class)
                .recoverWithItem(failure -> {
                    metrics.unavailable();
                    return Problem.response(Response.Status.SERVICE_UNAVAILABLE, failure.getMessage())
                            .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                            .build();
                });
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

    private static Response ok(String outcome) {
        return Response.ok("{\"outcome\":\"" + outcome + "\"}", MediaType.APPLICATION_JSON)
                .build();
    }

    private static Uni<Response> answer(Response response) {
        return Uni.createFrom().item(response);
    }
}
