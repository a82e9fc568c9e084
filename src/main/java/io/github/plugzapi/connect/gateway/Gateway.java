package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.plugzapi.connect.http.Calls;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.text.Secrets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Calls PlugZapi. Every failure of a call is a {@link GatewayFailure}, which holds no secret. What it says that goes wrong
 * although it answers is logged, once for as long as it says so.
 */
@Singleton
public class Gateway {

    private static final Logger LOG = Logger.getLogger(Gateway.class);

    /** A whole call, also one that is answered drop by drop. The HTTP client's own limits are for its parts. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** Nobody else decides that we shall be blind for longer. */
    private static final List<String> CALLS = List.of(
            "register",
            "me",
            "status",
            "restore_session",
            "restart",
            "qr_code",
            "phone_code",
            "queue",
            "send_text",
            "instances");

    /** Nothing that is asked for is larger; it would take its time to be read, on a thread that has none. */
    private static final int MAX_CHARACTERS = 1 << 22;

    private static final List<String> OUTCOMES = List.of("answered", "refused", "failed");

    private static final Pattern NUMBERS = Pattern.compile("\\d+");

    private static final Pattern COUNT = Pattern.compile("\\d{1,15}");

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int REQUEST_TIMEOUT = 408;

    private final PlugzapiApi kept;
    private final PlugzapiApi afresh;
    private final AccountApi accountKept;
    private final AccountApi accountAfresh;
    private final ObjectMapper json;
    private final String host;
    private final MeterRegistry registry;

    /** The keys in the callback URLs that the gateway was told in this process, by instance: it may say them back. */
    private final Map<String, String> keys = new ConcurrentHashMap<>();

    /** What was logged of an answer that was good otherwise, by instance and call. */
    private final Map<String, String> remarks = new ConcurrentHashMap<>();

    private volatile boolean stopping;

    /** One call, over either kind of connection. */
    private interface Call extends Function<PlugzapiApi, Uni<? extends RestResponse<?>>> {}

    /**
     * What came back.
     *
     * @param status the HTTP status
     * @param json the body where it is a JSON object; else a missing node
     * @param bare the body where it is a single value, in JSON or not; else empty
     * @param retryAfter how long to wait, where it says so; else zero
     */
    private record Answer(int status, JsonNode json, String bare, Duration retryAfter) {

        private boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    @Inject
    Gateway(
            @RestClient PlugzapiApi.Kept kept,
            @RestClient PlugzapiApi.Afresh afresh,
            @RestClient AccountApi.Kept accountKept,
            @RestClient AccountApi.Afresh accountAfresh,
            ObjectMapper json,
            PlugzapiConfig config,
            Instances instances,
            MeterRegistry registry) {
        this((PlugzapiApi) kept, afresh, accountKept, accountAfresh, json, config, instances, registry);
    }

    /** Calls PlugZapi in another way. */
    Gateway(
            PlugzapiApi kept,
            PlugzapiApi afresh,
            AccountApi accountKept,
            AccountApi accountAfresh,
            ObjectMapper json,
            PlugzapiConfig config,
            Instances instances,
            MeterRegistry registry) {
        this.kept = kept;
        this.afresh = afresh;
        this.accountKept = accountKept;
        this.accountAfresh = accountAfresh;
        this.json = json;
        this.host = URI.create(config.url()).getAuthority();
        this.registry = registry;
        // From the first scrape on there is a zero to count from.
        CALLS.forEach(call -> OUTCOMES.forEach(outcome -> counter(call, outcome)));
        instances.onGone(instance -> {
            keys.remove(instance.id());
            remarks.keySet().removeIf(key -> key.startsWith(instance.id() + " "));
        });
    }

    /** What breaks off because we end tells nothing of PlugZapi. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        stopping = true;
    }

    private Counter counter(String call, String outcome) {
        return Counter.builder("gateway_requests")
                .description("Calls of the gateway by what became of them")
                .tag("call", call)
                .tag("outcome", outcome)
                .register(registry);
    }

    private <T> Uni<T> counted(String call, Uni<T> answer) {
        return answer.onItem()
                .invoke(() -> counter(call, "answered").increment())
                .onFailure()
                .invoke(failure -> counter(
                                call,
                                failure instanceof GatewayFailure known && known.isRefused() ? "refused" : "failed")
                        .increment());
    }

    /**
     * Tells PlugZapi where to call when an instance connects or disconnects.
     *
     * @param instance the instance; never null
     * @param webhook which of its webhooks; never null
     * @param url where to call; never null
     * @return completes when PlugZapi has said yes, with the error that it told all the same, fit to be shown, or null; fails
     *     with a {@link GatewayFailure} otherwise
     */
    public Uni<String> register(Instance instance, Webhook webhook, String url) {
        keys.put(instance.id(), url.substring(url.lastIndexOf('/') + 1));
        return counted(
                "register",
                said(
                        instance,
                        "register " + webhook.label(),
                        api -> api.updateWebhook(
                                instance.id(),
                                instance.token(),
                                instance.clientToken(),
                                webhook.label(),
                                new PlugzapiApi.Value(url))));
    }

