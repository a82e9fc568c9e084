package io.github.plugzapi.connect.dev;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Is PlugZapi in dev mode, so that whoever tries the service out sees it live: it has the instances of a company, answers for
 * them as PlugZapi does, and calls whatever URL was registered when one of them comes or goes.
 */
@IfBuildProfile("dev")
@Singleton
class StandInPlugzapi {

    private static final Logger LOG = Logger.getLogger(StandInPlugzapi.class);

    private static final String PATH = "/dev/plugzapi";

    private static final Pattern CALL = Pattern.compile("/instances/([^/]+)/token/([^/]+)/(.+)");
    private static final String UPDATE = "update-webhook-";
    private static final String BEARER = "Bearer ";

    /** Not longer: a callback may be what has dev mode start anew, and that waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(250);

    /** Where nobody registers, nothing is ever told. */
    private static final int MOST_LOOKS = 20;

    private final List<StandInInstance> instances;
    private final Function<String, ConnectionState.Status> known;
    private final Consumer<StandInInstance.Call> caller;

    /**
     * What is answered.
     *
     * @param status the HTTP status
     * @param type the type of what is in it
     * @param body what is in it
     */
    record Answer(int status, String type, String body) {

        private static final Answer BROKEN = new Answer(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>");

        private static final Answer NO_SUCH_INSTANCE = error(404, "Instance not found");
        private static final Answer NO_SUCH_METHOD = error(405, "Method Not Allowed");
        private static final Answer NO_ACCOUNT = error(401, "Unauthorized");

        /** As PlugZapi says it, with a 200. */
        private static final Answer NO_SUCH_CALL = json(
                200,
                new JsonObject()
                        .put("error", "NOT_FOUND")
                        .put("message", "Unable to find matching target resource method"));

        private static Answer error(int status, String error) {
            return json(status, new JsonObject().put("error", error));
        }

        private static Answer json(int status, JsonObject body) {
            return new Answer(status, "application/json", body.encode());
        }
    }

    @Inject
    StandInPlugzapi(Connections connections, Clock clock) {
        this(Cast.at(clock), instance -> connections.of(instance).status(), new Postman()::post);
    }

    /**
     * One with other instances.
     *
     * @param known how an instance is, as far as that is known of its id from another run
     * @param caller makes a callback
     */
    StandInPlugzapi(
            List<StandInInstance> instances,
            Function<String, ConnectionState.Status> known,
            Consumer<StandInInstance.Call> caller) {
        this.instances = instances;
        this.known = known;
        this.caller = caller;
    }

    void install(@Observes Router router) {
        router.route(PATH + "/*").handler(context -> {
            context.request().bodyHandler(body -> answer(context, body.toString(), MOST_LOOKS));
            // Quarkus holds what comes back until somebody says that it may.
            context.request().resume();
        });
        LOG.info(
                "This is dev mode, with a stand-in for PlugZapi: a dozen numbers that come and go. What became of them in the"
                        + " last 30 days is made up, and told first where nothing is known of them yet.");
    }

    void start(@Observes StartupEvent event, Ticker ticker) {
        ticker.every(Duration.ofSeconds(1), this::tick);
    }

    /** A second has passed. */
    void tick() {
        for (StandInInstance instance : instances) {
            instance.tick().ifPresent(caller);
        }
        try {
            instances.stream().filter(StandInInstance::isToBegin).forEach(this::begin);
        } catch (StoreUnavailable e) {
            LOG.debug("The stand-in for PlugZapi begins when the journal is open", e);
        }
    }

    private void begin(StandInInstance instance) {
        instance.beginning(known.apply(instance.id())).forEach(caller);
        instance.begun();
    }

    private void answer(RoutingContext context, String body, int looks) {
        String path = context.normalizedPath().substring(PATH.length());
        // Who learns by asking how an instance is does not believe any more what is told of before.
        if (looks > 0
                && path.endsWith("/status")
                && !find(path).map(StandInInstance::hasBegun).orElse(true)) {
            context.vertx().setTimer(LOOK_AGAIN_AFTER.toMillis(), timer -> answer(context, body, looks - 1));
            return;
        }
        Answer answer =
                answer(context.request().method(), path, context.request().getHeader(HttpHeaders.AUTHORIZATION), body);
        context.response()
                .setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.type())
                .end(answer.body());
    }

