package io.github.plugzapi.connect.testsupport;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.matching.UrlPattern;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A gateway that says what a test wants it to say, one instance apart from the other. */
public final class StandInGateway implements AutoCloseable {

    private static final int PAGE_SIZE = 100;

    private final WireMockServer server;

    private StandInGateway(WireMockServer server) {
        this.server = server;
    }

    public static StandInGateway start() {
        WireMockServer server = new WireMockServer(options().dynamicPort());
        server.start();
        return new StandInGateway(server);
    }

    public String url() {
        return "http://localhost:" + server.port();
    }

    /** From now on, it takes the callback URLs of an instance. */
    public void accepts(String instance) {
        answers(instance, okJson("{\"value\":true}"));
    }

    /** From now on, it answers every call for an instance in this way. */
    public void answers(String instance, ResponseDefinitionBuilder answer) {
        server.stubFor(put(calls(instance, "[a-z-]+")).willReturn(answer));
    }

    /** From now on, it answers one of the calls that ask: {@code me}, {@code status}, {@code qr-code/image} and so on. */
    public void answersTo(String instance, String call, ResponseDefinitionBuilder answer) {
        server.stubFor(get(calls(instance, call)).willReturn(answer));
    }

    /** From now on, it says this of an instance when it is asked for its status. */
    public void saysStatus(String instance, boolean connected) {
        String error = connected ? "You are already connected." : "You are not connected.";
        answersTo(instance, "status", okJson("{\"connected\":" + connected + ",\"error\":\"" + error + "\"}"));
    }

    /** From now on, it answers in this way when it is to send a message through an instance. */
    public void sends(String instance, ResponseDefinitionBuilder answer) {
        server.stubFor(post(calls(instance, "send-text")).willReturn(answer));
    }

    /** What it was to send through an instance, the oldest first. */
    public List<LoggedRequest> sent(String instance) {
        return server.findAll(postRequestedFor(calls(instance, "send-text")));
    }

    /** How often it was asked: {@code me}, {@code status} or {@code restore-session}. */
    public int asked(String instance, String call) {
        return questions(instance, call).size();
    }

    /** What it was asked, the oldest first. */
    public List<LoggedRequest> questions(String instance, String call) {
        return server.findAll(getRequestedFor(calls(instance, call)));
    }

    /** From now on, it answers whatever nothing else was said about in this way. */
    public void answersEverything(ResponseDefinitionBuilder answer) {
        server.stubFor(any(anyUrl()).atPriority(10).willReturn(answer));
    }

    /** The calls that it got for an instance, the oldest first. */
    public List<LoggedRequest> callsFor(String instance) {
        return server.findAll(putRequestedFor(calls(instance, "[a-z-]+")));
    }

    /** The URL that it was told to call last; the webhook is {@code connected} or {@code disconnected}. */
    public Optional<String> callbackUrl(String instance, String webhook) {
        List<LoggedRequest> calls = server.findAll(putRequestedFor(calls(instance, "update-webhook-" + webhook)));
        return calls.isEmpty()
                ? Optional.empty()
                : Optional.of(JsonPath.from(calls.get(calls.size() - 1).getBodyAsString())
                        .getString("value"));
    }

    /**
     * From now on, it lists these as the account's instances, each an entry in JSON, as {@link #entry} makes it. It takes
     * one token, and says what is right of {@code total} and {@code totalPage}.
     */
    public void lists(String accountToken, List<String> entries) {
        int pages = (entries.size() + PAGE_SIZE - 1) / PAGE_SIZE;
        answersAccount(jsonResponse("{\"error\":\"Unauthorized\"}", 401));
        answersPage(accountToken, ".*", page(List.of(), entries.size(), pages));
        for (int page = 1; page <= pages; page++) {
            List<String> part = entries.subList((page - 1) * PAGE_SIZE, Math.min(page * PAGE_SIZE, entries.size()));
            answersPage(accountToken, String.valueOf(page), page(part, entries.size(), pages));
        }
    }

    /** From now on, it answers for a page of the account's instances in this way; the page is a regular expression. */
    public void answersPage(String accountToken, String page, ResponseDefinitionBuilder answer) {
        server.stubFor(get(urlPathEqualTo("/instances"))
                .withHeader("Authorization", equalTo("Bearer " + accountToken))
                .withQueryParam("page", matching(page))
                .withQueryParam("pageSize", equalTo(String.valueOf(PAGE_SIZE)))
                .willReturn(answer));
    }

    /** From now on, it answers whoever asks for an account's instances in this way. */
    public void answersAccount(ResponseDefinitionBuilder answer) {
        server.stubFor(get(urlPathEqualTo("/instances")).willReturn(answer));
    }

    /** How often it was asked for a part of the account's instances. */
    public int askedForAccount() {
        return server.findAll(getRequestedFor(urlPathEqualTo("/instances"))).size();
    }

    /** A page of the account's instances. */
    public static ResponseDefinitionBuilder page(List<String> entries, int total, int totalPage) {
        return okJson("{\"total\":%d,\"totalPage\":%d,\"pageSize\":%d,\"page\":1,\"content\":[%s]}"
                .formatted(total, totalPage, PAGE_SIZE, String.join(",", entries)));
    }

    /** How it lists an instance that is connected and calls nobody. */
    public static String entry(String id, String token, String name) {
        return """
                {"id":"%s","token":"%s","name":"%s","due":1893456000000,"paymentStatus":"PAID","tenant":"tenant",\
                "connectedCallbackUrl":null,"disconnectedCallbackUrl":"","phoneConnected":true,\
                "whatsappConnected":true,"middleware":"web","created":1580163342000}""".formatted(id, token, name);
    }

    private static UrlPattern calls(String instance, String call) {
        return urlPathMatching("/instances/" + Pattern.quote(instance) + "/token/[^/]+/" + call);
    }

    /** From now on, nobody answers. */
    public void goAway() {
        server.stop();
    }

    @Override
    public void close() {
        server.stop();
    }
}
