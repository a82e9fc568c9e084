package io.github.plugzapi.connect.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is published of the events' JSON: its schema, and the pages that describe it. */
class EventSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMA = Path.of("docs/event.schema.json");

    @ParameterizedTest
    @EnumSource
    void everyEventIsAsTheSchemaSaysAndHasNothingElse(Kind kind) throws IOException {
        JsonSchema closed = schema(true);

        assertThat(EventSamples.of(kind))
                .allSatisfy(event -> assertThat(closed.validate(JSON.readTree(EventJson.write(event))))
                        .isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaRequiresWhatAlwaysStandsInAnEvent(Kind kind) throws IOException {
        JsonNode least = JSON.readTree(EventJson.write(EventSamples.of(kind).get(1)));

        least.fieldNames().forEachRemaining(field -> assertThat(valid(((ObjectNode) least.deepCopy()).without(field)))
                .as(field)
                .isFalse());
    }

    @Test
    void theSchemaTellsWhatIsWrong() throws IOException {
        ObjectNode event = (ObjectNode)
                JSON.readTree(EventJson.write(EventSamples.of(Kind.CONNECTED).get(0)));

        assertThat(valid(event)).isTrue();
        assertThat(valid(event.deepCopy().put("phone", ""))).isFalse();
        assertThat(valid(event.deepCopy().put("moment", "2026-01-31T20:08:00Z")))
                .isFalse();
        assertThat(valid(event.deepCopy().put("id", "1"))).isFalse();
        assertThat(valid(event.deepCopy().put("source", "somebody"))).isFalse();
        assertThat(valid(event.deepCopy().put("change", "true"))).isFalse();
    }

    @Test
    void anEventOfALaterVersionIsValidToo() throws IOException {
        ObjectNode event = (ObjectNode)
                JSON.readTree(EventJson.write(EventSamples.of(Kind.CONNECTED).get(0)));

        assertThat(valid(event.deepCopy().put("new", "x"))).isTrue();
        assertThat(valid(event.deepCopy().put("kind", "number_banned"))).isTrue();
    }

    @Test
    void theSchemaHasEveryKind() throws IOException {
        List<String> words = new ArrayList<>();
        JSON.readTree(SCHEMA.toFile())
                .get("allOf")
                .forEach(branch ->
                        words.add(branch.at("/if/properties/kind/const").textValue()));

        assertThat(words)
                .containsExactlyElementsOf(
                        Stream.of(Kind.values()).map(Kind::word).toList());
    }

    @Test
    void theSchemaKnowsEverySource() throws IOException {
        List<String> labels = new ArrayList<>();
        JSON.readTree(SCHEMA.toFile()).at("/properties/source/enum").forEach(label -> labels.add(label.textValue()));

        assertThat(labels)
                .containsExactlyElementsOf(
                        Stream.of(Source.values()).map(Source::label).toList());
    }

    @Test
    void theDocumentationShowsAnEventOfEachKindAsItIsWritten() throws IOException {
        assertThat(Files.readAllLines(Path.of("docs/events.md")))
                .containsSubsequence(Stream.of(Kind.values())
                        .map(kind -> EventJson.write(EventSamples.of(kind).get(0)))
                        .toList());
    }

    @Test
    void theReadmeHasARowForEachKind() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md")).stream()
                        .filter(line -> line.startsWith("| `"))
                        .toList())
                .map(line -> line.split("[|]"))
                .filteredOn(cells -> cells.length > 4)
                .map(cells -> cells[1].strip() + " " + cells[2].strip())
                .containsSubsequence(Stream.of(Kind.values())
                        .map(kind -> "`" + kind.type().getSimpleName() + "` `" + kind.word() + "`")
                        .toList());
    }

    private static boolean valid(JsonNode event) {
        try {
            return schema(false).validate(event).isEmpty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonSchema schema(boolean closed) throws IOException {
        ObjectNode schema = (ObjectNode) JSON.readTree(SCHEMA.toFile());
        if (closed) {
            schema.put("unevaluatedProperties", false);
        }
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        schema,
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }
}
