package io.github.plugzapi.connect.api.instances;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.api.Parameters;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.registration.Registrations;
import io.github.plugzapi.connect.registration.Standing;
import io.github.plugzapi.connect.status.Overviews;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where PlugZapi calls us about an instance. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Registration")
class RegistrationResource {

    private final Overviews overviews;
    private final Instances instances;
    private final CallbackKeys keys;
    private final Registrations registrations;
    private final Acts acts;

    RegistrationResource(
            Overviews overviews, Instances instances, CallbackKeys keys, Registrations registrations, Acts acts) {
        this.overviews = overviews;
        this.instances = instances;
        this.keys = keys;
        this.registrations = registrations;
        this.acts = acts;
    }

    /** A callback URL. */
    record CallbackUrl(
            @Schema(description = "What to paste; whoever has it can tell us that the instance is connected or not")
            String url) {}

    /** How a webhook is registered. */
    record Webhook(
            @Schema(
                    description = "Which",
                    enumeration = {"connected", "disconnected"})
            String webhook,

            @Schema(
                    description = "How it stands",
                    enumeration = {"registered", "pending", "failing", "refused"})
            String state,

            @Schema(description = "Why, in the gateway's words; null where there is nothing to say")
            String said) {

        private static Webhook of(Standing.OfWebhook standing) {
            return new Webhook(
                    standing.webhook().label(),
                    Text.label(standing.state()),
                    standing.reason() == null ? standing.remark() : standing.reason());
        }

        private String words() {
            return webhook + " " + state + (said == null ? "" : ": " + said);
        }
    }

    /** What came of it. */
    record Registered(List<Webhook> webhooks) {}

    @GET
    @Path("/instances/{id}/callback-url")
    @Operation(
            summary = "The URL to paste into the provider's panel, where it is not registered by itself",
            description =
                    "As the webhook for connecting and for disconnecting. It holds a secret, so a reader may not see it.")
    public CallbackUrl callbackUrl(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        Parameters.found(overviews.find(id));
        String url = keys.callbackUrl(id).orElseThrow(RegistrationResource::noPublicUrl);
        return acts.noted(Action.CALLBACK_URL, id, null, () -> new CallbackUrl(url), shown -> "shown");
    }

    @POST
    @Path("/instances/{id}/registration")
    @Operation(
            summary = "Register both webhooks with the gateway now",
            description = "What it answers is told for each; one that fails is tried again by itself.")
    public Uni<Registered> register(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        Instance instance = Parameters.configured(instances.find(id));
        if (!keys.hasPublicUrl()) {
            throw noPublicUrl();
        }
        return acts.noted(
                Action.REGISTER,
                id,
                null,
                registrations
                        .registerNow(instance)
                        .map(standings -> new Registered(
                                standings.stream().map(Webhook::of).toList())),
                registered -> registered.webhooks().stream().map(Webhook::words).collect(Collectors.joining("; ")));
    }

    private static ClientErrorException noPublicUrl() {
        return new ClientErrorException(
                "Set WEBHOOK_PUBLIC_URL to where the internet reaches this service, and restart it: the callback URLs begin"
                        + " with that.",
                Response.Status.CONFLICT);
    }
}
