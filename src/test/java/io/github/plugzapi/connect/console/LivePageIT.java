package io.github.plugzapi.connect.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.plugzapi.connect.console.RunningConsole.READER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.TimeoutError;
import io.github.plugzapi.connect.testsupport.FreezableProxy;
import io.github.plugzapi.connect.testsupport.RealBrowser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What changes before the eyes of whoever looks, and what they are told where it cannot. */
@ExtendWith(RealBrowser.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LivePageIT {

    /** More than the page waits before it calls the connection lost, in milliseconds. */
    private static final int LONG = 27_000;

    /** More than it waits for an answer. */
    private static final int SOME_SECONDS = 11_000;

    private RunningConsole console;
    private FreezableProxy proxy;

    @BeforeAll
    void start(@TempDir Path directory, Browser browser) throws Exception {
        // Each test has it come and go.
        console = new RunningConsole(browser, directory, Map.of("FLAPPING_CHANGES", "1000"))
                .with("sales", "Vendas")
                .start();
    }

    @BeforeEach
    void connect() throws Exception {
        console.connects("sales", "5544999999901");
        proxy = new FreezableProxy(URI.create(console.url()).getPort());
    }

    @AfterEach
    void goHome() throws Exception {
        console.empty();
        proxy.close();
    }

    @AfterAll
    void stop() {
        if (console != null) {
            console.close();
        }
    }

    /** Somebody looks by way of the proxy, and what they see is alive. */
    private Page looking() {
        Page page = console.signedIn(READER, new Browser.NewContextOptions());
        page.clock().install();
        page.navigate("http://127.0.0.1:" + proxy.port() + "/");
        assertThat(sign(page, "live")).isVisible();
        assertThat(page.locator("#live [data-when]:visible")).hasCount(1);
        assertThat(state(page)).hasText("Conectado");
        return page;
    }

    private static Locator sign(Page page, String when) {
        return page.locator("#live [data-when=" + when + "]");
    }

    private static Locator state(Page page) {
        return page.locator("#n-sales .mark").first();
    }

    @Test
    void whatACallbackTellsIsSeenAtOnceWithoutLoadingThePageAgain() throws Exception {
        Page page = looking();
        page.evaluate("window.sameAsBefore = true");
        console.disconnects("sales", "Device has been disconnected");

        assertThat(state(page)).hasText("Fora do ar");
        assertThat(page.locator("h1")).hasText("0 de 1 conectados");
        assertThat(page).hasTitle(Pattern.compile("1 fora do ar · .*"));
        assertThat(page.locator("#troubles")).containsText("Device has been disconnected");
        console.connects("sales", "5544999999901");

        assertThat(state(page)).hasText("Conectado");
        assertThat(page.locator("#troubles .trouble")).hasCount(0);
        assertThat(page.evaluate("window.sameAsBefore")).isEqualTo(true);
    }

    @Test
    void aConnectionThatBreaksIsSaidAndNothingIsGreenBeforeThePageHasCaughtUp() throws Exception {
        Page page = looking();
        page.evaluate("""
                () => {
                  window.seen = [];
                  new MutationObserver(() => window.seen.push(document.body.dataset.live + ' '
                      + document.querySelector('#n-sales .mark').textContent.trim()))
                    .observe(document.body, { attributes: true, attributeFilter: ['data-live'] });
                }""");
        proxy.cut();

        assertThat(page.locator("#lost")).isVisible();
        assertThat(page.locator("#lost time")).hasText(Pattern.compile("\\d\\d:\\d\\d:\\d\\d"));
        assertThat(sign(page, "lost")).isVisible();
        assertThat(page.locator("body")).hasAttribute("data-live", "lost");
        assertThat(page.locator("main")).hasCSS("filter", "grayscale(1)");
        assertThat(page).hasTitle(Pattern.compile("conexão perdida · 1 de 1 conectados · .*"));
        assertThat(page.locator("#lost")).containsText(Pattern.compile("Próxima tentativa em [1-6] s|Tentando agora"));
        console.disconnects("sales", "Device has been disconnected");
        proxy.mend();

        assertThat(sign(page, "live")).isVisible();
        assertThat(page.locator("#lost")).isHidden();
        assertThat(state(page)).hasText("Fora do ar");
        assertThat(page).hasTitle(Pattern.compile("1 fora do ar · .*"));
        assertThat((List<?>) page.evaluate("[...new Set(window.seen)]"))
                .isEqualTo(List.of("lost Conectado", "undefined Fora do ar"));
    }

    @Test
    void aConnectionThatFreezesIsSaidAndAnotherOneIsMade() throws Exception {
        Page page = looking();
        proxy.freeze();
        page.clock().fastForward(12_000);

        assertThat(sign(page, "quiet")).isVisible();
        assertThat(sign(page, "quiet")).hasText(Pattern.compile("última notícia há\\s1\\d s"));
        assertThat(page.locator("#lost")).isHidden();
        console.disconnects("sales", "Device has been disconnected");
        page.clock().fastForward(LONG);

        assertThat(page.locator("#lost")).isVisible();
        // A browser keeps some connections, and all of them are as dead.
        await().pollInSameThread().atMost(Duration.ofMinutes(3)).until(() -> {
            page.clock().fastForward(SOME_SECONDS);
            return isSeenSoon(sign(page, "live"));
        });
        assertThat(state(page)).hasText("Fora do ar");
    }

    private static boolean isSeenSoon(Locator sign) {
        try {
            sign.waitFor(new Locator.WaitForOptions().setTimeout(4_000));
            return true;
        } catch (TimeoutError e) {
            return false;
        }
    }

    @Test
    void aPageThatCannotBeReadIsNoneAlthoughTheStreamLives() throws Exception {
        Page page = looking();
        page.route(
                "**/",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(503)
                        .setContentType("text/html")
                        .setBody("<main id=main>The journal cannot be read.</main>")));
        console.disconnects("sales", "Device has been disconnected");

        assertThat(sign(page, "lost")).isVisible();
        assertThat(page.locator("body")).hasAttribute("data-live", "lost");
        assertThat(state(page)).hasText("Conectado");
        page.unroute("**/");

        assertThat(sign(page, "live")).isVisible();
        assertThat(state(page)).hasText("Fora do ar");
    }

    @Test
    void aPageThatNobodyLooksAtHoldsNoConnectionAndItsTitleIsTrueAllTheSame() throws Exception {
        Page page = looking();
        hide(page, true);
        console.disconnects("sales", "Device has been disconnected");
        assertThat(page).hasTitle(Pattern.compile("1 de 1 conectados · .*"));

        // A browser opens six connections to a host, and no more.
        for (int i = 0; i < 7; i++) {
            Page another = page.context().newPage();
            another.navigate(page.url());
            assertThat(another.locator("h1")).isVisible();
            hide(another, true);
        }
        page.clock().fastForward(31_000);

        assertThat(page).hasTitle(Pattern.compile("1 fora do ar · .*"));
        page.route("**/", route -> route.abort());
        page.clock().fastForward(31_000);

        assertThat(page).hasTitle(Pattern.compile("conexão perdida · 1 fora do ar · .*"));
        page.unroute("**/");
        hide(page, false);
        assertThat(sign(page, "live")).isVisible();
        assertThat(page.locator("#lost")).isHidden();
    }

    @Test
    void aPageThatIsLookedAtAgainIsNotGreenBeforeItHasCaughtUp() throws Exception {
        Page page = looking();
        hide(page, true);
        console.disconnects("sales", "Device has been disconnected");
        List<Route> held = new CopyOnWriteArrayList<>();
        page.route("**/", held::add);
        hide(page, false);

        page.waitForCondition(() -> !held.isEmpty());
        assertThat(sign(page, "quiet")).isVisible();
        assertThat(page.locator("body")).hasAttribute("data-live", "lost");
        assertThat(state(page)).hasText("Conectado");
        page.unroute("**/");
        held.forEach(Route::resume);

        assertThat(sign(page, "live")).isVisible();
        assertThat(state(page)).hasText("Fora do ar");
    }

    @Test
    void whoeverIsNotSignedInAnyMoreIsLedToWhereTheyCan() throws Exception {
        Page page = looking();
        page.navigate("http://127.0.0.1:" + proxy.port() + "/instances/sales/reconnect");
        assertThat(sign(page, "live")).isVisible();
        page.context().clearCookies();
        proxy.cut();
        proxy.mend();

        assertThat(page.locator("[name=password]")).isVisible();
    }

    /** As where another tab is in front of it. */
    private static void hide(Page page, boolean isHidden) {
        page.evaluate("""
                is => {
                  Object.defineProperty(document, 'hidden', { value: is, configurable: true });
                  document.dispatchEvent(new Event('visibilitychange'));
                }""", isHidden);
    }

    @Test
    void whereTheRowIsInUseItChangesInItsPlace() throws Exception {
        Page page = looking();
        page.locator("#a-sales").focus();
        console.disconnects("sales", "Device has been disconnected");

        assertThat(state(page)).hasText("Fora do ar");
        assertThat(page.locator("#a-sales")).isFocused();
    }

    @Test
    void withoutScriptAllIsThereAndNothingClaimsToBeAlive() {
        Page page = console.signedIn(READER, new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.navigate("/");

        assertThat(state(page)).hasText("Conectado");
        assertThat(page.locator("#live [data-when]:visible")).hasCount(0);
    }
}
