package io.github.plugzapi.connect.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.plugzapi.connect.wording.Message;
import io.github.plugzapi.connect.wording.Message.Incident;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each service is sent, as its documentation has it, and what becomes of its answers. */
class WebChannelsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROUTING_KEY = "RoutingKeyMarker0123456789abcdef";
    private static final String LINK = "https://console.example/a_b_c";

    private static final Message MESSAGE = new Message(
            "sales & <co> [x](https://y.example) @everyone is out",
            "Motivo: *não* _há_ `conexão`\nO que fazer: …",
            LINK,
            false,
            List.of(new Incident("outage one 1", "sales is out", false)));

    private final Post post = new Post();
    private WireMockServer server;

    @BeforeEach
    void start() {
        server = new WireMockServer(options().dynamicPort());
        server.start();
        answers(ok("ok"));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void telegramIsSentAMessageOfItsBotWithoutAnyMarkup() {
        new TelegramChannel("123456:Token-Marker_x/-1001234567890", URI.create(url()), post).send(MESSAGE);

        LoggedRequest request = sent();
        assertThat(request.getUrl()).isEqualTo("/bot123456:Token-Marker_x/sendMessage");
        JsonNode body = json(request);
        assertThat(body.path("chat_id").asText()).isEqualTo("-1001234567890");
        assertThat(body.path("text").asText()).isEqualTo(MESSAGE.whole(4096));
        assertThat(body.has("parse_mode")).isFalse();
        assertThat(body.at("/link_preview_options/is_disabled").asBoolean()).isTrue();
    }

    @Test
    void telegramTakesNoMoreThan4096Characters() {
        new TelegramChannel("1:x/@channel", URI.create(url()), post).send(longMessage());

        assertThat(json(sent()).path("text").asText())
                .hasSizeBetween(4000, 4096)
                .endsWith(LINK);
    }

    @Test
    void slackIsSentPlainTextWithWhatWouldBeALinkEscaped() {
        new SlackChannel(url() + "/services/T0/B0/SecretMarker", post).send(MESSAGE);

        JsonNode body = json(sent());
        assertThat(body.path("text").asText())
                .startsWith("sales &amp; &lt;co&gt; [x](https://y.example) @everyone is out\n\nMotivo: *não* _há_")
                .endsWith(LINK);
        assertThat(body.path("mrkdwn").asBoolean(true)).isFalse();
    }

    @Test
    void discordIsSentEscapedTextThatCallsNobody() {
        new DiscordChannel(url() + "/api/webhooks/1/SecretMarker", post).send(MESSAGE);

        JsonNode body = json(sent());
        assertThat(body.path("content").asText())
                .startsWith("sales & <co\\> \\[x\\](https://y.example)")
                .contains("\\*não\\* \\_há\\_ \\`conexão\\`")
                .endsWith(LINK);
        assertThat(body.at("/allowed_mentions/parse").isArray()).isTrue();
        assertThat(body.at("/allowed_mentions/parse")).isEmpty();
    }

    @Test
    void discordTakesNoMoreThan2000CharactersEscapedAsTheyAre() {
        new DiscordChannel(url() + "/x", post).send(new Message("title", "*_".repeat(5000), LINK, false, List.of()));

        assertThat(json(sent()).path("content").asText())
                .hasSizeBetween(1900, 2000)
                .endsWith(LINK);
    }

    @Test
    void teamsIsSentAnAdaptiveCardOfTextRuns() {
        new TeamsChannel(url() + "/workflows/x?sig=SecretMarker", post).send(MESSAGE);

        LoggedRequest request = sent();
        assertThat(request.getUrl()).isEqualTo("/workflows/x?sig=SecretMarker");
        JsonNode body = json(request);
        assertThat(body.path("type").asText()).isEqualTo("message");
        assertThat(body.path("attachments")).hasSize(1);
        assertThat(body.at("/attachments/0/contentType").asText()).isEqualTo("application/vnd.microsoft.card.adaptive");
        JsonNode card = body.at("/attachments/0/content");
        assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
        assertThat(card.path("version").asText()).isEqualTo("1.4");
        assertThat(card.path("body")).hasSize(3).allSatisfy(line -> {
            assertThat(line.path("type").asText()).isEqualTo("RichTextBlock");
            assertThat(line.at("/inlines/0/type").asText()).isEqualTo("TextRun");
        });
        assertThat(card.at("/body/0/inlines/0/text").asText()).isEqualTo(MESSAGE.title());
        assertThat(card.at("/actions/0/type").asText()).isEqualTo("Action.OpenUrl");
        assertThat(card.at("/actions/0/url").asText()).isEqualTo(LINK);
    }

    @Test
    void teamsTakesNoMoreThan28Kilobytes() {
        new TeamsChannel(url() + "/x", post).send(longMessage());

        assertThat(sent().getBody()).hasSizeLessThan(28_000);
    }

    @Test
    void googleChatIsSentTextWithoutAngleBrackets() {
        new GoogleChatChannel(url() + "/v1/spaces/A/messages?key=a&token=SecretMarker", post).send(MESSAGE);

        LoggedRequest request = sent();
        assertThat(request.getUrl()).isEqualTo("/v1/spaces/A/messages?key=a&token=SecretMarker");
        assertThat(json(request).path("text").asText())
                .startsWith("sales & ‹co›")
                .endsWith(LINK);
    }

    @Test
    void pagerdutyIsTriggeredAndResolvedByTheIncident() {
        PagerDutyChannel channel = new PagerDutyChannel(ROUTING_KEY, URI.create(url()), post);
        channel.send(MESSAGE);
        channel.send(new Message("x", "", null, true, List.of(new Incident("outage one 1", "is back", true))));

        List<LoggedRequest> requests = all();
        assertThat(requests).extracting(LoggedRequest::getUrl).containsOnly("/v2/enqueue");
        JsonNode trigger = json(requests.get(0));
        assertThat(trigger.path("routing_key").asText()).isEqualTo(ROUTING_KEY);
        assertThat(trigger.path("event_action").asText()).isEqualTo("trigger");
        assertThat(trigger.at("/payload/summary").asText()).isEqualTo("sales is out");
        assertThat(trigger.at("/payload/source").asText()).isEqualTo("plugzapi-connect");
        assertThat(trigger.at("/payload/severity").asText()).isEqualTo("critical");
        assertThat(trigger.path("client_url").asText()).isEqualTo(LINK);
        JsonNode resolve = json(requests.get(1));
        assertThat(resolve.path("event_action").asText()).isEqualTo("resolve");
        assertThat(resolve.path("dedup_key")).isEqualTo(trigger.path("dedup_key"));
        assertThat(resolve.has("payload")).isFalse();
    }

    @Test
    void pagerdutyIsNotSentAgainWhatItTookBeforeItRefusedTheRest() {
        PagerDutyChannel channel = new PagerDutyChannel(ROUTING_KEY, URI.create(url()), post);
        Message two = new Message(
                "x",
                "",
                null,
                false,
                List.of(new Incident("a".repeat(300), "a".repeat(2000), false), new Incident("b", "b", false)));
        server.stubFor(post(anyUrl())
                .withRequestBody(containing("\"summary\":\"b\""))
                .willReturn(aResponse().withStatus(429)));
        assertThat(catchThrowableOfType(ChannelFailure.class, () -> channel.send(two))
                        .isProgress())
                .isTrue();
        assertThat(catchThrowableOfType(ChannelFailure.class, () -> channel.send(two))
                        .isProgress())
                .isFalse();
        answers(jsonResponse("{\"status\":\"success\"}", 202));
        channel.send(two);

        List<JsonNode> events = all().stream().map(WebChannelsTest::json).toList();
        assertThat(events).hasSize(4);
        assertThat(events.get(0).path("dedup_key").asText()).hasSize(255);
        assertThat(events.get(0).at("/payload/summary").asText()).hasSize(1024);
        assertThat(events)
                .extracting(event -> event.at("/payload/summary").asText().charAt(0))
                .containsExactly('a', 'b', 'b', 'b');
    }

    @Test
    void ntfyIsPublishedToAsJson() {
        new NtfyChannel(url() + "/topic-marker", post).send(MESSAGE);

        LoggedRequest request = sent();
        assertThat(request.getUrl()).isEqualTo("/");
        assertThat(request.getHeader("Authorization")).isNull();
        JsonNode body = json(request);
        assertThat(body.path("topic").asText()).isEqualTo("topic-marker");
        assertThat(body.path("title").asText()).isEqualTo(MESSAGE.title());
        assertThat(body.path("message").asText()).isEqualTo(MESSAGE.text());
        assertThat(body.path("priority").asInt()).isEqualTo(4);
        assertThat(body.path("click").asText()).isEqualTo(LINK);
    }

    @Test
    void ntfyIsToldWhoPublishesWhereATopicIsProtected() {
        new NtfyChannel(url().replace("//", "//user:PasswordMarker@") + "/topic", post).send(longMessage());
        new NtfyChannel(url().replace("//", "//tk_TokenMarker@") + "/topic", post).send(MESSAGE);

        assertThat(all())
                .extracting(request -> request.getHeader("Authorization"))
                .containsExactly(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("user:PasswordMarker".getBytes(StandardCharsets.UTF_8)),
                        "Bearer tk_TokenMarker");
        assertThat(json(all().get(0)).path("message").asText().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(4096);
    }

    // ---- Whatever the service

    private Stream<Channel> channels() {
        return Stream.of(
                new TelegramChannel("123456:TokenMarker1/-100", URI.create(url()), post),
                new SlackChannel(url() + "/services/PathMarker1", post),
                new DiscordChannel(url() + "/api/PathMarker1", post),
                new TeamsChannel(url() + "/x?sig=QueryMarker1", post),
                new GoogleChatChannel(url() + "/x?key=QueryMarker1", post),
                new PagerDutyChannel(ROUTING_KEY, URI.create(url()), post),
                new NtfyChannel(url().replace("//", "//user:PasswordMarker1@") + "/TopicMarker1", post));
    }

    @Test
    void whatIsRefusedIsAFailureThatSaysWhyAndHoldsNoSecret() {
        answers(jsonResponse(
                "{\"description\":\"not you: 123456:TokenMarker1 PathMarker1 QueryMarker1 TopicMarker1 " + ROUTING_KEY
                        + " 5544999999999\"}",
                403));

        assertThat(channels()).allSatisfy(channel -> {
            assertThatThrownBy(() -> channel.send(MESSAGE))
                    .isInstanceOf(ChannelFailure.class)
                    .hasMessageContaining("localhost answered 403: ")
                    .hasMessageContaining("not you")
                    .hasMessageNotContaining("5544999999999")
                    .hasNoCause();
            assertThat(channel.address()).doesNotContain("Marker1", "RoutingKeyMarker");
        });
    }

    @Test
    void aSecretThatTheServiceSaysBackIsCutOut() {
        answers(jsonResponse("no such webhook PathMarker1", 404));

        assertThatThrownBy(() -> new SlackChannel(url() + "/services/PathMarker1", post).send(MESSAGE))
                .hasMessage("localhost answered 404: no such webhook ***");
    }

    @Test
    void whoAsksForPatienceGetsItInWhicheverWayItIsSaid() {
        assertThat(retryAfter(aResponse().withStatus(429).withHeader("Retry-After", "30")))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(retryAfter(jsonResponse("{\"message\":\"slow\",\"retry_after\":64.57,\"global\":false}", 429)))
                .isEqualTo(Duration.ofMillis(64_570));
        assertThat(retryAfter(
                        jsonResponse("{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":5}}", 429)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(retryAfter(aResponse().withStatus(429).withHeader("Retry-After", "9999999")))
                .isEqualTo(Duration.ofHours(1));
        assertThat(retryAfter(aResponse().withStatus(429).withHeader("Retry-After", "Fri, 31 Dec 2099 23:59:59 GMT")))
                .isZero();
    }

    private Duration retryAfter(ResponseDefinitionBuilder answer) {
        answers(answer);
        return catchThrowableOfType(ChannelFailure.class, () -> new SlackChannel(url() + "/x", post).send(MESSAGE))
                .retryAfter();
    }

    @Test
    void aRedirectIsAFailureAndNotFollowed() {
        answers(aResponse().withStatus(302).withHeader("Location", url() + "/elsewhere"));

        assertThatThrownBy(() -> new SlackChannel(url() + "/x", post).send(MESSAGE))
                .hasMessageContaining("a redirect, which is not followed");
        assertThat(all()).hasSize(1);
    }

    @Test
    void ofALongAnswerTheBeginningIsRead() {
        answers(aResponse().withStatus(500).withBody("x".repeat(10_000_000)));

        assertThatThrownBy(() -> new SlackChannel(url() + "/x", post).send(MESSAGE))
                .hasMessageContaining("answered 500: xxx")
                .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void whatMayHaveBeenTakenIsNotSentAgainSoon() {
        answers(aResponse().withFault(Fault.EMPTY_RESPONSE));
        assertThat(catchThrowableOfType(ChannelFailure.class, () -> new SlackChannel(url() + "/x", post).send(MESSAGE))
                        .retryAfter())
                .isEqualTo(Duration.ofMinutes(5));

        String url = url();
        server.stop();
        assertThat(catchThrowableOfType(ChannelFailure.class, () -> new SlackChannel(url + "/x", post).send(MESSAGE))
                        .retryAfter())
                .isZero();
    }

    @Test
    void whoIsNotThereIsAFailure() {
        String url = url() + "/PathMarker1";
        server.stop();

        assertThatThrownBy(() -> new SlackChannel(url, post).send(MESSAGE)).hasMessage("no connection to localhost");
    }

    // ---- Addresses

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/x",
                "http://8.8.8.8/x",
                "ftp://example.com/x",
                "https://user:PasswordMarker@example.com/x",
                "no URL",
                ""
            })
    void aUrlThatMayNotBeCalledIsRefusedAndNotQuoted(String url) {
        assertThatThrownBy(() -> new SlackChannel(url, post))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("PasswordMarker");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/x",
                "http://localhost:8065/hooks/x",
                "http://127.0.0.1/x",
                "http://[::1]/x",
                "http://10.1.2.3/x",
                "http://192.168.0.9/x",
                "http://172.31.255.1/x",
                "http://mattermost/hooks/x",
                "http://mattermost.chat.svc/hooks/x",
                "http://mattermost.chat.svc.cluster.local:8065/hooks/x"
            })
    void httpIsTakenForWhatIsNear(String url) {
        assertThat(new SlackChannel(url, post).address()).startsWith("Slack, ").doesNotContain("/x");
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void anAddressOfAnotherFormIsRefused(ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("must be ");
    }

    private static Stream<ThrowingCallable> wrong() {
        Post post = new Post();
        return Stream.of(
                () -> new TelegramChannel("123456:abc", TelegramChannel.SERVICE, post),
                () -> new TelegramChannel("abc/-100", TelegramChannel.SERVICE, post),
                () -> new PagerDutyChannel("short", PagerDutyChannel.SERVICE, post),
                () -> new NtfyChannel("https://ntfy.sh/", post),
                () -> new NtfyChannel("https://ntfy.sh/a/b", post),
                () -> new MailChannel("nobody", null),
                () -> new MailChannel("a@example.com,", null),
                () -> new WhatsAppChannel("sales", null));
    }

    // ---- Helpers

    private static Message longMessage() {
        return new Message("title", "não ".repeat(5000), LINK, false, List.of());
    }

    private String url() {
        return "http://localhost:" + server.port();
    }

    private void answers(ResponseDefinitionBuilder answer) {
        server.resetMappings();
        server.stubFor(post(anyUrl()).willReturn(answer));
    }

    private List<LoggedRequest> all() {
        return server.findAll(postRequestedFor(anyUrl()));
    }

    private LoggedRequest sent() {
        assertThat(all()).hasSize(1);
        LoggedRequest request = all().get(0);
        assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
        return request;
    }

    private static JsonNode json(LoggedRequest request) {
        try {
            return JSON.readTree(request.getBody());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
