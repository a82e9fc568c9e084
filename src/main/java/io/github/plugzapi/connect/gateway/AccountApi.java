package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /**
     * A part of the list of an account's instances.
     *
     * @param instances those that it shows; never null
     * @param odd how many entries more it has, which are no instance that can be asked for
     * @param total how many instances the account has, as the gateway says; negative where it does not say
     * @param error the error that it tells beside them, as it came; empty where it tells none
     */
    record Page(List<ListedInstance> instances, int odd, long total, String error) {

        /** What comes after the last instance. */
        static final Page NOTHING = new Page(List.of(), 0, -1, "");

        /** Reads an answer that has a {@code content}. */
        static Page of(JsonNode answer, String clientToken) {
            List<ListedInstance> instances = new ArrayList<>();
            int odd = 0;
            for (JsonNode entry : answer.path("content")) {
                Optional<ListedInstance> instance = ListedInstance.of(entry, clientToken);
                instance.ifPresent(instances::add);
                odd += instance.isEmpty() ? 1 : 0;
            }
            return new Page(instances, odd, answer.path("total").asLong(-1), Words.error(answer));
        }

        int size() {
            return instances.size() + odd;
        }
    }
}
