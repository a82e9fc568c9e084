package io.github.plugzapi.connect.console.numbers;

import io.github.plugzapi.connect.console.Formats;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.FlappingEnded;
import io.github.plugzapi.connect.event.FlappingStarted;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.RegistrationLost;
import io.github.plugzapi.connect.event.RegistrationRegained;
import io.github.plugzapi.connect.event.SessionRestoreAttempted;
import io.github.plugzapi.connect.event.SessionRestoreGivenUp;
import io.github.plugzapi.connect.event.SubscriptionEnding;
import io.github.plugzapi.connect.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of what happened to a number, as people read it.
 *
 * @param days each day's events, the newest first; never null
 * @param older what to ask before for what is older; null where nothing is
 */
public record History(List<Day> days, Long older) {

    /** {@inheritDoc} */
    public History {
        days = List.copyOf(days);
    }

    /**
     * The events of a day.
     *
     * @param at a moment of that day, in UTC; never null
     * @param lines the events, the newest first; never null
     */
    public record Day(Instant at, List<Line> lines) {}

    /**
     * An event.
     *
     * @param seq its place in the journal
     * @param at when it happened, in UTC; null where this version cannot read it
     * @param mark how it looks: {@code ok}, {@code down}, {@code unknown} or {@code warn}; never null
     * @param icon its icon; never null
     * @param what what happened; never null
     * @param said what the gateway said; null for nothing
     * @param more what else there is to say; null for nothing
     * @param how how we know; never null
     */
    public record Line(
            long seq, Instant at, String mark, String icon, String what, String said, String more, String how) {}

    /** What an event looks like. */
    private record Look(String mark, String icon, String what, String said, String more) {

        private static Look ok(String what) {
            return new Look("ok", "ok", what, null, null);
        }

        private static Look warn(String what) {
            return new Look("warn", "warn", what, null, null);
        }

        private Look said(String words) {
            return new Look(mark, icon, what, words, more);
        }

        private Look more(String words) {
            return new Look(mark, icon, what, said, words);
        }
    }

    static History of(List<JournalEntry> entries, Long older, NumberWords words, Formats formats) {
        List<Day> days = new ArrayList<>();
        Instant last = null;
        for (JournalEntry entry : entries) {
            Line line = line(entry, words, formats);
            Instant at = line.at() == null ? last : line.at();
            if (days.isEmpty()
                    || at != null && last != null && !formats.date(at).equals(formats.date(last))) {
                days.add(new Day(at == null ? formats.now() : at, new ArrayList<>()));
            }
            days.get(days.size() - 1).lines().add(line);
            last = at;
        }
        return new History(days, older);
    }

    private static Line line(JournalEntry entry, NumberWords words, Formats formats) {
        ConnectionEvent event = entry.event();
        if (event == null) {
            return new Line(entry.seq(), null, "unknown", "unknown", words.unreadable(), null, null, "–");
        }
        Look look = look(event, words, formats);
        String how =
                switch (event.source()) {
                    case WEBHOOK ->
                        words.callbackIn(formats.length(Duration.between(event.moment(), event.receivedAt())));
                    case RECONCILIATION -> words.asked();
                    case DERIVED -> words.derived();
                };
        return new Line(
                entry.seq(), event.moment(), look.mark(), look.icon(), look.what(), look.said(), look.more(), how);
    }

    private static Look look(ConnectionEvent event, NumberWords words, Formats formats) {
        if (event instanceof Connected connected) {
            String as = connected.phone().isKnown() ? words.wentUpAs(formats.masked(connected.phone())) : null;
            return connected.otherNumber()
                    ? Look.warn(words.wentUp()).more((as == null ? "" : as + ", ") + words.otherNumber())
                    : Look.ok(connected.change() ? words.wentUp() : words.stillUp())
                            .more(as);
        }
        if (event instanceof Disconnected disconnected) {
            return new Look(
                    "down",
                    "down",
                    disconnected.change() ? words.wentDown() : words.stillDown(),
                    disconnected.error(),
                    null);
        }
        if (event instanceof FlappingStarted flapping) {
            return new Look("warn", "flap", words.flaps(flapping.changes()), null, null);
        }
        if (event instanceof FlappingEnded flapping) {
            return Look.ok(words.flapsNoMore(formats.length(flapping.length())));
        }
        if (event instanceof OutageStarted outage) {
            return new Look("down", "down", words.outage(formats.at(outage.since())), null, null);
        }
        if (event instanceof OutageEnded outage) {
            return Look.ok(words.outageOver(formats.length(outage.length())));
        }
        if (event instanceof SessionRestoreAttempted restore) {
            return Look.warn(words.restoring(restore.attempt())).said(restore.error());
        }
        if (event instanceof SessionRestoreGivenUp restore) {
            return Look.warn(words.restoringNoMore(restore.attempts()));
        }
        if (event instanceof SubscriptionEnding ending) {
            return Look.warn(words.subscriptionEnding(formats.at(ending.until())));
        }
        if (event instanceof RegistrationLost lost) {
            return Look.warn(lost.taken() ? words.diverted() : words.registrationLost())
                    .said(lost.error());
        }
        if (event instanceof RegistrationRegained) {
            return Look.ok(words.registrationBack());
        }
        if (event instanceof ConfirmationLost lost) {
            return new Look("unknown", "unknown", words.confirmationLost(), lost.error(), null);
        }
        if (event instanceof ConfirmationRegained) {
            return Look.ok(words.confirmationBack());
        }
        throw new IllegalStateException("Every kind of event is told: " + event.kind());
    }
}
