package io.github.plugzapi.connect.api.instances;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.api.Parameters;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.gateway.InstanceStatus;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconciliation.Reconciliation;
import io.github.plugzapi.connect.reconnect.Outcome;
import io.github.plugzapi.connect.reconnect.Reconnection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The way back: what it takes to link a phone with an instance again. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Reconnect")
class ReconnectResource {

    private static final String PNG = "image/png";

    private final Instances instances;
    private final Reconnection reconnection;
    private final Reconciliation reconciliation;
    private final Acts acts;
    private final Clock clock;

    ReconnectResource(
            Instances instances, Reconnection reconnection, Reconciliation reconciliation, Acts acts, Clock clock) {
        this.instances = instances;
        this.reconnection = reconnection;
        this.reconciliation = reconciliation;
        this.acts = acts;
        this.clock = clock;
    }

    /** Which phone is to be linked. */
    record Phone(
            @Schema(description = "The number that is to be linked, with its country code", examples = "5544999999901")
            String phone) {}

    /** What is typed into WhatsApp. */
    record Code(
            @Schema(description = "To be typed into WhatsApp, under linked devices", examples = "WZ4K7QHD")
            String code,

            @Schema(description = "When the gateway gave it")
            Instant at) {}

    /** What waits at the gateway. */
    record Queue(
            @Schema(
                    description = "How many messages wait, and go out at once when the number connects; null where the"
                            + " gateway does not say")
            Long messages,

            Instant at) {}

    /** What PlugZapi said. */
    record Said(
            @Schema(description = "In words", examples = "It is done.")
            String said) {}

    /** How PlugZapi says that an instance is. */
    record Asked(
            @Schema(
                    description = "What the gateway says now",
                    enumeration = {"connected", "disconnected"})
            String status,

            @Schema(description = "Whether the phone itself is online; null where the gateway does not say")
            Boolean smartphoneConnected,

            @Schema(description = "The gateway's own sentence; null where there is none")
            String said) {}

    @GET
    @Path("/instances/{id}/qr-code")
    @Produces(PNG)
    @Operation(
            summary = "The QR code that links a phone with an instance",
            description =
                    "WhatsApp takes a code for 20 seconds, and the header Age says how old this one is. Whoever asks"
                            + " within 10 seconds is given the same one. After three that nobody has read, do not ask again by"
                            + " yourself.")
    @APIResponse(responseCode = "200", description = "The code", content = @Content(mediaType = PNG))
    @APIResponse(responseCode = "409", description = "It is connected already, or its session is to be restored first")
    @APIResponse(responseCode = "503", description = "There is none now; the header Retry-After says when to ask again")
    public Uni<RestResponse<byte[]>> qrCode(
            @Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        return acts.noted(Action.QR_CODE, id, null, reconnection.qrCode(find(id)), Outcome::words)
                .map(outcome -> RestResponse.ResponseBuilder.ok(given(outcome), PNG)
                        .header("Age", age(outcome))
                        .build());
    }

    private long age(Outcome<?> outcome) {
        Duration age = Duration.between(outcome.at(), clock.instant());
        return age.isNegative() ? 0 : age.toSeconds();
    }

    @POST
    @Path("/instances/{id}/phone-code")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "A code to be typed into WhatsApp instead of reading a QR code")
    public Uni<Code> phoneCode(
            @Parameter(description = "PlugZapi's id of it") @PathParam("id") String id, Phone phone) {
        Instance instance = find(id);
        return acts.noted(
                        Action.PHONE_CODE,
                        id,
                        null,
                        reconnection.phoneCode(instance, phone == null ? null : phone.phone()),
                        Outcome::words)
                .map(outcome -> new Code(given(outcome), outcome.at()));
    }

    @GET
    @Path("/instances/{id}/queue")
    @RolesAllowed(Role.READER)
    @Operation(summary = "How many messages wait at the gateway, which all go out as soon as the number connects")
    public Uni<Queue> queue(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        return reconnection
                .queue(find(id))
                .map(outcome -> new Queue(outcome.state() == Outcome.State.NONE ? null : given(outcome), outcome.at()));
    }

    @POST
    @Path("/instances/{id}/restart")
    @Operation(summary = "Have the gateway start the instance anew; a phone that is linked stays so")
    public Uni<Said> restart(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        return change(Action.RESTART, id, reconnection.restart(find(id)));
    }

    @POST
    @Path("/instances/{id}/session")
    @Operation(summary = "Have the gateway restore the session of an instance that is disconnected")
    public Uni<Said> session(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        return change(Action.RESTORE_SESSION, id, reconnection.restoreSession(find(id)));
    }

    private Uni<Said> change(Action action, String id, Uni<Outcome<Void>> change) {
        return acts.noted(action, id, null, change, Outcome::words).map(outcome -> {
            given(outcome);
            return new Said(outcome.state().sentence());
        });
    }

    @POST
    @Path("/instances/{id}/confirmation")
    @Operation(summary = "Ask the gateway now how the instance is; what is new becomes an event")
    public Uni<Asked> confirmation(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        return acts.noted(
                        Action.ASK,
                        id,
                        null,
                        reconciliation.askNow(find(id)),
                        status -> status.connected() ? "connected" : "disconnected")
                .map(ReconnectResource::asked);
    }

    private static Asked asked(InstanceStatus status) {
        ConnectionState.Status word =
                status.connected() ? ConnectionState.Status.CONNECTED : ConnectionState.Status.DISCONNECTED;
        return new Asked(word.label(), status.smartphoneConnected(), status.error());
    }

    /** What is asked of the gateway takes the instance's token. */
    private Instance find(String id) {
        return Parameters.configured(instances.find(id));
    }

    /** What was asked for, where it is there. */
    private static <T> T given(Outcome<T> outcome) {
        if (outcome.state() == Outcome.State.DONE) {
            return outcome.value();
        }
        Response.ResponseBuilder answer = Response.status(status(outcome.state()));
        if (!outcome.againAfter().isZero()) {
            answer.header(
                    HttpHeaders.RETRY_AFTER,
                    outcome.againAfter().plusMillis(999).toSeconds());
        }
        throw new WebApplicationException(outcome.words(), answer.build());
    }

    private static Response.Status status(Outcome.State state) {
        return switch (state) {
            case DONE -> Response.Status.OK;
            case CONNECTED, RESTORABLE -> Response.Status.CONFLICT;
            case NONE -> Response.Status.SERVICE_UNAVAILABLE;
            case NO_PHONE -> Response.Status.BAD_REQUEST;
            case TOO_OFTEN -> Response.Status.TOO_MANY_REQUESTS;
            case UNKNOWN_CALL, REFUSED, UNANSWERED -> Response.Status.BAD_GATEWAY;
        };
    }
}