    /**
     * Asks what PlugZapi knows of an instance beside its status: where it calls, and until when it is paid for.
     *
     * @param instance the instance; never null
     * @return what it says; fails with a {@link GatewayFailure}, also if the answer is not about the instance
     */
    public Uni<InstanceDetails> details(Instance instance) {
        return counted(
                "me",
                call(api -> api.me(instance.id(), instance.token(), instance.clientToken()))
                        .map(answer -> {
                            if (!Words.isUnknownCall(answer.json())) {
                                // Nobody else logs what goes wrong in this call alone.
                                remark(instance, "me", answer);
                            }
                            JsonNode said = yes(instance, answer);
                            InstanceDetails details = InstanceDetails.of(said);
                            String error = Words.error(said);
                            // One that it does not name it does not call; but not where it could not say.
                            if (!InstanceDetails.isIn(said)
                                    || !error.isEmpty()
                                            && details.callbackUrls().isEmpty()) {
                                throw GatewayFailure.failing(
                                        error.isEmpty()
                                                ? host + " did not say where it calls"
                                                : answered(instance, answer, error));
                            }
                            return details;
                        }));
    }

    /**
     * Asks whether an instance is connected.
     *
     * @param instance the instance; never null
     * @return what PlugZapi says; fails with a {@link GatewayFailure}, also if the answer says nothing
     */
    public Uni<InstanceStatus> status(Instance instance) {
        return counted(
                "status",
                call(api -> api.status(instance.id(), instance.token(), instance.clientToken()))
                        .map(answer -> {
                            // Whatever its HTTP status: some gateways say with a 400 that an instance is not connected.
                            Optional<InstanceStatus> status = isRedirect(answer)
                                    ? Optional.empty()
                                    : InstanceStatus.of(answer.json(), text -> secrets(instance)
                                            .cutFrom(text));
                            if (status.isPresent()) {
                                remark(instance, "status", answer);
                                return status.get();
                            }
                            String error = Words.error(yes(instance, answer));
                            String unsaid = " did not say whether the instance is connected";
                            // With a reason it is a no to this instance; without, nobody knows what it means.
                            throw error.isEmpty()
                                    ? GatewayFailure.failing(host + unsaid)
                                    : GatewayFailure.refused(
                                            answered(instance, answer, error) + "; it" + unsaid, answer.retryAfter());
                        }));
    }

    /**
     * Asks PlugZapi to restore the session of a disconnected instance.
     *
     * @param instance the instance; never null
     * @return completes with null when PlugZapi has said yes; fails with a {@link GatewayFailure} otherwise
     */
    public Uni<Void> restoreSession(Instance instance) {
        return counted(
                "restore_session",
                said(
                                instance,
                                "restore-session",
                                api -> api.restoreSession(instance.id(), instance.token(), instance.clientToken()))
                        .replaceWithVoid());
    }

    /**
     * Has an instance started anew. Its QR code need not be read again.
     *
     * @param instance the instance; never null
     * @return completes with null when PlugZapi has said yes; fails with a {@link GatewayFailure} otherwise
     */
    public Uni<Void> restart(Instance instance) {
        return counted(
                "restart",
                said(instance, "restart", api -> api.restart(instance.id(), instance.token(), instance.clientToken()))
                        .replaceWithVoid());
    }

    /**
     * Asks for the QR code that links a phone with an instance. WhatsApp takes it for 20 seconds.
     *
     * @param instance the instance; never null
     * @return the QR code, which is a PNG image of at most 256 KiB, or why there is none; fails with a {@link GatewayFailure},
     *     also where it is another image or none at all
     */
    public Uni<Linking<byte[]>> qrCode(Instance instance) {
        return counted(
                "qr_code",
                call(api -> api.qrCode(instance.id(), instance.token(), instance.clientToken()))
                        .map(answer -> qrCode(instance, answer)));
    }

