package io.github.plugzapi.connect.command;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.standardwebhooks.Webhook;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestSinkCommandTest {

    /** Of 32 bytes. */
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void start() {
        server.start();
        environment.put("SINKS_CRM_URL", "http://127.0.0.1:" + server.port() + "/hooks?key=QueryMarker1");
        environment.put("SINKS_CRM_SECRET", SECRET);
        environment.put("SINKS_CRM_HEADERS_AUTHORIZATION", "Bearer TokenMarker1");
        environment.put("SINKS_CRM_TIMEOUT", "1s");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private CommandLine test(String... names) {
        String[] arguments = new String[names.length + 1];
        arguments[0] = TestSinkCommand.NAME;
        System.arraycopy(names, 0, arguments, 1, names.length);
        CommandLine tested = CommandLine.run(environment, arguments);
        assertThat(tested.out() + tested.err())
                .doesNotContain(SECRET, SECRET.substring(6), "QueryMarker1", "TokenMarker1");
        return tested;
    }

    private void answers(int status, String body) {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withBody(body)));
    }

    @Test
    void whereTheSinkTakesTheTestItSaysSo() throws Exception {
        answers(200, "thanks, " + SECRET);

        CommandLine tested = test("CRM");

        assertThat(tested.exitCode()).isZero();
        assertThat(tested.out())
                .startsWith("The sink crm (http://127.0.0.1:" + server.port() + "/…) took the test: it answered 200")
                .contains("thanks");
        List<LoggedRequest> requests = server.findAll(postRequestedFor(urlEqualTo("/hooks?key=QueryMarker1")));
        LoggedRequest request = requests.get(0);
        assertThat(requests).hasSize(1);
        new Webhook(SECRET)
                .verify(
                        request.getBodyAsString(),
                        request.getHeaders().all().stream()
                                .collect(Collectors.toMap(header -> header.key(), header -> header.values())));
        CloudEvent message = new JsonFormat().deserialize(request.getBody());
        assertThat(message.getType()).isEqualTo("io.github.plugzapi.connect.test");
        assertThat(request.getHeader("Authorization")).isEqualTo("Bearer TokenMarker1");
    }

    @Test
    void whereItDoesNotItSaysWhyAndExitsWithOne() {
        answers(401, "who is TokenMarker1?");

        CommandLine tested = test("crm");

        assertThat(tested.exitCode()).isEqualTo(1);
        assertThat(tested.out()).contains("did not take the test: answered 401");
    }

    @Test
    void aRedirectIsNotFollowed() {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(307).withHeader("Location", "/elsewhere")));

        CommandLine tested = test("crm");

        assertThat(tested.exitCode()).isEqualTo(1);
        assertThat(tested.out()).contains("a redirect, which is not followed");
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    @Test
    void whereNothingIsAnsweredInTimeItExitsWithOne() {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withFixedDelay(5_000)));

        CommandLine tested = test("crm");

        assertThat(tested.exitCode()).isEqualTo(1);
        assertThat(tested.out()).contains("no answer from 127.0.0.1 in time");
    }

    /** As the service counts it. */
    @Test
    void whereTheBodyOfTheAnswerDripsTheStatusSaysWhatThereIsToSay() {
        server.stubFor(any(anyUrl())
                .willReturn(aResponse().withBody("a long answer ".repeat(10)).withChunkedDribbleDelay(40, 10_000)));

        assertThat(test("crm").exitCode()).isZero();
    }

    @Test
    void whereNobodyListensItExitsWithOne() {
        server.stop();

        CommandLine tested = test("crm");

        assertThat(tested.exitCode()).isEqualTo(1);
        assertThat(tested.out()).contains("no connection to 127.0.0.1");
    }

    @Test
    void aHostThatNobodyKnowsExitsWithOne() {
        environment.put("SINKS_CRM_URL", "https://nobody.invalid/hooks");
        environment.put("SINKS_CRM_TIMEOUT", "15s");

        CommandLine tested = test("crm");

        assertThat(tested.exitCode()).isEqualTo(1);
        assertThat(tested.out()).contains("the host of nobody.invalid is not known to DNS");
    }

    @Test
    void aNameThatThereIsNotIsAnsweredWithThoseThatThereAre() {
        for (CommandLine tested : List.of(test("erp"), test(), test("crm", "erp"))) {
            assertThat(tested.exitCode()).isEqualTo(2);
            assertThat(tested.err()).contains("test-sink NAME", "There are: crm");
        }
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void whereThereIsNoneItSaysWhatToSet() {
        environment.clear();

        CommandLine tested = test("crm");

        assertThat(tested.exitCode()).isEqualTo(2);
        assertThat(tested.err()).contains("There is none: set SINKS_<NAME>_URL and SINKS_<NAME>_SECRET");
    }

    @Test
    void aWrongConfigurationIsToldAndNothingIsSent() {
        environment.put("SINKS_CRM_SECRET", "short");

        CommandLine tested = test("crm");

        assertThat(tested.exitCode()).isEqualTo(2);
        assertThat(tested.err()).contains("SINKS_CRM_SECRET");
        assertThat(server.getAllServeEvents()).isEmpty();
    }
}
