package io.github.plugzapi.connect.gateway;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;

/** The gateway's call for a whole account as it is; {@link Gateway} is what the rest of the application uses. */
interface AccountApi {

    /** Over connections that are kept open. */
    @RegisterRestClient(configKey = "plugzapi")
    interface Kept extends AccountApi {}

    /** Each over a connection of its own. */
    @RegisterRestClient(configKey = "plugzapi-afresh")
    interface Afresh extends AccountApi {}

    @GET
    @Path("/instances")
    Uni<RestResponse<String>> instances(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam("Client-Token") String clientToken,
            @QueryParam("page") int page,
            @QueryParam("pageSize") int pageSize);
}