    private Linking<byte[]> qrCode(Instance instance, Answer answer) {
        // Whatever its HTTP status, as with the status of an instance.
        Optional<Linking<byte[]>> instead = isRedirect(answer) ? Optional.empty() : Linking.instead(answer.json());
        if (instead.isPresent()) {
            return instead.get();
        }
        String image = answer.isSuccess() ? image(answer) : "";
        if (!image.isEmpty()) {
            try {
                return new Linking<>(Linking.State.GIVEN, Linking.png(image));
            } catch (IllegalArgumentException e) {
                throw GatewayFailure.refused(host + " answered " + answer.status()
                        + " with something else than a QR code in PNG: it is " + e.getMessage()
                        + "; read the QR code in the provider's panel");
            }
        }
        if (!isRedirect(answer) && isNoneYet(answer)) {
            return Linking.without(Linking.State.NONE_YET);
        }
        JsonNode said = yes(instance, answer);
        throw GatewayFailure.refused(
                answered(instance, answer, Words.any(said)) + "; it did not give a QR code", answer.retryAfter());
    }

    private static boolean isNoneYet(Answer answer) {
        boolean saysNothing = answer.isSuccess()
                ? answer.json().isObject() && Words.error(answer.json()).isEmpty()
                : answer.status() == NOT_FOUND && Words.any(answer.json()).isEmpty();
        return saysNothing && !Words.isUnknownCall(answer.json()) || InstanceStatus.saysNoMore(answer.json());
    }

    /** Where the image stands; empty where there is none. A page is none, and is not looked at. */
    private static String image(Answer answer) {
        if (!answer.json().isMissingNode()) {
            JsonNode value = answer.json().path("value");
            return value.isTextual() ? value.textValue().strip() : "";
        }
        return answer.bare().startsWith("<") ? "" : answer.bare();
    }

    /**
     * Asks for the code that is typed into WhatsApp instead of reading a QR code. The phone may show a notification.
     *
     * @param instance the instance; never null
     * @param phone the phone's number, digits with the country code; never null
     * @return the code, 4 to 16 letters, digits and dashes, or why there is none: connected, or restorable; fails with a
     *     {@link GatewayFailure} otherwise
     */
    public Uni<Linking<String>> phoneCode(Instance instance, String phone) {
        return counted(
                "phone_code",
                call(api -> api.phoneCode(instance.id(), instance.token(), instance.clientToken(), phone))
                        .map(answer -> phoneCode(instance, answer)));
    }

    private Linking<String> phoneCode(Instance instance, Answer answer) {
        Optional<Linking<String>> instead = isRedirect(answer) ? Optional.empty() : Linking.instead(answer.json());
        return instead.orElseGet(() -> {
            JsonNode said = yes(instance, answer);
            return Linking.typed(said)
                    .map(code -> new Linking<>(Linking.State.GIVEN, code))
                    // Not the whole answer: what was not taken for a code may be one.
                    .orElseThrow(() -> GatewayFailure.refused(
                            answered(instance, answer, Words.any(said))
                                    + "; it did not give a code of 4 to 16 letters and digits",
                            answer.retryAfter()));
        });
    }

    /**
     * Asks how many messages wait to be sent. They all go out as soon as the number connects.
     *
     * @param instance the instance; never null
     * @return how many, from 0; empty where PlugZapi does not say it; fails with a {@link GatewayFailure}, also where it gives
     *     a reason
     */
    public Uni<OptionalLong> queue(Instance instance) {
        return counted(
                "queue",
                call(api -> api.queue(instance.id(), instance.token(), instance.clientToken()))
                        .map(answer -> queue(instance, answer)));
    }

    private OptionalLong queue(Instance instance, Answer answer) {
        if (answer.isSuccess() && COUNT.matcher(answer.bare()).matches()) {
            return OptionalLong.of(Long.parseLong(answer.bare()));
        }
        JsonNode said = yes(instance, answer);
        OptionalLong count = Stream.of("count", "value", "total")
                .map(field -> said.path(field).asText().strip())
                .filter(text -> COUNT.matcher(text).matches())
                .mapToLong(Long::parseLong)
                .findFirst();
        if (count.isEmpty() && !Words.error(said).isEmpty()) {
            throw GatewayFailure.refused(answered(instance, answer, Words.error(said)), answer.retryAfter());
        }
        return count;
    }

