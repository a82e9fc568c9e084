package io.github.plugzapi.connect.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.plugzapi.connect.console.RunningConsole.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.plugzapi.connect.testsupport.Images;
import io.github.plugzapi.connect.testsupport.RealBrowser;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is true of each page. */
@ExtendWith(RealBrowser.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryPageIT {

    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private final List<String> pages = new ArrayList<>(List.of(
            "/",
            "/?q=nobody",
            "/instances/support",
            "/instances/sales/reconnect",
            "/instances/support/reconnect",
            "/instances/support/reconnect?code=1",
            "/instances/support/reconnect/phone-code",
            "/reconnect/guessed",
            "/sinks",
            "/sinks/crm",
            "/sinks/crm/again",
            "/quarantine",
            "/quarantine/1",
            "/set-aside",
            "/audit",
            "/instances/nobody"));

    private final String longWord = "Device-has-been-disconnected-".repeat(8);

    private RecordingSink sink;
    private RunningConsole console;

    @BeforeAll
    void start(@TempDir Path directory, Browser browser) throws Exception {
        sink = new RecordingSink();
        sink.answering(event -> event.getSubject().equals("support") ? 500 : 200);
        console = new RunningConsole(
                        browser,
                        directory,
                        Map.of("SINKS_CRM_URL", sink.url(), "SINKS_CRM_SECRET", RecordingSink.SECRET))
                .with("sales", "Vendas")
                .with("support", "Atendimento-da-loja-do-centro-de-Maringá")
                .start();
        console.connects("sales", "5544999999901");
        console.connects("support", "5544999999902");
        console.disconnects("support", longWord);
        console.offersCode("support", Images.png(600), 37);
        console.babbles("sales");
        String link = console.makeLink(console.signedIn(ADMIN), "support");
        pages.addAll(List.of(link, link + "?code=1", link + "/phone-code"));
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

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void nothingStandsInTheWayOfWhoeverSeesOrReadsOtherwise(ColorScheme colours) {
        SoftAssertions all = new SoftAssertions();
        Page page = console.signedIn(ADMIN, new Browser.NewContextOptions().setColorScheme(colours));
        for (String path : pages) {
            page.navigate(path);
            assertThat(page.locator("h1")).hasCount(1);
            all.assertThat(axe(page, colours).analyze().getViolations())
                    .as("%s in %s", path, colours)
                    .filteredOn(violation -> GRAVE.contains(violation.getImpact()))
                    .extracting(violation -> violation.getId() + ": "
                            + violation.getNodes().get(0).getHtml() + ' '
                            + violation.getNodes().get(0).getFailureSummary())
                    .isEmpty();
        }
        Page visitor = console.visitor(new Browser.NewContextOptions().setColorScheme(colours));
        visitor.navigate("/sign-in?failed=yes&wait=9");
        all.assertThat(axe(visitor, colours).analyze().getViolations())
                .filteredOn(violation -> GRAVE.contains(violation.getImpact()))
                .isEmpty();
        all.assertAll();
    }

    /** Of the dark ones, only the colours are different. */
    private static AxeBuilder axe(Page page, ColorScheme colours) {
        AxeBuilder all = new AxeBuilder(page);
        return colours == ColorScheme.DARK ? all.withRules(List.of("color-contrast")) : all;
    }

    @Test
    void noPageScrollsSidewaysOnAPhone() {
        SoftAssertions all = new SoftAssertions();
        Page page = console.signedIn(ADMIN, new Browser.NewContextOptions().setViewportSize(360, 740));
        for (String path : pages) {
            page.navigate(path);
            all.assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as("The width of %s", path)
                    .isLessThanOrEqualTo(360);
        }
        all.assertAll();
    }
}
