package io.github.plugzapi.connect.bare;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The front door without anything behind it: it reads the callback, answers and forgets. */
@Path("/webhooks/{instance}/{key}")
public class BareResource {

    private static final String ANSWER = "{\"outcome\":\"accepted\"}";

    /** A callback about the connection. */
    public record Callback(
            String type,
            String app,
            String instanceId,
            Boolean connected,
            Boolean disconnected,
            long momment,
            String phone,
            String error) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    // On the event loop, as the service does: a worker thread would make this slower than what it is compared with.
    @NonBlocking
    public String receive(@PathParam("instance") String instance, @PathParam("key") String key, Callback callback) {
        return ANSWER;
    }
}
