package io.github.plugzapi.connect.event;

import java.util.List;

/**
 * The one form of an event outside of this process: what the journal keeps and what is passed on. {@code docs/events.md} and
 * {@code docs/event.schema.json} describe it. What is not there is left out; the name alone is null.
 */
public final class EventJson {

    private EventJson() {}

    /**
     * Writes an event.
     *
     * @param event the event; never null
     * @return a JSON object on one line; never null
     */
    public static String write(ConnectionEvent event) {
        Kind kind = Kind.of(event);
        JsonText out = new JsonText()
                .text("id", event.id())
                .text("kind", kind.word())
                .text("instance", event.instance())
                .text("name", event.name())
                .moment("moment", event.moment())
                .moment("receivedAt", event.receivedAt())
                .text("source", event.source().label());
        kind.write(event, out);
        return out.toString();
    }

    /**
     * Reads an event. Fields that this version does not know are passed over.
     *
     * @param json what {@link #write} gave, perhaps in another version; never null
     * @param distinction what is kept beside it, as in {@link Occurrence#distinction()}; may be null
     * @return the event; never null
     * @throws IllegalArgumentException if its kind is not known, or if it lacks something that its kind must have; the
     *     message says what, and quotes nothing else of it
     */
    public static ConnectionEvent read(String json, String distinction) {
        JsonFields in = JsonFields.of(json);
        Kind kind = Kind.find(in.text("kind"))
                .orElseThrow(() -> new IllegalArgumentException("this version does not know the kind"));
        Source source = in.source("source");
        if (source == Source.DERIVED && distinction == null) {
            throw new IllegalArgumentException("its distinction is missing");
        }
        Occurrence of = new Occurrence(
                in.text("id"),
                in.text("instance"),
                in.textOrNull("name"),
                in.moment("moment"),
                in.moment("receivedAt"),
                source,
                distinction);
        return kind.read(of, in);
    }

    /**
     * What somebody wrote or said in an event of any kind, known or not, to be searched: its name, a phone number, a reason;
     * not its ids and moments.
     *
     * @param json the event; never null
     * @return the texts as they are meant, without what JSON escapes; all of it where it is no JSON; never null
     */
    public static List<String> texts(String json) {
        return JsonFields.texts(json);
    }
}
