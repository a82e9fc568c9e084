package io.github.plugzapi.connect.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.plugzapi.connect.console.RunningConsole.READER;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.plugzapi.connect.testsupport.RealBrowser;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who has just started the service. */
@ExtendWith(RealBrowser.class)
class FirstStepsIT {

    @TempDir
    Path directory;

    @Test
    void aNewcomerSeesTheVariablesToSetUntilTheFirstNumberIsThere(Browser browser) throws Exception {
        try (RunningConsole console =
                new RunningConsole(browser, directory, Map.of("WEBHOOK_PUBLIC_URL", "")).start()) {
            Page page = console.signedIn(READER);
            page.navigate("/");

            assertThat(page.locator("h1")).hasText("Nenhum número ainda");
            assertThat(variable(page, "PLUGZAPI_ACCOUNT_TOKEN")).containsText("definida");
            assertThat(variable(page, "WEBHOOK_PUBLIC_URL")).containsText("não definida");
            assertThat(page.locator("#live [data-when=live]")).isVisible();
            console.connects("first", "5544999999901");

            assertThat(page.locator("h1")).hasText("1 de 1 conectados");
        }
    }

    private static Locator variable(Page page, String name) {
        return page.locator("tr", new Page.LocatorOptions().setHasText(name));
    }

    @Test
    void whereNoPasswordIsSetItIsSaidHowToOpenTheConsole(Browser browser) throws Exception {
        Map<String, String> none = Map.of("CONSOLE_PASSWORD", "", "CONSOLE_READER_PASSWORD", "");
        try (RunningConsole console = new RunningConsole(browser, directory, none).start()) {
            Page page = console.visitor();
            page.navigate("/");

            assertThat(page.locator("h1")).hasText("O console está fechado");
            assertThat(page.locator("pre")).containsText("CONSOLE_PASSWORD=");
            assertThat(page.locator("input")).hasCount(0);
        }
    }
}
