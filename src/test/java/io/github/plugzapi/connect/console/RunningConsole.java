package io.github.plugzapi.connect.console;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Images;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final List<Past> past = new ArrayList<>();
    private final Path directory;
    private final PackagedApplication application;

    /** A callback that came before. */
    private record Past(String instance, Instant at, String body) {}

    RunningConsole(Browser browser, Path directory) {
        this(browser, directory, Map.of());
    }

    RunningConsole(Browser browser, Path directory, Map<String, String> more) {
        this.browser = browser;
        this.directory = directory;
        Map<String, String> environment = new HashMap<>(Map.of(
                "PLUGZAPI_URL", gateway.url(),
                "PLUGZAPI_ACCOUNT_TOKEN", ACCOUNT,
                "WEBHOOK_PUBLIC_URL", PUBLIC_URL,
                "WEBHOOK_SECRET", SECRET,
                "CONSOLE_URL", PUBLIC_URL,
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

    /** The gateway called so many minutes ago. */
    RunningConsole after(String instance, int minutesAgo, String body) {
        past.add(new Past(instance, Instant.now().minus(minutesAgo, ChronoUnit.MINUTES), body));
        return this;
    }

    /** Before anybody may ask how it is now. */
    private void live() throws Exception {
        past.sort(Comparator.comparing(Past::at));
        try (PackagedApplication before = PackagedApplication.in(directory, Map.of("WEBHOOK_SECRET", SECRET))) {
            before.startReady();
            for (Past each : past) {
                String body =
                        "{%s,\"momment\":%d}".formatted(each.body(), each.at().toEpochMilli());
                before.post(Callbacks.path(each.instance(), SECRET), body);
            }
            before.stop();
        }
    }

    RunningConsole start() throws Exception {
        if (!past.isEmpty()) {
            live();
        }
        gateway.lists(
                ACCOUNT,
                names.entrySet().stream()
                        .map(each -> StandInGateway.entry(each.getKey(), "token-of-" + each.getKey(), each.getValue()))
                        .toList());
        application.startReady();
        for (String name : past.isEmpty() ? names.values() : List.<String>of()) {
            application.awaitOutput(Pattern.quote(name) + " \\(.*\\) is connected");
        }
        return this;
    }

    /** From now on, the gateway has a QR code for it, and so many messages that wait for it. */
    void offersCode(String instance, byte[] image, int waiting) {
        gateway.answersTo(instance, "qr-code/image", okJson(Images.qrCode(image)));
        gateway.answersTo(instance, "queue/count", okJson("{\"count\":" + waiting + "}"));
    }

    StandInGateway gateway() {
        return gateway;
    }

    PackagedApplication application() {
        return application;
    }

    /** The same, where it has a name that ends in {@code .example}. */
    String urlOf(String host) {
        return "http://" + host + ":" + URI.create(url()).getPort();
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

    /** The gateway calls, and nobody understands it. */
    void babbles(String instance) throws Exception {
        assertThat(application.post(Callbacks.path(instance, SECRET), "{").statusCode())
                .isEqualTo(400);
    }

    /** Somebody from Brazil sits down, and is not signed in. */
    Page visitor() {
        return visitor(new Browser.NewContextOptions());
    }

    /** Somebody from Brazil sits down, and is not signed in. */
    Page visitor(Browser.NewContextOptions options) {
        if (options.baseURL == null) {
            options.setBaseURL(url());
        }
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

    /** Somebody makes a link by which whoever holds a number's phone brings it back; its path. */
    String makeLink(Page admin, String instance) {
        admin.navigate("/instances/" + instance);
        admin.click("text=Criar link de reconexão");
        PlaywrightAssertions.assertThat(admin.locator("#notice #outcome")).containsText("/reconnect/");
        String said = admin.locator("#notice #outcome").textContent();
        String link = said.replaceAll("(?s).*?(https://\\S*/reconnect/[\\w-]+).*", "$1");
        return URI.create(link).getPath();
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
