package io.github.plugzapi.connect.console.numbers;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.alert.Mutes;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.console.Done;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.github.plugzapi.connect.erasure.Erasure;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.InstanceStatus;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconciliation.Reconciliation;
import io.github.plugzapi.connect.reconnect.OfferReconnectLinks;
import io.github.plugzapi.connect.reconnect.Outcome;
import io.github.plugzapi.connect.reconnect.Reconnection;
import io.github.plugzapi.connect.registration.Registrations;
import io.github.plugzapi.connect.registration.Standing;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.status.Overviews;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What people do to numbers. Each is a form, and is answered by what came of it. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
class ActsResource {

    /** The first page does not send more. */
    private static final int MOST_AT_ONCE = 20;

    private static final int LONGEST_MUTE_IN_HOURS = 90 * 24;

    private final Pages pages;
    private final Acts acts;
    private final Overviews overviews;
    private final Instances instances;
    private final Reconciliation reconciliation;
    private final Reconnection reconnection;
    private final OfferReconnectLinks links;
    private final Registrations registrations;
    private final CallbackKeys keys;
    private final Mutes mutes;
    private final Erasure erasure;
    private final Clock clock;

    ActsResource(
            Pages pages,
            Acts acts,
            Overviews overviews,
            Instances instances,
            Reconciliation reconciliation,
            Reconnection reconnection,
            OfferReconnectLinks links,
            Registrations registrations,
            CallbackKeys keys,
            Mutes mutes,
            Erasure erasure,
            Clock clock) {
        this.pages = pages;
        this.acts = acts;
        this.overviews = overviews;
        this.instances = instances;
        this.reconciliation = reconciliation;
        this.reconnection = reconnection;
        this.links = links;
        this.registrations = registrations;
        this.keys = keys;
        this.mutes = mutes;
        this.erasure = erasure;
        this.clock = clock;
    }

    /** What the gateway said of a number when it was asked; null and why, where it said nothing. */
    private record Answer(String name, InstanceStatus status, String failure) {}

    /** How a number's registration stands then. */
    private record Registered(String name, Standing standing) {}

    /** What is said of what was done, for the page that is shown when it is. */
    private final class Reply {

        private final NumberWords words = pages.words(NumberWords.class);
        private final Frame frame = pages.frame("numbers");
        private final String back;

        private Reply(String back) {
            this.back = back;
        }

        private TemplateInstance done(boolean isDone, String sentence, String said) {
            return new Done(frame, isDone, sentence, said, back)
                    .setLocale(frame.formats().locale());
        }
    }

    private Reply reply(String id) {
        return new Reply("/instances/" + Text.pathSegment(id));
    }

    private Reply reply(List<Overview> some) {
        return some.size() == 1 ? reply(some.get(0).id()) : new Reply("/");
    }

    private Overview find(String id) {
        return overviews
                .find(id == null ? "" : id)
                .orElseThrow(() -> new NotFoundException("There is no number of that id; the first page has all."));
    }

    private List<Overview> find(List<String> ids) {
        if (ids.isEmpty() || ids.size() > MOST_AT_ONCE) {
            throw new BadRequestException("Say which numbers, " + MOST_AT_ONCE + " at most.");
        }
        return ids.stream().distinct().map(this::find).toList();
    }

    @POST
    @Path("/ask")
    public Uni<TemplateInstance> ask(@FormParam("id") List<String> ids) {
        List<Overview> some = find(ids);
        Reply reply = reply(some);
        List<Uni<Answer>> asked = some.stream().map(this::ask).toList();
        return Uni.join().all(asked).andFailFast().map(answers -> told(reply, answers));
    }

    private Uni<Answer> ask(Overview one) {
        Optional<Instance> instance = instances.find(one.id());
        if (instance.isEmpty()) {
            return Uni.createFrom().item(new Answer(one.label(), null, null));
        }
        return acts.noted(
                Action.ASK,
                one.id(),
                null,
                reconciliation
                        .askNow(instance.get())
                        .map(status -> new Answer(one.label(), status, null))
                        .onFailure(GatewayFailure.class)
                        .recoverWithItem(failure -> new Answer(one.label(), null, failure.getMessage())),
                answer -> answer.status() == null
                        ? answer.failure()
                        : answer.status().connected() ? "connected" : "disconnected");
    }

    private static TemplateInstance told(Reply reply, List<Answer> answers) {
        Answer first = answers.get(0);
        if (answers.size() > 1) {
            List<InstanceStatus> told = answers.stream()
                    .map(Answer::status)
                    .filter(Objects::nonNull)
                    .toList();
            long connected = told.stream().filter(InstanceStatus::connected).count();
            return reply.done(
                    told.size() == answers.size(),
                    reply.words.askedMany(connected, told.size() - connected, answers.size() - told.size()),
                    first.failure());
        }
        if (first.status() == null) {
            return first.failure() == null
                    ? reply.done(false, reply.words.noToken(), null)
                    : reply.done(false, reply.words.askedInVain(first.name()), first.failure());
        }
        return first.status().connected()
                ? reply.done(
                        true,
                        reply.words.askedConnected(first.name()),
                        first.status().error())
                : reply.done(
                        false,
                        reply.words.askedDown(first.name()),
                        first.status().error());
    }

