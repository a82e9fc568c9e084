package io.github.plugzapi.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.event.EventSamples;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.text.Text;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PassedOnTest {

    private static JournalEntry entry(ConnectionEvent event, long seq) {
        return new JournalEntry(seq, event.instance(), event, EventJson.write(event));
    }

    private static CloudEvent read(CloudEvent message) {
        JsonFormat format = new JsonFormat();
        return format.deserialize(format.serialize(message));
    }

    static Stream<ConnectionEvent> events() {
        return Stream.of(Kind.values()).flatMap(kind -> EventSamples.of(kind).stream());
    }

    @ParameterizedTest
    @MethodSource("events")
    void eachKindOfEventIsAMessageWhoseDataIsItsJson(ConnectionEvent event) {
        CloudEvent message = read(PassedOn.message(entry(event, 42), false, 0));

        assertThat(message.getId()).isEqualTo(event.id());
        assertThat(message.getType()).isEqualTo("io.github.plugzapi.connect." + event.kind());
        assertThat(message.getSource())
                .isEqualTo(URI.create("/plugzapi-connect/instances/" + Text.pathSegment(event.instance())));
        assertThat(message.getSubject()).isEqualTo(event.instance());
        assertThat(message.getTime().toInstant()).isEqualTo(event.moment());
        assertThat(message.getDataContentType()).isEqualTo("application/json");
        assertThat(message.getDataSchema()).hasScheme("https");
        assertThat(message.getExtension("partitionkey")).isEqualTo(event.instance());
        assertThat(message.getExtensionNames()).containsExactlyInAnyOrder("sequence", "partitionkey");
        assertThat(new JsonObject(new String(message.getData().toBytes(), StandardCharsets.UTF_8)))
                .isEqualTo(new JsonObject(EventJson.write(event)));
    }

    @Test
    void theSequenceSortsAsText() {
        ConnectionEvent event = Events.connected("a", 1);
        String before = (String) PassedOn.message(entry(event, 99), false, 0).getExtension("sequence");
        String after = (String) PassedOn.message(entry(event, 100), false, 0).getExtension("sequence");

        assertThat(after).isGreaterThan(before).hasSameSizeAs(before);
    }

    @Test
    void anInstanceWithOddCharactersIsStillAUri() {
        ConnectionEvent event = Events.connected("a b/ç?#", 1);

        CloudEvent message = read(PassedOn.message(entry(event, 1), false, 0));

        assertThat(message.getSource().getRawPath()).isEqualTo("/plugzapi-connect/instances/a%20b%2F%C3%A7%3F%23");
        assertThat(message.getSubject()).isEqualTo("a b/ç?#");
    }

    @Test
    void whatIsOvertakenAndWhatWasLostBeforeItAreSaid() {
        CloudEvent message = read(PassedOn.message(entry(Events.connected("a", 1), 1), true, 7));

        assertThat(message.getExtension("superseded")).isEqualTo(true);
        assertThat(message.getExtension("lost")).isEqualTo(7);
    }

    @Test
    void anEventOfAKindThatThisVersionDoesNotKnowIsPassedOnAsItIs() {
        String json = new JsonObject(EventJson.write(Events.connected("a", 1)))
                .put("kind", "number_banned")
                .encode();

        CloudEvent message = read(PassedOn.message(new JournalEntry(1, "a", null, json), false, 0));

        assertThat(message.getType()).isEqualTo("io.github.plugzapi.connect.number_banned");
        assertThat(new JsonObject(new String(message.getData().toBytes(), StandardCharsets.UTF_8)))
                .isEqualTo(new JsonObject(json));
    }
}
