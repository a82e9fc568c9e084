package io.github.plugzapi.connect.webhook;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED_TOKEN;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.FAILING;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.PREVIOUS_SECRET;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.REFUSED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.SECRET;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.KeptEvents;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.RawHttp;
import io.github.plugzapi.connect.testsupport.RecordedEvents;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class FrontDoorTest {

    private static final String PROBLEM = "application/problem+json";
    private static final String CONNECTED = "{\"connected\":true,\"phone\":\"5544999999999\",\"momment\":1580163342}";
    private static final int LIMIT = CallbackBody.MAX_WHOLE;

    @Inject
    MeterRegistry registry;

    @Inject
    RecordedEvents events;

    /** What is kept is in it before the answer; the observers are handed it later. */
    @Inject
    Store store;

    @TestHTTPResource("/")
    URL publicUrl;

    /** An instance that no other test knows and that is not configured. */
    private final String instance = "instance-" + UUID.randomUUID();

    // ---- 200

    @Test
    void aConnectionIsAcceptedAndHandedOn() {
        long before = count("accepted");

        post(CONNECTED).statusCode(200).contentType(ContentType.JSON).body("outcome", is("accepted"));

        assertThat(count("accepted")).isEqualTo(before + 1);
        await().untilAsserted(
                        () -> assertThat(events.of(instance)).singleElement().satisfies(event -> {
                            assertThat(event).isInstanceOf(Connected.class);
                            assertThat(event.receivedAt()).isEqualTo(MovableClock.START);
                            assertThat(event.distinction()).isEqualTo("1580163342");
                        }));
    }

    @Test
    void howLongACallbackTookIsMeasuredAndOfAStrangerItIsNot() {
        Timer timer = registry.get("webhook_request").timer();
        long before = timer.count();
        double secondsBefore = timer.totalTime(TimeUnit.SECONDS);

        given().contentType(ContentType.JSON).body(CONNECTED).post("/webhooks/" + instance + "/wrong");
        assertThat(timer.count()).isEqualTo(before);

        long begun = System.nanoTime();
        post(CONNECTED).statusCode(200);
        assertThat(timer.count()).isEqualTo(before + 1);
        assertThat(timer.totalTime(TimeUnit.SECONDS) - secondsBefore)
                .isPositive()
                .isLessThan((System.nanoTime() - begun) / 1e9);
    }

    @Test
    void aDisconnectionIsAcceptedAndHandedOn() {
        post("{\"disconnected\":true,\"error\":\"Device has been disconnected\"}")
                .statusCode(200)
                .body("outcome", is("accepted"));

        await().untilAsserted(() -> assertThat(events.of(instance))
                .singleElement()
                .isInstanceOfSatisfying(Disconnected.class, event -> assertThat(event.error())
                        .isEqualTo("Device has been disconnected")));
    }

    @Test
    void theSameCallbackTwiceIsAnswered200EachTimeAndIsOneEvent() {
        long before = count("duplicate");
        String next = CONNECTED.replace("1580163342", "1580163343");

        post(CONNECTED).statusCode(200).body("outcome", is("accepted"));
        post(CONNECTED).statusCode(200).body("outcome", is("duplicate"));
        post(next).statusCode(200).body("outcome", is("accepted"));

        assertThat(count("duplicate")).isEqualTo(before + 1);
        await().untilAsserted(() -> assertThat(events.of(instance))
                .extracting(event -> event.distinction())
                .containsExactly("1580163342", "1580163343"));
    }

    @Test
    void aCallbackAboutSomethingElseIsAnswered200AndCountedByType() {
        long before = count("ignored");
        double ofType = ignored("ReceivedCallback");

        post("{\"type\":\"ReceivedCallback\",\"text\":{\"message\":\"hello\"}}")
                .statusCode(200)
                .body("outcome", is("ignored"));

        assertThat(count("ignored")).isEqualTo(before + 1);
        assertThat(ignored("ReceivedCallback")).isEqualTo(ofType + 1);
        assertThat(KeptEvents.of(store, instance)).isEmpty();
    }

    @Test
    void aStrangersTypesDoNotGrowTheMetrics() {
        double before = ignored("other");

        post("{\"type\":\"" + UUID.randomUUID() + "\"}").statusCode(200);
        post("{\"type\":\"" + UUID.randomUUID() + "\"}").statusCode(200);

        assertThat(ignored("other")).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "APPLICATION/JSON",
                "application/json; charset=klingon",
            })
    void theContentTypeMaySayMoreThanJson(String contentType) {
        request()
                .header("Content-Type", contentType)
                .body(CONNECTED.getBytes(StandardCharsets.UTF_8))
                .post(Callbacks.path(instance))
                .then()
                .statusCode(200);
    }

    @Test
    void aConfiguredInstanceIsAccepted() {
        request()
                .body("{\"connected\":true}")
                .post(Callbacks.path(ACCEPTED))
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"instance.id", "a b", "a/b", "ção", "a+b", "a%2Fb"})
    void anyInstanceIdCanBeCalledByItsCallbackUrl(String odd) throws IOException {
        String id = odd + "-" + instance;
        String url = CallbackUrl.of("http://localhost", id, new CallbackKey(SECRET));
        String target = url.substring("http://localhost".length());

        String answer = RawHttp.exchange(publicUrl.getPort(), raw("POST", target, "{\"connected\":true}"));

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        await().untilAsserted(() -> assertThat(events.of(id)).hasSize(1));
    }

    @Test
    void aBodyThatNamesAnotherInstanceIsTakenForThatOfTheUrlAndCounted() {
        Counter mismatches = registry.get("webhook_instance_mismatch").counter();
        double before = mismatches.count();

        try (CapturedLog log = CapturedLog.start()) {
            post("{\"connected\":true,\"instanceId\":\"somebody-else\"}").statusCode(200);

            assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains(instance, "somebody-else"));
        }
        assertThat(mismatches.count()).isEqualTo(before + 1);
        await().untilAsserted(() -> assertThat(events.of(instance)).hasSize(1));
    }

    // ---- The key and the token

    @Test
    void theKeyOfThePreviousSecretIsAccepted() {
        request()
                .body(CONNECTED)
                .post(Callbacks.path(instance, PREVIOUS_SECRET))
                .then()
                .statusCode(200);
    }

    @Test
    void aKeyOfAnotherSecretIsNotFound() {
        long before = count("unauthorized");

        request()
                .body(CONNECTED)
                .post(Callbacks.path(instance, "guessed"))
                .then()
                .statusCode(404)
                .contentType(PROBLEM);

        assertThat(count("unauthorized")).isEqualTo(before + 1);
        assertThat(KeptEvents.of(store, instance)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\n", "\u007f", "\u0085"})
    void anInstanceWithAControlCharacterIsNotFound(String character) {
        String odd = instance + character;

        request()
                .body(CONNECTED)
                .post("/webhooks/{instance}/{key}", odd, new CallbackKey(SECRET).of(odd))
                .then()
                .statusCode(404)
                .contentType(PROBLEM);

        assertThat(KeptEvents.of(store, odd)).isEmpty();
    }

    @Test
    void theKeyOfAnotherInstanceIsNotFound() {
        String key = new CallbackKey(SECRET).of("another");

        request()
                .body(CONNECTED)
                .post("/webhooks/" + instance + "/" + key)
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /webhooks/instance",
        "POST, /webhooks/instance/key/more",
        "POST, /webhooks/",
        "GET, /webhooks",
        "DELETE, /webhooks/instance"
    })
    void aWrongKeyIsAnsweredByteForByteAsAnUnknownPathUnderWebhooks(String method, String unknown) throws IOException {
        String wrongKey = Callbacks.path(instance, "guessed");

        String answer = RawHttp.exchange(publicUrl.getPort(), raw("POST", wrongKey, CONNECTED));

        assertThat(answer).startsWith("HTTP/1.1 404 ").contains(PROBLEM, "callback-url INSTANCE");
        assertThat(RawHttp.exchange(publicUrl.getPort(), raw(method, unknown, CONNECTED)))
                .isEqualTo(answer);
    }

    @Test
    void theInstancesTokenInTheHeaderOpensTheDoor() {
        request()
                .header("z-api-token", ACCEPTED_TOKEN)
                .body("{\"connected\":true}")
                .post(Callbacks.path(ACCEPTED))
                .then()
                .statusCode(200);
    }

    @Test
    void aTokenInTheHeaderThatDoesNotFitCostsNoCallbackAndIsSaidOnce() {
        try (CapturedLog log = CapturedLog.start()) {
            long momment = MovableClock.START.toEpochMilli();
            for (String token : List.of("TokenMarker", ACCEPTED_TOKEN + "x", "", "TokenMarker")) {
                momment += 1_000;
                request()
                        .header("z-api-token", token)
                        .body("{\"connected\":true,\"momment\":" + momment + "}")
                        .post(Callbacks.path(REFUSED))
                        .then()
                        .statusCode(200)
                        .body("outcome", is("accepted"));
            }

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("out of date"))
                    .singleElement(STRING)
                    .startsWith("WARN")
                    .contains(REFUSED)
                    .doesNotContain("Marker");
        }
    }

    @Test
    void theTokenOfAnInstanceThatWeDoNotKnowAndOtherHeadersAreNotLookedAt() {
        try (CapturedLog log = CapturedLog.start()) {
            request()
                    .header("z-api-token", "whatever")
                    .body("{\"connected\":true}")
                    .post(Callbacks.path(instance))
                    .then()
                    .statusCode(200);
            request()
                    .header("funnelchat-token", "whatever")
                    .body("{\"connected\":true}")
                    .post(Callbacks.path(FAILING))
                    .then()
                    .statusCode(200);

            assertThat(log.text()).doesNotContain("out of date");
        }
    }

    // ---- What is answered before the body is read

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 60000", "Content-Length: 5000000", "Transfer-Encoding: chunked"})
    void aWrongKeyIsAnsweredWithoutWaitingForTheBody(String body) throws IOException {
        String wrongKey = Callbacks.path(instance, "guessed");

        assertThat(answerToHead("POST " + wrongKey, "Content-Type: application/json", body))
                .startsWith("HTTP/1.1 404 ");
        assertThat(answerToHead("POST /webhooks/x", "Content-Type: application/json", body))
                .startsWith("HTTP/1.1 404 ");
        assertThat(answerToHead("POST /nowhere", "Content-Type: application/json", body))
                .startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 60000", "Transfer-Encoding: chunked"})
    void whatIsNoJsonOrNoPostIsAnsweredWithoutWaitingForTheBody(String body) throws IOException {
        String path = Callbacks.path(instance);

        assertThat(answerToHead("PUT " + path, "Content-Type: application/json", body))
                .startsWith("HTTP/1.1 405 ");
        assertThat(answerToHead("POST " + path, "Content-Type: text/plain", body))
                .startsWith("HTTP/1.1 415 ");
    }

    @Test
    void whoAsksBeforeSendingABodyIsToldAboutAWrongKeyInsteadOfToGoOn() throws IOException {
        String answer = RawHttp.exchange(
                publicUrl.getPort(),
                head("POST " + Callbacks.path(instance, "guessed"), "Content-Length: 20", "Expect: 100-continue"));

        assertThat(answer).startsWith("HTTP/1.1 404 ").containsIgnoringCase("\r\nconnection: close\r\n");
    }

    @Test
    void aConnectionIsGoneOnWithAfterABodyThatNobodyRead() throws IOException {
        String request = raw("POST", Callbacks.path(instance, "guessed"), "x".repeat(100_000))
                .replace("Connection: close\r\n", "");
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(request);
            assertThat(connection.answer()).startsWith("HTTP/1.1 404 ");
            connection.send(request);
            assertThat(connection.answer()).startsWith("HTTP/1.1 404 ");
            connection.send(raw("POST", Callbacks.path(instance), CONNECTED));
            assertThat(connection.rest()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aBodyThatNobodyReadsIsNotWaitedForWithoutEnd() throws IOException {
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(head("POST " + Callbacks.path(instance, "guessed"), "Content-Length: 60000"));

            assertThat(connection.rest()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void aBodyThatComesByteByByteIsTaken() throws IOException {
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            String request = raw("POST", Callbacks.path(instance), CONNECTED);
            for (char c : request.toCharArray()) {
                connection.send(String.valueOf(c));
            }
            assertThat(connection.rest()).startsWith("HTTP/1.1 200 ").contains("accepted");
        }
    }

    @Test
    void callbacksThatFollowEachOtherOnAConnectionWithoutWaitingAreAllAnswered() throws IOException {
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 5; i++) {
                String callback = CONNECTED.replace("1580163342", "158016334" + i);
                requests.append(raw("POST", Callbacks.path(instance), callback).replace("Connection: close\r\n", ""));
            }
            connection.send(requests.toString());
            for (int i = 0; i < 5; i++) {
                assertThat(connection.answer()).startsWith("HTTP/1.1 200 ").contains("accepted");
            }
        }
    }

    // ---- Each request is counted once

    @ParameterizedTest
    @CsvSource({
        "accepted, 200, POST, key, application/json, '{\"connected\":true}'",
        "accepted, 200, POST, key/, application/json, '{\"connected\":true}'",
        "accepted, 200, POST, key?x=y, application/json, '{\"connected\":true}'",
        "ignored, 200, POST, key, application/json, '{\"type\":\"WebhookTest\"}'",
        "unreadable, 400, POST, key, application/json, '{'",
        "unreadable, 400, POST, key, application/json, ''",
        "unauthorized, 404, POST, guessed, application/json, '{}'",
        "unauthorized, 404, POST, %FF, application/json, '{}'",
        "unauthorized, 404, POST, key/more, application/json, '{}'",
        "unauthorized, 404, POST, '', application/json, '{}'",
        "unauthorized, 404, GET, a/b/c/d, text/plain, ''",
        "rejected, 405, GET, key, text/plain, ''",
        "rejected, 405, PUT, guessed, application/json, '{}'",
        "rejected, 405, OPTIONS, key, application/json, ''",
        "rejected, 405, HEAD, key, application/json, ''",
        "rejected, 405, PROPFIND, key, application/json, ''",
        "rejected, 405, WHATEVER, key, application/json, ''",
        "rejected, 415, POST, key, text/plain, '{}'",
        "rejected, 415, POST, guessed, application/jsonp, '{}'",
    })
    void everyRequestIsCountedInOneOutcome(
            String outcome, int status, String method, String path, String contentType, String body)
            throws IOException {
        Map<String, Long> before = counts();
        String target = "/webhooks/" + instance + "/" + path.replace("key", new CallbackKey(SECRET).of(instance));

        String answer = RawHttp.exchange(
                publicUrl.getPort(), raw(method, target, body).replace("application/json", contentType));

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        Map<String, Long> expected = new TreeMap<>(before);
        expected.merge(outcome, 1L, Long::sum);
        assertThat(counts()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webhooks",
                "/webhooks/",
                "/webhooks/x",
                "//webhooks//x",
                "/%77ebhooks/x",
                "/webhooks/a/b/c/d/e/f"
            })
    void everyPathOfTheFrontDoorIsCounted(String path) throws IOException {
        long before = count("unauthorized");

        RawHttp.exchange(publicUrl.getPort(), raw("GET", path, ""));

        assertThat(count("unauthorized")).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/webhooksandmore", "/q/metrics"})
    void otherPathsAreNotCounted(String path) throws IOException {
        Map<String, Long> before = counts();

        assertThat(RawHttp.exchange(publicUrl.getPort(), raw("POST", path, "{}")))
                .startsWith("HTTP/1.1 404 ");

        assertThat(counts()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"accepted, true", "ignored, none"})
    void aRequestWhoseAnswerFailsIsCountedOnceAsWhatBecameOfIt(String outcome, String connected) throws IOException {
        Map<String, Long> expected = counts();
        expected.merge(outcome, 1L, Long::sum);
        String request = raw(
                "POST",
                Callbacks.path(instance),
                "{\"connected\":\"" + connected + "\"}",
                HeadSentBefore.HEADER + ": yes");

        try (CapturedLog log = CapturedLog.start();
                RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(request);

            await().untilAsserted(() -> {
                assertThat(log.text()).contains("A request failed in a way that nobody foresaw");
                assertThat(counts()).isEqualTo(expected);
            });
        }
    }

    /** Sends the head of an answer before the front door answers, so that whatever it answers fails. */
    @Singleton
    static class HeadSentBefore {

        static final String HEADER = "x-test-head-sent-before";

        void install(@Observes Router router) {
            router.route("/webhooks/*").order(-2_000).handler(context -> {
                if (context.request().headers().contains(HEADER)) {
                    context.response().setChunked(true).write("x");
                }
                context.next();
            });
        }
    }

    @Test
    void aCallbackWhoseConnectionBreaksBeforeAllOfItCameIsCountedAsRejected() throws IOException {
        Map<String, Long> before = counts();
        Map<String, Long> expected = new TreeMap<>(before);
        expected.merge("rejected", 1L, Long::sum);

        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(head("POST " + Callbacks.path(instance), "Content-Length: 100") + "{\"connected\":true");
        }

        await().untilAsserted(() -> assertThat(counts()).isEqualTo(expected));
    }

    @Test
    void chunksThatAreNoneAreRejected() throws IOException {
        long before = count("rejected");

        String answer = RawHttp.exchange(
                publicUrl.getPort(),
                head("POST " + Callbacks.path(instance), "Transfer-Encoding: chunked") + "many\r\n{}\r\n");

        assertThat(answer).satisfiesAnyOf(closed -> assertThat(closed).isEmpty(), told -> assertThat(told)
                .startsWith("HTTP/1.1 400 "));
        await().untilAsserted(() -> assertThat(count("rejected")).isEqualTo(before + 1));
    }

    // ---- 400

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "null", "connected=true", " "})
    void anUnreadableBodyIsABadRequestThatSaysWhy(String body) {
        long before = count("unreadable");

        post(body)
                .statusCode(400)
                .contentType(PROBLEM)
                .body("status", is(400))
                .body("title", is("Bad Request"))
                .body("detail", containsString("The body is not"));

        assertThat(count("unreadable")).isEqualTo(before + 1);
    }

    @Test
    void noBodyAtAllIsABadRequest() {
        request().post(Callbacks.path(instance)).then().statusCode(400).contentType(PROBLEM);
    }

    // ---- 405, 415

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
    void anotherMethodIsNotAllowedAndTheAnswerSaysWhichOneIs(String method) {
        request()
                .request(method, Callbacks.path(instance))
                .then()
                .statusCode(405)
                .header("Allow", containsString("POST"))
                .header("Allow", not(containsString(method)))
                .contentType(PROBLEM)
                .body("status", is(405))
                .body("detail", containsString("POST"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"})
    void anotherMediaTypeIsUnsupportedAndTheAnswerSaysWhichOneIs(String contentType) throws IOException {
        String request = raw("POST", Callbacks.path(instance), CONNECTED)
                .replace("Content-Type: application/json", "Content-Type: " + contentType);

        String answer = RawHttp.exchange(publicUrl.getPort(), request);

        assertThat(answer)
                .startsWith("HTTP/1.1 415 ")
                .containsIgnoringCase("\r\nAccept-Post: application/json\r\n")
                .contains(PROBLEM, "\"status\":415", "Content-Type: application/json");
    }

    @Test
    void noMediaTypeIsTakenForJson() throws IOException {
        String request =
                raw("POST", Callbacks.path(instance), CONNECTED).replace("Content-Type: application/json\r\n", "");

        assertThat(RawHttp.exchange(publicUrl.getPort(), request))
                .satisfiesAnyOf(answer -> assertThat(answer).startsWith("HTTP/1.1 200 "), answer -> assertThat(answer)
                        .startsWith("HTTP/1.1 415 "));
    }

    // ---- 413

    @Test
    void aBodyOf64KiBIsTaken() {
        post(padded(LIMIT)).statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "9223372036854775808", "99999999999999999999999", "-1", "many"})
    void aContentLengthBeyondAllBoundsIsAnsweredWithAnErrorOfTheSender(String length) throws IOException {
        String head = "POST " + Callbacks.path(instance) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";

        assertThat(RawHttp.exchange(publicUrl.getPort(), head)).startsWith("HTTP/1.1 4");
    }

    @Test
    void aBodyInChunksIsTakenUpToTheLimit() throws IOException {
        assertThat(RawHttp.exchange(publicUrl.getPort(), chunked(padded(LIMIT), 5_000)))
                .startsWith("HTTP/1.1 200 ");
        await().untilAsserted(() -> assertThat(events.of(instance)).hasSize(1));
    }

    @Test
    void whoAsksBeforeSendingABodyInChunksIsToldToGoOn() throws IOException {
        String request =
                chunked(CONNECTED, 20).replace("Connection: close", "Connection: close\r\nExpect: 100-continue");

        assertThat(RawHttp.exchange(publicUrl.getPort(), request))
                .startsWith("HTTP/1.1 100 ")
                .contains("HTTP/1.1 200 ");
    }

    @Test
    void whoSpeaksHttp10IsNotToldToGoOn() throws IOException {
        String request = raw("POST", Callbacks.path(instance), CONNECTED, "Expect: 100-continue")
                .replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n");

        assertThat(RawHttp.exchange(publicUrl.getPort(), request)).startsWith("HTTP/1.0 200 ");
    }

    // ---- What the log may hold

    @Test
    void theLogHoldsNothingOfACallbackThatIsNoneOfOurBusiness() {
        try (CapturedLog log = CapturedLog.start()) {
            post("""
                    {"type":"Marker0Callback","phone":"5544911111111","senderName":"Marker1","text":{"message":"Marker2"}}""").statusCode(200);
            post("{\"type\":\"ReceivedCallback\",\"phone\":\"5544911111111\", Marker3")
                    .statusCode(400);
            request()
                    .body("{\"Marker4\":1}")
                    .post(Callbacks.path(instance, "guessed"))
                    .then()
                    .statusCode(404);

            assertThat(log.text()).doesNotContain("Marker").doesNotContain("5544911111111");
        }
    }

    @Test
    void theLogHoldsNoWholePhoneNumberAndNoKey() {
        try (CapturedLog log = CapturedLog.start()) {
            post("{\"connected\":true,\"phone\":\"5544922222222\"}").statusCode(200);
            post("{\"connected\":true,\"disconnected\":true,\"phone\":\"5544922222222\"}")
                    .statusCode(400);

            await().untilAsserted(() ->
                    assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains(instance, "5544*******22")));
            assertThat(log.text())
                    .doesNotContain("5544922222222")
                    .doesNotContain(new CallbackKey(SECRET).of(instance))
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void thePhoneNumberThatABodyNamesAsItsInstanceIsMaskedInTheLog() {
        try (CapturedLog log = CapturedLog.start()) {
            post("{\"connected\":true,\"instanceId\":\"5544922222222\"}").statusCode(200);

            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line).contains(instance, "about the instance 5544*******22"));
            assertThat(log.text()).doesNotContain("5544922222222");
        }
    }

    @Test
    void nobodyForgesALineOfTheLog() {
        try (CapturedLog log = CapturedLog.start()) {
            post("{\"disconnected\":true,\"error\":\"a\\nFORGED b\\r\\u2028\\u001b[31m\",\"instanceId\":\"x\\nFORGED\"}")
                    .statusCode(200);

            await().untilAsserted(() -> assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line).contains("is disconnected since", "FORGED b")));
            assertThat(log.lines()).filteredOn(line -> line.contains("FORGED")).allSatisfy(line -> assertThat(line)
                    .doesNotContainPattern("[\\n\\r\\u2028\\u001b]"));
        }
    }

    // ---- Helpers

    private RequestSpecification request() {
        return given().contentType(ContentType.JSON);
    }

    private ValidatableResponse post(String body) {
        return request().body(body).post(Callbacks.path(instance)).then();
    }

    private static String raw(String method, String target, String body, String... headers) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n")
                + "\r\n" + body;
    }

    private String chunked(String body, int size) {
        StringBuilder request =
                new StringBuilder("POST " + Callbacks.path(instance) + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int start = 0; start < body.length(); start += size) {
            String chunk = body.substring(start, Math.min(start + size, body.length()));
            request.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return request.append("0\r\n\r\n").toString();
    }

    private static String padded(int length) {
        String start = "{\"connected\":true,\"padding\":\"";
        String end = "\"}";
        return start + "x".repeat(length - start.length() - end.length()) + end;
    }

    private static String head(String requestLine, String... headers) {
        return requestLine + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    /** The answer to a head that no body follows. */
    private String answerToHead(String requestLine, String... headers) throws IOException {
        try (RawHttp.Connection connection = RawHttp.open(publicUrl.getPort())) {
            connection.send(head(requestLine, headers));
            return connection.answer();
        }
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        registry.get("webhook_requests")
                .counters()
                .forEach(counter -> counts.put(counter.getId().getTag("outcome"), (long) counter.count()));
        return counts;
    }

    private long count(String outcome) {
        return (long) registry.get("webhook_requests")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double ignored(String type) {
        Counter counter = registry.find("webhook_ignored").tag("type", type).counter();
        return counter == null ? 0 : counter.count();
    }
}
