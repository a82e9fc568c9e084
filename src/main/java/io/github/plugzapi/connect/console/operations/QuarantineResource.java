package io.github.plugzapi.connect.console.operations;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.text.Secrets;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.webhook.Quarantine;
import io.github.plugzapi.connect.webhook.Quarantine.Kept;
import io.github.plugzapi.connect.webhook.Quarantine.Reading;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/** The pages of the callbacks that could not be read. */
@Path("/quarantine")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.READER)
@Blocking
class QuarantineResource {

    private static final String SECTION = "quarantine";
    private static final String ALL = "/quarantine";

    private static final int ROWS = 50;

    /** Of a body nobody reads more. */
    private static final int MOST = 4 * 1024;

    private final Answers answers;
    private final Quarantine quarantine;
    private final Instances instances;
    private final Acts acts;

    QuarantineResource(Answers answers, Quarantine quarantine, Instances instances, Acts acts) {
        this.answers = answers;
        this.quarantine = quarantine;
        this.instances = instances;
        this.acts = acts;
    }

    /**
     * A callback that could not be read, as the pages show it.
     *
     * @param is the callback; never null
     * @param number what the number is called whose URL was called; never null
     */
    record UnreadRow(Kept is, String number) {

        /**
         * The path that was called, without what is secret of it.
         *
         * @return such as {@code /webhooks/3B12/…}; never null
         */
        public String path() {
            return "/webhooks/" + Text.pathSegment(is.instance()) + "/…";
        }

        /**
         * How many bytes the body has.
         *
         * @return the number
         */
        public long bytes() {
            return is.body().length;
        }

        /**
         * Its number.
         *
         * @return as people say it to each other; never null
         */
        public String idText() {
            return Long.toString(is.id());
        }

        /**
         * Where something is done with it.
         *
         * @param act what; never null
         * @return such as {@code /quarantine/7/read}; never null
         */
        public String to(String act) {
            return ALL + "/" + is.id() + "/" + act;
        }
    }

    /** The page of all. */
    record Unread(Frame frame, long count, List<UnreadRow> rows, boolean newest, String next)
            implements TemplateInstance {}

    /** The page of one; its type and its body are without secrets. */
    record One(Frame frame, UnreadRow row, String contentType, String body, boolean isText, boolean isCut)
            implements TemplateInstance {}

    @GET
    public RestResponse<TemplateInstance> all(@QueryParam("before") String before) {
        Long place = Pages.place(before);
        List<Kept> some = quarantine.newest(ROWS + 1, place);
        return answers.page(new Unread(
                answers.frame(SECTION),
                quarantine.count(),
                some.stream().limit(ROWS).map(this::row).toList(),
                place == null,
                some.size() > ROWS ? ALL + "?before=" + some.get(ROWS - 1).id() : null));
    }

    @GET
    @Path("/{id}")
    public RestResponse<TemplateInstance> one(@PathParam("id") String id) {
        return find(id).map(this::page).orElseGet(this::notThere);
    }

    private RestResponse<TemplateInstance> page(Kept kept) {
        Secrets secrets = instances.secrets(kept.instance());
        Optional<String> text = kept.text();
        // Each byte is a character where it is no text, so that a secret among them is seen.
        String whole = text.orElseGet(() -> new String(kept.body(), StandardCharsets.ISO_8859_1));
        String type = kept.contentType();
        return answers.page(new One(
                answers.frame(SECTION),
                row(kept),
                type == null ? null : secrets.cutAloneFromBeginningOf(type, MOST),
                secrets.cutAloneFromBeginningOf(whole, MOST),
                text.isPresent(),
                whole.length() > MOST));
    }

    private UnreadRow row(Kept kept) {
        return new UnreadRow(kept, instances.name(kept.instance()).orElse(kept.instance()));
    }

    private Optional<Kept> find(String id) {
        return Optional.ofNullable(Pages.place(id)).flatMap(quarantine::find);
    }

    private RestResponse<TemplateInstance> notThere() {
        return answers.refused(Status.NOT_FOUND, SECTION, answers.words().noSuchCallback(), ALL);
    }

    @POST
    @Path("/{id}/read")
    @RolesAllowed(Role.ADMIN)
    public RestResponse<TemplateInstance> read(@PathParam("id") String id) {
        return find(id).flatMap(kept -> acts.noted(
                        Action.READ,
                        kept.instance(),
                        "quarantine " + id,
                        () -> quarantine.read(kept.id()),
                        reading -> reading.map(Reading::outcome).orElse("it was gone")))
                .map(reading -> said(id, reading))
                .orElseGet(this::notThere);
    }

    private RestResponse<TemplateInstance> said(String id, Reading reading) {
        OperationsWords words = answers.words();
        return switch (reading.outcome()) {
            case "accepted" -> answers.done(SECTION, words.readAccepted(id), ALL);
            case "duplicate" -> answers.done(SECTION, words.readDuplicate(id), ALL);
            case "ignored" -> answers.done(SECTION, words.readIgnored(id), ALL);
            default -> answers.failed(SECTION, words.readUnreadable(id), reading.reason(), ALL + "/" + id);
        };
    }

    @POST
    @Path("/{id}/discard")
    @RolesAllowed(Role.ADMIN)
    public RestResponse<TemplateInstance> discard(@PathParam("id") String id) {
        return find(id).map(kept -> acts.noted(
                        Action.DISCARD,
                        kept.instance(),
                        "quarantine " + id,
                        () -> quarantine.discard(kept.id()),
                        done -> done ? "deleted" : "it was gone"))
                .map(done -> answers.done(
                        SECTION,
                        done ? answers.words().discarded(id) : answers.words().gone(id),
                        ALL))
                .orElseGet(this::notThere);
    }
}