    /** Answers a call; its path begins behind that of PlugZapi. */
    Answer answer(HttpMethod method, String path, String authorization, String body) {
        if (path.equals("/instances")) {
            return authorization != null && authorization.startsWith(BEARER) ? list() : Answer.NO_ACCOUNT;
        }
        Matcher call = CALL.matcher(path);
        if (!call.matches()) {
            return Answer.NO_SUCH_CALL;
        }
        return find(path)
                .map(instance -> instance.isAnswered() ? answer(instance, method, call.group(3), body) : Answer.BROKEN)
                .orElse(Answer.NO_SUCH_INSTANCE);
    }

    private Optional<StandInInstance> find(String path) {
        Matcher call = CALL.matcher(path);
        return call.matches()
                ? instances.stream()
                        .filter(instance -> instance.id().equals(call.group(1))
                                && instance.token().equals(call.group(2)))
                        .findFirst()
                : Optional.empty();
    }

    private Answer list() {
        JsonArray content = new JsonArray();
        instances.forEach(instance -> content.add(instance.me()));
        return Answer.json(
                200,
                new JsonObject()
                        .put("total", content.size())
                        .put("totalPage", 1)
                        .put("pageSize", content.size())
                        .put("page", 1)
                        .put("content", content));
    }

    private static Answer answer(StandInInstance instance, HttpMethod method, String call, String body) {
        if (call.startsWith(UPDATE) || call.equals("update-every-webhooks")) {
            return method.equals(HttpMethod.PUT) ? register(instance, call, body) : Answer.NO_SUCH_METHOD;
        }
        if (call.equals("send-text")) {
            return method.equals(HttpMethod.POST) ? sent() : Answer.NO_SUCH_METHOD;
        }
        String question = call.startsWith("phone-code/") ? "phone-code" : call;
        JsonObject said =
                switch (question) {
                    case "me" -> instance.me();
                    case "status" -> instance.status();
                    case "qr-code/image" -> instance.qrCode();
                    case "phone-code" -> instance.phoneCode();
                    case "restart" -> instance.restart();
                    case "restore-session" -> instance.restoreSession();
                    case "queue/count" -> instance.queue();
                    default -> null;
                };
        return said == null
                ? Answer.NO_SUCH_CALL
                : method.equals(HttpMethod.GET) ? Answer.json(200, said) : Answer.NO_SUCH_METHOD;
    }

    private static Answer register(StandInInstance instance, String call, String body) {
        String url;
        try {
            url = new JsonObject(body).getString("value");
        } catch (DecodeException | ClassCastException e) {
            return Answer.error(400, "Bad Request");
        }
        List<String> webhooks = call.startsWith(UPDATE)
                ? List.of(call.substring(UPDATE.length()))
                : List.of(StandInInstance.CONNECTED, StandInInstance.DISCONNECTED);
        webhooks.forEach(webhook -> instance.register(webhook, url));
        return Answer.json(200, new JsonObject().put("value", true));
    }

    /** It is said to be sent; nobody is there to get it. */
    private static Answer sent() {
        return Answer.json(
                200,
                new JsonObject()
                        .put("zaapId", "3999984263738042930CD6ECDE9VDWSA")
                        .put("messageId", "D241XXXX732339502B68"));
    }

    /** Makes callbacks over HTTP. One that is not taken is gone, as with PlugZapi. */
    private static final class Postman {

        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();

        private void post(StandInInstance.Call call) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(call.url()))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .header("z-api-token", call.token())
                    .POST(HttpRequest.BodyPublishers.ofString(call.body().encode()))
                    .build();
            try {
                http.send(request, BodyHandlers.discarding());
            } catch (IOException e) {
                LOG.debug("A callback did not arrive", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
