package io.github.plugzapi.connect.gateway;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.github.plugzapi.connect.gateway.Linking.State;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.testsupport.Images;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class LinkingTest {

    private static final byte[] PNG = Images.png(5_000);
    private static final String PHONE = "5544999991234";

    @Inject
    Gateway gateway;

    StandInGateway standIn;

    /** An instance that no other test knows. */
    private final Instance instance = new Instance("sales", "instance-" + UUID.randomUUID(), "the-token", null);

    // ---- The QR code

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"value\":\"data:image/png;base64,%s\"}",
                "{\"value\":\"DATA:image/png;charset=utf-8;BASE64,%s\",\"connected\":false}",
                "{\"value\":\" %s\\n\"}",
                "\"data:image/png;base64,%s\"",
                "\"%s\"",
                "%s\n",
                "data:image/png;base64,%s"
            })
    void anImageIsReadHoweverItIsSent(String answer) {
        Linking<byte[]> code = qrCode(ok(answer.formatted(Images.base64(PNG))));

        assertThat(code.state()).isEqualTo(State.GIVEN);
        assertThat(code.code()).isEqualTo(PNG);
    }

    @Test
    void anImageIsReadAlsoWhereItsSlashesAreEscaped() {
        byte[] image = Images.png(100);
        image[50] = (byte) 0xff;
        image[51] = (byte) 0xff;
        assertThat(Images.base64(image)).contains("//");

        assertThat(qrCode(ok("\"" + Images.base64(image).replace("/", "\\/") + "\""))
                        .code())
                .isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{\"connected\":true}",
                "200|{\"connected\":\"true\"}",
                "200|{\"error\":\"You are already connected.\"}",
                "400|{\"error\":\"you are already connected\"}",
                "404|{\"message\":\"You are already connected.\"}",
                "500|{\"error\":\"You are already connected.\"}"
            })
    void whereItIsConnectedThereIsNoCode(int status, String answer) {
        assertThat(qrCode(jsonResponse(answer, status))).isEqualTo(Linking.without(State.CONNECTED));
        assertThat(phoneCode(jsonResponse(answer, status))).isEqualTo(Linking.without(State.CONNECTED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{\"error\":\"You need to restore the session.\"}",
                "400|{\"error\":\"you need to restore the session\"}",
                "200|{\"connected\":true,\"error\":\"You need to restore the session.\"}"
            })
    void whereTheSessionIsToBeRestoredThereIsNoCode(int status, String answer) {
        assertThat(qrCode(jsonResponse(answer, status))).isEqualTo(Linking.without(State.RESTORABLE));
        assertThat(phoneCode(jsonResponse(answer, status))).isEqualTo(Linking.without(State.RESTORABLE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|",
                "404|{}",
                "200|{}",
                "200|{\"value\":null}",
                "200|{\"value\":\"\"}",
                "200|{\"connected\":false}",
                "200|{\"message\":\"it is being made\"}",
                "200|{\"error\":\"You are not connected.\"}",
                "400|{\"error\":\"You are not connected.\"}"
            })
    void whereThereIsNoneYetItSaysSo(int status, String answer) {
        assertThat(qrCode(jsonResponse(answer == null ? "" : answer, status)))
                .isEqualTo(Linking.without(State.NONE_YET));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png;base64,iVBORw0KGgo=|it is no PNG image",
                "data:image/jpeg;base64,/9j/4AAQSkZJRgABAQ==|it is a JPEG image, no PNG",
                "R0lGODlhAQABAAAAACw=|it is a GIF or WebP image, no PNG",
                "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=|it is SVG or HTML",
                "data:image/svg+xml,<svg/>|it is no data URI in Base64",
                "data:image/png;base64|it is no data URI in Base64",
                "iVBORw0KGgo AAAA|it is no image in Base64",
                "iVBORw0KGgo-_AAA|it is no image in Base64",
                "https://elsewhere.example/code.png|it is no image in Base64"
            })
    void whatIsNoPngImageIsNotHandedOn(String value, String reason) {
        GatewayFailure failure = failure(qrCodeOf(okJson("{\"value\":\"" + value + "\"}")));

        assertThat(failure.isRefused()).isTrue();
        assertThat(failure).hasMessageContainingAll("something else than a QR code in PNG", reason, "provider's panel");
    }

    @Test
    void anImageMayBeOf256KibAndNotLarger() {
        byte[] largest = Images.png(256 * 1024);
        assertThat(qrCode(okJson(Images.qrCode(largest))).code()).isEqualTo(largest);

        assertThat(failure(qrCodeOf(okJson(Images.qrCode(Images.png(256 * 1024 + 1))))))
                .hasMessageContaining("larger than 256 KiB");
        assertThat(failure(qrCodeOf(okJson(Images.qrCode(Images.png(1 << 23))))))
                .hasMessageContaining("localhost");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{\"error\":\"NOT_FOUND\",\"message\":\"Unable to find matching target resource method\"}|true",
                "404|{\"error\":\"NOT_FOUND\",\"message\":\"Unable to find matching target resource method\"}|true",
                "404|{\"error\":\"Instance not found\"}|false",
                "400|{\"error\":\"To continue sending a message, you must subscribe to this instance again\"}|false",
                "200|{\"error\":\"To continue sending a message, you must subscribe to this instance again\"}|false"
            })
    void aNoWithAReasonIsARefusal(int status, String answer, boolean unknownCall) {
        for (Uni<?> call : new Uni<?>[] {qrCodeOf(jsonResponse(answer, status)), gateway.phoneCode(instance, PHONE)}) {
            standIn.answersTo(instance.id(), "phone-code/" + PHONE, jsonResponse(answer, status));

            GatewayFailure failure = failure(call);

            assertThat(failure.isRefused()).isTrue();
            assertThat(failure.isUnknownCall()).isEqualTo(unknownCall);
        }
    }

    @Test
    void aPageOfSomebodyElseIsNoCode() {
        assertThat(failure(qrCodeOf(ok("<html>iVBORw0KGgo=</html>"))))
                .hasMessageEndingWith("; check PLUGZAPI_URL")
                .message()
                .doesNotContain("iVBOR");
    }

    @Test
    void whateverGoesWrongIsAFailureWithoutASecret() {
        for (ResponseDefinitionBuilder answer : List.of(
                serverError().withBody("the-token"),
                jsonResponse("{\"error\":\"the-token\"}", 400),
                okJson("{\"error\":\"the-token\"}"),
                okJson("{\"value\":\"the-token\"}"),
                ok("the-token"),
                status(307).withHeader("Location", "https://elsewhere.example/the-token"),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))) {
            assertThat(failure(qrCodeOf(answer)))
                    .hasMessageContaining("localhost")
                    .message()
                    .doesNotContain("the-token");
        }
    }

    // ---- The code that is typed

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"code\":\"ABCD1234\"}|ABCD1234",
                "{\"value\":\" abcd-1234 \"}|abcd-1234",
                "{\"phoneCode\":\"WXYZ\"}|WXYZ",
                "{\"code\":12345678}|12345678",
                "{\"value\":true,\"code\":\"ABCD1234\"}|ABCD1234",
                "{\"code\":\"\",\"phoneCode\":\"ABCD1234\"}|ABCD1234"
            })
    void aCodeIsReadWhereverItStands(String answer, String code) {
        assertThat(phoneCode(okJson(answer))).isEqualTo(new Linking<>(State.GIVEN, code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"value\":true}",
                "{\"value\":\"true\"}",
                "{\"code\":\"ABC\"}",
                "{\"code\":\"ABCDEFGH123456789\"}",
                "{\"code\":\"<b>AB</b>\"}",
                "{\"code\":1.5}"
            })
    void whatDoesNotLookLikeACodeIsNone(String answer) {
        GatewayFailure failure = failure(phoneCodeOf(okJson(answer)));

        assertThat(failure.isRefused()).isTrue();
        assertThat(failure)
                .hasMessageContaining("did not give a code of 4 to 16 letters and digits")
                .message()
                .doesNotContain("ABC")
                .doesNotContain("<b>");
    }

    @Test
    void aPhoneNumberIsMaskedInWhatTheGatewaySaysOfIt() {
        assertThat(failure(phoneCodeOf(jsonResponse("{\"error\":\"the phone " + PHONE + " is not valid\"}", 400))))
                .message()
                .contains("is not valid")
                .doesNotContain(PHONE);
    }

    @Test
    void aCodeIsNotPrintedWithItsAnswer() {
        assertThat(phoneCode(okJson("{\"code\":\"ABCD1234\"}"))).hasToString("given");
    }

    // ---- What waits

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "\"7\"",
                " 7\n",
                "{\"count\":7}",
                "{\"value\":\"7\"}",
                "{\"total\":7}",
                "{\"value\":true,\"total\":7}"
            })
    void howManyWaitIsReadHoweverItIsSent(String answer) {
        assertThat(queue(ok(answer))).hasValue(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"count\":-1}",
                "{\"count\":null}",
                "{\"value\":\"many\"}",
                "{\"count\":9999999999999999}"
            })
    void whereNoNumberIsThereNothingIsSaid(String answer) {
        assertThat(queue(ok(answer))).isEmpty();
    }

    @Test
    void aReasonInsteadOfTheNumberIsARefusal() {
        assertThat(failure(queueOf(okJson("{\"error\":\"what?\"}")))).hasMessageContaining("\"what?\"");
        assertThat(failure(queueOf(okJson("{\"error\":\"NOT_FOUND\"}"))).isUnknownCall())
                .isTrue();
        assertThat(failure(queueOf(status(503))).isRefused()).isFalse();
    }

    // ---- Helpers

    private Linking<byte[]> qrCode(ResponseDefinitionBuilder answer) {
        return await(qrCodeOf(answer));
    }

    private Uni<Linking<byte[]>> qrCodeOf(ResponseDefinitionBuilder answer) {
        standIn.answersTo(instance.id(), "qr-code/image", answer);
        return gateway.qrCode(instance);
    }

    private Linking<String> phoneCode(ResponseDefinitionBuilder answer) {
        return await(phoneCodeOf(answer));
    }

    private Uni<Linking<String>> phoneCodeOf(ResponseDefinitionBuilder answer) {
        standIn.answersTo(instance.id(), "phone-code/" + PHONE, answer);
        return gateway.phoneCode(instance, PHONE);
    }

    private OptionalLong queue(ResponseDefinitionBuilder answer) {
        return await(queueOf(answer));
    }

    private Uni<OptionalLong> queueOf(ResponseDefinitionBuilder answer) {
        standIn.answersTo(instance.id(), "queue/count", answer);
        return gateway.queue(instance);
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(20));
    }

    private static GatewayFailure failure(Uni<?> call) {
        GatewayFailure failure = catchThrowableOfType(GatewayFailure.class, () -> await(call));
        assertThat(failure).hasNoCause();
        return failure;
    }
}
