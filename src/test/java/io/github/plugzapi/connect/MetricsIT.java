package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.Programs;
import io.github.plugzapi.connect.testsupport.Silence;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of the packaged application as Prometheus reads them. */
class MetricsIT {

    private static final Duration SCRAPE = Duration.ofSeconds(1);

    /** Those of libraries, which name and describe them as they like. */
    private static final Pattern OF_OTHERS = Pattern.compile("(jvm|process|system|netty|worker_pool)_.*");

    /** In a time without any sign of life the store is noticed to be gone. */
    private static final Duration UNTIL_NOTICED = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void promtoolHasNothingToSayAboutThem() throws Exception {
        assumeTrue(Programs.find("promtool").isPresent(), "promtool is installed");
        try (PackagedApplication application =
                PackagedApplication.in(directory, Map.of()).startReady()) {
            awaitMetric(application, "connections{status=\"unknown\"} 0.0"::equals);
            Path metrics = directory.resolve("metrics");
            // Otherwise it would be in the form of OpenMetrics, which promtool does not read.
            HttpRequest plain = HttpRequest.newBuilder(URI.create(application.managementUrl() + "/q/metrics"))
                    .header("Accept", "text/plain")
                    .build();
            HttpClient.newHttpClient().send(plain, HttpResponse.BodyHandlers.ofFile(metrics));
            assertThat(metrics).content().contains("# HELP build_info ", "# HELP observer_failures_total ");

            Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectInput(metrics.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(said.lines().filter(line -> !OF_OTHERS.matcher(line).matches()))
                    .isEmpty();
        }
    }

    @Test
    void aScrapeIsAnsweredAtOnceWhilePostgresqlIsSilentAndTheGaugesKeepTheirValues() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                PackagedApplication application = PackagedApplication.in(
                                directory,
                                Map.of(
                                        "JOURNAL_URL",
                                        "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                                        "JOURNAL_USERNAME",
                                        "postgres",
                                        "PLUGZAPI_URL",
                                        "http://127.0.0.1:1",
                                        "PLUGZAPI_INSTANCES_SALES_ID",
                                        "sales-instance",
                                        "PLUGZAPI_INSTANCES_SALES_TOKEN",
                                        "the-token-of-sales"))
                        .startReady()) {
            List<String> known = List.of(
                    "connections{status=\"unknown\"} 1.0",
                    "outages_open 0.0",
                    "observer_set_aside{observer=\"NoticeIncidents\"} 0.0",
                    "observer_lag_events{observer=\"NoticeIncidents\"} 0.0");
            known.forEach(line -> awaitMetric(application, line::equals));
            awaitMetric(application, line -> line.startsWith("journal_size_bytes ") && !line.endsWith("NaN"));
            awaitMetric(application, "journal_writable 1.0"::equals);

            Silence.during(postgres, () -> {
                await().atMost(UNTIL_NOTICED).untilAsserted(() -> {
                    List<String> lines = scrape(application);
                    assertThat(lines).containsAll(known);
                    assertThat(lines).contains("journal_writable 0.0", "dispatching 0.0");
                });
            });
            awaitMetric(application, "journal_writable 1.0"::equals);
            awaitMetric(application, "dispatching 1.0"::equals);
        }
    }

    private static List<String> scrape(PackagedApplication application) throws Exception {
        long begun = System.nanoTime();
        List<String> lines = application.management("/q/metrics").body().lines().toList();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SCRAPE);
        return lines;
    }

    private static void awaitMetric(PackagedApplication application, Predicate<String> line) {
        await().untilAsserted(() ->
                assertThat(application.management("/q/metrics").body().lines()).anyMatch(line));
    }
}