    @POST
    @Path("/register")
    public Uni<TemplateInstance> register(@FormParam("id") List<String> ids) {
        List<Overview> some = find(ids);
        Reply reply = reply(some);
        if (!keys.hasPublicUrl()) {
            return Uni.createFrom().item(reply.done(false, reply.words.noPublicUrl(), null));
        }
        List<Uni<Registered>> registered = some.stream().map(this::register).toList();
        return Uni.join().all(registered).andFailFast().map(all -> {
            List<Registered> failed =
                    all.stream().filter(each -> !each.standing().isWell()).toList();
            return failed.isEmpty()
                    ? reply.done(true, reply.words.registered(names(all)), null)
                    : reply.done(
                            false,
                            reply.words.notRegistered(names(failed)),
                            failed.get(0).standing().reason());
        });
    }

    private static String names(List<Registered> some) {
        return some.stream().map(Registered::name).collect(Collectors.joining(", "));
    }

    private Uni<Registered> register(Overview one) {
        Optional<Instance> instance = instances.find(one.id());
        if (instance.isEmpty()) {
            return Uni.createFrom().item(new Registered(one.label(), Standing.NONE));
        }
        return acts.noted(
                Action.REGISTER,
                one.id(),
                null,
                registrations
                        .registerNow(instance.get())
                        .map(webhooks -> new Registered(one.label(), new Standing(webhooks, null))),
                registered -> registered.standing().isWell()
                        ? "done"
                        : String.valueOf(registered.standing().reason()));
    }

    @POST
    @Path("/restart")
    public Uni<TemplateInstance> restart(@FormParam("id") String id) {
        return change(Action.RESTART, id, reconnection::restart);
    }

    @POST
    @Path("/restore-session")
    public Uni<TemplateInstance> restoreSession(@FormParam("id") String id) {
        return change(Action.RESTORE_SESSION, id, reconnection::restoreSession);
    }

    private Uni<TemplateInstance> change(Action action, String id, Function<Instance, Uni<Outcome<Void>>> change) {
        Reply reply = reply(find(id).id());
        Optional<Instance> instance = instances.find(id);
        if (instance.isEmpty()) {
            return Uni.createFrom().item(reply.done(false, reply.words.noToken(), null));
        }
        return acts.noted(action, id, null, change.apply(instance.get()), Outcome::words)
                .map(outcome -> reply.done(
                        outcome.state() == Outcome.State.DONE, reply.words.outcome(outcome.state()), outcome.said()));
    }

    @POST
    @Path("/mute")
    public TemplateInstance mute(@FormParam("id") String id, @FormParam("hours") String hours) {
        Overview one = find(id);
        Reply reply = reply(id);
        Instant until = clock.instant().plus(Duration.ofHours(hours(hours))).truncatedTo(ChronoUnit.MILLIS);
        acts.noted(
                Action.MUTE,
                id,
                null,
                () -> {
                    mutes.mute(id, until, acts.person());
                    return until;
                },
                muted -> "until " + muted);
        return reply.done(
                true, reply.words.mutedUntil(one.label(), reply.frame.formats().at(until)), null);
    }

    private static int hours(String text) {
        if (text != null && text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) < LONGEST_MUTE_IN_HOURS) {
            return Integer.parseInt(text);
        }
        throw new BadRequestException("'hours' must be a whole number from 1 to " + (LONGEST_MUTE_IN_HOURS - 1) + ".");
    }

    @POST
    @Path("/unmute")
    public TemplateInstance unmute(@FormParam("id") String id) {
        Overview one = find(id);
        Reply reply = reply(id);
        acts.noted(Action.UNMUTE, id, null, () -> mutes.unmute(id), was -> was ? "done" : "it was not muted");
        return reply.done(true, reply.words.unmuted(one.label()), null);
    }

    @POST
    @Path("/make-link")
    public TemplateInstance makeLink(@FormParam("id") String id) {
        find(id);
        Reply reply = reply(id);
        if (instances.find(id).isEmpty()) {
            return reply.done(false, reply.words.noToken(), null);
        }
        return links.make(id)
                .map(offer ->
                        reply.done(true, reply.words.link(reply.frame.formats().at(offer.expiresAt())), offer.url()))
                .orElseGet(() -> reply.done(false, reply.words.noConsoleUrl(), null));
    }

    @POST
    @Path("/revoke-link")
    public TemplateInstance revokeLink(@FormParam("id") String id) {
        find(id);
        Reply reply = reply(id);
        boolean was = links.revoke(id);
        return reply.done(true, was ? reply.words.linkRevoked() : reply.words.noLink(), null);
    }

    @POST
    @Path("/callback-url")
    public TemplateInstance callbackUrl(@FormParam("id") String id) {
        find(id);
        Reply reply = reply(id);
        Optional<String> url = keys.callbackUrl(id);
        if (url.isEmpty()) {
            return reply.done(false, reply.words.noPublicUrl(), null);
        }
        return acts.noted(
                Action.CALLBACK_URL,
                id,
                null,
                () -> reply.done(true, reply.words.callbackUrl(), url.get()),
                shown -> "shown");
    }

    @POST
    @Path("/erase")
    public TemplateInstance erase(@FormParam("id") String id, @FormParam("sure") String sure) {
        Overview one = find(id);
        if (!one.label().equals(sure == null ? "" : sure.strip())) {
            Reply reply = reply(id);
            return reply.done(false, reply.words.notErased(one.label()), null);
        }
        Reply reply = new Reply("/");
        int events = acts.noted(Action.ERASE, id, null, () -> erasure.instance(id), count -> count + " events");
        return reply.done(true, reply.words.erased(one.label(), events), null);
    }
}
