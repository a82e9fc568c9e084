package io.github.plugzapi.connect.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Events of every kind. */
public final class EventSamples {

    private static final Instant MOMENT = Instant.parse("2026-01-31T20:08:00.03Z");
    private static final Instant SINCE = Instant.parse("2026-01-31T19:50:35Z");
    private static final Phone PHONE = new Phone("5544999999999");

    /** All that a callback may hold. */
    private static final List<String> TEXTS = List.of(
            "'single', \"double\", \\ and `; DROP TABLE event; --",
            "two\nlines,\r\nand\ta tab \u0001\u001f\u007f\u2028",
            "não há conexão 💬 👩‍👩‍👧 \u202e",
            "a\uFFFDb %s {} ? $1 {\"kind\":\"connected\"}");

    private EventSamples() {}

    /** The first has all that its kind may have, the second nothing that it need not have, the others what is odd. */
    public static List<ConnectionEvent> of(Kind kind) {
        List<ConnectionEvent> samples = new ArrayList<>(usual(kind));
        for (String text : TEXTS) {
            samples.add(samples.get(0).with(of(kind, text, text, Instant.EPOCH, text)));
        }
        samples.add(samples.get(0).with(of(kind, "x", null, Instant.parse("9999-12-31T23:59:59.902Z"), "far ahead")));
        return samples;
    }

    private static List<ConnectionEvent> usual(Kind kind) {
        Occurrence full = of(kind, "3B1234567890", "sales", MOMENT, "1769890080030");
        Occurrence least = of(kind, "3B1234567890", null, MOMENT, "1769890080031");
        // A new kind does not compile before it has a sample.
        return switch (kind) {
            case CONNECTED ->
                List.of(
                        new Connected(full, PHONE, true, false),
                        new Connected(told(least), Phone.unknown(), false, true));
            case DISCONNECTED -> {
                List<ConnectionEvent> all = new ArrayList<>(List.of(
                        new Disconnected(full, "Device has been disconnected", true),
                        new Disconnected(told(least), null, false)));
                TEXTS.forEach(text -> all.add(new Disconnected(of(kind, "x", null, MOMENT, text), text, true)));
                yield all;
            }
            case FLAPPING_STARTED ->
                List.of(
                        new FlappingStarted(full, 7),
                        new FlappingStarted(least, 0),
                        new FlappingStarted(of(kind, "x", null, MOMENT, "many"), Integer.MAX_VALUE));
            case FLAPPING_ENDED -> List.of(new FlappingEnded(full, SINCE), new FlappingEnded(least, MOMENT));
            case OUTAGE_STARTED -> List.of(new OutageStarted(full, SINCE), new OutageStarted(least, MOMENT));
            case OUTAGE_ENDED -> List.of(new OutageEnded(full, SINCE), new OutageEnded(least, MOMENT));
            case SESSION_RESTORE_ATTEMPTED -> {
                List<ConnectionEvent> all = new ArrayList<>(List.of(
                        new SessionRestoreAttempted(full, 2, "Session not found"),
                        new SessionRestoreAttempted(least, 1, null)));
                TEXTS.forEach(text -> all.add(new SessionRestoreAttempted(of(kind, "x", null, MOMENT, text), 3, text)));
                yield all;
            }
            case SESSION_RESTORE_GIVEN_UP ->
                List.of(new SessionRestoreGivenUp(full, SINCE, 5), new SessionRestoreGivenUp(least, MOMENT, 0));
            case REGISTRATION_LOST ->
                List.of(
                        new RegistrationLost(
                                full, SINCE, false, "api.plugzapi.com.br answered 403 \"null not allowed\""),
                        new RegistrationLost(least, MOMENT, true, null));
            case REGISTRATION_REGAINED ->
                List.of(new RegistrationRegained(full, SINCE), new RegistrationRegained(least, MOMENT));
            case CONFIRMATION_LOST ->
                List.of(
                        new ConfirmationLost(full, SINCE, false, "no connection to api.plugzapi.com.br"),
                        new ConfirmationLost(least, MOMENT, true, null));
            case CONFIRMATION_REGAINED ->
                List.of(new ConfirmationRegained(full, SINCE), new ConfirmationRegained(least, MOMENT));
            case SUBSCRIPTION_ENDING ->
                List.of(
                        new SubscriptionEnding(full, Instant.parse("2026-02-03T12:00:00Z"), Duration.ofDays(3)),
                        new SubscriptionEnding(least, MOMENT, Duration.ZERO));
        };
    }

    private static Occurrence of(Kind kind, String instance, String name, Instant moment, String distinction) {
        String id = UUID.nameUUIDFromBytes((kind + instance + name + distinction).getBytes())
                .toString();
        return new Occurrence(
                id,
                instance,
                name,
                moment,
                moment.plusMillis(97),
                kind.sources().get(0),
                distinction);
    }

    /** By asking, so that there is nothing to tell it by. */
    private static Occurrence told(Occurrence of) {
        return new Occurrence(
                of.id(), of.instance(), of.name(), of.moment(), of.receivedAt(), Source.RECONCILIATION, null);
    }
}
