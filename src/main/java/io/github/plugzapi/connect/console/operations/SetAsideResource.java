package io.github.plugzapi.connect.console.operations;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.github.plugzapi.connect.dispatch.Places;
import io.github.plugzapi.connect.dispatch.Places.SetAside;
import io.github.plugzapi.connect.instance.Instances;
import io.netty.handler.codec.http.QueryStringEncoder;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestResponse;

/** The page of what observers and sinks failed on so often that it was set aside. */
@Path("/set-aside")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.READER)
@Blocking
class SetAsideResource {

    private static final String SECTION = "set-aside";
    private static final String PATH = "/set-aside";

    private static final int ROWS = 50;

    private final Answers answers;
    private final Places places;
    private final Instances instances;
    private final Acts acts;

    SetAsideResource(Answers answers, Places places, Instances instances, Acts acts) {
        this.answers = answers;
        this.places = places;
        this.instances = instances;
        this.acts = acts;
    }

    /**
     * An observer or a sink that has set events aside.
     *
     * @param name whose they are, as metrics name it; of a sink, {@code sink} and its name; never null
     * @param count how many they are
     */
    record Observer(String name, long count) {

        private static final String OF_SINK = "sink ";

        /**
         * The sink's own name.
         *
         * @return such as {@code crm}; null where it is no sink
         */
        public String sink() {
            return name.startsWith(OF_SINK) ? name.substring(OF_SINK.length()) : null;
        }
    }

    /**
     * An event that was set aside, as the page shows it.
     *
     * @param is what is known of it; never null
     * @param observer who has set it aside; never null
     * @param number what the number is called that it is about; never null
     * @param error what it failed with last, without secrets; null where nobody knows
     */
    record AsideRow(SetAside is, Observer observer, String number, String error) {

        /**
         * How often it was tried.
         *
         * @return the number
         */
        public long tries() {
            return is.attempts();
        }
    }

    /** The page. */
    record Aside(Frame frame, long count, List<Observer> observers, List<AsideRow> rows, boolean newest, String next)
            implements TemplateInstance {}

    @GET
    public RestResponse<TemplateInstance> all(@QueryParam("before") String before, @QueryParam("after") String after) {
        Long place = Pages.place(before);
        List<SetAside> some =
                places.setAside(ROWS + 1, place == null ? Long.MAX_VALUE : place, after == null ? "" : after);
        List<Observer> observers = new TreeMap<>(places.setAside())
                .entrySet().stream()
                        .map(entry -> new Observer(entry.getKey(), entry.getValue()))
                        .toList();
        return answers.page(new Aside(
                answers.frame(SECTION),
                observers.stream().mapToLong(Observer::count).sum(),
                observers,
                some.stream().limit(ROWS).map(this::row).toList(),
                place == null,
                some.size() > ROWS ? link(some.get(ROWS - 1)) : null));
    }

    private static String link(SetAside last) {
        QueryStringEncoder link = new QueryStringEncoder(PATH);
        link.addParam("before", Long.toString(last.seq()));
        link.addParam("after", last.subscriber());
        return link.toString();
    }

    private AsideRow row(SetAside one) {
        return new AsideRow(
                one,
                new Observer(one.subscriber(), 1),
                instances.name(one.instance()).orElse(one.instance()),
                one.error() == null ? null : instances.safe(one.instance(), one.error()));
    }

    @POST
    @RolesAllowed(Role.ADMIN)
    public RestResponse<TemplateInstance> dispatch(@FormParam("observer") String observer) {
        if (observer == null || !places.has(observer) && !places.setAside().containsKey(observer)) {
            return answers.refused(Status.NOT_FOUND, SECTION, answers.words().noSuchObserver(), PATH);
        }
        long events = acts.noted(
                Action.DISPATCH,
                null,
                observer,
                () -> (long) places.dispatchAgain(observer),
                count -> count + " events");
        return answers.done(
                SECTION, answers.words().dispatched(answers.formats().number(events), observer), PATH);
    }
}
