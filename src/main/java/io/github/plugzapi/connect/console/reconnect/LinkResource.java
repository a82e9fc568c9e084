package io.github.plugzapi.connect.console.reconnect;

import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.github.plugzapi.connect.console.reconnect.Dialog.Step;
import io.github.plugzapi.connect.console.reconnect.Dialog.Way;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconnect.Outcome;
import io.github.plugzapi.connect.reconnect.ReconnectLinks;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.End;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.Link;
import io.github.plugzapi.connect.reconnect.Reconnection;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.status.Overviews;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The page on which whoever has a link brings one number back. Nobody signs in, and nothing else can be done or seen here: each
 * request looks at the link anew.
 */
@Path("/reconnect/{token}")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Blocking
class LinkResource {

    private static final String PNG = "image/png";
    private static final String RETRY_AFTER_SECONDS = "5";

    private final Pages pages;
    private final ReconnectLinks links;
    private final Overviews overviews;
    private final Instances instances;
    private final Reconnection reconnection;
    private final Uses uses;
    private final Clock clock;

    /** Whoever waits sees the end within seconds; later it is nobody's business how the number is. */
    private static final Duration AWAITED = Duration.ofMinutes(10);

    LinkResource(
            Pages pages,
            ReconnectLinks links,
            Overviews overviews,
            Instances instances,
            Reconnection reconnection,
            Uses uses,
            Clock clock) {
        this.pages = pages;
        this.links = links;
        this.overviews = overviews;
        this.instances = instances;
        this.reconnection = reconnection;
        this.uses = uses;
        this.clock = clock;
    }

    /** The page of a link that lives, or whose end somebody waited for. */
    record Reconnect(Frame frame, Dialog dialog) implements TemplateInstance {}

    /** Why a link opens nothing. */
    enum Why {
        UNKNOWN,
        CONNECTED,
        REVOKED,
        EXPIRED,
        UNAVAILABLE;

        private static Why of(End end) {
            return switch (end) {
                case CONNECTED -> CONNECTED;
                case REVOKED -> REVOKED;
                case EXPIRED -> EXPIRED;
            };
        }
    }

    /** The page of a link that opens nothing. */
    record Ended(Frame frame, Why why) implements TemplateInstance {}

    /** What a token opens, and how the page is made of a dialog about it. */
    private final class Place {

        private final String token;
        private final Optional<Link> link;
        private final Optional<Overview> is;
        private final Optional<Instance> instance;
        private final Frame frame = pages.frame("");
        private final Locale locale = pages.locale();

        private Place(String token) {
            this.token = token;
            this.link = links.state(token);
            this.is = link.flatMap(found -> overviews.find(found.instance()));
            this.instance = link.flatMap(found -> instances.find(found.instance()));
        }

        private boolean isOpen() {
            return link.filter(Link::isLiving).isPresent() && is.isPresent() && instance.isPresent();
        }

        private Dialog dialog(Beginning begun) {
            String path = "/reconnect/" + token;
            Way way = new Way(path, path + "/qr-code", null);
            Overview now = is.orElseThrow();
            return Dialog.of(
                    frame.formats(), now, way, begun.isThere() ? begun : begun.now(now, instance, frame.formats()));
        }

        private RestResponse<TemplateInstance> page(Dialog dialog) {
            return answer(Status.OK, new Reconnect(frame, dialog));
        }

        private RestResponse<TemplateInstance> ended(Beginning begun) {
            if (link.isEmpty() || link.get().isLiving() || is.isEmpty()) {
                return answer(Status.NOT_FOUND, new Ended(frame, Why.UNKNOWN));
            }
            End end = link.get().end();
            boolean isAwaited = end == End.CONNECTED
                    && begun.isThere()
                    && is.get().status() == ConnectionState.Status.CONNECTED
                    && link.get().endedAt().plus(AWAITED).isAfter(clock.instant());
            return answer(
                    Status.GONE,
                    isAwaited ? new Reconnect(frame, dialog(begun).back(instance)) : new Ended(frame, Why.of(end)));
        }

