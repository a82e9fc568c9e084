package io.github.plugzapi.connect.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.delivery.AttemptLog;
import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.delivery.SinkUpkeep;
import io.github.plugzapi.connect.delivery.SinkUpkeep.Condition;
import io.github.plugzapi.connect.delivery.SinkUpkeep.State;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The sinks, how each of them is, and what is done about one that is not well. */
@Path("/api/sinks")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.READER)
@Tag(name = "Sinks")
class SinksResource {

    static final int ACCEPTED = 202;

    private static final String EVENT = "event";
    private static final String SINCE = "since";
    private static final Set<String> FIELDS = Set.of(EVENT, SINCE);

    private final SinkUpkeep sinks;
    private final Journal journal;
    private final Acts acts;
    private final Clock clock;

    SinksResource(SinkUpkeep sinks, Journal journal, Acts acts, Clock clock) {
        this.sinks = sinks;
        this.journal = journal;
        this.acts = acts;
        this.clock = clock;
    }

    /** How far a sink is behind. */
    @Schema(description = "What it did not get yet; null where that is not known")
    record Lag(
            @Schema(description = "How many events it did not get yet")
            Long events,

            @Schema(description = "For how many seconds the oldest of these has waited")
            Long seconds) {}

    /** An attempt as it is answered. */
    @Schema(name = "Attempt", description = "One time that an event was passed on, or was not")
    record Try(
            @Schema(description = "When it was begun") Instant at,

            @Schema(description = "Whether the sink has the event")
            boolean taken,

            @Schema(description = "The status of the answer; null where there was none")
            Integer status,

            @Schema(description = "The first KiB of the answer, without secrets; null where there was none")
            String answer,

            @Schema(description = "Why it was not taken; null where it was")
            String error,

            @Schema(description = "The event's id") String event,

            @Schema(description = "The event's number in the journal")
            long seq,

            @Schema(description = "PlugZapi's id of the instance")
            String instance,

            @Schema(description = "How many milliseconds it took")
            long millis) {

        private static Try of(Attempt attempt) {
            return attempt == null
                    ? null
                    : new Try(
                            attempt.at(),
                            attempt.isTaken(),
                            attempt.status(),
                            attempt.answer(),
                            attempt.error(),
                            attempt.event(),
                            attempt.seq(),
                            attempt.instance(),
                            attempt.took().toMillis());
        }
    }

    /** A sink as it is answered. */
    @Schema(name = "Sink")
    record One(
            @Schema(description = "Your name for it, in lower case; or kafka", examples = "crm")
            String name,

            @Schema(
                    description = "Where events are passed on to, without secrets; null where it is not configured",
                    examples = "https://crm.example.com/…")
            String target,

            @Schema(description = "Whether it is; one that is not has its place in the journal still")
            boolean configured,

            @Schema(
                    description = "How it is; away: it fails whatever the event is, and is tried now and then",
                    enumeration = {"delivering", "paused", "away", "not_configured"})
            String state,

            @Schema(description = "Why it is paused or away, in words; else null", examples = "answered 410 (gone)")
            String reason,

            @Schema(description = "Since when it is paused; null while it is not")
            Instant pausedAt,

            @Schema(description = "Who has paused it; null where it has paused itself by answering 410")
            String pausedBy,

            Lag lag,

            @Schema(description = "How many events it failed on so often that they are not tried any more")
            long setAside,

            @Schema(description = "How many events were deleted before it got them, of which it was not told yet")
            long lost,

            @Schema(description = "The last attempt over HTTP; null where there is none")
            Try lastAttempt,

            @Schema(description = "When it is tried again; null where nothing waits for that, or nobody knows")
            Instant nextTry) {

        private static One of(Condition sink) {
            return new One(
                    sink.name(),
                    sink.target(),
                    sink.state() != State.NOT_CONFIGURED,
                    sink.state().label(),
                    sink.reason(),
                    sink.pausedAt(),
                    sink.pausedBy(),
                    new Lag(sink.lagEvents(), sink.lagSeconds()),
                    sink.setAside(),
                    sink.lost(),
                    Try.of(sink.lastAttempt()),
                    sink.nextTry());
        }
    }

    /** All sinks. */
    @Schema(name = "Sinks")
    record All(List<One> sinks) {}

    /** Some attempts. */
    @Schema(name = "Attempts")
    record Tries(
            List<Try> attempts,

            @Schema(description = "The 'cursor' of the next page; null: there is none")
            String next) {}

    /** What is to be passed on again, for the description alone. */
    @Schema(name = "Redelivery", description = "One of the two, or neither: what was set aside")
    record Again(
            @Schema(description = "The event's id, or its number in the journal")
            String event,

            @Schema(description = "All that it got since this moment, or that was set aside of that")
            Instant since) {}

    /** How many events come again. */
    @Schema(name = "EventCount")
    record Events(
            @Schema(description = "How many events come again")
            long events) {}

    @GET
    @Operation(
            summary = "All sinks, and those that have a place in the journal although they are not configured any more")
    public All all() {
        return new All(sinks.conditions().stream().map(One::of).toList());
    }

