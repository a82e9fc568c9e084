package io.github.plugzapi.connect.console.operations;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.alert.Lines;
import io.github.plugzapi.connect.alert.Lines.ChannelState;
import io.github.plugzapi.connect.alert.Lines.Tested;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.operations.SinkRow.Health;
import io.github.plugzapi.connect.delivery.SinkUpkeep;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.text.Text;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/** The page of the sinks and of the channels to people: how each of them is. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.READER)
@Blocking
class DeliveriesResource {

    static final String SECTION = "sinks";
    static final String PATH = "/sinks";

    /** So many troubles are named beside the title; the list says the others. */
    private static final int MOST_TROUBLES = 4;

    private final Answers answers;
    private final SinkUpkeep sinks;
    private final Lines lines;
    private final Instances instances;
    private final Acts acts;

    DeliveriesResource(Answers answers, SinkUpkeep sinks, Lines lines, Instances instances, Acts acts) {
        this.answers = answers;
        this.sinks = sinks;
        this.lines = lines;
        this.instances = instances;
        this.acts = acts;
    }

    /**
     * A channel to people as the page shows it.
     *
     * @param is what is known of it; never null
     * @param about what its last alert was about, by its name; null where there was none
     */
    record ChannelRow(ChannelState is, String about) {

        /**
         * How many alerts it is yet to be told of.
         *
         * @return the number
         */
        public long waiting() {
            return is.waiting();
        }

        /**
         * Where it is tried out.
         *
         * @return such as {@code /channels/ops/test}; never null
         */
        public String test() {
            return "/channels/" + Text.pathSegment(is.name()) + "/test";
        }
    }

    /** The page. */
    record Deliveries(
            Frame frame,
            String title,
            List<SinkRow> troubles,
            List<SinkRow> sinks,
            List<ChannelRow> failing,
            List<ChannelRow> channels)
            implements TemplateInstance {}

    @GET
    @Path(PATH)
    public RestResponse<TemplateInstance> deliveries() {
        List<SinkRow> all = sinks.conditions().stream()
                .map(each -> SinkRow.of(
                        each, sinks.attempts(each.name(), Tries.MOST, null).attempts()))
                .sorted(Comparator.comparing(SinkRow::health))
                .toList();
        List<ChannelRow> channels = lines.states().stream()
                .map(each -> new ChannelRow(each, about(each)))
                .toList();
        List<ChannelRow> failing =
                channels.stream().filter(each -> each.is().trouble() != null).toList();
        return answers.page(new Deliveries(
                answers.frame(SECTION),
                title(all, channels.size(), failing.size()),
                all.stream().filter(SinkRow::isTrouble).limit(MOST_TROUBLES).toList(),
                all,
                failing.subList(0, Math.min(MOST_TROUBLES, failing.size())),
                channels));
    }

    /** What somebody should look at first. */
    private String title(List<SinkRow> all, long channels, long failing) {
        OperationsWords words = answers.words();
        if (all.isEmpty() && channels == 0) {
            return words.nothingSetUp();
        }
        List<SinkRow> configured = all.stream()
                .filter(each -> each.health() != Health.NOT_CONFIGURED)
                .toList();
        Health worst =
                configured.isEmpty() ? Health.UP_TO_DATE : configured.get(0).health();
        long many = configured.stream().filter(each -> each.health() == worst).count();
        return switch (worst) {
            case FAILING -> words.sinksFailing(many, configured.size());
            case PAUSED -> words.sinksPaused(many, configured.size());
            case BEHIND -> words.sinksBehind(many, configured.size());
            case UNKNOWN -> words.sinksUnknown(many, configured.size());
            case UP_TO_DATE, NOT_CONFIGURED -> failing > 0 ? words.channelsFailing(failing, channels) : words.allWell();
        };
    }

    private String about(ChannelState state) {
        return state.toldAbout() == null
                ? null
                : instances.name(state.toldAbout()).orElse(state.toldAbout());
    }

    @POST
    @Path("/channels/{name}/test")
    @RolesAllowed(Role.ADMIN)
    public RestResponse<TemplateInstance> test(@PathParam("name") String name) {
        Optional<Tested> tested = lines.testNow(name);
        if (tested.isEmpty()) {
            return answers.refused(Status.NOT_FOUND, SECTION, answers.words().noSuchChannel(), PATH);
        }
        Tested done = acts.noted(Action.TEST_ALERT, null, name, tested::get, Tested::words);
        return done.taken()
                ? answers.done(SECTION, answers.words().testTaken(name), PATH)
                : answers.failed(SECTION, answers.words().testRefused(name), done.words(), PATH);
    }
}
