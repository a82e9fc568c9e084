package io.github.plugzapi.connect.registration;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.Webhook;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.registration.Standing.State;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong in a call, no secret gets out: not in the log, not in an exception, not in what people are shown. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class SecretsTest {

    private static final String TOKEN = "F00DTOKENMARKER";
    private static final String CLIENT_TOKEN = "F00DTOKENMARKER-AND-CLIENT-MARKER";

    @Inject
    Gateway gateway;

    @Inject
    CallbackKeys keys;

    @Inject
    LostRegistrations lost;

    StandInGateway standIn;

    private final String id = "instance-" + UUID.randomUUID();

    static Stream<Arguments> failures() {
        String echo = "no such path: /instances/x/token/" + TOKEN + "/update-webhook-connected; header " + CLIENT_TOKEN;
        return Stream.of(
                arguments("no client token", jsonResponse("{\"error\":\"null not allowed\"}", 403)),
                arguments("refused with the secrets", jsonResponse("{\"error\":\"" + echo + "\"}", 400)),
                arguments("refused with the client token", jsonResponse("{\"error\":\"" + CLIENT_TOKEN + "\"}", 400)),
                arguments("refused with the secrets in a message", jsonResponse("{\"message\":\"" + echo + "\"}", 404)),
                arguments("a page with the secrets", status(404).withBody("<html>" + echo + "</html>")),
                arguments("no, with the secrets", okJson("{\"value\":false,\"why\":\"" + echo + "\"}")),
                arguments("what is not JSON, with the secrets", ok(echo)),
                arguments("half of JSON, with the secrets", okJson("{\"value\":\"" + echo)),
                arguments(
                        "a fault of the gateway, with the secrets",
                        serverError().withBody(echo)),
                arguments("too many requests", status(429).withBody(echo)),
                arguments(
                        "a redirect with the secrets",
                        status(307).withHeader("Location", "https://elsewhere.example/" + TOKEN)),
                arguments("no answer in time", okJson("{\"value\":true}").withFixedDelay(60_000)),
                arguments("a connection reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
                arguments("no answer at all", aResponse().withFault(Fault.EMPTY_RESPONSE)),
                arguments("half an answer", aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)),
                arguments("no HTTP", aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void tokensStayInWhateverTheGatewayAnswers(String name, ResponseDefinitionBuilder answer) {
        standIn.answers(id, answer);

        assertNothingGetsOut(TOKEN, CLIENT_TOKEN);
    }

    @Test
    void stayInWhereTheGatewayQuotesTheUrlThatItDoesNotTake() {
        standIn.answers(
                id, jsonResponse("{\"error\":\"bad url: " + keys.callbackUrl(id).orElseThrow() + "\"}", 400));

        assertNothingGetsOut(TOKEN, CLIENT_TOKEN);
    }

    @Test
    void stayInWhereTheyCannotBeSent() {
        assertNothingGetsOut(TOKEN, CLIENT_TOKEN + "\u0000\n" + CLIENT_TOKEN);
    }

    @Test
    void stayInWhereTheyAreQuotedAsTheyStandInThePath() {
        standIn.answers(id, jsonResponse("{\"error\":\"/instances/x/token/a%2F" + TOKEN + "%20b/update\"}", 404));

        assertNothingGetsOut("a/" + TOKEN + " b", CLIENT_TOKEN);
    }

    private void assertNothingGetsOut(String token, String clientToken) {
        String prefix = "plugzapi.instances.sales.";
        Instances instances = InstanceFixtures.instances(
                Map.of(prefix + "id", id, prefix + "token", token, prefix + "client-token", clientToken));
        MovableClock clock = new MovableClock();
        ManualTicker ticker = new ManualTicker(clock);
        Registrations registrations =
                new Registrations(gateway, instances, keys, lost, clock, ticker, new SimpleMeterRegistry());
        StringWriter seen = new StringWriter();
        try (CapturedLog log = CapturedLog.start()) {
            ticker.tick();
            await().untilAsserted(() -> assertThat(registrations.all())
                    .extracting(Registration::state)
                    .allMatch(state -> state == State.FAILING || state == State.REFUSED));
            registrations.all().forEach(registration -> seen.append(registration.describe()));

            Instance instance = instances.find(id).orElseThrow();
            Throwable failure = gateway.register(
                            instance, Webhook.CONNECTED, keys.callbackUrl(id).orElseThrow())
                    .onItemOrFailure()
                    .transform((nothing, thrown) -> thrown)
                    .await()
                    .indefinitely();
            failure.printStackTrace(new PrintWriter(seen));
            seen.append(failure.toString()).append(instance.toString());

            await().untilAsserted(() -> assertThat(log.lines().stream().filter(line -> line.contains(id)))
                    .hasSizeGreaterThanOrEqualTo(2));
            seen.append(log.text());
        }
        String callbackUrl = keys.callbackUrl(id).orElseThrow();
        assertThat(seen.toString())
                .doesNotContain("MARKER")
                .doesNotContain(callbackUrl.substring(callbackUrl.lastIndexOf('/') + 1))
                .doesNotContain(StandInGatewayResource.SECRET);
    }
}
