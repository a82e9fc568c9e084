package io.github.plugzapi.connect.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.plugzapi.connect.console.RunningConsole.ADMIN;
import static io.github.plugzapi.connect.console.RunningConsole.PASSWORD;
import static io.github.plugzapi.connect.console.RunningConsole.READER;
import static io.github.plugzapi.connect.console.RunningConsole.READER_PASSWORD;
import static io.github.plugzapi.connect.console.RunningConsole.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.github.plugzapi.connect.testsupport.RealBrowser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What somebody in front of a browser sees and does, where nothing changes meanwhile. */
@ExtendWith(RealBrowser.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {

    /** More than a page has. */
    private static final int MANY = 55;

    private static final String MARKUP = "<img src=x onerror=alert(1)>";

    private RunningConsole console;

    @BeforeAll
    void start(@TempDir Path directory, Browser browser) throws Exception {
        console = new RunningConsole(browser, directory)
                .with("sales", "Vendas")
                .with("support", "Suporte")
                .with("bold", "<b>Loja</b>")
                .start();
        console.connects("sales", "5544999999901");
        console.disconnects("support", "Device has been disconnected");
        console.disconnects("bold", MARKUP);
        for (int i = 0; i < MANY; i++) {
            console.connects("shop-%02d".formatted(i), "55449888888%02d".formatted(i));
        }
    }

    @AfterEach
    void goHome() {
        console.empty();
    }

    @AfterAll
    void stop() {
        if (console != null) {
            console.close();
        }
    }

    @Test
    void whoeverIsNotSignedInIsAskedTo() {
        Page page = console.visitor();
        page.navigate("/?status=connected");

        assertThat(page).hasURL(console.url() + "/sign-in");
        assertThat(page.locator("[name=username]")).isFocused();
        signIn(page, READER, READER_PASSWORD);

        // Where they wanted to.
        assertThat(page).hasURL(console.url() + "/?status=connected");
        assertThat(page.locator("h1")).hasText("56 de 58 conectados");
    }

    /** From a mail or a chat in the browser: it sends no session along. */
    @Test
    void whoeverIsSignedInFollowsALinkOnAnotherSite() {
        Page page = console.signedIn(READER);
        page.route(
                "http://mail.example/",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/html")
                        .setBody("<a href='%s/instances/support'>Suporte</a>".formatted(console.url()))));
        page.navigate("http://mail.example/");
        page.click("a");

        assertThat(page).hasURL(console.url() + "/instances/support");
        assertThat(page.locator("h1")).containsText("Suporte");
    }

    /** By plain HTTP browsers say less of where a form comes from, but to this very computer. */
    @Test
    void whoeverHasNoTlsSignsInAndActsOnAnotherHostToo() {
        String url = console.urlOf("connect.example");
        Page page = console.visitor(new Browser.NewContextOptions().setBaseURL(url));
        page.navigate("/sign-in");
        signIn(page, ADMIN, PASSWORD);

        assertThat(page).hasURL(url + "/");
        page.navigate("/instances/sales");
        page.selectOption("#mute", "1");
        page.click("form[action='/mute'] button");
        assertThat(page.locator("#notice #outcome")).containsText("silenciados até");
        page.click("form[action='/unmute'] button");
        assertThat(page.locator("#facts")).not().containsText("silenciado até");
    }

    @Test
    void aWrongPasswordIsSaidAndTooManyAreSlowedDown() {
        Page page = console.visitor();
        page.navigate("/sign-in");
        signIn(page, "somebody", "wrong");

        assertThat(page.getByRole(AriaRole.ALERT)).hasText("Usuário ou senha incorretos.");
        for (int i = 0; i < 4; i++) {
            signIn(page, "somebody", "wrong");
            page.waitForLoadState();
        }

        assertThat(page.getByRole(AriaRole.ALERT))
                .containsText(Pattern.compile("A próxima tentativa abre em \\d+ s\\."));
        page.navigate("/");
        assertThat(page).hasURL(console.url() + "/sign-in");
    }

    @Test
    void noScriptAndNoOtherSiteGetsTheSession() {
        Page page = console.signedIn(ADMIN);

        assertThat(page.context().cookies())
                .filteredOn(cookie -> cookie.name.contains("session"))
                .singleElement()
                .satisfies(session -> {
                    assertThat(session.httpOnly).isTrue();
                    assertThat(session.sameSite).isEqualTo(SameSiteAttribute.STRICT);
                });
        page.navigate("/");
        assertThat(page.evaluate("document.cookie")).isEqualTo("");
    }

    @Test
    void whoeverSignsOutIsOut() {
        Page page = console.visitor();
        page.navigate("/sign-in");
        signIn(page, READER, READER_PASSWORD);
        page.click(".menu summary");
        page.click(".menu :text('Sair')");

        assertThat(page).hasURL(console.url() + "/sign-in");
        assertThat(page.context().cookies())
                .extracting(cookie -> cookie.name)
                .doesNotContain("plugzapi-connect-session");
        page.navigate("/");
        assertThat(page).hasURL(console.url() + "/sign-in");
    }

    @Test
    void aReaderSeesTheSameAndNothingToActBy() {
        Page reader = console.signedIn(READER);
        reader.navigate("/");
        Page admin = console.signedIn(ADMIN);
        admin.navigate("/");

        assertThat(admin.locator("#troubles .trouble")).hasCount(2);
        assertThat(admin.locator("#troubles .trouble .btn")).hasCount(2);
        assertThat(reader.locator("#troubles .trouble")).hasCount(2);
        assertThat(reader.locator("main .trouble .btn, main form[method=post]")).hasCount(0);
    }

    @Test
    void theAddressBarHoldsWhatIsLookedAt() {
        Page page = console.signedIn(READER);
        page.navigate("/");
        page.click("#filters :text('Conectados')");
        page.fill("#q", "shop");
        page.press("#q", "Enter");
        page.click("thead :text('Número')");

        assertThat(page).hasURL(console.url() + "/?status=connected&q=shop&sort=name");
        assertThat(rows(page)).hasCount(50);
        assertThat(rows(page).first()).containsText("shop-00");
        assertThat(page.locator("th[aria-sort]")).containsText("Número");
        page.click("[rel=next]");

        assertThat(page).hasURL(console.url() + "/?status=connected&q=shop&sort=name&page=2");
        assertThat(rows(page)).hasCount(5);
        page.reload();

        assertThat(rows(page)).hasCount(5);
        assertThat(page.locator("#filters [aria-current]")).containsText("Conectados");
        assertThat(page.locator("#q")).hasValue("shop");
        page.goBack();

        assertThat(rows(page)).hasCount(50);
    }

    @Test
    void whatIsFoundNowhereIsSaid() {
        Page page = console.signedIn(READER);
        page.navigate("/?q=nobody");

        assertThat(rows(page)).hasCount(0);
        page.click("#list a");
        assertThat(page).hasURL(console.url() + "/");
    }

    @Test
    void theLanguageIsTheBrowsersUntilAnotherIsChosen() {
        Page page = console.signedIn(READER, new Browser.NewContextOptions().setLocale("en-GB"));
        page.navigate("/?q=shop");

        assertThat(page.locator("html")).hasAttribute("lang", "en");
        assertThat(page.locator("h1")).hasText("56 of 58 connected");
        page.click(".menu summary");
        page.click(".menu :text('Português')");

        assertThat(page.locator("h1")).hasText("56 de 58 conectados");
        assertThat(page.locator("#q")).hasValue("shop");
        page.navigate("/");
        assertThat(page.locator("html")).hasAttribute("lang", "pt-BR");
    }

    @Test
    void theColoursAreTheSystemsUntilOthersAreChosen() {
        Page page = console.signedIn(READER, new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK));
        page.navigate("/?q=shop");
        Object dark = background(page);
        page.click(".menu summary");
        page.selectOption("#theme", "light");
        page.click(".menu :text('Aplicar')");

        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
        assertThat(page).hasURL(console.url() + "/?q=shop");
        assertThat(background(page)).isNotEqualTo(dark);
        page.reload();
        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
    }

    @Test
    void aKeyboardIsEnough() {
        Page page = console.signedIn(ADMIN);
        page.navigate("/?status=connected");
        page.keyboard().press("Tab");

        assertThat(page.locator(".skip")).isFocused();
        assertThat(page.locator(".skip")).isInViewport();
        page.keyboard().press("Enter");
        tabTo(page, "#filters a[href='/?status=disconnected']");
        page.keyboard().press("Enter");

        assertThat(page).hasURL(console.url() + "/?status=disconnected");
        tabTo(page, "#q");
        page.keyboard().type("supor");
        page.keyboard().press("Enter");

        assertThat(rows(page)).hasCount(1);
        tabTo(page, "#list th[scope=row] a");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(console.url() + "/instances/support");
    }

    /** Presses Tab until something has the focus, which is seen on each step. */
    private static void tabTo(Page page, String selector) {
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            assertThat(page.evaluate("""
                            () => { const is = document.activeElement; return is === document.body
                              || getComputedStyle(is).outlineStyle !== 'none' && is.getBoundingClientRect().width > 1; }
                            """))
                    .as("The focus is visible on %s", page.evaluate("document.activeElement.outerHTML"))
                    .isEqualTo(true);
            if ((boolean) page.locator(selector).first().evaluate("it => it === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError("The key Tab does not lead to " + selector);
    }

    @Test
    void whatOthersWroteIsTextAlone() {
        Page page = console.signedIn(ADMIN);
        List<String> dialogs = new ArrayList<>();
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        page.navigate("/?q=" + "%3Cb%3ELoja");

        assertThat(page.locator("#troubles q", new Page.LocatorOptions().setHasText("<img")))
                .hasText(MARKUP);
        assertThat(rows(page)).hasCount(1);
        assertThat(rows(page).locator("th a")).hasText("<b>Loja</b>");
        assertThat(page.locator("main :is(img, th b)")).hasCount(0);
        assertThat(page.locator("#q")).hasValue("<b>Loja");
        assertThat(dialogs).isEmpty();
    }

    @Test
    void nothingIsLoadedFromAnotherHostAndNoPolicyIsBroken() {
        Page page = console.signedIn(ADMIN);
        List<String> urls = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        page.onRequest(request -> urls.add(request.url()));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
        Response response = page.navigate("/");
        assertThat(page.locator("#live [data-when=live]")).isVisible();

        assertThat(response.headerValue("content-security-policy")).doesNotContain("unsafe");
        assertThat(urls).isNotEmpty().allMatch(url -> url.startsWith(console.url()));
        assertThat(errors).isEmpty();
    }

    private static Object background(Page page) {
        return page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    private static Locator rows(Page page) {
        return page.locator("#list tbody tr");
    }
}
