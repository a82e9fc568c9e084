package io.github.plugzapi.connect.console;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The packaged application in front of a stand-in of the gateway, whose account has some numbers, and people in a browser. */
final class RunningConsole implements AutoCloseable {

    static final String ADMIN = "admin";
    static final String READER = "reader";
    static final String PASSWORD = "the password of these tests";
    static final String READER_PASSWORD = "the reader's password of these tests";

    private static final String ACCOUNT = "token-of-the-account";
    private static final String SECRET = "the secret of these tests";
    private static final String PUBLIC_URL = "https://connect.example";

    private final Browser browser;
    private final StandInGateway gateway = StandInGateway.start();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> sessions = new HashMap<>();
    private final PackagedApplication application;

    RunningConsole(Browser browser, Path directory) {
        this(browser, directory, Map.of());
    }

    RunningConsole(Browser browser, Path directory, Map<String, String> more) {
        this.browser = browser;
        Map<String, String> environment = new HashMap<>(Map.of(
                "PLUGZAPI_URL", gateway.url(),
                "PLUGZAPI_ACCOUNT_TOKEN", ACCOUNT,
                "WEBHOOK_PUBLIC_URL", PUBLIC_URL,
                "WEBHOOK_SECRET", SECRET,
                "CONSOLE_PASSWORD", PASSWORD,
                "CONSOLE_READER_PASSWORD", READER_PASSWORD));
        environment.putAll(more);
        application = PackagedApplication.in(directory, environment);
    }

    /** The account has this number, which is connected and calls us. */
    RunningConsole with(String instance, String name) {
        names.put(instance, name);
        gateway.accepts(instance);
        gateway.saysStatus(instance, true);
        String url = PUBLIC_URL + Callbacks.path(instance, SECRET);
        gateway.answersTo(
                instance,
                "me",
                okJson("{\"id\":\"%s\",\"connectedCallbackUrl\":\"%s\",\"disconnectedCallbackUrl\":\"%s\"}"
                        .formatted(instance, url, url)));
        return this;
    }

    RunningConsole start() throws Exception {
        gateway.lists(
                ACCOUNT,
                names.entrySet().stream()
                        .map(each -> StandInGateway.entry(each.getKey(), "token-of-" + each.getKey(), each.getValue()))
                        .toList());
        application.startReady();
        for (String name : names.values()) {
            application.awaitOutput(Pattern.quote(name) + " \\(.*\\) is connected");
        }
        return this;
    }

    StandInGateway gateway() {
        return gateway;
    }

    PackagedApplication application() {
        return application;
    }

    String url() {
        return application.url();
    }

    /** The gateway calls, and says the same when it is asked. */
    void connects(String instance, String phone) throws Exception {
        gateway.saysStatus(instance, true);
        calls(instance, "{\"connected\":true,\"phone\":\"%s\",\"momment\":%d}", phone, now());
    }

    /** The gateway calls, and says the same when it is asked. */
    void disconnects(String instance, String why) throws Exception {
        gateway.saysStatus(instance, false);
        calls(instance, "{\"disconnected\":true,\"error\":\"%s\",\"momment\":%d}", why, now());
    }

    private void calls(String instance, String body, Object... values) throws Exception {
        assertThat(application
                        .post(Callbacks.path(instance, SECRET), body.formatted(values))
                        .statusCode())
                .isEqualTo(200);
    }

    private static long now() {
        return Instant.now().toEpochMilli();
    }

    /** Somebody from Brazil sits down, and is not signed in. */
    Page visitor() {
        return visitor(new Browser.NewContextOptions());
    }

    /** Somebody from Brazil sits down, and is not signed in. */
    Page visitor(Browser.NewContextOptions options) {
        options.setBaseURL(url());
        if (options.locale == null) {
            options.setLocale("pt-BR");
        }
        return browser.newContext(options).newPage();
    }

    /** Somebody who is signed in. */
    Page signedIn(String username) {
        return signedIn(username, new Browser.NewContextOptions());
    }

    /** Somebody who is signed in. */
    Page signedIn(String username, Browser.NewContextOptions options) {
        return visitor(options.setStorageState(sessions.computeIfAbsent(username, this::session)));
    }

    private String session(String username) {
        Page page = visitor();
        page.navigate("/sign-in");
        signIn(page, username, username.equals(ADMIN) ? PASSWORD : READER_PASSWORD);
        page.waitForURL(url() + "/");
        String session = page.context().storageState();
        page.context().close();
        return session;
    }

    /** Fills in the form, and sends it. */
    static void signIn(Page page, String username, String password) {
        page.fill("[name=username]", username);
        page.fill("[name=password]", password);
        page.press("[name=password]", "Enter");
    }

    /** Everybody goes home. */
    void empty() {
        browser.contexts().forEach(BrowserContext::close);
    }

    @Override
    public void close() {
        empty();
        application.close();
        gateway.close();
    }
}
