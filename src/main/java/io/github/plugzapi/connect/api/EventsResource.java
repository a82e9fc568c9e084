package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.live.EventFilter;
import io.github.plugzapi.connect.live.EventPages;
import io.github.plugzapi.connect.live.LiveEvents;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The journal's events, page by page and live. */
@Path("/api")
@RolesAllowed(Role.READER)
@Tag(name = "Events")
class EventsResource {

    private static final String PAGE_OR_STREAM =
            "As JSON, a page: 'next' is what to ask after, or before, to go on; a page may"
                    + " have no events although there are more. With 'Accept: text/event-stream', as they come: the id is the sequence"
                    + " number, the event's name the kind, the data its JSON. The header Last-Event-ID goes on after an event.";

    private static final String NEWEST = "end";

    /** So soon there may be room for another stream, in seconds. */
    private static final long TRY_AGAIN = 5;

    private final EventPages pages;
    private final LiveEvents live;

    EventsResource(EventPages pages, LiveEvents live) {
        this.pages = pages;
        this.live = live;
    }

    /** What a page is asked for by. */
    static class PageParameters {

        @QueryParam("after")
        @Parameter(
                description =
                        "The events after this sequence number, the oldest first; 0, the default, for all that are kept.")
        String after;

        @QueryParam("before")
        @Parameter(
                description =
                        "Instead of after: the events before this sequence number, the newest first; 'end' for the newest.")
        String before;

        @QueryParam("limit")
        @Parameter(description = "How many at most, from 1 to 1000; 100 where nothing is said.")
        String limit;

        @QueryParam("kind")
        @Parameter(description = "Those of this kind alone; may be repeated.")
        List<String> kinds;
    }

    /** What a stream is asked for by. */
    static class StreamParameters {

        @HeaderParam("Last-Event-ID")
        @Parameter(
                description =
                        "The id of the last event seen, to go on after it. It counts before the parameter 'after'.")
        String lastEventId;

        @QueryParam("after")
        @Parameter(
                description =
                        "The events after this sequence number, 0 for all that are kept; those from now on, where nothing is"
                                + " said.")
        String after;

        @QueryParam("kind")
        @Parameter(description = "Those of this kind alone; may be repeated.")
        List<String> kinds;

        @QueryParam("beats")
        @Parameter(
                description =
                        "Whether each heartbeat is an event named 'beat', with no data, instead of a comment, so that a page's"
                                + " script sees that the stream goes on: true or false, the default.")
        String beats;
    }

    /**
     * A page of the events of all instances, or of one.
     *
     * @param parameters what it is asked for by
     * @param instance the instance; null or empty for all
     * @return JSON
     */
    @GET
    @Path("/events")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The events of the journal, page by page, or live", description = PAGE_OR_STREAM)
    public String events(@BeanParam PageParameters parameters, @QueryParam("instance") String instance) {
        return page(parameters, instance);
    }

    /**
     * The same of one instance.
     *
     * @param parameters what it is asked for by
     * @param instance the instance
     * @return JSON
     */
    @GET
    @Path("/instances/{id}/events")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The events of an instance, page by page, or live", description = PAGE_OR_STREAM)
    public String eventsOfInstance(@BeanParam PageParameters parameters, @PathParam("id") String instance) {
        return page(parameters, instance);
    }

    private String page(PageParameters parameters, String instance) {
        EventFilter filter = filter(instance, parameters.kinds);
        int limit = Parameters.limit(parameters.limit);
        if (isAbsent(parameters.before)) {
            long after = isAbsent(parameters.after) ? 0 : seq("after", parameters.after);
            return pages.after(filter, after, limit).json();
        }
        if (!isAbsent(parameters.after)) {
            throw new BadRequestException("'after' and 'before' are two directions; leave one of them out.");
        }
        long before = parameters.before.equals(NEWEST) ? Long.MAX_VALUE : seq("before", parameters.before);
        return pages.before(filter, before, limit).json();
    }

    /**
     * The events of all instances, or of one, as they come.
     *
     * @param parameters what they are asked for by
     * @param instance the instance; null or empty for all
     * @return a stream
     */
    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public EventStream live(@BeanParam StreamParameters parameters, @QueryParam("instance") String instance) {
        return stream(parameters, instance);
    }

    /**
     * The same of one instance.
     *
     * @param parameters what they are asked for by
     * @param instance the instance
     * @return a stream
     */
    @GET
    @Path("/instances/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public EventStream liveOfInstance(@BeanParam StreamParameters parameters, @PathParam("id") String instance) {
        return stream(parameters, instance);
    }

    private EventStream stream(StreamParameters parameters, String instance) {
        EventFilter filter = filter(instance, parameters.kinds);
        boolean beats = !isAbsent(parameters.beats) && Parameters.flag("'beats'", parameters.beats);
        Long after = after(parameters);
        // Before the answer begins: whoever has it misses nothing of what comes then.
        long from = after == null ? live.end() : after;
        if (live.isFull()) {
            throw new ServiceUnavailableException(
                    "As many as may be follow the events already; try again later, or ask for them page by page.",
                    TRY_AGAIN);
        }
        return new EventStream(outlet -> live.open(filter, beats, from, outlet));
    }

    private static Long after(StreamParameters parameters) {
        if (!isAbsent(parameters.lastEventId)) {
            return seq("Last-Event-ID", parameters.lastEventId);
        }
        return isAbsent(parameters.after) ? null : seq("after", parameters.after);
    }

    private static boolean isAbsent(String value) {
        return value == null || value.isEmpty();
    }

    private static EventFilter filter(String instance, List<String> kinds) {
        return new EventFilter(
                isAbsent(instance) ? null : instance,
                Set.copyOf(kinds.stream()
                        .filter(word -> !isAbsent(word))
                        .map(EventsResource::kind)
                        .toList()));
    }

    private static Kind kind(String word) {
        return Kind.find(word)
                .orElseThrow(() -> new BadRequestException("'kind' is none of the kinds of events: "
                        + Stream.of(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")) + "."));
    }

    private static long seq(String name, String text) {
        long seq = number(text);
        if (seq < 0) {
            throw new BadRequestException(
                    "'" + name + "' is the sequence number of an event: 0 or a whole number above it.");
        }
        return seq;
    }

    /** Negative where it is none. */
    private static long number(String text) {
        try {
            return text.matches("[0-9]+") ? Long.parseLong(text) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
