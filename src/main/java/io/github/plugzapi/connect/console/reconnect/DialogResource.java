package io.github.plugzapi.connect.console.reconnect;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.github.plugzapi.connect.console.reconnect.Dialog.Step;
import io.github.plugzapi.connect.console.reconnect.Dialog.Way;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconnect.Outcome;
import io.github.plugzapi.connect.reconnect.Reconnection;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.status.Overviews;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/** The dialog in which somebody who signed in brings a number back. */
@Path("/instances/{id}/reconnect")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
class DialogResource {

    private final Pages pages;
    private final Overviews overviews;
    private final Instances instances;
    private final Connections connections;
    private final Reconnection reconnection;
    private final Acts acts;
    private final Clock clock;

    DialogResource(
            Pages pages,
            Overviews overviews,
            Instances instances,
            Connections connections,
            Reconnection reconnection,
            Acts acts,
            Clock clock) {
        this.pages = pages;
        this.overviews = overviews;
        this.instances = instances;
        this.connections = connections;
        this.reconnection = reconnection;
        this.acts = acts;
        this.clock = clock;
    }

    /** The page. */
    record Reconnect(Frame frame, Dialog dialog) implements TemplateInstance {}

    /** What is known of the number, and how the page is made of a dialog about it. */
    private final class Place {

        private final String id;
        private final Overview is;
        private final Optional<Instance> instance;
        private final Frame frame = pages.frame("numbers");
        private final Locale locale = pages.locale();

        private Place(String id) {
            this.id = id;
            this.is = overviews
                    .find(id)
                    .orElseThrow(
                            () -> new NotFoundException("There is no instance of that id; look at the first page."));
            this.instance = instances.find(id);
        }

        private Way way() {
            String path = "/instances/" + frame.path(id);
            return new Way(path + "/reconnect", "/api" + path + "/qr-code", path);
        }

        private Dialog dialog(Beginning begun) {
            Beginning beginning = begun.isThere()
                    ? begun
                    : begun.now(is, instance, frame.formats()).hearing(heard());
            return Dialog.of(frame.formats(), is, way(), beginning);
        }

        /** Whoever reads the code of a number that is called connected changes nothing, but is heard of. */
        private long heard() {
            return connections.look(id).words();
        }

        private boolean isBack(Beginning begun) {
            return begun.isBackBy(is, this::heard);
        }

        private TemplateInstance page(Dialog dialog) {
            return new Reconnect(frame, dialog).setLocale(locale);
        }
    }

    @GET
    public Uni<TemplateInstance> show(
            @PathParam("id") String id, @QueryParam("code") String code, @BeanParam Beginning begun) {
        Place place = new Place(id);
        if (place.isBack(begun)) {
            return page(place, place.dialog(begun).back(place.instance));
        }
        Dialog dialog = place.dialog(begun);
        if (place.instance.isEmpty()) {
            return page(place, dialog.at(Step.NO_TOKEN));
        }
        if (code != null) {
            return code(place, dialog, code);
        }
        return place.is.status() == Status.CONNECTED ? page(place, dialog.at(Step.ALREADY)) : queue(place, dialog);
    }

    private static Uni<TemplateInstance> page(Place place, Dialog dialog) {
        return Uni.createFrom().item(place.page(dialog));
    }

    /** Where nothing waits, there is nothing to think about. */
    private Uni<TemplateInstance> queue(Place place, Dialog dialog) {
        return reconnection.queue(place.instance.orElseThrow()).chain(outcome -> {
            if (outcome.state() != Outcome.State.DONE) {
                return code(place, dialog, "1");
            }
            dialog.begun().waiting(outcome.value());
            return outcome.value() > 0 ? page(place, dialog.at(Step.QUEUE)) : code(place, dialog, "1");
        });
    }

    private Uni<TemplateInstance> code(Place place, Dialog dialog, String code) {
        long number = code.matches("[1-9]") ? Long.parseLong(code) : 1;
        if (number > Dialog.MOST) {
            return page(place, dialog.at(Step.STOPPED));
        }
        return reconnection
                .qrCode(place.instance.orElseThrow())
                .chain(outcome -> noted(place.id, outcome))
                .map(outcome -> place.page(dialog.code(number, outcome, clock.instant())));
    }

    /** That a code was shown is noted where the image is asked for. */
    private Uni<Outcome<byte[]>> noted(String id, Outcome<byte[]> outcome) {
        Uni<Outcome<byte[]>> done = Uni.createFrom().item(outcome);
        return outcome.state() == Outcome.State.DONE
                ? done
                : acts.noted(Action.QR_CODE, id, null, done, Outcome::words);
    }

    /** Nothing while it goes on; the end of it then. */
    @GET
    @Path("/state")
    public RestResponse<TemplateInstance> state(@PathParam("id") String id, @BeanParam Beginning begun) {
        Place place = new Place(id);
        return place.isBack(begun)
                ? RestResponse.ok(place.page(place.dialog(begun).back(place.instance)))
                : RestResponse.noContent();
    }

    @GET
    @Path("/phone-code")
    public TemplateInstance forWhichPhone(@PathParam("id") String id, @BeanParam Beginning begun) {
        Place place = new Place(id);
        Dialog dialog = place.dialog(begun);
        return place.page(dialog.at(place.instance.isEmpty() ? Step.NO_TOKEN : Step.PHONE));
    }

    @POST
    @Path("/phone-code")
    public Uni<TemplateInstance> phoneCode(
            @PathParam("id") String id, @FormParam("phone") String phone, @BeanParam Beginning begun) {
        Place place = new Place(id);
        Dialog dialog = place.dialog(begun);
        if (place.instance.isEmpty()) {
            return page(place, dialog.at(Step.NO_TOKEN));
        }
        return acts.noted(
                        Action.PHONE_CODE,
                        id,
                        null,
                        reconnection.phoneCode(place.instance.get(), phone),
                        Outcome::words)
                .map(outcome -> place.page(dialog.phone(outcome)));
    }
}
