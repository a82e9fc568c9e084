package io.github.plugzapi.connect.delivery;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.text.Text;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * An event as other systems get it: a <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvent
 * 1.0</a>, whose data is the event's JSON as the journal keeps it.
 */
public final class PassedOn {

    private static final String TYPE = "io.github.plugzapi.connect.";
    private static final String SOURCE = "/plugzapi-connect/instances/";
    static final String LOST = "lost";
    private static final String TEST = "test";
    private static final String JSON = "application/json";
    private static final String ZEROS = "0".repeat(19);

    private static final URI SCHEMA =
            URI.create("https://raw.githubusercontent.com/plugzapi/plugzapi-connect/main/docs/event.schema.json");

    private PassedOn() {}

    /**
     * The message about an event.
     *
     * @param entry the event, of whatever version; never null
     * @param superseded whether a later event of its instance has overtaken it
     * @param lost how many events before it could not be passed on, because they had to be deleted first
     * @return the message; never null
     */
    public static CloudEvent message(JournalEntry entry, boolean superseded, long lost) {
        CloudEventBuilder message = about(entry)
                .withSource(URI.create(SOURCE + Text.pathSegment(entry.instance())))
                .withSubject(entry.instance())
                .withDataSchema(SCHEMA)
                .withExtension("sequence", sequence(entry.seq()))
                .withExtension("partitionkey", entry.instance())
                .withData(JSON, entry.json().getBytes(StandardCharsets.UTF_8));
        if (superseded) {
            message.withExtension("superseded", true);
        }
        if (lost > 0) {
            // CloudEvents know no larger number.
            message.withExtension(LOST, (int) Math.min(lost, Integer.MAX_VALUE));
        }
        return message.build();
    }

    private static CloudEventBuilder about(JournalEntry entry) {
        ConnectionEvent event = entry.event();
        if (event != null) {
            return CloudEventBuilder.v1()
                    .withId(event.id())
                    .withType(TYPE + Kind.of(event).word())
                    .withTime(event.moment().atOffset(ZoneOffset.UTC));
        }
        // A newer version wrote it, whose kinds have these fields, too.
        JsonObject json = new JsonObject(entry.json());
        return CloudEventBuilder.v1()
                .withId(json.getString("id"))
                .withType(TYPE + json.getString("kind"))
                .withTime(OffsetDateTime.parse(json.getString("moment")));
    }

    /** Of one length, so that they are in order as text, too; formatting takes as long as all the rest. */
    private static String sequence(long seq) {
        String digits = Long.toString(seq);
        return ZEROS.substring(digits.length()) + digits;
    }

    /**
     * A message that is about no event, to try whether messages arrive.
     *
     * @param now when it is made; never null
     * @return the message, of the type {@code io.github.plugzapi.connect.test}; never null
     */
    public static CloudEvent test(Instant now) {
        JsonObject data =
                new JsonObject().put("kind", TEST).put("text", "A test of plugzapi-connect. Nothing has happened.");
        return CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withType(TYPE + TEST)
                .withSource(URI.create("/plugzapi-connect"))
                .withTime(now.atOffset(ZoneOffset.UTC))
                .withData(JSON, data.toBuffer().getBytes())
                .build();
    }
}
