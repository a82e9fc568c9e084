package io.github.plugzapi.connect.webhook;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.INTERNAL_SERVER_ERROR;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_TIMEOUT;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;
import static io.netty.handler.codec.http.HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE;

import io.github.plugzapi.connect.http.Exchange;
import io.github.plugzapi.connect.http.Problem;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.LogLater;
import io.github.plugzapi.connect.text.LogText;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Takes callbacks of all kinds: checks the key, reads, keeps what is about the connection, answers. It works on the
 * requests themselves and not as a REST resource, because it answers strangers before it reads what they send, and reads
 * large callbacks without holding them.
 */
@Singleton
class FrontDoor {

    private static final Logger LOG = Logger.getLogger(FrontDoor.class);

    private static final String ROOT = "/webhooks";
    private static final String TOKEN_HEADER = "z-api-token";
    private static final String RETRY_AFTER_SECONDS = "5";

    private static final long LOOK_FOR_KEYS_MILLIS = 100;

    /** Strangers may be among them, and what they have sent takes memory. */
    private static final int MAX_WAITING_FOR_KEYS = 200;

    private static final String JSON = "application/json";
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)", Pattern.CASE_INSENSITIVE);

    /** Before Quarkus asks who somebody is, at -200, and its own limit of bodies, which is at -2 and answers without a body. */
    private static final int FIRST = -1_000;

    private static final Problem BAD_HTTP =
            new Problem(BAD_REQUEST, "This is no valid HTTP request; perhaps it lacks the header 'Host'.");

    /** The same for a wrong key and for an unknown path: who guesses learns nothing. */
    private static final Problem NO_SUCH_URL = new Problem(
            NOT_FOUND,
            "There is nothing here. If this should be a callback URL, its instance or its key is wrong: print the right"
                    + " one with the command 'callback-url INSTANCE'.");

    private static final Problem NOT_A_POST = new Problem(METHOD_NOT_ALLOWED, "This takes POST alone.");
    private static final Problem NOT_JSON =
            new Problem(UNSUPPORTED_MEDIA_TYPE, "A callback is JSON: send it with 'Content-Type: application/json'.");
    private static final Problem TOO_LARGE = new Problem(
            REQUEST_ENTITY_TOO_LARGE,
            "A callback about a connection has at most 64 KiB, any other one at most 1 MiB; send less.");

    private static final Problem TOO_SLOW =
            new Problem(REQUEST_TIMEOUT, "The body did not come whole in time; send this callback again.");

    /** Mostly nobody is there any more to read it. */
    private static final Problem NOT_WHOLE =
            new Problem(BAD_REQUEST, "The body did not come whole; send this callback again.");

    private static final Problem STARTING =
            new Problem(SERVICE_UNAVAILABLE, "The service is starting; send this callback again shortly.");
    private static final Problem OUR_FAULT =
            new Problem(INTERNAL_SERVER_ERROR, "This is a fault of the service; its log says more.");

    private final Vertx vertx;
    private final Store store;
    private final CallbackKeys keys;
    private final Instances instances;
    private final CallbackParser parser;
    private final Journal journal;
    private final Quarantine quarantine;
    private final WebhookMetrics metrics;

    /** Made once: most answers are these. */
    private final Buffer accepted = json(Outcome.ACCEPTED);

    private final Buffer duplicate = json(Outcome.DUPLICATE);
    private final Buffer ignored = json(Outcome.IGNORED);

    private final AtomicInteger waitingForKeys = new AtomicInteger();

    /** The configured instances whose token does not fit, as was said. */
    private final Set<String> outdated = ConcurrentHashMap.newKeySet();

    FrontDoor(
            Vertx vertx,
            Store store,
            CallbackKeys keys,
            Instances instances,
            CallbackParser parser,
            Journal journal,
            Quarantine quarantine,
            WebhookMetrics metrics) {
        this.vertx = vertx;
        this.store = store;
        this.keys = keys;
        this.instances = instances;
        this.parser = parser;
        this.journal = journal;
        this.quarantine = quarantine;
        this.metrics = metrics;
    }

    /** The first on the public port. */
    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::enter).failureHandler(this::refuseBadHttp);
    }

    private void enter(RoutingContext context) {
        if (isOurs(context)) {
            Exchange exchange = new Exchange(context);
            guarded(exchange, () -> receive(exchange, context.normalizedPath(), true));
        } else {
            context.next();
        }
    }

    private static boolean isOurs(RoutingContext context) {
        String path = context.normalizedPath();
        return path.startsWith(ROOT) && (path.length() == ROOT.length() || path.charAt(ROOT.length()) == '/');
    }

    /** What Vert.x refuses before any handler, a request without a host for instance. */
    private void refuseBadHttp(RoutingContext context) {
        if (context.statusCode() != BAD_REQUEST.code()) {
            context.next();
            return;
        }
        if (isOurs(context)) {
            metrics.count(Outcome.REJECTED);
        }
        new Exchange(context).last().answer(BAD_HTTP);
    }

    /** The order tells nothing: what is wrong with a request before its key is looked at does not depend on the key. */
    private void receive(Exchange exchange, String path, boolean mayWait) {
        HttpServerRequest request = exchange.request();
        int instanceAt = ROOT.length() + 1;
        int keyAt = path.indexOf('/', instanceAt) + 1;
        String key = keyAt == 0 ? "" : withoutSlashAtEnd(path.substring(keyAt));
        if (key.isEmpty() || key.indexOf('/') >= 0) {
            refuse(exchange, Outcome.UNAUTHORIZED, NO_SUCH_URL);
            return;
        }
        if (!request.method().equals(HttpMethod.POST)) {
            refuse(exchange.header(HttpHeaders.ALLOW, "POST"), Outcome.REJECTED, NOT_A_POST);
            return;
        }
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (!isJson(contentType)) {
            refuse(exchange.header("Accept-Post", JSON), Outcome.REJECTED, NOT_JSON);
            return;
        }
        String instance = decoded(path.substring(instanceAt, keyAt - 1));
        if (instance.chars().anyMatch(Character::isISOControl)) {
            refuse(exchange, Outcome.UNAUTHORIZED, NO_SUCH_URL);
            return;
        }
        boolean complete = keys.areComplete();
        if (!keys.open(instance, decoded(key))) {
            if (complete) {
                refuse(exchange, Outcome.UNAUTHORIZED, NO_SUCH_URL);
            } else if (mayWait) {
                waitForKeys(exchange, path);
            } else {
                unavailable(exchange, STARTING);
            }
            return;
        }
        lookAtToken(instance, request.getHeader(TOKEN_HEADER));
        read(exchange, instance, contentType);
    }

    /** The journal may hold a secret, and is not open yet: until then nobody can say that a key is wrong. */
    private void waitForKeys(Exchange exchange, String path) {
        if (waitingForKeys.incrementAndGet() > MAX_WAITING_FOR_KEYS) {
            waitingForKeys.decrementAndGet();
            unavailable(exchange, STARTING);
            return;
        }
        exchange.request().pause();
        long begun = System.nanoTime();
        long patience = store.patience().toNanos();
        vertx.setPeriodic(LOOK_FOR_KEYS_MILLIS, timer -> {
            if (keys.areComplete() || System.nanoTime() - begun >= patience) {
                vertx.cancelTimer(timer);
                waitingForKeys.decrementAndGet();
                guarded(exchange, () -> receive(exchange, path, false));
            }
        });
    }

    private void read(Exchange exchange, String instance, String contentType) {
        if (CallbackBody.isTooLarge(exchange.request())) {
            refuse(exchange.last(), Outcome.REJECTED, TOO_LARGE);
            return;
        }
        Context context = Vertx.currentContext();
        CallbackBody.read(exchange.request(), context)
                .onSuccess(body -> guarded(exchange, () -> take(exchange, context, instance, contentType, body)))
                .onFailure(failure -> refuse(exchange.last(), Outcome.REJECTED, whyNotRead(failure)));
        exchange.goOn();
    }

    private static Problem whyNotRead(Throwable failure) {
        if (failure instanceof CallbackBody.TooLarge) {
            return TOO_LARGE;
        }
        return failure instanceof CallbackBody.TooSlow ? TOO_SLOW : NOT_WHOLE;
    }

    private void take(
            Exchange exchange, Context context, String instance, String contentType, CallbackBody callbackBody) {
        byte[] body = callbackBody.bytes();
        Callback callback = parser.parse(instance, body, callbackBody.isWhole() ? charset(contentType) : null);
        if (callback instanceof Callback.Other other) {
            metrics.ignored(other.type());
            answer(exchange, Outcome.IGNORED, ignored);
        } else if (!callbackBody.isWhole()) {
            refuse(exchange, Outcome.REJECTED, TOO_LARGE);
        } else if (callback instanceof Callback.ConnectionChange change) {
            lookAtInstance(instance, change.claimedInstance());
            await(exchange, context, journal.append(change.event(), body), appended -> {
                switch (appended) {
                    case NEW -> answer(exchange, Outcome.ACCEPTED, accepted);
                    case DUPLICATE -> answer(exchange, Outcome.DUPLICATE, duplicate);
                }
            });
        } else if (callback instanceof Callback.Unreadable unreadable) {
            String reason = unreadable.reason();
            await(exchange, context, quarantine.keep(instance, contentType, reason, body), kept -> {
                LogLater.say(() ->
                        LOG.warnf("A callback for %s could not be read: %s", instances.describe(instance), reason));
                refuse(exchange, Outcome.UNREADABLE, new Problem(BAD_REQUEST, reason));
            });
        }
    }

    /** Goes on with a request, on its event loop, when the journal has done its part or says that it cannot. */
    private <T> void await(Exchange exchange, Context context, CompletionStage<T> stage, Consumer<T> then) {
        stage.whenComplete((result, failure) -> context.runOnContext(on -> guarded(exchange, () -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause == null) {
                then.accept(result);
            } else if (cause instanceof StoreUnavailable) {
                unavailable(exchange, new Problem(SERVICE_UNAVAILABLE, cause.getMessage()));
            } else {
                failed(exchange, cause);
            }
        })));
    }

    private void guarded(Exchange exchange, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failed(exchange, e);
        }
    }

    private void failed(Exchange exchange, Throwable failure) {
        LogLater.say(() -> LOG.error("A request failed in a way that nobody foresaw", failure));
        if (!exchange.isAnswered()) {
            refuse(exchange, Outcome.UNAVAILABLE, OUR_FAULT);
        }
    }

    private void answer(Exchange exchange, Outcome outcome, Buffer json) {
        count(exchange, outcome);
        exchange.answer(json);
    }

    private void refuse(Exchange exchange, Outcome outcome, Problem problem) {
        count(exchange, outcome);
        exchange.answer(problem);
    }

    private void count(Exchange exchange, Outcome outcome) {
        if (exchange.isToBeCounted()) {
            metrics.count(outcome);
            metrics.took(outcome, exchange.nanos());
        }
    }

    private void unavailable(Exchange exchange, Problem problem) {
        refuse(exchange.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS), Outcome.UNAVAILABLE, problem);
    }

    /** It opens no door and closes none: whoever has the key can leave the header out. But it is worth a word, once. */
    private void lookAtToken(String instance, String token) {
        if (token == null || token.isBlank()) {
            return;
        }
        instances.find(instance).ifPresent(known -> {
            if (!CallbackKey.equal(known.token(), token) && outdated.add(instance)) {
                LogLater.say(() -> LOG.warnf(
                        "The token that is configured for %s is probably out of date: the gateway sends another one along"
                                + " with its callbacks. These are taken all the same, but the gateway may refuse our"
                                + " calls. The provider's panel shows the token as it is now.",
                        instances.describe(instance)));
            }
        });
    }

    private void lookAtInstance(String instance, String claimed) {
        if (claimed != null && !claimed.equals(instance)) {
            metrics.instanceMismatch();
            LogLater.say(() -> LOG.warnf(
                    "A callback for %s says that it is about the instance %s; the URL counts. Is that instance's webhook"
                            + " set to the other's URL?",
                    instances.describe(instance), LogText.oneLine(claimed)));
        }
    }

    private static String withoutSlashAtEnd(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** In a path, unlike in a form, a plus is a plus. */
    private static String decoded(String segment) {
        return segment.indexOf('%') < 0
                ? segment
                : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** What does not say what it is, is tried. */
    private static boolean isJson(String contentType) {
        return contentType == null
                || contentType.regionMatches(true, 0, JSON, 0, JSON.length())
                        && (contentType.length() == JSON.length()
                                || "; \t".indexOf(contentType.charAt(JSON.length())) >= 0);
    }

    /** As a sender says; null where it does not. */
    static String charset(String contentType) {
        if (contentType == null || contentType.indexOf(';') < 0) {
            return null;
        }
        Matcher charset = CHARSET.matcher(contentType);
        return charset.find() ? charset.group(1) : null;
    }

    private static Buffer json(Outcome outcome) {
        return Buffer.buffer("{\"outcome\":\"" + outcome.label() + "\"}");
    }
}
