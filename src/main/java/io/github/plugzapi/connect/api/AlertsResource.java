package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.alert.Lines;
import io.github.plugzapi.connect.alert.Mutes;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.status.Overviews;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What people are told: by which channels, and of which instances nothing for some time. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Alerts")
class AlertsResource {

    private final Lines lines;
    private final Mutes mutes;
    private final Overviews overviews;
    private final Acts acts;

    AlertsResource(Lines lines, Mutes mutes, Overviews overviews, Acts acts) {
        this.lines = lines;
        this.mutes = mutes;
        this.overviews = overviews;
        this.acts = acts;
    }

    /** For how long nobody is told of an instance. */
    record Mute(
            @Schema(description = "Until when, up to 90 days ahead", examples = "2026-02-03T12:00:00Z")
            Instant until) {}

    /** A channel to people. */
    record Channel(
            @Schema(description = "Your name for it", examples = "oncall")
            String name,

            @Schema(description = "What its address begins with", examples = "telegram")
            String scheme,

            @Schema(description = "Where it leads, without what is secret in that")
            String address,

            @Schema(description = "When it was told something last; null where that was long ago, or never")
            Instant toldAt,

            @Schema(description = "What that was", examples = "outage")
            String toldSort,

            @Schema(description = "The instance, or what else that was about")
            String toldAbout,

            @Schema(description = "How many alerts it is yet to be told of")
            int waiting,

            @Schema(description = "Since when the first of them waits; null where there is none")
            Instant waitingSince,

            @Schema(description = "Why it could not be told; null where nothing is wrong")
            String trouble) {

        private static Channel of(Lines.ChannelState state) {
            return new Channel(
                    state.name(),
                    state.scheme(),
                    state.address(),
                    state.toldAt(),
                    state.toldSort(),
                    state.toldAbout(),
                    state.waiting(),
                    state.waitingSince(),
                    state.trouble());
        }
    }

    /** All channels. */
    record Channels(List<Channel> channels) {}

    /** What came of a test. */
    record Tested(
            @Schema(description = "Whether the channel has taken it")
            boolean taken,

            @Schema(description = "What it said") String said) {}

    @PUT
    @Path("/instances/{id}/mute")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Tell people nothing of an instance for some time",
            description =
                    "What begins and ends meanwhile is never told; what goes on when that time is over is told then."
                            + " Events are passed on to sinks all the same.")
    public Mute mute(
            @Parameter(description = "PlugZapi's id of it") @PathParam("id") String id,
            @RequestBody(content = @Content(schema = @Schema(implementation = Mute.class))) String body) {
        Mute mute = new Mute(Parameters.moment("until", Parameters.object(body).get("until")));
        Parameters.found(overviews.find(id));
        return acts.noted(Action.MUTE, id, null, () -> muted(id, mute), muted -> "until " + muted.until());
    }

    private Mute muted(String id, Mute mute) {
        try {
            mutes.mute(id, mute.until(), acts.person());
            return mute;
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("'" + e.getMessage().replaceFirst("until", "until'"));
        }
    }

    @DELETE
    @Path("/instances/{id}/mute")
    @Operation(summary = "Tell people of an instance again")
    public void unmute(@Parameter(description = "PlugZapi's id of it") @PathParam("id") String id) {
        Parameters.found(overviews.find(id));
        acts.noted(Action.UNMUTE, id, null, () -> mutes.unmute(id), was -> was ? "done" : "it was not muted");
    }

    @GET
    @Path("/channels")
    @RolesAllowed(Role.READER)
    @Operation(summary = "The channels to people, and how each of them is")
    public Channels channels() {
        return new Channels(lines.states().stream().map(Channel::of).toList());
    }

    @POST
    @Path("/channels/{name}/test")
    @Operation(summary = "Send a test message by a channel")
    public Tested test(@Parameter(description = "Your name for it") @PathParam("name") String name) {
        Tested tested = lines.testNow(name)
                .map(done -> new Tested(done.taken(), done.words()))
                .orElseThrow(() -> new NotFoundException(
                        "There is no channel of that name; GET /api/channels lists those that there are."));
        return acts.noted(Action.TEST_ALERT, null, name, () -> tested, Tested::said);
    }
}
