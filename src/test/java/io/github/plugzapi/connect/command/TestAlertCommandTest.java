package io.github.plugzapi.connect.command;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.github.plugzapi.connect.testsupport.StandInMailServer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestAlertCommandTest {

    private StandInMailServer mail;
    private StandInGateway gateway;
    private Map<String, String> environment;

    @BeforeEach
    void aRightConfiguration() {
        mail = StandInMailServer.start();
        gateway = StandInGateway.start();
        environment = new TreeMap<>(Map.of(
                "ALERTS_TO_OPS", "mailto:somebody@example.com",
                "ALERTS_TO_PHONE", "whatsapp:5544999990001",
                "PLUGZAPI_URL", gateway.url(),
                "PLUGZAPI_INSTANCES_SALES_ID", "one",
                "PLUGZAPI_INSTANCES_SALES_TOKEN", "TokenMarker1",
                "QUARKUS_MAILER_HOST", "localhost",
                "QUARKUS_MAILER_PORT", String.valueOf(mail.port()),
                "QUARKUS_MAILER_FROM", "connect@example.com",
                "CONSOLE_URL", "https://console.example"));
    }

    @AfterEach
    void close() {
        mail.close();
        gateway.close();
    }

    @Test
    void aMailIsSentThatSaysThatItIsATest() {
        CommandLine tested = CommandLine.run(environment, "test-alert", "OPS");

        assertThat(tested.out()).startsWith("The test was taken: alerts reach ops (mail to s***@example.com)");
        assertThat(tested.exitCode()).isZero();
        assertThat(tested.err()).isEmpty();
        assertThat(mail.conversations()).singleElement().satisfies(lines -> assertThat(lines)
                .contains("RCPT TO:<somebody@example.com>", "Subject: Teste: os avisos chegam a ops"));
    }

    @Test
    void aWhatsAppMessageGoesThroughANumberThatIsConnected() {
        gateway.saysStatus("one", true);
        gateway.sends("one", okJson("{\"messageId\":\"1\"}"));
        environment.put("ALERTS_LANGUAGE", "en");

        CommandLine tested = CommandLine.run(environment, "test-alert", "phone");

        assertThat(tested.exitCode()).isZero();
        assertThat(gateway.sent("one")).singleElement().satisfies(call -> assertThat(call.getBodyAsString())
                .contains("5544999990001", "Test: alerts reach phone", "Nothing is wrong"));
    }

    @Test
    void whatIsNotTakenIsSaidInWordsWithoutASecret() {
        gateway.saysStatus("one", false);

        CommandLine tested = CommandLine.run(environment, "test-alert", "phone");

        assertThat(tested.exitCode()).isEqualTo(1);
        assertThat(tested.out())
                .startsWith("The test does not reach phone (WhatsApp to 5544*******01): none of your own numbers is"
                        + " connected right now")
                .doesNotContain("Marker");
    }

    @Test
    void whoNamesNoChannelIsToldWhichThereAre() {
        CommandLine tested = CommandLine.run(environment, "test-alert", "nobody");

        assertThat(tested.exitCode()).isEqualTo(2);
        assertThat(tested.err()).startsWith("Say which channel: test-alert NAME. There are: ops, phone");
    }

    @Test
    void anAddressThatIsWrongIsSaidAndNotQuoted() {
        environment.put("ALERTS_TO_CHAT", "telegram:SecretMarker");

        CommandLine tested = CommandLine.run(environment, "test-alert", "ops");

        assertThat(tested.exitCode()).isEqualTo(2);
        assertThat(tested.err())
                .contains("ALERTS_TO_CHAT must be telegram:TOKEN/CHAT")
                .doesNotContain("Marker");
        assertThat(mail.conversations()).isEmpty();
    }
}
