package io.github.plugzapi.connect.event;

import static io.github.plugzapi.connect.event.Source.DERIVED;
import static io.github.plugzapi.connect.event.Source.RECONCILIATION;
import static io.github.plugzapi.connect.event.Source.WEBHOOK;

import io.github.plugzapi.connect.text.Text;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** The kinds of events: the one list of them, since a native executable knows no permitted subclasses. */
public enum Kind {
    /** An instance is connected. */
    CONNECTED(
            Connected.class,
            true,
            List.of(WEBHOOK, RECONCILIATION),
            (of, in) -> new Connected(of, in.phone("phone"), in.flag("change"), in.flag("otherNumber")),
            (event, out) -> out.phone("phone", event.phone())
                    .flag("change", event.change())
                    .flag("otherNumber", event.otherNumber())),

    /** An instance is not connected any more. */
    DISCONNECTED(
            Disconnected.class,
            true,
            List.of(WEBHOOK, RECONCILIATION),
            (of, in) -> new Disconnected(of, in.textOrNull("error"), in.flag("change")),
            (event, out) -> out.textIfAny("error", event.error()).flag("change", event.change())),

    /** An instance comes and goes. */
    FLAPPING_STARTED(
            FlappingStarted.class,
            false,
            List.of(DERIVED),
            (of, in) -> new FlappingStarted(of, in.count("changes")),
            (event, out) -> out.number("changes", event.changes())),

    /** It has been quiet since. */
    FLAPPING_ENDED(
            FlappingEnded.class,
            false,
            List.of(DERIVED),
            (of, in) -> new FlappingEnded(of, in.moment("since")),
            (event, out) -> out.moment("since", event.since())
                    .number("seconds", event.length().toSeconds())),

    /** An instance has been disconnected for long. */
    OUTAGE_STARTED(
            OutageStarted.class,
            false,
            List.of(DERIVED),
            (of, in) -> new OutageStarted(of, in.moment("since")),
            (event, out) -> out.moment("since", event.since())),

    /** It is connected again. */
    OUTAGE_ENDED(
            OutageEnded.class,
            false,
            List.of(DERIVED),
            (of, in) -> new OutageEnded(of, in.moment("since")),
            (event, out) -> out.moment("since", event.since())
                    .number("seconds", event.length().toSeconds())),

    /** PlugZapi was asked to restore a session. */
    SESSION_RESTORE_ATTEMPTED(
            SessionRestoreAttempted.class,
            false,
            List.of(RECONCILIATION),
            (of, in) -> new SessionRestoreAttempted(of, in.count("attempt"), in.textOrNull("error")),
            (event, out) -> out.number("attempt", event.attempt()).textIfAny("error", event.error())),

    /** PlugZapi was asked for that as often as it may be, in vain. */
    SESSION_RESTORE_GIVEN_UP(
            SessionRestoreGivenUp.class,
            false,
            List.of(DERIVED),
            (of, in) -> new SessionRestoreGivenUp(of, in.moment("since"), in.count("attempts")),
            (event, out) -> out.moment("since", event.since()).number("attempts", event.attempts())),

    /** An instance is not paid for much longer. */
    SUBSCRIPTION_ENDING(
            SubscriptionEnding.class,
            false,
            List.of(DERIVED),
            (of, in) -> new SubscriptionEnding(of, in.moment("until"), Duration.ofSeconds(in.number("secondsLeft"))),
            (event, out) -> out.moment("until", event.until())
                    .number("secondsLeft", event.left().toSeconds())),

    /** PlugZapi does not tell us when an instance changes. */
    REGISTRATION_LOST(
            RegistrationLost.class,
            false,
            List.of(DERIVED),
            (of, in) -> new RegistrationLost(of, in.moment("since"), in.flag("taken"), in.textOrNull("error")),
            (event, out) -> out.moment("since", event.since())
                    .flag("taken", event.taken())
                    .textIfAny("error", event.error())),

    /** It does again. */
    REGISTRATION_REGAINED(
            RegistrationRegained.class,
            false,
            List.of(DERIVED),
            (of, in) -> new RegistrationRegained(of, in.moment("since")),
            (event, out) -> out.moment("since", event.since())
                    .number("seconds", event.length().toSeconds())),

    /** PlugZapi does not say how an instance is. */
    CONFIRMATION_LOST(
            ConfirmationLost.class,
            false,
            List.of(DERIVED),
            (of, in) -> new ConfirmationLost(of, in.moment("since"), in.flag("refused"), in.textOrNull("error")),
            (event, out) -> out.moment("since", event.since())
                    .flag("refused", event.refused())
                    .textIfAny("error", event.error())),

    /** It does again. */
    CONFIRMATION_REGAINED(
            ConfirmationRegained.class,
            false,
            List.of(DERIVED),
            (of, in) -> new ConfirmationRegained(of, in.moment("since")),
            (event, out) -> out.moment("since", event.since())
                    .number("seconds", event.length().toSeconds()));

    private static final Map<Class<?>, Kind> BY_TYPE = new HashMap<>();
    private static final Map<String, Kind> BY_WORD = new HashMap<>();

    static {
        for (Kind kind : values()) {
            BY_TYPE.put(kind.type, kind);
            BY_WORD.put(kind.word, kind);
        }
    }

    private final String word = Text.label(this);
    private final Class<? extends ConnectionEvent> type;
    private final boolean tellsState;
    private final List<Source> sources;
    private final BiFunction<Occurrence, JsonFields, ? extends ConnectionEvent> reader;
    private final BiConsumer<ConnectionEvent, JsonText> writer;

    <E extends ConnectionEvent> Kind(
            Class<E> type,
            boolean tellsState,
            List<Source> sources,
            BiFunction<Occurrence, JsonFields, E> reader,
            BiConsumer<E, JsonText> writer) {
        this.type = type;
        this.tellsState = tellsState;
        this.sources = sources;
        this.reader = reader;
        this.writer = (event, out) -> writer.accept(type.cast(event), out);
    }

    /**
     * The kind of an event.
     *
     * @param event the event; never null
     * @return its kind; never null
     */
    public static Kind of(ConnectionEvent event) {
        return BY_TYPE.get(event.getClass());
    }

    /**
     * The kind of a word.
     *
     * @param word what {@link #word()} gave, perhaps in another version; never null
     * @return the kind; empty if this version has none of that word
     */
    public static Optional<Kind> find(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /**
     * The word for this kind in metrics, in the journal and in what is passed on.
     *
     * @return the name in lower case, such as {@code outage_started}; never null
     */
    public String word() {
        return word;
    }

    /**
     * The class of its events, which observers name.
     *
     * @return a record; never null
     */
    public Class<? extends ConnectionEvent> type() {
        return type;
    }

    /**
     * Whether it says that the instance is connected or is not, and so may change the current state; all other kinds leave
     * that as it is.
     *
     * @return true if it does
     */
    public boolean tellsState() {
        return tellsState;
    }

    /**
     * How events of this kind may be learnt of.
     *
     * @return the sources, unchangeable; never null
     */
    public List<Source> sources() {
        return sources;
    }

    /** Reads what events of this kind have beside what all have. */
    ConnectionEvent read(Occurrence of, JsonFields in) {
        return reader.apply(of, in);
    }

    /** Writes what events of this kind have beside what all have. */
    void write(ConnectionEvent event, JsonText out) {
        writer.accept(event, out);
    }
}
