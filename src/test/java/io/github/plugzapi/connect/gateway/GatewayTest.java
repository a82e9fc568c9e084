package io.github.plugzapi.connect.gateway;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class GatewayTest {

    private static final String URL = "https://connect.example/webhooks/id/the-key";

    @Inject
    Gateway gateway;

    @Inject
    @RestClient
    PlugzapiApi.Kept kept;

    @Inject
    MeterRegistry registry;

    StandInGateway standIn;

    /** An instance that no other test knows. */
    private final Instance instance = new Instance("sales", "instance-" + UUID.randomUUID(), "the-token", null);

    // ---- What we say

    @ParameterizedTest
    @EnumSource(Webhook.class)
    void eachWebhookIsPutToItsOwnPathWithTheUrlAsItsValue(Webhook webhook) {
        standIn.accepts(instance.id());

        register(instance, webhook);

        LoggedRequest call = onlyCall();
        assertThat(call.getUrl())
                .isEqualTo("/instances/" + instance.id() + "/token/the-token/update-webhook-" + webhook.label());
        assertThat(call.getHeader("Content-Type")).startsWith("application/json");
        assertThat(call.getBodyAsString()).isEqualTo("{\"value\":\"" + URL + "\"}");
        assertThat(call.getHeader("User-Agent")).isEqualTo("plugzapi-connect");
    }

    @Test
    void theClientTokenIsSentWhereItIsConfigured() {
        standIn.accepts(instance.id());

        register(new Instance("sales", instance.id(), "the-token", "the-client-token"), Webhook.CONNECTED);

        assertThat(onlyCall().getHeader("Client-Token")).isEqualTo("the-client-token");
    }

    @Test
    void noClientTokenIsSentWhereNoneIsConfigured() {
        standIn.accepts(instance.id());

        register(instance, Webhook.CONNECTED);

        assertThat(onlyCall().containsHeader("Client-Token")).isFalse();
    }

    // ---- What it answers

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"value\":true}", "{\"value\":true,\"more\":[1]}", " {\"value\":\"true\"} ", "{\"value\":1}"})
    void aYesIsTakenForOneHoweverItIsWritten(String answer) {
        standIn.answers(instance.id(), okJson(answer));

        register(instance, Webhook.CONNECTED);

        onlyCall();
    }

    @Test
    void aYesIsTakenForOneWhateverMediaTypeItClaims() {
        standIn.answers(instance.id(), ok("{\"value\":true}").withHeader("Content-Type", "text/plain"));

        register(instance, Webhook.CONNECTED);

        onlyCall();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"value\":false}", "{\"value\":null}", "{}", "{\"error\":\"You are not connected.\"}"})
    void anythingButYesIsARefusal(String answer) {
        GatewayFailure failure = failure(okJson(answer));

        assertThat(failure.isRefused()).isTrue();
        assertThat(failure).hasMessageContaining(answer);
    }

    @Test
    void aMissingClientTokenIsARefusalThatNamesTheVariable() {
        GatewayFailure failure = failure(jsonResponse("{\"error\":\"null not allowed\"}", 403));

        assertThat(failure.isRefused()).isTrue();
        assertThat(failure)
                .hasMessageContainingAll("answered 403", "\"null not allowed\"", "set PLUGZAPI_CLIENT_TOKEN");
    }

    @Test
    void aForbiddenAddressIsARefusalThatSaysWhereToAllowIt() {
        GatewayFailure failure = failure(jsonResponse("{\"error\":\"203.0.113.7 not allowed\"}", 400));

        assertThat(failure.isRefused()).isTrue();
        assertThat(failure).hasMessageContainingAll("answered 400", "203.0.113.7", "provider's panel");
    }

    @Test
    void anUnknownInstanceIsARefusalWithoutThePage() {
        GatewayFailure failure = failure(aResponse()
                .withStatus(404)
                .withHeader("Content-Type", "text/html")
                .withBody("<html>Lost?</html>"));

        assertThat(failure.isRefused()).isTrue();
        assertThat(failure)
                .hasMessageContainingAll("answered 404", "check this instance's id and token")
                .message()
                .doesNotContain("Lost");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 415, 422})
    void aFaultOfOursIsARefusal(int status) {
        GatewayFailure failure = failure(status(status));

        assertThat(failure.isRefused()).isTrue();
        assertThat(failure).hasMessageContaining("answered " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 429, 408})
    void aFaultOfTheGatewayPasses(int status) {
        GatewayFailure failure = failure(status(status).withBody("{\"error\":\"try later\"}"));

        assertThat(failure.isRefused()).isFalse();
        assertThat(failure).hasMessageContaining("answered " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowedSinceThePathHoldsTheToken(int status) {
        try (StandInGateway elsewhere = StandInGateway.start()) {
            elsewhere.accepts(instance.id());
            String target = elsewhere.url() + "/instances/" + instance.id() + "/token/t/update-webhook-connected";

            GatewayFailure failure = failure(status(status).withHeader("Location", target));

            assertThat(failure.isRefused()).isTrue();
            assertThat(failure).hasMessageContainingAll("answered " + status, "PLUGZAPI_URL");
            assertThat(elsewhere.callsFor(instance.id())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "true", "null", "[true]", "{\"value\":tr", "<html>Welcome to this hotel</html>"})
    void whatIsNotTheApiOfPlugzapiPasses(String answer) {
        GatewayFailure failure = failure(okJson(answer));

        assertThat(failure.isRefused()).isFalse();
        assertThat(failure)
                .hasMessageEndingWith("; check PLUGZAPI_URL")
                .message()
                .doesNotContain("hotel");
    }

    @Test
    void anAnswerThatDoesNotComePasses() {
        GatewayFailure failure = failure(okJson("{\"value\":true}").withFixedDelay(60_000));

        assertThat(failure.isRefused()).isFalse();
        assertThat(failure).hasMessageContaining("no answer from localhost");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anAnswerThatBreaksOffPasses(Fault fault) {
        GatewayFailure failure = failure(aResponse().withFault(fault));

        assertThat(failure.isRefused()).isFalse();
        assertThat(failure).hasMessageContaining("localhost");
    }

    @Test
    void halfAnAnswerPasses() {
        GatewayFailure failure = failure(
                okJson("{\"value\":true}").withHeader("Content-Length", "1000").withHeader("Connection", "close"));

        assertThat(failure.isRefused()).isFalse();
    }

    @Test
    void whatCannotBeSentIsAFailureAsAnyOther() {
        Instance odd = new Instance("sales", instance.id(), "the-token", "two\r\nlines");

        GatewayFailure failure = failure(odd);

        assertThat(failure).message().doesNotContain("two").doesNotContain("lines");
    }

    // ---- What it answers when it is asked

    @ParameterizedTest
    @ValueSource(
            strings = {
                "me",
                "status",
                "restore-session",
                "restart",
                "qr-code/image",
                "phone-code/5544999991234",
                "queue/count"
            })
    void eachQuestionIsAskedOfItsOwnPathWithTheClientToken(String call) {
        standIn.answersTo(
                instance.id(), call, okJson("{\"id\":\"one\",\"connected\":true,\"value\":true,\"count\":1}"));

        assertThat(failureOf(call, new Instance("sales", instance.id(), "the-token", "the-client-token")))
                .isNull();

        assertThat(standIn.asked(instance.id(), call)).isOne();
        LoggedRequest request = standIn.questions(instance.id(), call).get(0);
        assertThat(request.getUrl()).isEqualTo("/instances/" + instance.id() + "/token/the-token/" + call);
        assertThat(request.getHeader("Client-Token")).isEqualTo("the-client-token");
    }

    @Test
    void whereItCallsIsReadFromWhatItSaysOfItself() {
        standIn.answersTo(
                instance.id(),
                "me",
                okJson("{\"id\":\"one\",\"connectedCallbackUrl\":\"https://a.example/x\","
                        + "\"disconnectedCallbackUrl\":null,\"receivedCallbackUrl\":\"https://b.example\"}"));

        assertThat(gateway.details(instance)
                        .await()
                        .atMost(Duration.ofSeconds(20))
                        .callbackUrls())
                .containsExactlyInAnyOrderEntriesOf(Map.of(Webhook.CONNECTED, "https://a.example/x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"error\":\"try later\"}", "{\"value\":true}"})
    void whatDoesNotSayWhereItCallsIsNoAnswerToThat(String answer) {
        standIn.answersTo(instance.id(), "me", okJson(answer));

        assertThat(failureOf("me", instance)).isNotNull();
        assertThat(failureOf("me", instance).isRefused()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"error\":\"\"}", "{\"connected\":\"perhaps\"}"})
    void whatDoesNotSayWhetherItIsConnectedIsNoAnswerToThat(String answer) {
        standIn.answersTo(instance.id(), "status", okJson(answer));

        assertThat(failureOf("status", instance)).hasMessageContaining("did not say whether the instance is connected");
        assertThat(failureOf("status", instance).isRefused()).isFalse();
    }

    @Test
    void aReasonInsteadOfWhetherItIsConnectedIsANoToThisInstance() {
        standIn.answersTo(instance.id(), "status", okJson("{\"error\":\"what?\"}"));

        assertThat(failureOf("status", instance)).hasMessageContaining("\"what?\"");
        assertThat(failureOf("status", instance).isRefused()).isTrue();
    }

    @Test
    void aSessionIsRestoredWhereItSaysSuccessInsteadOfTheValue() {
        standIn.answersTo(instance.id(), "restore-session", okJson("{\"success\":true}"));

        assertThat(failureOf("restore-session", instance)).isNull();
    }

    @Test
    void aSessionThatIsNotRestoredIsARefusal() {
        standIn.answersTo(instance.id(), "restore-session", okJson("{\"value\":false}"));

        assertThat(failureOf("restore-session", instance).isRefused()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"me", "status", "restore-session", "restart", "phone-code/5544999991234", "queue/count"})
    void whateverGoesWrongWithAQuestionIsAFailureWithoutASecret(String call) {
        List<ResponseDefinitionBuilder> answers = List.of(
                okJson("{\"connected\":tr"),
                ok("<html>the-token</html>"),
                okJson("[true]"),
                serverError().withBody("the-token"),
                status(503),
                status(429),
                jsonResponse("{\"error\":\"null not allowed\"}", 403),
                jsonResponse("{\"error\":\"the-token\"}", 400),
                status(404).withBody("the-token"),
                okJson("{\"connected\":true}")
                        .withHeader("Content-Length", "1000")
                        .withHeader("Connection", "close"),
                okJson("{\"connected\":true}").withFixedDelay(60_000),
                aResponse().withFault(Fault.EMPTY_RESPONSE),
                aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        for (ResponseDefinitionBuilder answer : answers) {
            standIn.answersTo(instance.id(), call, answer);

            GatewayFailure failure = failureOf(call, instance);

            assertThat(failure).hasNoCause().hasMessageContaining("localhost");
            assertThat(failure.getMessage()).doesNotContain("the-token");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "me",
                "status",
                "restore-session",
                "restart",
                "qr-code/image",
                "phone-code/5544999991234",
                "queue/count"
            })
    void aRedirectOfAQuestionIsNotFollowed(String call) {
        try (StandInGateway elsewhere = StandInGateway.start()) {
            elsewhere.answersTo(instance.id(), call, okJson("{\"connected\":true,\"value\":true}"));
            standIn.answersTo(
                    instance.id(),
                    call,
                    status(307)
                            .withHeader(
                                    "Location",
                                    elsewhere.url() + "/instances/" + instance.id() + "/token/the-token/" + call));

            assertThat(failureOf(call, instance)).hasMessageContainingAll("answered 307", "PLUGZAPI_URL");

            assertThat(elsewhere.asked(instance.id(), call)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"7,7", "0,0", "-3,0", "86400,3600", "'Sat, 31 Jan 2026 12:00:00 GMT',0", "soon,0", "' 12 ',12"})
    void retryAfterIsBelievedInSecondsUpToAnHour(String header, long seconds) {
        standIn.answersTo(instance.id(), "status", status(429).withHeader("Retry-After", header));

        assertThat(failureOf("status", instance).retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aCallThatTheGatewayDoesNotKnowIsToldFromOtherRefusals() {
        standIn.answersTo(instance.id(), "me", status(404));
        assertThat(failureOf("me", instance).isUnknownCall()).isTrue();

        standIn.answersTo(instance.id(), "me", status(403));
        assertThat(failureOf("me", instance).isUnknownCall()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "200, NOT_FOUND, Unable to find matching target resource method",
        "404, NOT_FOUND, Unable to find matching target resource method",
        "200, not_found, ",
        "400, NOT_FOUND, "
    })
    void aCallThatTheGatewaySaysItDoesNotKnowIsUnknownWhateverTheStatus(int status, String error, String message) {
        String answer =
                "{\"error\":\"" + error + "\"" + (message == null ? "" : ",\"message\":\"" + message + "\"") + "}";
        for (String call : List.of("me", "status", "restore-session")) {
            standIn.answersTo(instance.id(), call, jsonResponse(answer, status));
            assertThat(failureOf(call, instance).isUnknownCall()).as(call).isTrue();
            assertThat(failureOf(call, instance)).hasMessageContainingAll(error, "does not know this call");
        }
        GatewayFailure failure = failure(jsonResponse(answer, status));
        assertThat(failure.isUnknownCall()).isTrue();
        assertThat(failure).hasMessageContainingAll(error, "does not know this call");
    }

    @Test
    void anInstanceThatIsNotFoundIsNoUnknownCall() {
        for (String call : List.of("me", "status", "restore-session")) {
            standIn.answersTo(instance.id(), call, jsonResponse("{\"error\":\"Instance not found\"}", 404));
            assertThat(failureOf(call, instance).isUnknownCall()).as(call).isFalse();
            assertThat(failureOf(call, instance).isRefused()).as(call).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 500, 429})
    void anErrorReachesTheOperatorInItsOwnWordsWhateverTheStatus(int status) {
        String sentence = "To continue sending a message, you must subscribe to this instance again";
        ResponseDefinitionBuilder answer = jsonResponse("{\"error\":\"" + sentence + "\"}", status);
        for (String call : List.of("me", "status", "restore-session")) {
            standIn.answersTo(instance.id(), call, answer);
            assertThat(failureOf(call, instance)).hasMessageContainingAll(sentence, "renew its subscription");
        }
        assertThat(failure(answer)).hasMessageContainingAll(sentence, "renew its subscription");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 404, 405, 409, 422, 429, 500, 503})
    void whetherItIsConnectedIsReadWhateverTheStatus(int status) {
        standIn.answersTo(instance.id(), "status", jsonResponse("{\"error\":\"you are not connected\"}", status));
        assertThat(askedStatus()).isEqualTo(new InstanceStatus(false, null, null, "you are not connected"));

        standIn.answersTo(instance.id(), "status", jsonResponse("{\"error\":\"You are already connected.\"}", status));
        assertThat(askedStatus()).isEqualTo(new InstanceStatus(true, null, null, null));

        standIn.answersTo(
                instance.id(), "status", jsonResponse("{\"error\":\"You need to restore the session\"}", status));
        assertThat(askedStatus().isRestorable()).isTrue();

        standIn.answersTo(instance.id(), "status", jsonResponse("{\"connected\":\"true\",\"session\":0}", status));
        assertThat(askedStatus()).isEqualTo(new InstanceStatus(true, false, null, null));
    }

    @Test
    void whatAStatusSaysIsShownWithoutASecret() {
        Instance known = new Instance("sales", instance.id(), "TokenMarker1", "ClientTokenMarker0");
        standIn.answersTo(
                instance.id(),
                "status",
                okJson(
                        "{\"connected\":false,\"error\":\"TokenMarker1 and CLIENTTOKENMARKER0 \\u0000 are not known\"}"));

        assertThat(gateway.status(known).await().atMost(Duration.ofSeconds(20)).error())
                .isEqualTo("*** and *** are not known");
    }

    @Test
    void theKeyThatTheGatewayWasToldIsCutOutOfWhatItSaysLater() {
        standIn.accepts(instance.id());
        gateway.register(instance, Webhook.CONNECTED, "https://connect.example/webhooks/one/4fT_9-kK8MARKER")
                .await()
                .atMost(Duration.ofSeconds(20));
        standIn.answersTo(
                instance.id(), "status", okJson("{\"connected\":false,\"error\":\"no 4ft_9-kk8marker here\"}"));

        assertThat(askedStatus().error()).isEqualTo("no *** here");
    }

    @Test
    void anErrorInAnAnswerThatIsGoodOtherwiseIsLoggedForAsLongAsItIsSaidOnce() {
        try (CapturedLog log = CapturedLog.start()) {
            says("Paid until day 1");
            says("Paid until day 2");
            assertThat(linesAbout(log))
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("Paid until day 1");

            says("Something else");
            assertThat(linesAbout(log)).hasSize(2).last().asString().contains("Something else");

            standIn.saysStatus(instance.id(), true);
            askedStatus();
            says("Something else");
            assertThat(linesAbout(log)).hasSize(3);
        }
    }

    @Test
    void whatWasSaidOfAnInstanceThatIsGoneIsForgotten() {
        Instances instances = InstanceFixtures.instances(Map.of());
        gateway = new Gateway(
                kept,
                null,
                null,
                null,
                new ObjectMapper(),
                Configuration.of(PlugzapiConfig.class, Map.of()),
                instances,
                registry);
        GatewayFixtures.come(instances, instance.id(), instance.token());
        try (CapturedLog log = CapturedLog.start()) {
            says("Paid until day 1");
            says("Paid until day 1");
            assertThat(linesAbout(log)).hasSize(1);

            GatewayFixtures.go(instances, instance.id());
            GatewayFixtures.come(instances, instance.id(), instance.token());
            says("Paid until day 1");
            assertThat(linesAbout(log)).hasSize(2);
        }
    }

    @Test
    void untilWhenItIsPaidForIsReadFromWhatItSaysOfItself() {
        standIn.answersTo(
                instance.id(), "me", okJson("{\"id\":\"one\",\"due\":1763817600000,\"paymentStatus\":\"PAID\"}"));

        assertThat(gateway.details(instance)
                        .await()
                        .atMost(Duration.ofSeconds(20))
                        .subscription())
                .isEqualTo(new Subscription(Instant.ofEpochMilli(1763817600000L), "PAID"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"one\"}",
                "{\"id\":\"one\",\"connectedCallbackUrl\":\"\",\"disconnectedCallbackUrl\":null}",
                "{\"connected\":true,\"name\":\"x\"}",
                "{\"id\":\"one\",\"connectedCallbackUrl\":\" \",\"disconnectedCallbackUrl\":{}}"
            })
    void aUrlMayBeAbsentNullOrEmpty(String answer) {
        standIn.answersTo(instance.id(), "me", okJson(answer));

        assertThat(gateway.details(instance)
                        .await()
                        .atMost(Duration.ofSeconds(20))
                        .callbackUrls())
                .isEmpty();
    }

    @Test
    void anErrorIsNoWordOnWhereItCalls() {
        standIn.answersTo(instance.id(), "me", okJson("{\"id\":\"one\",\"error\":\"try later\"}"));

        assertThat(failureOf("me", instance)).hasMessageContaining("try later");
    }

    @Test
    void retryAfterIsReadFromARefusalToo() {
        standIn.answers(instance.id(), status(403).withHeader("Retry-After", "60"));

        assertThat(failure(instance).retryAfter()).isEqualTo(Duration.ofSeconds(60));
    }

    // ---- Connections

    @Test
    void aListWhoseConnectionBrokeOffIsAskedForOverANewOne() {
        AtomicInteger broken = new AtomicInteger();
        AccountApi.Kept kept = (authorization, clientToken, page, pageSize) -> {
            broken.incrementAndGet();
            return Uni.createFrom().failure(new IOException("connection reset by peer"));
        };
        AccountApi.Afresh afresh = (authorization, clientToken, page, pageSize) ->
                Uni.createFrom().item(RestResponse.ok("{\"content\":[]}"));
        Gateway other = new Gateway(
                null,
                null,
                kept,
                afresh,
                new ObjectMapper(),
                Configuration.of(PlugzapiConfig.class, Map.of()),
                InstanceFixtures.instances(Map.of()),
                registry);

        assertThat(other.instances(Gateway.account("account-token", null), 1, 100)
                        .await()
                        .atMost(Duration.ofSeconds(20))
                        .size())
                .isZero();
        assertThat(broken).hasValue(1);
    }

    // ---- What is counted

    @ParameterizedTest
    @CsvSource({"200, answered", "403, refused", "404, refused", "500, failed"})
    void eachCallIsCountedByWhatBecameOfIt(int status, String outcome) {
        double before = counted("register", outcome);
        standIn.answers(instance.id(), jsonResponse("{\"value\":true}", status));

        gateway.register(instance, Webhook.CONNECTED, URL)
                .onFailure()
                .recoverWithNull()
                .await()
                .atMost(Duration.ofSeconds(20));

        assertThat(counted("register", outcome)).isEqualTo(before + 1);
    }

    private double counted(String call, String outcome) {
        return registry.get("gateway_requests")
                .tag("call", call)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    // ---- Helpers

    private void register(Instance of, Webhook webhook) {
        gateway.register(of, webhook, URL).await().atMost(Duration.ofSeconds(20));
    }

    private GatewayFailure failure(ResponseDefinitionBuilder answer) {
        standIn.answers(instance.id(), answer);
        return failure(instance);
    }

    private GatewayFailure failure(Instance of) {
        CompletionStage<String> call =
                gateway.register(of, Webhook.CONNECTED, URL).subscribeAsCompletionStage();
        await().until(() -> call.toCompletableFuture().isDone());
        CompletionException failed = catchThrowableOfType(
                CompletionException.class, () -> call.toCompletableFuture().join());
        assertThat(failed.getCause()).isInstanceOf(GatewayFailure.class).hasNoCause();
        return (GatewayFailure) failed.getCause();
    }

    private InstanceStatus askedStatus() {
        return gateway.status(instance).await().atMost(Duration.ofSeconds(20));
    }

    private void says(String error) {
        standIn.answersTo(instance.id(), "status", okJson("{\"connected\":true,\"error\":\"" + error + "\"}"));
        askedStatus();
    }

    private List<String> linesAbout(CapturedLog log) {
        return log.lines().stream().filter(line -> line.contains(instance.id())).toList();
    }

    /** Null where it did not fail. */
    private GatewayFailure failureOf(String call, Instance of) {
        Uni<?> answer =
                switch (call) {
                    case "me" -> gateway.details(of);
                    case "status" -> gateway.status(of);
                    case "restart" -> gateway.restart(of);
                    case "qr-code/image" -> gateway.qrCode(of);
                    case "phone-code/5544999991234" -> gateway.phoneCode(of, "5544999991234");
                    case "queue/count" -> gateway.queue(of);
                    default -> gateway.restoreSession(of);
                };
        Throwable failure = answer.onItemOrFailure()
                .transform((item, thrown) -> thrown)
                .await()
                .atMost(Duration.ofSeconds(20));
        assertThat(failure).satisfiesAnyOf(thrown -> assertThat(thrown).isNull(), thrown -> assertThat(thrown)
                .isInstanceOf(GatewayFailure.class));
        return (GatewayFailure) failure;
    }

    private LoggedRequest onlyCall() {
        assertThat(standIn.callsFor(instance.id())).hasSize(1);
        return standIn.callsFor(instance.id()).get(0);
    }
}
