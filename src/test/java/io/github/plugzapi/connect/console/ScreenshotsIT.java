package io.github.plugzapi.connect.console;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.plugzapi.connect.console.RunningConsole.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.plugzapi.connect.testsupport.RealBrowser;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Draws the documents' pictures anew, of a company that is made up, where {@code -Dscreenshots=true} asks for it. */
@EnabledIfSystemProperty(named = "screenshots", matches = "true")
@ExtendWith(RealBrowser.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScreenshotsIT {

    private static final Path IMAGES = Path.of("docs", "images");
    private static final int MOST_BYTES = 200_000;
    private static final int DAY = 1_440;

    /** Two are down, one comes and goes, one has its webhook taken, and of one nothing is known. */
    private static final int TROUBLES = 5;

    private static final String DIVERTED = "3B09";
    private static final String NOT_KNOWN = "3B11";

    private static final String LOST = "Device has been disconnected";

    private RunningConsole console;

    @BeforeAll
    void start(@TempDir Path directory, Browser browser) throws Exception {
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : new String[] {
            "Vendas Centro",
            "Vendas Zona Sul",
            "Suporte",
            "Financeiro",
            "Agendamento",
            "Entregas",
            "Matriz",
            "Loja Maringá",
            "Loja Londrina",
            "Loja Curitiba",
            "Pós-venda",
            "Cobrança",
            "Recepção"
        }) {
            names.put("3B%02d".formatted(names.size()), name);
        }
        console = new RunningConsole(
                browser,
                directory,
                Map.of(
                        "RECONCILIATION_EVERY", "1s",
                        "REGISTRATION_CHECK_EVERY", "1s",
                        "REGISTRATION_ON_DRIFT", "report",
                        "PLUGZAPI_INSTANCES_CURITIBA_ID", DIVERTED,
                        "PLUGZAPI_INSTANCES_CURITIBA_TOKEN", "token-of-curitiba"));
        Random random = new Random(7);
        names.forEach((id, name) -> {
            if (!id.equals(DIVERTED)) {
                console.with(id, name);
            }
            if (id.equals(NOT_KNOWN)) {
                return;
            }
            console.after(id, 29 * DAY + random.nextInt(DAY), up(id));
            for (int i = random.nextInt(4); i > 0; i--) {
                int at = 300 + random.nextInt(20 * DAY);
                console.after(id, at, down()).after(id, at - 5 - random.nextInt(140), up(id));
            }
        });
        console.after("3B02", 136, down());
        console.gateway().saysStatus("3B02", false);
        console.after("3B07", 14, down());
        console.gateway().saysStatus("3B07", false);
        console.gateway().answersTo(NOT_KNOWN, "status", serverError());
        String elsewhere = "https://crm.example.com/hook";
        console.gateway().accepts(DIVERTED);
        console.gateway().saysStatus(DIVERTED, true);
        console.gateway()
                .answersTo(
                        DIVERTED,
                        "me",
                        okJson("{\"id\":\"%s\",\"connectedCallbackUrl\":\"%s\",\"disconnectedCallbackUrl\":\"%s\"}"
                                .formatted(DIVERTED, elsewhere, elsewhere)));
        console.offersCode("3B02", code(random), 37);
        console.start();
        for (int i = 0; i < 4; i++) {
            console.disconnects("3B05", LOST);
            console.connects("3B05", "5544998765405");
        }
        Files.createDirectories(IMAGES);
    }

    private static String up(String id) {
        return "\"connected\":true,\"phone\":\"554499%07d\"".formatted(1_234_567 * (id.hashCode() % 7 + 1));
    }

    private static String down() {
        return "\"disconnected\":true,\"error\":\"" + LOST + "\"";
    }

    /** What looks like a QR code, and says nothing. */
    private static byte[] code(Random random) throws Exception {
        int modules = 33;
        int size = 8;
        BufferedImage image =
                new BufferedImage((modules + 8) * size, (modules + 8) * size, BufferedImage.TYPE_BYTE_BINARY);
        Graphics pen = image.getGraphics();
        fill(pen, Color.WHITE, 0, 0, modules + 8, size);
        for (int x = 0; x < modules; x++) {
            for (int y = 0; y < modules; y++) {
                fill(pen, random.nextBoolean() ? Color.BLACK : Color.WHITE, x + 4, y + 4, 1, size);
            }
        }
        for (int[] at : new int[][] {{0, 0}, {modules - 7, 0}, {0, modules - 7}}) {
            fill(pen, Color.WHITE, at[0] + 3, at[1] + 3, 9, size);
            fill(pen, Color.BLACK, at[0] + 4, at[1] + 4, 7, size);
            fill(pen, Color.WHITE, at[0] + 5, at[1] + 5, 5, size);
            fill(pen, Color.BLACK, at[0] + 6, at[1] + 6, 3, size);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static void fill(Graphics pen, Color color, int x, int y, int length, int size) {
        pen.setColor(color);
        pen.fillRect(x * size, y * size, length * size, length * size);
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
    void theFirstPage() throws Exception {
        draw("console", "/", 1240, 900, ColorScheme.LIGHT);
        draw("console-dark", "/", 1240, 900, ColorScheme.DARK);
        draw("console-phone", "/", 390, 844, ColorScheme.LIGHT);
    }

    @Test
    void aNumber() throws Exception {
        draw("number", "/instances/3B02", 1240, 900, ColorScheme.LIGHT);
    }

    @Test
    void theWayBack() throws Exception {
        draw("reconnect", "/instances/3B02/reconnect?code=1", 1240, 640, ColorScheme.LIGHT);
    }

    private void draw(String name, String path, int width, int height, ColorScheme colours) throws Exception {
        Page page = console.signedIn(
                ADMIN,
                new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(colours)
                        .setLocale("en"));
        page.navigate("/");
        assertThat(page.locator("#troubles .trouble")).hasCount(TROUBLES);
        page.navigate(path);
        assertThat(page.locator("#live [data-when=live]")).isVisible();
        Path file = IMAGES.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        assertThat(Files.size(file)).isLessThan(MOST_BYTES);
    }
}
