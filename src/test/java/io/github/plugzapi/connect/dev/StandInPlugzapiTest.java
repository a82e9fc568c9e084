package io.github.plugzapi.connect.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class StandInPlugzapiTest {

    private static final String OURS = "http://localhost:8080/webhooks/";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final Map<String, Status> known = new HashMap<>();
    private final List<StandInInstance.Call> calls = new ArrayList<>();
    private final StandInPlugzapi plugzapi = new StandInPlugzapi(Cast.at(clock), this::known, calls::add);

    StandInPlugzapiTest() {
        plugzapi.start(null, ticker);
    }

    @Test
    void theAccountHasADozenInstancesWithNames() {
        JsonArray content = list();

        assertThat(content)
                .hasSize(12)
                .extracting(entry -> ((JsonObject) entry).getString("name"))
                .doesNotHaveDuplicates()
                .contains("Vendas", "Suporte", "Cobrança", "Loja Centro");
        assertThat(answer(HttpMethod.GET, "/instances", null).status()).isEqualTo(401);
    }

    @Test
    void whoeverRegistersIsToldWhatBecameOfAnInstanceBefore() {
        register("suporte");

        pass(SECOND);

        assertThat(callbacks("suporte")).hasSize(1 + 2 * 3).isSortedAccordingTo(this::byMoment);
        assertThat(moment(callbacks("suporte").get(0))).isBetween(ago(MONTH.plusDays(1)), ago(MONTH));
        assertThat(isConnected("suporte")).isTrue();
    }

    @Test
    void whatBecameOfAnInstanceTheDayBeforeIsTheSameAtEachStart() {
        register("suporte");
        pass(SECOND);
        List<StandInInstance.Call> first = List.copyOf(calls);
        calls.clear();

        StandInPlugzapi again = new StandInPlugzapi(Cast.at(clock), this::known, calls::add);
        for (String webhook : List.of("connected", "disconnected")) {
            again.answer(HttpMethod.PUT, path("suporte", "update-webhook-" + webhook), null, value(webhook));
        }
        again.tick();

        assertThat(calls).isEqualTo(first);
    }

    @Test
    void ofAnInstanceThatIsKnownFromAnotherRunItIsToldAtMostThatItHasChanged() {
        known.put("vendas", Status.CONNECTED);
        known.put("cobranca", Status.CONNECTED);
        register("vendas");
        register("cobranca");

        pass(SECOND);

        assertThat(callbacks("vendas")).isEmpty();
        assertThat(callbacks("cobranca")).singleElement().satisfies(callback -> {
            assertThat(callback.getBoolean("disconnected")).isTrue();
            assertThat(callback.getString("error")).isEqualTo("Device has been disconnected");
            assertThat(moment(callback)).isEqualTo(clock.instant().truncatedTo(ChronoUnit.SECONDS));
        });
    }

    @Test
    void aCallbackGoesToTheUrlOfItsWebhookWithTheTokenOfItsInstance() {
        register("cobranca");

        pass(SECOND);

        assertThat(calls)
                .allSatisfy(call -> assertThat(call.token()).isEqualTo("token-of-cobranca"))
                .allSatisfy(call -> assertThat(call.url())
                        .isEqualTo(OURS + (call.body().containsKey("connected") ? "connected" : "disconnected")));
    }

    @Test
    void asLongAsNobodyWasToldHowAnInstanceIsTheListDoesNotSayItEither() {
        assertThat(entry("vendas").containsKey("whatsappConnected")).isFalse();
        register("vendas");

        pass(SECOND);

        assertThat(entry("vendas").getBoolean("whatsappConnected")).isTrue();
    }

    @Test
    void anInstanceComesAndGoesAndPlugzapiCalls() {
        begin("suporte");

        pass(Duration.ofMinutes(3));

        assertThat(callbacks("suporte"))
                .extracting(callback -> callback.getString("type"))
                .containsExactly("DisconnectedCallback", "ConnectedCallback");
        assertThat(callbacks("suporte").get(1).getString("phone")).isEqualTo("5511900000002");
    }

    @Test
    void anInstanceComesAndGoesAndNobodySaysSo() {
        begin("pos-venda");

        pass(Duration.ofMinutes(2));

        assertThat(isConnected("pos-venda")).isFalse();
        pass(Duration.ofMinutes(2));
        assertThat(isConnected("pos-venda")).isTrue();
        assertThat(calls).isEmpty();
    }

    @Test
    void anInstanceFlapsFromTheBeginningAndGoesOn() {
        register("loja-norte");

        pass(SECOND);

        assertThat(callbacks("loja-norte"))
                .filteredOn(callback -> moment(callback).isAfter(ago(Duration.ofMinutes(10))))
                .hasSizeGreaterThan(6);
        calls.clear();
        pass(Duration.ofMinutes(10));
        assertThat(callbacks("loja-norte")).hasSizeGreaterThan(6);
    }

    @Test
    void oneIsOutForGoodAndItsMessagesWait() {
        begin("cobranca");
        int waiting = said("cobranca", "queue/count").getInteger("count");

        said("cobranca", "qr-code/image");
        said("cobranca", "restart");
        said("cobranca", "restore-session");
        pass(Duration.ofHours(1));

        assertThat(calls).isEmpty();
        assertThat(said("cobranca", "status").getString("error")).isEqualTo("You are not connected.");
        assertThat(waiting).isPositive();
        assertThat(said("cobranca", "queue/count").getInteger("count")).isGreaterThan(waiting);
        assertThat(said("vendas", "queue/count").getInteger("count")).isZero();
    }

    @Test
    void oneConnectsSomeSecondsAfterItsQrCodeWasShownAndGoesOutAgainAfterSomeMinutes() {
        begin("loja-centro");
        pass(Duration.ofMinutes(10));
        assertThat(isConnected("loja-centro")).isFalse();

        assertThat(said("loja-centro", "qr-code/image").getString("value")).startsWith("data:image/png;base64,");
        pass(Duration.ofSeconds(5));
        assertThat(isConnected("loja-centro")).isFalse();
        said("loja-centro", "qr-code/image");
        pass(Duration.ofSeconds(5));

        assertThat(isConnected("loja-centro")).isTrue();
        assertThat(said("loja-centro", "qr-code/image")).isEqualTo(new JsonObject().put("connected", true));
        pass(Duration.ofMinutes(4));
        assertThat(isConnected("loja-centro")).isFalse();
        assertThat(callbacks("loja-centro"))
                .extracting(callback -> callback.getString("type"))
                .containsExactly("ConnectedCallback", "DisconnectedCallback");
    }

    @Test
    void thePhoneCodeLinksAPhoneLikeTheQrCode() {
        begin("loja-centro");

        assertThat(said("loja-centro", "phone-code/5511900000004").getString("code"))
                .isNotEmpty();
        pass(Duration.ofSeconds(10));

        assertThat(isConnected("loja-centro")).isTrue();
    }

    @Test
    void oneConnectsWhenItsSessionIsRestored() {
        begin("financeiro");
        assertThat(said("financeiro", "status").getString("error")).isEqualTo("You need to restore the session.");
        assertThat(said("financeiro", "qr-code/image").getString("error"))
                .isEqualTo("You need to restore the session.");

        assertThat(said("financeiro", "restore-session").getBoolean("value")).isTrue();
        pass(Duration.ofSeconds(5));

        assertThat(isConnected("financeiro")).isTrue();
    }

    @Test
    void aRestartConnectsOnceMoreWhatIsLinked() {
        begin("vendas");

        assertThat(said("vendas", "restart").getBoolean("value")).isTrue();
        pass(Duration.ofSeconds(5));

        assertThat(callbacks("vendas")).singleElement().satisfies(callback -> assertThat(
                        callback.getBoolean("connected"))
                .isTrue());
    }

    @Test
    void anotherServiceTakesTheWebhooksOfOneAgainAndAgain() {
        for (int round = 0; round < 3; round++) {
            register("agendamento");
            assertThat(said("agendamento", "me").getString("connectedCallbackUrl"))
                    .isEqualTo(OURS + "connected");

            pass(Duration.ofSeconds(15));

            assertThat(entry("agendamento").getString("connectedCallbackUrl")).startsWith("https://");
            assertThat(said("agendamento", "me").getString("disconnectedCallbackUrl"))
                    .startsWith("https://");
        }
        calls.clear();
        said("agendamento", "restart");
        pass(Duration.ofSeconds(5));
        assertThat(calls).isEmpty();
    }

    @Test
    void oneIsNotPaidForForLong() {
        assertThat(paidFor("entregas")).isBetween(Duration.ZERO, Duration.ofDays(3));
        assertThat(paidFor("vendas")).isGreaterThan(MONTH);
    }

    @Test
    void nobodyAnswersForOne() {
        register("marketing");
        pass(SECOND);

        assertThat(answer(HttpMethod.GET, path("marketing", "status"), null).status())
                .isEqualTo(502);
        assertThat(entry("marketing").containsKey("whatsappConnected")).isFalse();
        assertThat(calls).isEmpty();
    }

    @Test
    void aQrCodeIsAnImageThatChangesAfterSomeSeconds() throws IOException {
        begin("cobranca");
        String first = said("cobranca", "qr-code/image").getString("value");

        assertThat(said("cobranca", "qr-code/image").getString("value")).isEqualTo(first);
        pass(Duration.ofSeconds(20));
        assertThat(said("cobranca", "qr-code/image").getString("value")).isNotEqualTo(first);
        byte[] image = Base64.getDecoder().decode(first.substring(first.indexOf(',') + 1));
        assertThat(ImageIO.read(new ByteArrayInputStream(image)).getWidth()).isGreaterThan(200);
    }

    @Test
    void aCallThatPlugzapiDoesNotKnowIsAnsweredAsPlugzapiDoes() {
        assertThat(said("vendas", "profile").getString("error")).isEqualTo("NOT_FOUND");
        assertThat(answer(HttpMethod.GET, path("nobody", "status"), null).status())
                .isEqualTo(404);
        assertThat(answer(HttpMethod.GET, path("vendas", "update-webhook-connected"), null)
                        .status())
                .isEqualTo(405);
    }

    private Status known(String instance) {
        return known.getOrDefault(instance, Status.UNKNOWN);
    }

    private int byMoment(JsonObject one, JsonObject other) {
        return moment(one).compareTo(moment(other));
    }

    /** It was told how it is, and nothing was heard of it since. */
    private void begin(String instance) {
        register(instance);
        pass(SECOND);
        calls.clear();
    }

    private void register(String instance) {
        for (String webhook : List.of("connected", "disconnected")) {
            plugzapi.answer(HttpMethod.PUT, path(instance, "update-webhook-" + webhook), null, value(webhook));
        }
    }

    private static String value(String webhook) {
        return new JsonObject().put("value", OURS + webhook).encode();
    }

    private void pass(Duration time) {
        IntStream.range(0, (int) time.toSeconds()).forEach(second -> {
            clock.forward(SECOND);
            ticker.tick();
        });
    }

    private Instant ago(Duration time) {
        return clock.instant().minus(time);
    }

    private StandInPlugzapi.Answer answer(HttpMethod method, String path, String authorization) {
        return plugzapi.answer(method, path, authorization, "");
    }

    private static String path(String instance, String call) {
        return "/instances/" + instance + "/token/token-of-" + instance + "/" + call;
    }

    private JsonObject said(String instance, String call) {
        StandInPlugzapi.Answer answer = answer(HttpMethod.GET, path(instance, call), null);
        assertThat(answer.status()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private boolean isConnected(String instance) {
        return said(instance, "status").getBoolean("connected");
    }

    private JsonArray list() {
        return new JsonObject(answer(HttpMethod.GET, "/instances", "Bearer any").body()).getJsonArray("content");
    }

    private JsonObject entry(String instance) {
        return list().stream()
                .map(JsonObject.class::cast)
                .filter(entry -> entry.getString("id").equals(instance))
                .findFirst()
                .orElseThrow();
    }

    private Duration paidFor(String instance) {
        return Duration.between(
                clock.instant(), Instant.ofEpochMilli(said(instance, "me").getLong("due")));
    }

    private List<JsonObject> callbacks(String instance) {
        return calls.stream()
                .map(StandInInstance.Call::body)
                .filter(body -> body.getString("instanceId").equals(instance))
                .toList();
    }

    private static Instant moment(JsonObject callback) {
        long moment = callback.getLong("momment");
        return callback.containsKey("connected") ? Instant.ofEpochMilli(moment) : Instant.ofEpochSecond(moment);
    }
}
