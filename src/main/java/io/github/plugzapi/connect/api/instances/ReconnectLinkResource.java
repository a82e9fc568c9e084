package io.github.plugzapi.connect.api.instances;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.api.Parameters;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconnect.OfferReconnectLinks;
import io.github.plugzapi.connect.status.Overviews;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The link with which whoever holds a phone brings its number back. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Reconnect")
class ReconnectLinkResource {

    private final Overviews overviews;
    private final Instances instances;
    private final OfferReconnectLinks links;

    ReconnectLinkResource(Overviews overviews, Instances instances, OfferReconnectLinks links) {
        this.overviews = overviews;
        this.instances = instances;
        this.links = links;
    }

    /** A link that was made. */
    record Link(
            @Schema(
                    description =
                            "What to send to whoever holds the phone; it is told this once, and whoever has it can link"
                                    + " a phone with the instance",
                    examples = "https://console.example.com/reconnect/u0pC…")
            String url,

            @Schema(description = "When it ends, if it has not before")
            Instant expiresAt) {}

    @POST
    @Path("/instances/{id}/reconnect-link")
    @Operation(
            summary = "Make a link with which whoever holds the phone brings this number back, and can do nothing else",
            description =
                    "It ends when the number is back, when it is revoked, when another is made, or after 24 hours.")
    @APIResponse(responseCode = "200", description = "The link")
    @APIResponse(responseCode = "409", description = "Nobody said where people reach the console")
    public Link make(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        Parameters.configured(instances.find(id));
        return links.make(id)
                .map(offer -> new Link(offer.url(), offer.expiresAt()))
                .orElseThrow(() -> new ClientErrorException(
                        "Set CONSOLE_URL, or WEBHOOK_PUBLIC_URL, to where people reach this service, and restart it: the"
                                + " link begins with that.",
                        Response.Status.CONFLICT));
    }

    @DELETE
    @Path("/instances/{id}/reconnect-link")
    @Operation(summary = "End the link that an instance has")
    public void revoke(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        Parameters.found(overviews.find(id));
        links.revoke(id);
    }
}