    /**
     * Has an instance send a WhatsApp message. Unlike all other calls it is not made once more where its connection broke off:
     * the message may have been sent.
     *
     * @param instance who sends; never null
     * @param phone to whom, digits with the country code; never null
     * @param text what to say; never null
     * @return completes with null when PlugZapi has taken it; fails with a {@link GatewayFailure} otherwise
     */
    public Uni<Void> sendText(Instance instance, String phone, String text) {
        // One connection that was kept may have died in silence, and there is no second try.
        return counted(
                "send_text",
                answered(Uni.createFrom()
                                .<RestResponse<?>>deferred(() -> afresh.sendText(
                                        instance.id(),
                                        instance.token(),
                                        instance.clientToken(),
                                        new PlugzapiApi.TextMessage(phone, text))))
                        .map(answer -> {
                            JsonNode said = yes(instance, answer);
                            if (said.path("messageId").asText("").isEmpty()
                                    && said.path("zaapId").asText("").isEmpty()) {
                                throw GatewayFailure.refused(answered(instance, answer, Words.any(said))
                                        + "; it did not say that the message is sent");
                            }
                            return null;
                        }));
    }

    /** An account, in the place of an instance: it has no id. */
    static Instance account(String token, String clientToken) {
        return new Instance("account", "", token, clientToken);
    }

    /**
     * Asks which instances an account has.
     *
     * @param account the account, as {@link #account} makes it; never null
     * @param page which part of the list, from 1
     * @param pageSize how many instances a part has, at most
     * @return that part, on a thread that may block; fails with a {@link GatewayFailure}, also if the answer is no list, or
     *     an error and nothing else
     */
    Uni<AccountApi.Page> instances(Instance account, int page, int pageSize) {
        // A page is large, so it is not read on the event loop.
        Function<AccountApi, Uni<? extends RestResponse<?>>> call =
                api -> api.instances("Bearer " + account.token(), account.clientToken(), page, pageSize)
                        .emitOn(Infrastructure.getDefaultWorkerPool());
        return counted(
                "instances",
                exchange(() -> call.apply(accountKept), () -> call.apply(accountAfresh))
                        .map(answer -> {
                            JsonNode said = yes(account, answer);
                            if (!said.path("content").isArray()) {
                                throw GatewayFailure.refused(answered(account, answer, Words.error(said))
                                        + "; it did not say which instances the account has");
                            }
                            AccountApi.Page part = AccountApi.Page.of(said, account.clientToken());
                            if (part.size() == 0 && !part.error().isEmpty()) {
                                // It shows none because of that, not because there are none.
                                throw GatewayFailure.failing(answered(account, answer, part.error()));
                            }
                            return part;
                        }));
    }

    /** Completes with the error beside the yes, or null. */
    private Uni<String> said(Instance instance, String name, Call call) {
        return call(call).map(answer -> {
            JsonNode said = yes(instance, answer);
            if (!said.path("value").asBoolean(false) && !said.path("success").asBoolean(false)) {
                String whole = said.toString();
                String error = Words.error(said);
                throw GatewayFailure.refused(
                        host + " answered " + answer.status() + ", but "
                                + quoted(
                                        instance,
                                        error.isEmpty() || whole.length() <= LogText.MAX_LENGTH ? whole : error)
                                + hint(instance, answer, error),
                        answer.retryAfter());
            }
            return remark(instance, name, answer);
        });
    }

    private Uni<Answer> call(Call call) {
        return exchange(() -> call.apply(kept), () -> call.apply(afresh));
    }

    private Uni<Answer> exchange(
            Supplier<Uni<? extends RestResponse<?>>> first, Supplier<Uni<? extends RestResponse<?>>> onceMore) {
        return answered(Uni.createFrom()
                .<RestResponse<?>>deferred(first)
                .onFailure(Calls::brokeOff)
                .recoverWithUni(() -> Uni.createFrom().<RestResponse<?>>deferred(onceMore)));
    }

    private Uni<Answer> answered(Uni<RestResponse<?>> response) {
        return response.ifNoItem()
                .after(LIMIT)
                .fail()
                .onFailure()
                .transform(failure -> GatewayFailure.failing(Calls.unanswered(failure, host)))
                .onFailure(failure -> stopping)
                .recoverWithUni(() -> Uni.createFrom().nothing())
                .map(this::answer);
    }