    @PUT
    @Path("/{name}/paused")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN)
    @Operation(
            summary =
                    "Pauses a sink until somebody resumes it (true), or resumes it, whatever it was paused for (false)")
    public void pause(
            @Parameter(description = "Its own name") @PathParam("name") String name,
            @RequestBody(content = @Content(schema = @Schema(implementation = Boolean.class))) String body) {
        boolean isToBePaused = Parameters.flag("The body", body);
        known(name);
        if (isToBePaused) {
            acts.noted(
                    Action.PAUSE,
                    null,
                    "sink " + name,
                    () -> {
                        sinks.pause(name, acts.person());
                        return true;
                    },
                    done -> "paused");
        } else {
            acts.noted(
                    Action.RESUME,
                    null,
                    "sink " + name,
                    () -> sinks.resume(name),
                    wasPaused -> wasPaused ? "resumed" : "it was not paused");
        }
    }

    @GET
    @Path("/{name}/attempts")
    @Operation(summary = "The last attempts to pass events on to a sink, newest first")
    public Tries attempts(
            @Parameter(description = "Its own name") @PathParam("name") String name,
            @Parameter(description = "How many at most, up to 1000; default 100") @QueryParam("limit") String limit,
            @Parameter(description = "'next' of the page before") @QueryParam("cursor") String cursor) {
        int most = Parameters.limit(limit);
        Long before = Parameters.numberAt(cursor);
        known(name);
        AttemptLog.Page page = sinks.attempts(name, most, before);
        return new Tries(
                page.attempts().stream().map(Try::of).toList(),
                page.next() == null ? null : Parameters.next(Long.toString(page.next())));
    }

    @POST
    @Path("/{name}/redeliveries")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN)
    @ResponseStatus(ACCEPTED)
    @APIResponseSchema(value = Events.class, responseCode = "" + ACCEPTED)
    @Operation(
            summary = "Passes on again one event, all that the sink got since some moment, or what was set aside",
            description =
                    "Of what it got since some moment, the count has also what the sink does not want, which is passed"
                            + " over. More than 2000 events are noted in the background; where the service is restarted"
                            + " meanwhile, ask once more.")
    public Events passOnAgain(
            @Parameter(description = "Its own name") @PathParam("name") String name,
            @RequestBody(content = @Content(schema = @Schema(implementation = Again.class))) String body) {
        JsonNode wanted = Parameters.object(body);
        for (Iterator<String> fields = wanted.fieldNames(); fields.hasNext(); ) {
            if (!FIELDS.contains(fields.next())) {
                throw new BadRequestException("The body may have 'event' or 'since', and no other field.");
            }
        }
        if (wanted.size() > 1) {
            throw new BadRequestException("'event' and 'since' do not go together: one or the other.");
        }
        known(name);
        if (!sinks.isConfigured(name)) {
            throw conflict("This sink is not configured, so that nothing can be passed on to it.");
        }
        long events;
        if (wanted.has(EVENT)) {
            events = event(name, wanted.get(EVENT));
        } else if (wanted.has(SINCE)) {
            events = since(name, moment(wanted.get(SINCE)));
        } else {
            events = acts.noted(
                    Action.REDELIVER,
                    null,
                    "sink " + name + ", what was set aside",
                    () -> sinks.passOnAgain(name),
                    SinksResource::said);
        }
        return new Events(events);
    }

    private long event(String name, JsonNode wanted) {
        if (!wanted.isTextual() && !wanted.isIntegralNumber()) {
            throw new BadRequestException("'event' must be an event's id, or its number in the journal.");
        }
        JournalEntry entry = journal.find(wanted.asText())
                .orElseThrow(() -> new NotFoundException("There is no such event in the journal, or not any more."));
        if (!sinks.wants(name, entry)) {
            throw conflict("This sink does not want that event: its SINKS_…_EVENTS or SINKS_…_INSTANCES say so.");
        }
        return acts.noted(
                Action.REDELIVER,
                entry.instance(),
                "sink " + name + ", event " + wanted.asText(),
                () -> sinks.passOnAgain(name, entry) ? 1L : 0L,
                SinksResource::said);
    }

    private long since(String name, Instant moment) {
        return acts.noted(
                Action.REDELIVER,
                null,
                "sink " + name + ", since " + moment,
                () -> sinks.passOnAgain(name, moment)
                        .orElseThrow(
                                () -> conflict("What was asked for before is being noted still; try again later.")),
                SinksResource::said);
    }

    private Instant moment(JsonNode wanted) {
        Instant moment = Parameters.moment(SINCE, wanted);
        if (moment.isAfter(clock.instant())) {
            throw new BadRequestException("'since' must not be in the future.");
        }
        // Nothing is older, and a database knows no such moments.
        return moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment;
    }

    static String said(long events) {
        return events + " events";
    }

    @DELETE
    @Path("/{name}")
    @RolesAllowed(Role.ADMIN)
    @Operation(
            summary =
                    "Forgets a sink that is not configured any more: its place in the journal, what waits for it, its attempts")
    public void forget(@Parameter(description = "Its own name") @PathParam("name") String name) {
        known(name);
        if (sinks.isConfigured(name)) {
            throw conflict("This sink is configured. Remove it from the configuration of all replicas first.");
        }
        acts.noted(
                Action.FORGET,
                null,
                "sink " + name,
                () -> sinks.forget(name),
                done -> done ? "forgotten" : "it was gone");
    }

    private void known(String name) {
        if (!sinks.isKnown(name)) {
            throw new NotFoundException("There is no sink of that name; GET /api/sinks lists those that there are.");
        }
    }

    static ClientErrorException conflict(String message) {
        return new ClientErrorException(message, Status.CONFLICT);
    }
}
