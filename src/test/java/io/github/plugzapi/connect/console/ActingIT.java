package io.github.plugzapi.connect.console;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.plugzapi.connect.console.RunningConsole.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.github.plugzapi.connect.testsupport.Images;
import io.github.plugzapi.connect.testsupport.RealBrowser;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What somebody does in a browser, each test to a number of its own. */
@ExtendWith(RealBrowser.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActingIT {

    private static final String PHONE = "5544999999901";
    private static final String OTHER_PHONE = "5544988888802";

    private RecordingSink sink;
    private RunningConsole console;

    @BeforeAll
    void start(@TempDir Path directory, Browser browser) throws Exception {
        sink = new RecordingSink();
        console = new RunningConsole(
                browser, directory, Map.of("SINKS_CRM_URL", sink.url(), "SINKS_CRM_SECRET", RecordingSink.SECRET));
        for (String each : new String[] {"read", "other", "link", "revoked", "muted", "told", "typed", "silent"}) {
            console.with(each, "Loja " + each);
        }
        console.start();
    }

    @AfterEach
    void goHome() {
        console.empty();
    }

    @AfterAll
    void stop() {
        if (console != null) {
            console.close();
            sink.close();
        }
    }

    private void down(String instance, int waiting) throws Exception {
        console.connects(instance, PHONE);
        console.disconnects(instance, "Device has been disconnected");
        console.offersCode(instance, Images.png(600), waiting);
    }

    @Test
    void aNumberIsBroughtBackByItsQrCode() throws Exception {
        down("read", 37);
        Page page = console.signedIn(ADMIN);
        page.navigate("/");
        page.click("#troubles a[href='/instances/read/reconnect']");

        // What would go out at once is said first, and no code is asked for.
        assertThat(page.locator("#dialog h2")).containsText("37");
        assertThat(page.locator("#dialog img")).hasCount(0);
        assertThat(console.gateway().asked("read", "qr-code/image")).isZero();
        page.click("text=Continuar e enviar as 37");

        assertThat(page.locator("#dialog img.qr")).isVisible();
        assertThat(page.locator("[data-count]")).containsText("1");
        console.connects("read", PHONE);

        assertThat(page.locator("#dialog h2.ok")).containsText("Conectado como 55 44 9****-**01");
        assertThat(page.locator("#dialog img")).hasCount(0);
        assertThat(page.locator("#said")).containsText("Conectado como");
    }

    @Test
    void anotherNumberThanBeforeIsWarnedOf() throws Exception {
        down("other", 0);
        Page page = console.signedIn(ADMIN);
        page.navigate("/instances/other/reconnect");

        // Nothing waits, so there is nothing to think about.
        assertThat(page.locator("#dialog img.qr")).isVisible();
        console.connects("other", OTHER_PHONE);

        assertThat(page.locator("#dialog [role=alert]")).containsText("Outro número se conectou");
        assertThat(page.locator("#dialog [role=alert]")).containsText("55 44 9****-**01");
        assertThat(page.locator("#dialog [role=alert]")).containsText("55 44 9****-**02");
    }

    @Test
    void threeCodesGoByAndTheDialogAsksWhetherToGoOn() throws Exception {
        down("read", 0);
        Page page = console.signedIn(ADMIN);
        page.clock().install();
        page.navigate("/instances/read/reconnect");
        for (int code = 1; code <= 3; code++) {
            assertThat(page.locator("[data-count] b")).containsText(code + " de 3");
            page.clock().fastForward(16_000);
        }

        assertThat(page.locator("#dialog h2")).hasText("Paramos de mostrar códigos");
        assertThat(page.locator("#dialog img")).hasCount(0);
    }

    @Test
    void withoutACameraACodeIsTyped() throws Exception {
        down("typed", 0);
        console.gateway().answersTo("typed", "phone-code/" + PHONE, okJson("{\"code\":\"ABCD1234\"}"));
        Page page = console.signedIn(ADMIN);
        page.navigate("/instances/typed/reconnect");
        page.click("#typed");
        page.fill("#phone", "55 44 99999-9901");
        page.press("#phone", "Enter");

        assertThat(page.locator("#dialog .code")).hasText("ABCD-1234");
        console.connects("typed", PHONE);

        assertThat(page.locator("#dialog h2.ok")).containsText("Conectado como 55 44 9****-**01");
    }

    @Test
    void whoeverHoldsThePhoneNeedsALinkAlone() throws Exception {
        down("link", 37);
        Page admin = console.signedIn(ADMIN);
        String link = console.makeLink(admin, "link");
        console.gateway().answersTo("link", "phone-code/" + PHONE, okJson("{\"code\":\"ABCD1234\"}"));
        String url = console.urlOf("connect.example");
        Page holder = console.visitor(new Browser.NewContextOptions().setBaseURL(url));
        List<Request> requests = new CopyOnWriteArrayList<>();
        holder.onRequest(requests::add);
        holder.navigate(link);

        assertThat(holder.locator("h1")).containsText("Loja link");
        if (holder.locator("#go").isVisible()) {
            holder.click("#go");
        }
        assertThat(holder.locator("#dialog img.qr")).isVisible();
        assertThat(holder.locator("img.qr")).hasJSProperty("complete", true);
        // Proxies write down where requests come from.
        assertThat(requests)
                .filteredOn(each -> each.url().contains("/assets/"))
                .isNotEmpty()
                .noneMatch(each -> each.headers().getOrDefault("referer", "").contains("/reconnect/"));
        assertThat(holder.locator("nav, header")).hasCount(0);
        assertThat(holder.locator("body")).not().containsText("37");
        holder.click("#typed");
        holder.fill("#phone", PHONE);
        holder.press("#phone", "Enter");
        assertThat(holder.locator("#dialog .code")).hasText("ABCD-1234");
        console.connects("link", PHONE);

        assertThat(holder.locator("#dialog h2.ok")).containsText("Conectado");
        holder.navigate("/");
        assertThat(holder).hasURL(url + "/sign-in");
        holder.navigate(link);
        assertThat(holder.locator("h1")).hasText("Este link já cumpriu o seu papel");
        admin.navigate("/audit");
        assertThat(admin.locator("main")).containsText("Loja link");
    }

    @Test
    void aLinkThatIsRevokedOpensNothing() throws Exception {
        down("revoked", 0);
        Page admin = console.signedIn(ADMIN);
        String link = console.makeLink(admin, "revoked");
        admin.reload();
        admin.click("text=Revogar o link");
        assertThat(admin.locator("#notice #outcome")).isVisible();
        Page holder = console.visitor();
        holder.navigate(link);

        assertThat(holder.locator("h1")).hasText("Este link foi revogado");
        assertThat(holder.locator("img")).hasCount(0);
        holder.navigate("/reconnect/guessed");
        assertThat(holder.locator("h1")).hasText("Este link não existe");
    }

    @Test
    void whereTheGatewayDoesNotAnswerNothingIsSaidToBeItsWords() throws Exception {
        down("silent", 0);
        console.gateway().answersTo("silent", "status", serverError());
        Page page = console.signedIn(ADMIN);
        page.navigate("/instances/silent");
        assertThat(page.locator("#head .trouble")).containsText("O gateway disse: Device has been disconnected");
        page.click("form[action='/ask'] button");
        assertThat(page.locator("#notice #outcome")).isVisible();
        await().pollInSameThread().until(() -> {
            page.reload();
            return page.locator("#head .trouble").textContent().contains("O gateway não responde:");
        });
        assertThat(page.locator("#head .trouble")).not().containsText("disse");
    }

    @Test
    void anAlertIsMutedAndThatIsSeen() throws Exception {
        console.connects("muted", PHONE);
        Page page = console.signedIn(ADMIN);
        page.navigate("/instances/muted");
        page.selectOption("#mute", "8");
        page.click("form[action='/mute'] button");

        assertThat(page.locator("#notice #outcome")).containsText("Alertas de Loja muted silenciados até");
        assertThat(page.locator("#facts")).containsText("silenciado até");
        assertThat(page).hasURL(console.url() + "/instances/muted");
        page.navigate("/?q=muted");
        assertThat(page.locator("#n-muted")).containsText("silenciado até");
        page.navigate("/audit");
        assertThat(page.locator("main")).containsText("Loja muted");
    }

    @Test
    void aSinkIsToldOnceMore() throws Exception {
        console.disconnects("told", "Told once and once more");
        await().until(() -> told() == 1);
        Page page = console.signedIn(ADMIN);
        page.navigate("/sinks");
        page.click("#s-crm th a");
        page.click("a[href^='/sinks/crm/again']");
        page.click("form[action='/sinks/crm/redeliver'] button");

        assertThat(page.locator("#outcome")).containsText("de novo a crm");
        await().until(() -> told() == 2);
    }

    private long told() {
        return sink.taken().stream()
                .filter(event -> "Told once and once more"
                        .equals(RecordingSink.data(event).getString("error")))
                .count();
    }
}
