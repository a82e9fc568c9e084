package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.status.Overviews;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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
    private final CallbackKeys keys;

    RegistrationResource(Overviews overviews, CallbackKeys keys) {
        this.overviews = overviews;
        this.keys = keys;
    }

    /** A callback URL. */
    record CallbackUrl(
            @Schema(description = "What to paste; whoever has it can tell us that the instance is connected or not")
            String url) {}

    @GET
    @Path("/instances/{id}/callback-url")
    @Operation(
            summary = "The URL to paste into the provider's panel, where it is not registered by itself",
            description =
                    "As the webhook for connecting and for disconnecting. It holds a secret, so a reader may not see it.")
    public CallbackUrl callbackUrl(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        Parameters.found(overviews.find(id));
        return new CallbackUrl(keys.callbackUrl(id)
                .orElseThrow(() -> new ClientErrorException(
                        "Set WEBHOOK_PUBLIC_URL to where the internet reaches this service, and restart it: the URL begins"
                                + " with that.",
                        Response.Status.CONFLICT)));
    }
}
