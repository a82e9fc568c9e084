package io.github.plugzapi.connect.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @EnumSource
    void anEventIsReadAsItWasWritten(Kind kind) {
        assertThat(EventSamples.of(kind))
                .allSatisfy(event -> assertThat(EventJson.read(EventJson.write(event), event.distinction()))
                        .isEqualTo(event));
    }

    @ParameterizedTest
    @EnumSource
    void aFieldThatMayNotBeNullIsRefusedAtOnceAndEveryOtherIsReadAsNull(Kind kind) throws Exception {
        ConnectionEvent full = EventSamples.of(kind).get(0);
        for (Record event : withANull(full)) {
            ConnectionEvent without = (ConnectionEvent) event;
            assertThat(EventJson.read(EventJson.write(without), without.distinction()))
                    .isEqualTo(without);
        }
        for (Record of : withANull(full.of())) {
            ConnectionEvent without = full.with((Occurrence) of);
            assertThat(EventJson.read(EventJson.write(without), without.distinction()))
                    .isEqualTo(without);
        }
    }

    /** The same with each field null that may be. */
    private static List<Record> withANull(Object full) throws ReflectiveOperationException {
        RecordComponent[] fields = full.getClass().getRecordComponents();
        Class<?>[] types = Stream.of(fields).map(RecordComponent::getType).toArray(Class<?>[]::new);
        List<Record> all = new ArrayList<>();
        for (int without = 0; without < fields.length; without++) {
            Object[] values = new Object[fields.length];
            for (int field = 0; field < fields.length; field++) {
                values[field] = fields[field].getAccessor().invoke(full);
            }
            if (!types[without].isPrimitive()) {
                values[without] = null;
                try {
                    all.add((Record) full.getClass().getConstructor(types).newInstance(values));
                } catch (InvocationTargetException e) {
                    assertThat(e).as("%s", fields[without]).hasCauseInstanceOf(NullPointerException.class);
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsJsonOnOneLineAsOthersReadIt(Kind kind) throws Exception {
        for (ConnectionEvent event : EventSamples.of(kind)) {
            String json = EventJson.write(event);

            JsonNode fields = JSON.readTree(json);

            assertThat(json).doesNotContain("\n", "\r", "\t");
            assertThat(fields.get("instance").textValue()).isEqualTo(event.instance());
            assertThat(fields.get("name").textValue()).isEqualTo(event.name());
            assertThat(fields.get("kind").textValue()).isEqualTo(kind.word());
            assertThat(Instant.parse(fields.get("moment").textValue())).isEqualTo(event.moment());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotThereIsLeftOutButTheName(Kind kind) throws Exception {
        JsonNode least = JSON.readTree(EventJson.write(EventSamples.of(kind).get(1)));

        assertThat(least.get("name").isNull()).isTrue();
        assertThat(least.properties())
                .filteredOn(field -> !field.getKey().equals("name"))
                .noneMatch(field ->
                        field.getValue().isNull() || field.getValue().asText().isEmpty());
        assertThat(least.has("phone")).isFalse();
        assertThat(least.has("error")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whatTellsAnEventFromOthersStaysInside(Kind kind) {
        Occurrence of = EventSamples.of(kind).get(0).of();
        ConnectionEvent event = EventSamples.of(kind)
                .get(0)
                .with(new Occurrence(
                        of.id(),
                        of.instance(),
                        of.name(),
                        of.moment(),
                        of.receivedAt(),
                        of.source(),
                        "the distinction"));

        assertThat(EventJson.write(event)).doesNotContain("distinction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-31T20:08:00Z", "2026-01-31T20:08:00.1Z", "2026-01-31T20:08:00.123456Z"})
    void aMomentAlwaysHasItsMilliseconds(String moment) {
        ConnectionEvent event = new OutageStarted(
                Occurrence.learnt("x", Instant.parse(moment), Instant.EPOCH, Source.DERIVED, "1"), Instant.EPOCH);

        assertThat(EventJson.write(event))
                .containsPattern("\"moment\":\"2026-01-31T20:08:00\\.[0-9]{3}Z\"")
                .contains("\"receivedAt\":\"1970-01-01T00:00:00.000Z\"", "\"since\":\"1970-01-01T00:00:00.000Z\"");
    }

    @Test
    void aNulAndHalfOfACharacterAreWrittenAsWhatEverybodyCanKeep() {
        Disconnected event = new Disconnected(
                Occurrence.learnt("x", Instant.EPOCH, Instant.EPOCH, Source.WEBHOOK, null),
                "a\0b\ud83dc\udcacd💬\ud83d");

        Disconnected read = (Disconnected) EventJson.read(EventJson.write(event), null);

        assertThat(read.error()).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd💬\uFFFD");
    }

    @ParameterizedTest
    @EnumSource
    void fieldsThatANewerVersionHasAreIgnored(Kind kind) throws Exception {
        ConnectionEvent event = EventSamples.of(kind).get(0);
        ObjectNode newer = (ObjectNode) JSON.readTree(EventJson.write(event));
        newer.put("newText", "x").put("newNumber", 1e300).putNull("newNull");
        newer.putObject("newObject").put("kind", "other").putArray("of").add(1);
        newer.putArray("newList").addObject().put("id", "other");

        assertThat(EventJson.read(newer.toString(), event.distinction())).isEqualTo(event);
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatLacksWhatItMustHaveCannotBeRead(Kind kind) throws Exception {
        ConnectionEvent event = EventSamples.of(kind).get(1);
        JsonNode all = JSON.readTree(EventJson.write(event));
        List<String> readable = new ArrayList<>();
        all.fieldNames().forEachRemaining(field -> {
            String without = ((ObjectNode) all.deepCopy()).without(field).toString();
            try {
                EventJson.read(without, event.distinction());
                readable.add(field);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("'" + field + "' is missing");
            }
        });

        // How long something took follows from its moments.
        assertThat(readable).isSubsetOf("name", "seconds").contains("name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"kind\":\"secret-text",
                "{}",
                "{\"kind\":1}",
                "{\"kind\":\"secret-text\"}",
                "{\"kind\":\"outage_started\",\"source\":\"secret-text\"}",
                "{\"kind\":\"outage_started\",\"source\":\"webhook\",\"id\":\"x\",\"instance\":\"x\",\"moment\":\"secret-text\"}"
            })
    void whatCannotBeReadSaysWhyAndNothingElse(String json) {
        assertThatThrownBy(() -> EventJson.read(json, "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .isNotBlank()
                .doesNotContain("secret-text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e40", "\"1\"", "null", "12345678901"})
    void aNumberThatIsNoneCannotBeRead(String number) {
        String json = EventJson.write(EventSamples.of(Kind.FLAPPING_STARTED).get(0))
                .replaceAll("\"changes\":\\d+", "\"changes\":" + number);

        assertThatThrownBy(() -> EventJson.read(json, "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'changes'");
    }

    @Test
    void theTextsOfAnEventAreThoseThatSomebodyWroteAsTheyAreMeant() {
        assertThat(EventJson.texts("{\"id\":\"1\",\"kind\":\"new\",\"instance\":\"2\",\"source\":\"webhook\","
                        + "\"moment\":\"2026-01-31T20:08:00.033Z\",\"name\":\"a\\u0001\\u0062\",\"attempt\":3,"
                        + "\"more\":{\"phone\":\"4\",\"of\":[\"\\\"5\"]}}"))
                .containsExactly("a\u0001b", "4", "\"5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T20:08:00.033Z",
                "2024-02-29T23:59:59.999Z",
                "0000-01-01T00:00:00.000Z",
                "9999-12-31T23:59:59.999Z",
                // What others may have written.
                "2026-01-31T20:08:00Z",
                "2026-01-31T20:08:00.033123Z",
                "2026-01-31t20:08:00.033z",
                "2026-01-31T17:08:00.033-03:00",
                "2026-01-31T24:00:00.000Z",
                "2026-06-30T23:59:60.000Z",
                "+12026-01-31T20:08:00.033Z"
            })
    void aMomentIsReadAsTheJdkReadsIt(String text) {
        assertThat(read(text).moment()).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T20:08:00.033Z",
                "2026-13-01T20:08:00.033Z",
                "2026-01-31T25:08:00.033Z",
                "2026-01-31T20:60:00.033Z",
                "2026-01-31 20:08:00.033Z",
                "2026-01-31T20:08:00.03Z3",
                "2026-01-31T20:08:0/.033Z"
            })
    void whatIsNoMomentIsNoneThoughItIsAsLong(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its 'moment' is no moment");
    }

    private static ConnectionEvent read(String moment) {
        return EventJson.read(
                "{\"id\":\"x\",\"kind\":\"connected\",\"instance\":\"x\",\"moment\":\"" + moment
                        + "\",\"receivedAt\":\"2026-01-31T20:08:00.033Z\",\"source\":\"webhook\",\"change\":true,"
                        + "\"otherNumber\":false}",
                null);
    }
}
