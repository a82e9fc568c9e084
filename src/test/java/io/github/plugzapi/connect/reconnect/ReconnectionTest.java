package io.github.plugzapi.connect.reconnect;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconnect.Outcome.State;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.testsupport.Images;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ReconnectionTest {

    private static final String QR_CODE = "qr-code/image";
    private static final String PHONE = "5544999991234";
    private static final byte[] PNG = Images.png(1_000);
    private static final byte[] ANOTHER = Images.png(1_001);

    @Inject
    Gateway gateway;

    StandInGateway standIn;

    private final MovableClock clock = new MovableClock();
    private final String id = "instance-" + UUID.randomUUID();
    private final Instances instances = InstanceFixtures.instances(Map.of());
    private final Instance instance = new Instance("sales", id, "the-token", null);
    private Reconnection reconnection;

    @Inject
    void makeReconnection() {
        GatewayFixtures.come(instances, id, "the-token");
        reconnection = new Reconnection(gateway, instances, clock, new ManualTicker(clock));
    }

    // ---- The QR code

    @Test
    void whoeverAsksWithinTenSecondsIsGivenTheSameCode() {
        gives(PNG);
        Instant fetched = clock.instant();
        Outcome<byte[]> first = qrCode();
        clock.forward(Duration.ofSeconds(9));
        gives(ANOTHER);
        Outcome<byte[]> second = qrCode();

        assertThat(first.state()).isEqualTo(State.DONE);
        assertThat(first.value()).isEqualTo(PNG);
        assertThat(first.at()).isEqualTo(fetched);
        assertThat(first.againAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(second.value()).isEqualTo(PNG);
        assertThat(second.at()).isEqualTo(fetched);
        assertThat(second.againAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(asked(QR_CODE)).isOne();

        clock.forward(second.againAfter());
        Outcome<byte[]> third = qrCode();
        assertThat(third.value()).isEqualTo(ANOTHER);
        assertThat(third.at()).isEqualTo(clock.instant());
    }

    @Test
    void whoeverAsksWhileItIsFetchedWaitsForTheSameCode() {
        standIn.answersTo(id, QR_CODE, okJson(Images.qrCode(PNG)).withFixedDelay(500));

        List<CompletableFuture<Outcome<byte[]>>> asking = IntStream.range(0, 10)
                .mapToObj(i -> reconnection
                        .qrCode(instance)
                        .subscribeAsCompletionStage()
                        .toCompletableFuture())
                .toList();

        assertThat(asking).allSatisfy(each -> assertThat(each.join().value()).isEqualTo(PNG));
        assertThat(asked(QR_CODE)).isOne();
    }

    @Test
    void whoeverDoesNotWaitForItTakesNothingFromTheOthers() {
        standIn.answersTo(id, QR_CODE, okJson(Images.qrCode(PNG)).withFixedDelay(500));

        Cancellable first = reconnection.qrCode(instance).subscribe().with(any -> {});
        CompletableFuture<Outcome<byte[]>> second =
                reconnection.qrCode(instance).subscribeAsCompletionStage().toCompletableFuture();
        first.cancel();

        assertThat(second.join().value()).isEqualTo(PNG);
        assertThat(asked(QR_CODE)).isOne();
    }

    @Test
    void ofTwoInstancesEachHasItsOwnCode() {
        gives(PNG);
        String other = id + "-other";
        standIn.answersTo(other, QR_CODE, okJson(Images.qrCode(ANOTHER)));

        assertThat(qrCode().value()).isEqualTo(PNG);
        assertThat(of(reconnection.qrCode(new Instance("other", other, "the-token", null)))
                        .value())
                .isEqualTo(ANOTHER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{\"connected\":true}|CONNECTED",
                "400|{\"error\":\"You need to restore the session.\"}|RESTORABLE",
                "404|{}|NONE",
                "200|{\"value\":\"data:image/jpeg;base64,/9j/4AAQ\"}|REFUSED",
                "403|{\"error\":\"null not allowed\"}|REFUSED",
                "404|{\"error\":\"NOT_FOUND\"}|UNKNOWN_CALL",
                "500|{}|UNANSWERED"
            })
    void whyThereIsNoCodeIsAnOutcomeThatHoldsForSomeSeconds(int status, String answer, State state) {
        standIn.answersTo(id, QR_CODE, jsonResponse(answer, status));

        Outcome<byte[]> outcome = qrCode();
        assertThat(outcome.state()).isEqualTo(state);
        assertThat(outcome.value()).isNull();
        assertThat(outcome.againAfter()).isEqualTo(Duration.ofSeconds(5));

        gives(PNG);
        clock.forward(Duration.ofSeconds(4));
        assertThat(qrCode().state()).isEqualTo(state);
        clock.forward(Duration.ofSeconds(1));
        assertThat(qrCode().value()).isEqualTo(PNG);
    }

    @Test
    void whyItFailedIsSaidInTheWordsOfTheGateway() {
        standIn.answersTo(id, QR_CODE, jsonResponse("{\"error\":\"null not allowed\"}", 403));

        assertThat(qrCode().said()).contains("null not allowed", "set PLUGZAPI_CLIENT_TOKEN");
        assertThat(qrCode().toString()).contains("null not allowed");
    }

    @Test
    void aGatewayThatWantsToBeLeftAloneIsForAMinute() {
        standIn.answersTo(id, QR_CODE, status(429).withHeader("Retry-After", "600"));
        assertThat(qrCode().state()).isEqualTo(State.UNANSWERED);
        gives(PNG);
        clock.forward(Duration.ofSeconds(59));
        assertThat(qrCode().state()).isEqualTo(State.UNANSWERED);

        clock.forward(Duration.ofSeconds(1));

        assertThat(qrCode().value()).isEqualTo(PNG);
    }

    @Test
    void noMoreThanTwelveAreFetchedInAMinute() {
        gives(PNG);
        standIn.answersTo(id, "restart", okJson("{\"value\":true}"));
        standIn.answersTo(id, "restore-session", okJson("{\"value\":true}"));
        standIn.answersTo(id, QR_CODE, serverError());
        for (int i = 0; i < 12; i++) {
            assertThat(qrCode().state()).isEqualTo(State.UNANSWERED);
            clock.forward(Duration.ofSeconds(i < 6 ? 5 : 0));
            if (i >= 6) {
                of(i < 9 ? reconnection.restart(instance) : reconnection.restoreSession(instance));
            }
        }
        assertThat(asked(QR_CODE)).isEqualTo(12);

        Outcome<byte[]> tooOften = qrCode();
        assertThat(tooOften.state()).isEqualTo(State.TOO_OFTEN);
        assertThat(tooOften.againAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(asked(QR_CODE)).isEqualTo(12);

        clock.forward(tooOften.againAfter());
        assertThat(qrCode().state()).isEqualTo(State.UNANSWERED);
        assertThat(asked(QR_CODE)).isEqualTo(13);
    }

    @Test
    void afterARestartTheCodeIsAskedForAnew() {
        gives(PNG);
        standIn.answersTo(id, "restart", okJson("{\"value\":true}"));
        qrCode();
        gives(ANOTHER);

        assertThat(of(reconnection.restart(instance)).state()).isEqualTo(State.DONE);

        assertThat(qrCode().value()).isEqualTo(ANOTHER);
    }

    @Test
    void whatWasAskedBeforeARestartIsForNobodyWhoAsksAfterIt() {
        standIn.answersTo(id, QR_CODE, okJson(Images.qrCode(PNG)).withFixedDelay(500));
        standIn.answersTo(id, "restart", okJson("{\"value\":true}"));
        CompletableFuture<Outcome<byte[]>> before =
                reconnection.qrCode(instance).subscribeAsCompletionStage().toCompletableFuture();
        await().until(() -> asked(QR_CODE) == 1);

        of(reconnection.restart(instance));
        gives(ANOTHER);

        assertThat(qrCode().value()).isEqualTo(ANOTHER);
        assertThat(before.join().value()).isEqualTo(PNG);
        assertThat(qrCode().value()).isEqualTo(ANOTHER);
    }

    @Test
    void anInstanceThatGoesAndComesBackBeginsAnew() {
        gives(PNG);
        qrCode();
        gives(ANOTHER);

        GatewayFixtures.go(instances, id);

        assertThat(qrCode().value()).isEqualTo(ANOTHER);
    }

    // ---- The code that is typed

    @Test
    void aCodeIsAskedForWithTheDigitsOfTheNumber() {
        standIn.answersTo(id, "phone-code/" + PHONE, okJson("{\"code\":\"ABCD1234\"}"));

        Outcome<String> code = of(reconnection.phoneCode(instance, "+55 (44) 99999-1234"));

        assertThat(code.state()).isEqualTo(State.DONE);
        assertThat(code.value()).isEqualTo("ABCD1234");
        assertThat(code.toString()).doesNotContain("ABCD1234");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "+", "123", "one two three four", "../../restart", "12345678901234567890"})
    void whatIsNoPhoneNumberIsNotAskedFor(String phone) {
        assertThat(of(reconnection.phoneCode(instance, phone)).state()).isEqualTo(State.NO_PHONE);
        assertThat(asked("phone-code/.*")).isZero();
    }

    @Test
    void noMoreThanThreeCodesAreAskedForInAMinute() {
        standIn.answersTo(id, "phone-code/" + PHONE, okJson("{\"code\":\"ABCD1234\"}"));

        assertThat(Stream.generate(() -> of(reconnection.phoneCode(instance, PHONE)))
                        .limit(4)
                        .map(Outcome::state))
                .containsExactly(State.DONE, State.DONE, State.DONE, State.TOO_OFTEN);
        assertThat(asked("phone-code/.*")).isEqualTo(3);
        clock.forward(Duration.ofMinutes(1));
        assertThat(of(reconnection.phoneCode(instance, PHONE)).state()).isEqualTo(State.DONE);
    }

    @Test
    void whereItIsConnectedThereIsNoCodeToType() {
        standIn.answersTo(id, "phone-code/" + PHONE, jsonResponse("{\"error\":\"You are already connected.\"}", 400));

        assertThat(of(reconnection.phoneCode(instance, PHONE)).state()).isEqualTo(State.CONNECTED);
    }

    // ---- What waits, and what is done

    @Test
    void howManyWaitIsToldWhereItIsKnown() {
        standIn.answersTo(id, "queue/count", okJson("{\"count\":7}"));
        assertThat(of(reconnection.queue(instance)).value()).isEqualTo(7);

        standIn.answersTo(id, "queue/count", okJson("{}"));
        assertThat(of(reconnection.queue(instance)).state()).isEqualTo(State.NONE);

        standIn.answersTo(id, "queue/count", okJson("{\"error\":\"NOT_FOUND\"}"));
        assertThat(of(reconnection.queue(instance)).state()).isEqualTo(State.UNKNOWN_CALL);
    }

    @Test
    void aSessionIsRestoredAndAnInstanceRestarted() {
        for (String call : List.of("restart", "restore-session")) {
            standIn.answersTo(id, call, okJson("{\"value\":true}"));
            assertThat(done(call).state()).isEqualTo(State.DONE);

            standIn.answersTo(id, call, okJson("{\"value\":false}"));
            assertThat(done(call).state()).isEqualTo(State.REFUSED);

            standIn.answersTo(id, call, serverError());
            assertThat(done(call).said()).contains("answered 500");
            assertThat(done(call).state()).isEqualTo(State.TOO_OFTEN);
            assertThat(asked(call)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachStateIsASentence(State state) {
        assertThat(state.sentence()).endsWith(".");
    }

    // ---- Helpers

    private void gives(byte[] image) {
        standIn.answersTo(id, QR_CODE, okJson(Images.qrCode(image)));
    }

    private Outcome<byte[]> qrCode() {
        return of(reconnection.qrCode(instance));
    }

    private Outcome<Void> done(String call) {
        return of(call.equals("restart") ? reconnection.restart(instance) : reconnection.restoreSession(instance));
    }

    private int asked(String call) {
        return standIn.asked(id, call);
    }

    private static <T> T of(Uni<T> outcome) {
        return outcome.await().atMost(Duration.ofSeconds(20));
    }
}
