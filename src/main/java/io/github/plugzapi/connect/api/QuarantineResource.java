package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.text.Secrets;
import io.github.plugzapi.connect.webhook.Quarantine;
import io.github.plugzapi.connect.webhook.Quarantine.Kept;
import io.github.plugzapi.connect.webhook.Quarantine.Reading;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Callbacks that could not be read. */
@Path("/api/quarantine")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.READER)
@Tag(name = "Quarantine")
class QuarantineResource {

    private static final int MAX_SHOWN = 4 * 1024;

    /** A body may be 64 KiB. */
    private static final int MAX_PAGE = 100;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final Quarantine quarantine;
    private final Instances instances;
    private final Acts acts;

    QuarantineResource(Quarantine quarantine, Instances instances, Acts acts) {
        this.quarantine = quarantine;
        this.instances = instances;
        this.acts = acts;
    }

    /** A callback as it is answered. */
    @Schema(name = "UnreadCallback")
    record One(
            long id,

            @Schema(description = "PlugZapi's id of the instance of the URL that was called")
            String instance,

            @Schema(description = "The user's name for the instance; null where it has none")
            String name,

            Instant receivedAt,

            @Schema(description = "What the sender said it is; null where it did not")
            String contentType,

            @Schema(description = "Why it could not be read")
            String reason,

            @Schema(description = "How many bytes the body has")
            int bytes,

            @Schema(description = "The first 4 KiB of the body, without secrets; null where it is no UTF-8")
            String body,

            @Schema(description = "The same in Base64, where the body is no UTF-8; else null")
            String bodyBase64) {}

    /** Some of them. */
    @Schema(name = "UnreadCallbacks")
    record Page(
            List<One> callbacks,

            @Schema(description = "The 'cursor' of the next page; null: there is none")
            String next) {}

    /** What came of reading one again. */
    @Schema(name = "Reading")
    record Read(
            @Schema(
                    description = "accepted, duplicate and ignored: it has left the quarantine",
                    enumeration = {"accepted", "duplicate", "ignored", "unreadable"})
            String outcome,

            @Schema(description = "The id of the event that it has become; null where it has not")
            String event,

            @Schema(description = "Why it cannot be read; null where it can")
            String reason) {}

    @GET
    @Operation(summary = "The callbacks that could not be read, newest first")
    public Page all(
            @Parameter(description = "How many at most, up to 100, which is the default") @QueryParam("limit")
                    String limit,
            @Parameter(description = "'next' of the page before") @QueryParam("cursor") String cursor) {
        int most = Math.min(MAX_PAGE, Parameters.limit(limit));
        List<Kept> some = quarantine.newest(most + 1, Parameters.numberAt(cursor));
        return new Page(
                some.stream().limit(most).map(this::told).toList(),
                some.size() <= most
                        ? null
                        : Parameters.next(Long.toString(some.get(most - 1).id())));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One callback that could not be read")
    public One one(@Parameter(description = "Its number") @PathParam("id") String id) {
        return told(find(id));
    }

    @POST
    @Path("/{id}/read")
    @RolesAllowed(Role.ADMIN)
    @Operation(summary = "Reads one again, since a newer version may understand it: then it becomes an event")
    public Read read(@Parameter(description = "Its number") @PathParam("id") String id) {
        Kept kept = find(id);
        Reading reading = acts.noted(
                Action.READ,
                kept.instance(),
                "quarantine " + id,
                () -> quarantine.read(kept.id()).orElseThrow(QuarantineResource::notThere),
                Reading::outcome);
        return new Read(reading.outcome(), reading.event(), reading.reason());
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed(Role.ADMIN)
    @Operation(summary = "Deletes one")
    public void discard(@Parameter(description = "Its number") @PathParam("id") String id) {
        Kept kept = find(id);
        acts.noted(
                Action.DISCARD,
                kept.instance(),
                "quarantine " + id,
                () -> quarantine.discard(kept.id()),
                done -> done ? "deleted" : "it was gone");
    }

    private Kept find(String id) {
        if (!NUMBER.matcher(id).matches()) {
            throw notThere();
        }
        return quarantine.find(Long.parseLong(id)).orElseThrow(QuarantineResource::notThere);
    }

    private static NotFoundException notThere() {
        return new NotFoundException(
                "There is no callback of that number, or not any more; GET /api/quarantine lists those that there are.");
    }

    private One told(Kept kept) {
        Secrets secrets = instances.secrets(kept.instance());
        String text = kept.text().orElse(null);
        return new One(
                kept.id(),
                kept.instance(),
                instances.name(kept.instance()).orElse(null),
                kept.receivedAt(),
                kept.contentType() == null ? null : shown(kept.contentType(), secrets),
                kept.reason(),
                kept.body().length,
                text == null ? null : shown(text, secrets),
                text != null ? null : base64(kept.body(), secrets));
    }

    /** Each byte is a character meanwhile, so that a secret among them is seen. */
    private static String base64(byte[] body, Secrets secrets) {
        String text = shown(new String(body, StandardCharsets.ISO_8859_1), secrets);
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String shown(String text, Secrets secrets) {
        return secrets.cutAloneFromBeginningOf(text, MAX_SHOWN);
    }
}
