package io.github.plugzapi.connect.gateway;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * PlugZapi's calls as they are. {@link Gateway} is what the rest of the application uses: it keeps the token, which
 * stands in the path, out of every failure.
 */
@RegisterRestClient(configKey = "plugzapi")
@Path("/instances/{instance}/token/{token}")
interface PlugzapiApi {

    @PUT
    @Path("/update-webhook-{webhook}")
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<RestResponse<String>> updateWebhook(
            @PathParam("instance") String instance,
            @PathParam("token") String token,
            @HeaderParam("Client-Token") String clientToken,
            @PathParam("webhook") String webhook,
            Value value);

    @GET
    @Path("/me")
    Uni<RestResponse<String>> me(
            @PathParam("instance") String instance,
            @PathParam("token") String token,
            @HeaderParam("Client-Token") String clientToken);

    @GET
    @Path("/status")
    Uni<RestResponse<String>> status(
            @PathParam("instance") String instance,
            @PathParam("token") String token,
            @HeaderParam("Client-Token") String clientToken);

    @GET
    @Path("/restore-session")
    Uni<RestResponse<String>> restoreSession(
            @PathParam("instance") String instance,
            @PathParam("token") String token,
            @HeaderParam("Client-Token") String clientToken);

    /** What PlugZapi takes as the body of an update. */
    record Value(String value) {}
}
