package io.github.plugzapi.connect.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.plugzapi.connect.console.RunningConsole.READER;
import static io.github.plugzapi.connect.console.RunningConsole.READER_PASSWORD;
import static io.github.plugzapi.connect.console.RunningConsole.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.Programs;
import io.github.plugzapi.connect.testsupport.RealBrowser;
import io.github.plugzapi.connect.testsupport.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The console behind a real nginx that ends the TLS and is told nothing else, where one is installed. */
@ExtendWith(RealBrowser.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BehindProxyIT {

    private RunningConsole console;
    private Process nginx;
    private List<String> command;
    private int port;
    private int plainPort;
    private String url;

    @BeforeAll
    void start(@TempDir Path directory, Browser browser) throws Exception {
        Optional<Path> executable = Programs.find("nginx");
        assumeTrue(executable.isPresent(), "nginx is installed");
        console = new RunningConsole(browser, Files.createDirectory(directory.resolve("data")))
                .with("sales", "Vendas")
                .start();
        port = PackagedApplication.freePort();
        plainPort = PackagedApplication.freePort();
        url = "https://localhost:" + port;
        configure(directory);
        command = List.of(executable.get().toString(), "-p", directory.toString(), "-c", "nginx.conf");
        nginx = nginx();
    }

    private void configure(Path directory) throws Exception {
        Path keys = directory.resolve("keys.pem");
        Files.writeString(
                keys,
                TestAuthority.pem(new TestAuthority(Files.createDirectory(directory.resolve("keys"))).keyStore()));
        int target = URI.create(console.url()).getPort();
        Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                pid nginx.pid;
                %s
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    server {
                        listen 127.0.0.1:%d ssl http2;
                        ssl_certificate %s;
                        ssl_certificate_key %s;
                        location / {
                            proxy_pass http://127.0.0.1:%d;
                            proxy_set_header X-Forwarded-Proto $scheme;
                        }
                    }
                    server {
                        listen 127.0.0.1:%d;
                        location / {
                            proxy_pass http://127.0.0.1:%d;
                            proxy_set_header Host $http_host;
                        }
                    }
                }
                """.formatted(
                        System.getProperty("user.name").equals("root") ? "user root;" : "",
                        port,
                        keys,
                        keys,
                        target,
                        plainPort,
                        target));
    }

    private Process nginx() throws IOException {
        return Programs.serve(command, port);
    }

    private void quit() throws InterruptedException {
        nginx.destroy();
        nginx.waitFor();
    }

    @AfterEach
    void goHome() throws Exception {
        console.empty();
        if (!nginx.isAlive()) {
            nginx = nginx();
        }
        console.connects("sales", "5544999999901");
    }

    @AfterAll
    void stop() throws Exception {
        if (nginx != null) {
            quit();
        }
        if (console != null) {
            console.close();
        }
    }

    private Page signedIn() {
        Page page =
                console.visitor(new Browser.NewContextOptions().setBaseURL(url).setIgnoreHTTPSErrors(true));
        page.navigate("/instances/sales");
        signIn(page, READER, READER_PASSWORD);
        assertThat(page).hasURL(url + "/instances/sales");
        return page;
    }

    @Test
    void theSessionIsSecureAndEndsWhereItBegan() {
        Page page = signedIn();

        assertThat(page.context().cookies())
                .filteredOn(cookie -> cookie.name.contains("session"))
                .singleElement()
                .satisfies(session -> {
                    assertThat(session.secure).isTrue();
                    assertThat(session.httpOnly).isTrue();
                    assertThat(session.path).isEqualTo("/");
                });
        page.click(".menu summary");
        page.click(".menu :text('Sair')");

        assertThat(page).hasURL(url + "/sign-in");
        page.navigate("/instances/sales");
        assertThat(page).hasURL(url + "/sign-in");
    }

    @Test
    void thePageIsAliveAndWhatIsAskedForByAFormComes() throws Exception {
        Page page = signedIn();
        page.navigate("/");

        assertThat(live(page)).isVisible();
        console.disconnects("sales", "Device has been disconnected");

        assertThat(page.locator("#n-sales .mark").first()).hasText("Fora do ar");
        page.click(".menu summary");
        page.selectOption("#theme", "dark");
        page.click(".menu :text('Aplicar')");

        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page).hasURL(url + "/");
    }

    /** By plain HTTP a browser says less of where a form comes from, so the proxy has to say which host it was sent to. */
    @Test
    void withoutTlsTheProxyHandsOnTheHost() {
        String plain = "http://connect.example:" + plainPort;
        Page page = console.visitor(new Browser.NewContextOptions().setBaseURL(plain));
        page.navigate("/sign-in");
        signIn(page, READER, READER_PASSWORD);

        assertThat(page).hasURL(plain + "/");
        assertThat(live(page)).isVisible();
    }

    @Test
    void whereTheProxyIsGoneThatIsSaidAndItComesBack() throws Exception {
        Page page = signedIn();
        page.navigate("/");
        assertThat(live(page)).isVisible();
        quit();

        assertThat(page.locator("#live [data-when=lost]")).isVisible();
        nginx = nginx();
        assertThat(live(page)).isVisible();
    }

    private static Locator live(Page page) {
        return page.locator("#live [data-when=live]");
    }
}
