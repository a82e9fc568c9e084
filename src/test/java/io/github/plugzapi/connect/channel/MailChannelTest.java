package io.github.plugzapi.connect.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.StandInMailServer;
import io.github.plugzapi.connect.wording.Message;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail as a server is handed it, by the service and by a command. */
@QuarkusTest
@TestProfile(MailChannelTest.RealMail.class)
class MailChannelTest {

    private static final StandInMailServer SERVER = StandInMailServer.start();

    /** In tests the mailer only shows what it would send. */
    public static final class RealMail implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.mailer.mock", "false",
                    "quarkus.mailer.host", "localhost",
                    "quarkus.mailer.port", String.valueOf(SERVER.port()),
                    "quarkus.mailer.from", "connect@example.com",
                    // That alone must not have anybody begin with TLS.
                    "quarkus.mailer.trust-all", "true");
        }
    }

    private enum By {
        SERVICE,
        COMMAND
    }

    @Inject
    QuarkusMails ofService;

    @BeforeEach
    void begin() {
        SERVER.conversations().clear();
        SERVER.answersToMail("250 taken");
        SERVER.doesNotKnow("");
    }

    @ParameterizedTest
    @EnumSource
    void oneMailGoesToAllWithItsTitleAsSubject(By by) {
        channel(by)
                .send(new Message(
                        "Vendas está fora do ar",
                        "O que fazer:\n.\nLer",
                        "https://console.example/",
                        false,
                        List.of()));

        assertThat(SERVER.conversations()).singleElement().satisfies(lines -> {
            assertThat(lines)
                    .contains("MAIL FROM:<connect@example.com>", "RCPT TO:<a@example.com>", "RCPT TO:<b@example.com>")
                    .contains("From: connect@example.com", "Subject: =?UTF-8?Q?Vendas_est=C3=A1_fora_do_ar?=")
                    // A line of nothing but a dot would be the end of the mail.
                    .contains("O que fazer:", "..", "Ler", "https://console.example/");
            assertThat(lines).anyMatch(line -> line.startsWith("To: a@example.com"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aTitleHasNoSecondLineInTheHeadOfAMail(By by) {
        channel(by).send(new Message("a\r\nBcc: c@example.com", "", null, false, List.of()));

        assertThat(SERVER.conversations()).singleElement().satisfies(lines -> assertThat(lines)
                .contains("Subject: a??Bcc: c@example.com"));
    }

    @ParameterizedTest
    @EnumSource
    void whatTheServerRefusesIsAFailureThatSaysSoWithoutAnAddress(By by) {
        SERVER.answersToMail("554 5.7.1 <a@example.com> does not want it");

        assertThatThrownBy(() -> channel(by).send(new Message("x", "", null, false, List.of())))
                .isInstanceOf(ChannelFailure.class)
                .hasMessageContaining("554")
                .hasMessageContaining("***@example.com")
                .hasMessageNotContaining("a@example.com")
                .hasNoCause();
    }

    @Test
    void oneWhoHasLeftKeepsNobodyElseFromBeingTold() {
        SERVER.doesNotKnow("a@example.com");

        channel(By.SERVICE).send(new Message("x", "", null, false, List.of()));

        assertThat(SERVER.conversations()).singleElement().satisfies(lines -> assertThat(lines)
                .contains("RCPT TO:<b@example.com>", "Subject: x"));
    }

    @Test
    void whoTestsIsToldWhoHasLeft() {
        SERVER.doesNotKnow("a@example.com");

        assertThatThrownBy(() -> channel(By.COMMAND).send(new Message("x", "", null, false, List.of())))
                .isInstanceOf(ChannelFailure.class)
                .hasMessage("the mail server (QUARKUS_MAILER_HOST) refuses a***@example.com; the others were sent it");
        assertThat(SERVER.conversations()).singleElement().satisfies(lines -> assertThat(lines)
                .contains("RCPT TO:<b@example.com>", "Subject: x"));
    }

    @ParameterizedTest
    @EnumSource
    void whereAllHaveLeftThatIsAFailure(By by) {
        SERVER.doesNotKnow("a@example.com");
        Channel channel = new MailChannel("a@example.com", mails(by));

        assertThatThrownBy(() -> channel.send(new Message("x", "", null, false, List.of())))
                .isInstanceOf(ChannelFailure.class);
        assertThat(SERVER.conversations()).isEmpty();
    }

    @Test
    void whoBeginsWithTlsWhereTheServerDoesNotIsToldWhatToSet() {
        Map<String, String> settings = new TreeMap<>(new RealMail().getConfigOverrides());
        settings.put("quarkus.mailer.tls", "true");
        Mails mails = new PlainMails(Configuration.of(settings));

        assertThatThrownBy(() -> mails.send(List.of("a@example.com"), "x", "x"))
                .isInstanceOf(ChannelFailure.class)
                .hasMessageContaining("QUARKUS_MAILER_START_TLS=REQUIRED");
    }

    private Mails mails(By by) {
        return by == By.SERVICE ? ofService : new PlainMails(Configuration.of(new RealMail().getConfigOverrides()));
    }

    private Channel channel(By by) {
        MailChannel channel = new MailChannel("a@example.com, b@example.com", mails(by));
        assertThat(channel.address()).isEqualTo("mail to a***@example.com, b***@example.com");
        return channel;
    }
}