        private RestResponse<TemplateInstance> answer(Status status, TemplateInstance page) {
            return ResponseBuilder.create(status, page.setLocale(locale)).build();
        }
    }

    @GET
    public Uni<RestResponse<TemplateInstance>> show(
            @PathParam("token") String token,
            @QueryParam("code") String code,
            @BeanParam Beginning begun,
            @Context HttpServerRequest request) {
        Place place = new Place(token);
        if (!place.isOpen()) {
            return Uni.createFrom().item(place.ended(begun));
        }
        Link link = place.link.orElseThrow();
        String address = address(request);
        Dialog dialog = place.dialog(begun);
        if (code == null) {
            // Chats fetch what is sent in them, to show a preview: that is nobody who wants a code.
            return Uni.createFrom().item(place.page(dialog.at(Step.OPENED)));
        }
        long number = code.matches("[1-9]") ? Long.parseLong(code) : 1;
        if (number > Dialog.MOST) {
            return Uni.createFrom().item(place.page(dialog.at(Step.STOPPED)));
        }
        uses.opened(link, address, begun.opening());
        return reconnection.qrCode(place.instance.orElseThrow()).map(outcome -> {
            // That a code was shown is noted where the image is asked for.
            if (outcome.state() != Outcome.State.DONE) {
                uses.asked(link, address, Action.QR_CODE, outcome);
            }
            return place.page(dialog.code(number, outcome, clock.instant()));
        });
    }

    @GET
    @Path("/qr-code")
    @Produces(PNG)
    public Uni<RestResponse<byte[]>> qrCode(@PathParam("token") String token, @Context HttpServerRequest request) {
        Place place = new Place(token);
        if (!place.isOpen()) {
            return Uni.createFrom().item(RestResponse.status(place.link.isEmpty() ? Status.NOT_FOUND : Status.GONE));
        }
        String address = address(request);
        return reconnection.qrCode(place.instance.orElseThrow()).map(outcome -> {
            uses.asked(place.link.orElseThrow(), address, Action.QR_CODE, outcome);
            return outcome.state() == Outcome.State.DONE
                    ? ResponseBuilder.ok(outcome.value(), PNG).build()
                    : ResponseBuilder.<byte[]>create(Status.SERVICE_UNAVAILABLE)
                            .header(
                                    HttpHeaders.RETRY_AFTER,
                                    outcome.againAfter().plusMillis(999).toSeconds())
                            .build();
        });
    }

    /** Nothing while the link lives; the end of it then. */
    @GET
    @Path("/state")
    public RestResponse<TemplateInstance> state(@PathParam("token") String token, @BeanParam Beginning begun) {
        Place place = new Place(token);
        return place.isOpen() ? RestResponse.noContent() : place.ended(begun);
    }

    @GET
    @Path("/phone-code")
    public RestResponse<TemplateInstance> forWhichPhone(@PathParam("token") String token, @BeanParam Beginning begun) {
        Place place = new Place(token);
        return place.isOpen() ? place.page(place.dialog(begun).at(Step.PHONE)) : place.ended(begun);
    }

    @POST
    @Path("/phone-code")
    public Uni<RestResponse<TemplateInstance>> phoneCode(
            @PathParam("token") String token,
            @FormParam("phone") String phone,
            @BeanParam Beginning begun,
            @Context HttpServerRequest request) {
        Place place = new Place(token);
        if (!place.isOpen()) {
            return Uni.createFrom().item(place.ended(begun));
        }
        String address = address(request);
        Dialog dialog = place.dialog(begun);
        return reconnection.phoneCode(place.instance.orElseThrow(), phone).map(outcome -> {
            uses.asked(place.link.orElseThrow(), address, Action.PHONE_CODE, outcome);
            return place.page(dialog.phone(outcome));
        });
    }

    /** Nobody is told more of the service than that. */
    @ServerExceptionMapper
    public RestResponse<TemplateInstance> unavailable(StoreUnavailable failure) {
        return ResponseBuilder.<TemplateInstance>create(
                        Status.SERVICE_UNAVAILABLE,
                        new Ended(pages.frame(""), Why.UNAVAILABLE).setLocale(pages.locale()))
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }
}
