package io.github.plugzapi.connect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Readme;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the README, held against the application. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ReadmeTest {

    /** Those of the JVM, of the process and of libraries, of which the README does not tell one by one. */
    private static final Pattern OF_OTHERS = Pattern.compile("(jvm|process|system|netty|worker_pool|agroal|http)_.*");

    /** What a histogram consists of. */
    private static final Pattern OF_A_HISTOGRAM = Pattern.compile("(_seconds)_(bucket|count|sum|max)$");

    private static final String BUCKET = "le";

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{([^}]*)})? ");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    /** A label of the table with its values, as far as those are single words. */
    private static final Pattern DOCUMENTED_LABEL = Pattern.compile("`([a-z_]+)`(?:: ((?:[a-z_]+(?:, )?)+)(?![^,`]))?");

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    @Test
    void theTableOfMetricsHasEveryMetricAndNoOther() {
        Callbacks.post("instance-" + UUID.randomUUID(), "{\"type\":\"WebhookTest\"}");

        // The journal may still be opening.
        await().untilAsserted(() ->
                assertThat(exposed().keySet()).isEqualTo(documented().keySet()));
    }

    @Test
    void theTableOfMetricsHasTheLabelsOfEachAndTheirValues() {
        Callbacks.post("instance-" + UUID.randomUUID(), "{\"type\":\"WebhookTest\"}");

        await().untilAsserted(() -> documented().forEach((metric, labels) -> {
            Map<String, Set<String>> exposed = exposed().getOrDefault(metric, Map.of());
            assertThat(exposed.keySet()).as(metric).isEqualTo(labels.keySet());
            labels.forEach((label, values) -> {
                if (!values.isEmpty()) {
                    assertThat(exposed.get(label)).as("%s of %s", label, metric).isEqualTo(values);
                }
            });
        }));
    }

    @Test
    void everyKindOfEventIsCountedFromTheStart() {
        assertThat(exposed().get("connection_events_total").get("kind")).isEqualTo(kinds().keySet());
    }

    @Test
    void theTableOfEventsHasEveryKindWithItsWordAndWhatItAlsoHas() {
        Map<String, Class<?>> kinds = kinds();
        List<List<String>> rows = Readme.table("event");
        assertThat(rows)
                .extracting(row -> Readme.code(row.get(1)).get(0))
                .containsExactlyInAnyOrderElementsOf(kinds.keySet());
        for (List<String> row : rows) {
            Class<?> kind = kinds.get(Readme.code(row.get(1)).get(0));
            List<String> also = Readme.code(row.get(3)).stream()
                    .filter(code -> code.endsWith("()"))
                    .map(code -> code.substring(0, code.length() - 2))
                    .toList();
            assertThat(Readme.code(row.get(0))).containsExactly(kind.getSimpleName());
            assertThat(Stream.of(kind.getMethods()).map(Method::getName))
                    .as(kind.getSimpleName())
                    .containsAll(also);
            assertThat(also)
                    .as(kind.getSimpleName())
                    .containsAll(Stream.of(kind.getRecordComponents())
                            .map(RecordComponent::getName)
                            .filter(field -> !ofAll().contains(field))
                            .toList());
        }
    }

    /** What all events have. */
    private static Set<String> ofAll() {
        return Stream.of(ConnectionEvent.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    private static Map<String, Class<?>> kinds() {
        Map<String, Class<?>> kinds = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            kinds.put(kind.word(), kind.type());
        }
        return kinds;
    }

    /** The labels of each metric, with those of their values that are told. */
    private static Map<String, Map<String, Set<String>>> documented() {
        Map<String, Map<String, Set<String>>> metrics = new TreeMap<>();
        for (List<String> row : Readme.table("metric")) {
            Map<String, Set<String>> labels = new TreeMap<>();
            DOCUMENTED_LABEL
                    .matcher(row.get(1))
                    .results()
                    .forEach(label -> labels.put(
                            label.group(1),
                            label.group(2) == null
                                    ? Set.of()
                                    : new TreeSet<>(List.of(label.group(2).split(", ")))));
            Readme.code(row.get(0)).forEach(metric -> metrics.put(metric, labels));
        }
        assertThat(metrics).isNotEmpty();
        return metrics;
    }

    /** The labels of each metric with their values. */
    private Map<String, Map<String, Set<String>>> exposed() {
        Map<String, Map<String, Set<String>>> exposed = new TreeMap<>();
        SAMPLE.matcher(given().get(metrics).asString())
                .results()
                .filter(sample -> !OF_OTHERS.matcher(sample.group(1)).matches())
                .forEach(sample -> {
                    Map<String, Set<String>> labels = exposed.computeIfAbsent(
                            OF_A_HISTOGRAM.matcher(sample.group(1)).replaceFirst("$1"), metric -> new TreeMap<>());
                    labels(sample)
                            .filter(label -> !label.group(1).equals(BUCKET))
                            .forEach(label -> labels.computeIfAbsent(label.group(1), name -> new TreeSet<>())
                                    .add(label.group(2)));
                });
        return exposed;
    }

    private static Stream<MatchResult> labels(MatchResult sample) {
        return sample.group(2) == null
                ? Stream.empty()
                : LABEL.matcher(sample.group(2)).results();
    }
}
