package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.api.SinksResource.Events;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.dispatch.Places;
import io.github.plugzapi.connect.dispatch.Places.SetAside;
import io.github.plugzapi.connect.instance.Instances;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** What observers and sinks failed on so often that it was set aside. */
@Path("/api/set-aside")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.READER)
@Tag(name = "Set aside")
class SetAsideResource {

    /** After which event, and after which subscriber that has set it aside. */
    private static final Pattern PLACE = Pattern.compile("(\\d{1,18}) (.*)", Pattern.DOTALL);

    private final Places places;
    private final Instances instances;
    private final Acts acts;

    SetAsideResource(Places places, Instances instances, Acts acts) {
        this.places = places;
        this.instances = instances;
        this.acts = acts;
    }

    /** One event that one of them has set aside. */
    @Schema(name = "SetAside")
    record One(
            @Schema(
                    description = "Whose it is, as metrics name it; of a sink, 'sink' and its name",
                    examples = "sink crm")
            String observer,

            @Schema(description = "The event's number in the journal")
            long seq,

            @Schema(description = "The event's id") String event,

            @Schema(description = "The word for its kind", examples = "disconnected")
            String kind,

            @Schema(description = "PlugZapi's id of the instance")
            String instance,

            @Schema(description = "The user's name for the instance; null where it has none")
            String name,

            @Schema(description = "When we learnt of the event")
            Instant receivedAt,

            @Schema(description = "How often it was tried") int attempts,

            @Schema(description = "What it failed with last, on one line; null where nobody knows")
            String error) {}

    /** Some of it, and how much there is. */
    @Schema(name = "SetAsides")
    record Page(
            @Schema(description = "The newest events first") List<One> setAside,

            @Schema(description = "How many events there are, by observers")
            SortedMap<String, Long> counts,

            @Schema(description = "The 'cursor' of the next page; null: there is none")
            String next) {}

    @GET
    @Operation(summary = "What observers and sinks failed on so often that it was set aside, the newest events first")
    public Page all(
            @Parameter(description = "How many at most, up to 1000; default 100") @QueryParam("limit") String limit,
            @Parameter(description = "'next' of the page before") @QueryParam("cursor") String cursor) {
        int most = Parameters.limit(limit);
        String after = Parameters.cursor(cursor);
        List<SetAside> some = after == null ? places.setAside(most + 1, Long.MAX_VALUE, "") : after(after, most + 1);
        String next = null;
        if (some.size() > most) {
            SetAside last = some.get(most - 1);
            next = Parameters.next(last.seq() + " " + last.subscriber());
        }
        return new Page(some.stream().limit(most).map(this::told).toList(), new TreeMap<>(places.setAside()), next);
    }

    private List<SetAside> after(String place, int most) {
        Matcher matcher = PLACE.matcher(place);
        if (!matcher.matches()) {
            throw Parameters.notAPlace();
        }
        return places.setAside(most, Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    private One told(SetAside one) {
        return new One(
                one.subscriber(),
                one.seq(),
                one.event(),
                one.kind(),
                one.instance(),
                instances.name(one.instance()).orElse(null),
                one.receivedAt(),
                one.attempts(),
                one.error() == null ? null : instances.safe(one.instance(), one.error()));
    }

    @POST
    @Path("/{observer}/dispatch")
    @RolesAllowed(Role.ADMIN)
    @ResponseStatus(SinksResource.ACCEPTED)
    @APIResponseSchema(value = Events.class, responseCode = "" + SinksResource.ACCEPTED)
    @Operation(summary = "Has one of them handed again what it has set aside")
    public Events dispatch(
            @Parameter(description = "'observer' in the list", example = "LogConnectionChanges") @PathParam("observer")
                    String observer) {
        if (!places.has(observer) && !places.setAside().containsKey(observer)) {
            throw new NotFoundException(
                    "There is no observer of that name; GET /api/set-aside lists those that have set something aside.");
        }
        return new Events(acts.noted(
                Action.DISPATCH, null, observer, () -> (long) places.dispatchAgain(observer), SinksResource::said));
    }
}
