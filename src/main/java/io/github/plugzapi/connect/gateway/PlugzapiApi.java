package io.github.plugzapi.connect.gateway;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
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
interface PlugzapiApi {

    /** Over connections that are kept open. */
    @RegisterRestClient(configKey = "plugzapi")
    @Path(PATH)
    interface Kept extends PlugzapiApi {}

    /** Each over a connection of its own: one that was kept may have died in silence, and so may all the others. */
    @RegisterRestClient(configKey = "plugzapi-afresh")
    @Path(PATH)
    interface Afresh extends PlugzapiApi {}

    String PATH = "/instances/{instance}/token/{token}";

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

    @GET
    @Path("/restart")
    Uni<RestResponse<String>> restart(
            @PathParam("instance") String instance,
            @PathParam("token") String token,
            @HeaderParam("Client-Token") String clientToken);

    @GET
    @Path("/qr-code/image")
    Uni<RestResponse<String>> qrCode(
            @PathParam("instance") String instance,
            @PathParam("token") String token,
            @HeaderParam("Client-Token") String clientToken);

    @GET
    @Path("/phone-code/{phone}")
    Uni<RestResponse<String>> phoneCode(
            @PathParam("instance") String instance,
            @PathParam("token") String token,
            @HeaderParam("Client-Token") String clientToken,
            @PathParam("phone") String phone);

    @GET
    @Path("/queue/count")
    Uni<RestResponse<String>> queue(
            @PathParam("instance") String instance,
            @PathParam("token") String token,
            @HeaderParam("Client-Token") String clientToken);

    @POST
    @Path("/send-text")
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<RestResponse<String>> sendText(
            @PathParam("instance") String instance,
            @PathParam("token") String token,
            @HeaderParam("Client-Token") String clientToken,
            TextMessage message);

    /** What PlugZapi takes as a message to send. */
    record TextMessage(String phone, String message) {}

    /** What PlugZapi takes as the body of an update. */
    record Value(String value) {}
}
