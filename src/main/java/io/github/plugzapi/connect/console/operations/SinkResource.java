package io.github.plugzapi.connect.console.operations;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.console.Formats;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.github.plugzapi.connect.delivery.AttemptLog;
import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.delivery.SinkUpkeep;
import io.github.plugzapi.connect.delivery.SinkUpkeep.Condition;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.text.Text;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/** The page of a sink: what it was given, and what is done about it. */
@Path("/sinks/{name}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.READER)
@Blocking
class SinkResource {

    private static final String SECTION = DeliveriesResource.SECTION;
    private static final String ALL = DeliveriesResource.PATH;

    private static final int ROWS = 50;

    private final Answers answers;
    private final SinkUpkeep sinks;
    private final Journal journal;
    private final Instances instances;
    private final Acts acts;
    private final Clock clock;

    SinkResource(Answers answers, SinkUpkeep sinks, Journal journal, Instances instances, Acts acts, Clock clock) {
        this.answers = answers;
        this.sinks = sinks;
        this.journal = journal;
        this.instances = instances;
        this.acts = acts;
        this.clock = clock;
    }

    /**
     * An attempt as the page shows it.
     *
     * @param is what is known of it; never null
     * @param number what the number is called that the event is about; never null
     */
    record AttemptRow(Attempt is, String number) {

        /** Whoever wants the whole of an answer asks the API. */
        private static final int MOST = 300;

        /**
         * What the sink said, or else why it said nothing.
         *
         * @return the beginning of it; null where nothing is to be said
         */
        public String said() {
            boolean isEmpty = is.answer() == null || is.answer().isBlank();
            return Text.cut(isEmpty ? is.error() : is.answer(), MOST);
        }

        /**
         * How long it took.
         *
         * @return such as {@code 31 ms}; never null
         */
        public String took() {
            return SinkRow.took(is);
        }
    }

    /** The page. */
    record Sink(Frame frame, SinkRow row, List<AttemptRow> attempts, boolean newest, String next)
            implements TemplateInstance {}

    /** The page that asks whether so much is to be passed on again; the moment is null for all. */
    record Again(Frame frame, String name, long events, Instant since) implements TemplateInstance {}

    @GET
    public RestResponse<TemplateInstance> sink(@PathParam("name") String name, @QueryParam("before") String before) {
        Optional<Condition> found = sinks.conditions().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            return notThere();
        }
        Long place = Pages.place(before);
        AttemptLog.Page page = sinks.attempts(name, ROWS, place);
        List<AttemptRow> rows = page.attempts().stream()
                .map(each ->
                        new AttemptRow(each, instances.name(each.instance()).orElse(each.instance())))
                .toList();
        SinkRow row =
                SinkRow.of(found.get(), sinks.attempts(name, Tries.MOST, null).attempts());
        String next = page.next() == null ? null : row.to("") + "?before=" + page.next();
        return answers.page(new Sink(answers.frame(SECTION), row, rows, place == null, next));
    }

    private RestResponse<TemplateInstance> notThere() {
        return answers.refused(Status.NOT_FOUND, SECTION, answers.words().noSuchSink(), ALL);
    }

    private RestResponse<TemplateInstance> refused(Status status, String sentence, String name) {
        return answers.refused(status, SECTION, sentence, page(name));
    }

    private String page(String name) {
        return ALL + "/" + answers.frame(SECTION).path(name);
    }

    @POST
    @Path("/pause")
    @RolesAllowed(Role.ADMIN)
    public RestResponse<TemplateInstance> pause(@PathParam("name") String name) {
        if (!sinks.isKnown(name)) {
            return notThere();
        }
        acts.noted(
                Action.PAUSE,
                null,
                "sink " + name,
                () -> {
                    sinks.pause(name, acts.person());
                    return true;
                },
                done -> "paused");
        return answers.done(SECTION, answers.words().pauseDone(name), ALL);
    }

    @POST
    @Path("/resume")
    @RolesAllowed(Role.ADMIN)
    public RestResponse<TemplateInstance> resume(@PathParam("name") String name) {
        if (!sinks.isKnown(name)) {
            return notThere();
        }
        boolean wasPaused = acts.noted(
                Action.RESUME,
                null,
                "sink " + name,
                () -> sinks.resume(name),
                was -> was ? "resumed" : "it was not paused");
        OperationsWords words = answers.words();
        return answers.done(SECTION, wasPaused ? words.resumeDone(name) : words.resumeNothing(name), ALL);
    }

    /** Asks whether all is to be passed on again that the sink got since some moment, or ever. */
    @GET
    @Path("/again")
    @RolesAllowed(Role.ADMIN)
    public RestResponse<TemplateInstance> again(@PathParam("name") String name, @QueryParam("since") String since) {
        boolean isAll = since == null || since.isEmpty();
        Instant moment = isAll ? Instant.EPOCH : there(since);
        return redeliverable(name)
                .or(() -> wrong(name, moment))
                .orElseGet(() -> answers.page(
                        new Again(answers.frame(SECTION), name, sinks.handed(name, moment), isAll ? null : moment)));
    }

    /** What keeps anything from being passed on to a sink again. */
    private Optional<RestResponse<TemplateInstance>> redeliverable(String name) {
        if (!sinks.isKnown(name)) {
            return Optional.of(notThere());
        }
        return sinks.isConfigured(name)
                ? Optional.empty()
                : Optional.of(refused(Status.CONFLICT, answers.words().sinkNotConfigured(), name));
    }

    private Optional<RestResponse<TemplateInstance>> wrong(String name, Instant moment) {
        if (moment == null) {
            return Optional.of(refused(Status.BAD_REQUEST, answers.words().notUnderstood(), name));
        }
        return moment.isAfter(clock.instant())
                ? Optional.of(refused(Status.BAD_REQUEST, answers.words().inFuture(), name))
                : Optional.empty();
    }

    /** A moment as people write it, by the clocks where most of them are; null for none. */
    private static Instant there(String text) {
        try {
            return bounded(LocalDateTime.parse(text).atZone(Formats.ZONE).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Nothing is older, and a database knows no such moments. */
    private static Instant bounded(Instant moment) {
        return moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment;
    }

    /** One event, or what it got since a moment as machines write it; where neither is said, what was set aside. */
    @POST
    @Path("/redeliver")
    @RolesAllowed(Role.ADMIN)
    public RestResponse<TemplateInstance> redeliver(
            @PathParam("name") String name, @FormParam("event") String event, @FormParam("since") String since) {
        return redeliverable(name).orElseGet(() -> {
            if (event != null) {
                return event(name, event.strip());
            }
            if (since != null) {
                return since(name, since);
            }
            return redelivered(
                    name,
                    acts.noted(
                            Action.REDELIVER,
                            null,
                            "sink " + name + ", what was set aside",
                            () -> sinks.passOnAgain(name),
                            SinkResource::said));
        });
    }

    private RestResponse<TemplateInstance> event(String name, String event) {
        Optional<JournalEntry> entry = journal.find(event);
        if (entry.isEmpty()) {
            return refused(Status.NOT_FOUND, answers.words().noSuchEvent(), name);
        }
        if (!sinks.wants(name, entry.get())) {
            return refused(Status.CONFLICT, answers.words().notWanted(name), name);
        }
        return redelivered(
                name,
                acts.noted(
                        Action.REDELIVER,
                        entry.get().instance(),
                        "sink " + name + ", event " + event,
                        () -> sinks.passOnAgain(name, entry.get()) ? 1L : 0L,
                        SinkResource::said));
    }

    private RestResponse<TemplateInstance> since(String name, String since) {
        Instant from = moment(since);
        return wrong(name, from).orElseGet(() -> acts.noted(
                        Action.REDELIVER,
                        null,
                        "sink " + name + ", since " + from,
                        () -> sinks.passOnAgain(name, from),
                        events -> events.map(SinkResource::said).orElse("the last one is being noted still"))
                .map(events -> redelivered(name, events))
                .orElseGet(() -> refused(Status.CONFLICT, answers.words().busy(), name)));
    }

    private static Instant moment(String text) {
        try {
            return bounded(Instant.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String said(long events) {
        return events + " events";
    }

    private RestResponse<TemplateInstance> redelivered(String name, long events) {
        return answers.done(
                SECTION, answers.words().redelivered(answers.formats().number(events), name), page(name));
    }

    @POST
    @Path("/forget")
    @RolesAllowed(Role.ADMIN)
    public RestResponse<TemplateInstance> forget(@PathParam("name") String name, @FormParam("confirm") String confirm) {
        OperationsWords words = answers.words();
        if (!sinks.isKnown(name)) {
            return notThere();
        }
        if (sinks.isConfigured(name)) {
            return refused(Status.CONFLICT, words.stillConfigured(), name);
        }
        if (confirm == null || !confirm.strip().equals(name)) {
            return refused(Status.BAD_REQUEST, words.notTheName(name), name);
        }
        acts.noted(
                Action.FORGET,
                null,
                "sink " + name,
                () -> sinks.forget(name),
                done -> done ? "forgotten" : "it was gone");
        return answers.done(SECTION, words.forgotten(name), ALL);
    }
}