    private Answer answer(RestResponse<?> response) {
        String text = text(response.getEntity());
        JsonNode body = MissingNode.getInstance();
        String bare = text.strip();
        try {
            JsonNode read = text.length() > MAX_CHARACTERS ? null : json.readTree(text);
            if (read != null && read.isObject()) {
                body = read;
            }
            bare = read != null && (read.isTextual() || read.isNumber())
                    ? read.asText().strip()
                    : "";
        } catch (JsonProcessingException e) {
            // Not every answer is JSON. Whoever answers otherwise is not PlugZapi, and may say anything: none of it is
            // shown.
        }
        return new Answer(
                response.getStatus(), body, bare, Calls.retryAfter(response.getHeaderString(HttpHeaders.RETRY_AFTER)));
    }

    private static boolean isRedirect(Answer answer) {
        return answer.status() >= 300 && answer.status() < 400;
    }

    /** What it says where it is a success. */
    private JsonNode yes(Instance instance, Answer answer) {
        int status = answer.status();
        String words = Words.any(answer.json());
        if (status < 500 && !isRedirect(answer) && Words.isUnknownCall(answer.json())) {
            throw GatewayFailure.unknownCall(
                    answered(instance, answer, words) + "; this gateway does not know this call");
        }
        if (status >= 500 || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT) {
            throw GatewayFailure.failing(answered(instance, answer, words), answer.retryAfter());
        }
        if (status == NOT_FOUND && words.isEmpty()) {
            throw GatewayFailure.unknownCall(
                    answered(instance, answer, words) + ", or this gateway does not know this call");
        }
        if (status >= 400) {
            throw GatewayFailure.refused(answered(instance, answer, words), answer.retryAfter());
        }
        if (status >= 300) {
            // Not followed: the path holds the token, and the other host may be anybody's.
            throw GatewayFailure.refused(host + " answered " + status
                    + ", a redirect, which is not followed; set PLUGZAPI_URL to where the gateway really is");
        }
        if (answer.json().isMissingNode()) {
            throw GatewayFailure.failing(
                    host + " answered " + status + " without the JSON of PlugZapi's API; check PLUGZAPI_URL");
        }
        return answer.json();
    }

    /** Such as: {@code api.plugzapi.com.br answered 403 "null not allowed"; this account needs …}. */
    private String answered(Instance instance, Answer answer, String words) {
        return host + " answered " + answer.status() + (words.isEmpty() ? "" : " " + quoted(instance, words))
                + hint(instance, answer, words);
    }

    private static String hint(Instance instance, Answer answer, String words) {
        return hint(instance, answer.status(), words);
    }

    private static String hint(Instance instance, int status, String words) {
        String credentials = instance.id().isEmpty() ? "PLUGZAPI_ACCOUNT_TOKEN" : "this instance's id and token";
        return Words.hint(status, words, instance.clientToken() != null, credentials);
    }

    /**
     * Logs the error in an answer that is good otherwise; once, however often and with whatever numbers it is repeated.
     *
     * @return the error, fit to be shown; null where there is none
     */
    private String remark(Instance instance, String call, Answer answer) {
        return remark(instance, call, answer.status(), Words.error(answer.json()));
    }

    /** The same of an account, once its whole list is read; the error is empty where none was told. */
    void remarkOfList(Instance account, String error) {
        remark(account, "instances", OK, error);
    }

    private String remark(Instance instance, String call, int status, String error) {
        String key = instance.id() + " " + call;
        if (error.isEmpty() || InstanceStatus.isKnown(error)) {
            remarks.remove(key);
            return null;
        }
        String quoted = quoted(instance, error);
        String shown = quoted + hint(instance, status, error);
        String kind = NUMBERS.matcher(quoted).replaceAll("#");
        if (!kind.equals(remarks.put(key, kind))) {
            Object whose = instance.id().isEmpty() ? "the account" : instance;
            LOG.warnf("PlugZapi says of %s (%s): %s", whose, call, shown);
        }
        return shown;
    }

    /** What the gateway said, with the secrets cut out that it may have said back to us. */
    private String quoted(Instance instance, String text) {
        return "\"" + LogText.oneLine(secrets(instance).cutFrom(text)) + "\"";
    }

    private Secrets secrets(Instance instance) {
        return Secrets.of(instance.token(), instance.clientToken(), keys.get(instance.id()));
    }

    /** The client reads the entity of a success alone; that of an error it hands out as it came. */
    private static String text(Object entity) {
        if (entity instanceof InputStream stream) {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                // The status says enough.
                return "";
            }
        }
        return entity == null ? "" : entity.toString();
    }
}
