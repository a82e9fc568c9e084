package io.github.plugzapi.connect.console.operations;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Audit;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.status.Overviews;
import io.netty.handler.codec.http.QueryStringEncoder;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** The page of who did what. */
@Path("/audit")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.READER)
@Blocking
class AuditResource {

    private static final String SECTION = "audit";
    private static final String PATH = "/audit";

    private static final int ROWS = 50;

    private final Answers answers;
    private final Audit audit;
    private final Instances instances;
    private final Overviews overviews;

    AuditResource(Answers answers, Audit audit, Instances instances, Overviews overviews) {
        this.answers = answers;
        this.audit = audit;
        this.instances = instances;
        this.overviews = overviews;
    }

    /**
     * What somebody did, as the page shows it.
     *
     * @param is what is known of it; never null
     * @param action what was done; null where this version does not know the word for it
     * @param number what the number is called that it was done to; null where it was about none
     */
    record AuditRow(Audit.Entry is, Action action, String number) {}

    /** The page; the instance and the number are null where it is about all, the next link at the end. */
    record Acted(
            Frame frame, String instance, String number, List<AuditRow> rows, String first, boolean newest, String next)
            implements TemplateInstance {}

    @GET
    public RestResponse<TemplateInstance> all(
            @QueryParam("instance") String instance, @QueryParam("before") String before) {
        String of = instance == null || instance.isBlank() ? null : id(instance.strip());
        Long place = Pages.place(before);
        List<Audit.Entry> some = audit.page(place, ROWS + 1, of);
        return answers.page(new Acted(
                answers.frame(SECTION),
                of,
                of == null ? null : label(of),
                some.stream().limit(ROWS).map(this::row).toList(),
                link(of, null),
                place == null,
                some.size() > ROWS ? link(of, some.get(ROWS - 1).id()) : null));
    }

    private AuditRow row(Audit.Entry each) {
        return new AuditRow(
                each, Action.of(each.action()).orElse(null), each.instance() == null ? null : label(each.instance()));
    }

    /** Somebody may write the name of a number; what was erased has its id alone. */
    private String id(String word) {
        if (overviews.find(word).isPresent()) {
            return word;
        }
        return overviews.all().stream()
                .filter(each -> each.label().equalsIgnoreCase(word))
                .map(Overview::id)
                .findFirst()
                .orElse(word);
    }

    private String label(String instance) {
        return instances.name(instance).orElse(instance);
    }

    private static String link(String instance, Long before) {
        QueryStringEncoder link = new QueryStringEncoder(PATH);
        if (instance != null) {
            link.addParam("instance", instance);
        }
        if (before != null) {
            link.addParam("before", before.toString());
        }
        return link.toString();
    }
}
