package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of the packaged application, for people and for machines. */
class LogFormatIT {

    private static final String SECRET = "a-secret-of-the-test";
    private static final String CONNECTED =
            "{\"type\":\"ConnectedCallback\",\"connected\":true,\"phone\":\"5544999999999\",\"momment\":1580163342}";

    @TempDir
    Path directory;

    private PackagedApplication application(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("WEBHOOK_SECRET", SECRET);
        all.put("PLUGZAPI_URL", "http://127.0.0.1:1");
        all.put("PLUGZAPI_INSTANCES_SALES_ID", "sales-instance");
        all.put("PLUGZAPI_INSTANCES_SALES_TOKEN", "TokenMarker");
        all.put("WEBHOOK_PUBLIC_URL", "https://connect.example");
        return PackagedApplication.in(directory, all);
    }

    @Test
    void asJsonEachLineIsAnObjectThatHasWhatItIsAboutAsFields() throws Exception {
        try (PackagedApplication application =
                application(Map.of("LOG_FORMAT", "json")).startReady()) {
            String path = Callbacks.path("sales-instance", SECRET);
            assertThat(application.post(path, CONNECTED).statusCode()).isEqualTo(200);
            assertThat(application.post(path, "not json").statusCode()).isEqualTo(400);
            application.awaitOutput("is connected as");
            application.awaitOutput("could not be read");
            application.awaitOutput("does not tell us yet");
            application.stop();

            List<JsonNode> lines = lines(application);
            JsonNode observed = only(lines, "is connected as");
            assertThat(observed.path("message").asText())
                    .startsWith("sales (sales-instance) is connected as 5544*******99");
            assertThat(observed.path("level").asText()).isEqualTo("INFO");
            assertThat(observed.at("/mdc/instance").asText()).isEqualTo("sales-instance");
            assertThat(observed.at("/mdc/observer").asText()).isEqualTo("LogConnectionChanges");
            assertThat(observed.at("/mdc/event").asText()).matches("[0-9a-f-]{36}");
            assertThat(only(lines, "could not be read").at("/mdc/instance").asText())
                    .isEqualTo("sales-instance");
            assertThat(only(lines, "when sales (sales-instance) is connected: no connection")
                            .at("/mdc/instance")
                            .asText())
                    .isEqualTo("sales-instance");
            assertThat(only(lines, "Listening on").at("/mdc")).isEmpty();
            assertThat(application.output()).doesNotContain("TokenMarker", "5544999999999");
        }
    }

    @Test
    void asJsonAStackTraceIsAPartOfItsLine() throws Exception {
        Path file = Files.createFile(directory.resolve("no-folder"));
        try (PackagedApplication application = application(Map.of(
                        "LOG_FORMAT",
                        "json",
                        "JOURNAL_URL",
                        "jdbc:sqlite:" + file.resolve("journal.db"),
                        "QUARKUS_LOG_CATEGORY__IO_GITHUB_PLUGZAPI_CONNECT__LEVEL",
                        "DEBUG"))
                .start()) {
            application.awaitOutput("\"stackTrace\"");
            application.stop();

            assertThat(lines(application))
                    .anyMatch(line -> line.path("stackTrace").asText().contains("\n\tat "));
        }
    }

    @Test
    void asTextALineIsWhatItHasAlwaysBeen() throws Exception {
        try (PackagedApplication application = application(Map.of()).startReady()) {
            assertThat(application
                            .post(Callbacks.path("sales-instance", SECRET), CONNECTED)
                            .statusCode())
                    .isEqualTo(200);

            application.awaitOutput("(?m)^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} INFO  "
                    + "\\[io\\.github\\.plugzapi\\.connect\\.incident\\.LogConnectionChanges] "
                    + "\\(observer LogConnectionChanges\\) sales \\(sales-instance\\) is connected as "
                    + "5544\\*{7}99 since 2020-01-27T22:15:42Z$");
        }
    }

    private static List<JsonNode> lines(PackagedApplication application) throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : application.output().lines().toList()) {
            lines.add(json.readTree(line));
        }
        return lines;
    }

    private static JsonNode only(List<JsonNode> lines, String words) {
        List<JsonNode> found = lines.stream()
                .filter(line -> line.path("message").asText().contains(words))
                .toList();
        assertThat(found).as(words).hasSize(1);
        return found.get(0);
    }
}
