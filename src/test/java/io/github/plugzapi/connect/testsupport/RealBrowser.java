package io.github.plugzapi.connect.testsupport;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The machine's own Chromium, which is started once for all tests; each opens contexts in it, as people have computers. Where there
 * is none, the tests are skipped.
 */
public final class RealBrowser implements BeforeAllCallback, ParameterResolver {

    /** A shared machine may be slow for a while. */
    private static final double PATIENCE = Duration.ofSeconds(30).toMillis();

    /** It ends with the last test. */
    private record Started(Playwright playwright, Browser browser) implements AutoCloseable {

        @Override
        public void close() {
            playwright.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        assumeTrue(executable().isPresent(), "Chromium is installed");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RealBrowser.class))
                .computeIfAbsent(Started.class, none -> start(), Started.class)
                .browser();
    }

    private static Started start() {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        return new Started(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(executable().orElseThrow())
                                .setArgs(List.of(
                                        "--no-sandbox",
                                        "--disable-background-networking",
                                        "--host-resolver-rules=MAP *.example 127.0.0.1"))));
    }

    private static Optional<Path> executable() {
        return Programs.find("chromium", "chromium-browser", "google-chrome");
    }
}
