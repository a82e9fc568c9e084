package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.FlappingEnded;
import io.github.plugzapi.connect.event.FlappingStarted;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What is concluded from an instance's changes: that it flaps, that it is out, and when that is over. A conclusion is told
 * from others of its kind by when it began, so that drawing it once more makes no second event of it.
 *
 * @param state the connection as of the newest event
 * @param changes the moments of the latest changes, oldest first, no older than the window and no more than count
 * @param flappingSince when it began to flap; null while it does not
 * @param outageOpen whether the present disconnection was told to be an outage
 */
record Incident(Connection state, List<Instant> changes, Instant flappingSince, boolean outageOpen) {

    /** From when on changes and disconnections count. */
    record Rules(int flappingChanges, Duration flappingWindow, Duration outageAfter) {}

    /** What is known after something happened, and what is concluded from it. */
    record Step(Incident next, List<ConnectionEvent> conclusions) {}

    static Incident none(String instance) {
        return new Incident(Connection.unknown(instance), List.of(), null, false);
    }

    /** Whether time alone may bring a conclusion. */
    boolean isOpen() {
        return flappingSince != null || (state.status() == Connection.Status.DISCONNECTED && !outageOpen);
    }

    /** An event came. */
    Step after(ConnectionEvent event, Rules rules, Instant now) {
        Connection newState = state.after(event);
        if (newState.status() == state.status() || state.status() == Connection.Status.UNKNOWN) {
            return new Step(new Incident(newState, changes, flappingSince, outageOpen), List.of());
        }
        // What was over before this change is concluded first.
        Step before = at(newState.since(), rules, now);
        List<ConnectionEvent> conclusions = new ArrayList<>(before.conclusions());
        List<Instant> newChanges = new ArrayList<>(changes);
        newChanges.add(newState.since());
        newChanges.removeIf(change -> change.isBefore(newState.since().minus(rules.flappingWindow())));
        while (newChanges.size() > rules.flappingChanges() + 1) {
            newChanges.remove(0);
        }
        Instant flapping = before.next().flappingSince();
        if (flapping == null && newChanges.size() > rules.flappingChanges()) {
            flapping = newState.since();
            conclusions.add(new FlappingStarted(
                    newId(), instance(), flapping, now, Source.DERIVED, raw(flapping), newChanges.size()));
        }
        if (newState.status() == Connection.Status.CONNECTED && before.next().outageOpen()) {
            conclusions.add(new OutageEnded(
                    newId(), instance(), newState.since(), now, Source.DERIVED, raw(state.since()), state.since()));
        }
        return new Step(new Incident(newState, List.copyOf(newChanges), flapping, false), conclusions);
    }

    /** Time has passed until a moment. */
    Step at(Instant moment, Rules rules, Instant now) {
        List<ConnectionEvent> conclusions = new ArrayList<>();
        Instant flapping = flappingSince;
        boolean outage = outageOpen;
        if (flapping != null) {
            Instant quiet = changes.get(changes.size() - 1).plus(rules.flappingWindow());
            if (!quiet.isAfter(moment)) {
                conclusions.add(
                        new FlappingEnded(newId(), instance(), quiet, now, Source.DERIVED, raw(flapping), flapping));
                flapping = null;
            }
        }
        if (state.status() == Connection.Status.DISCONNECTED && !outage) {
            Instant begins = state.since().plus(rules.outageAfter());
            if (begins.isBefore(moment)) {
                conclusions.add(new OutageStarted(
                        newId(), instance(), begins, now, Source.DERIVED, raw(state.since()), state.since()));
                outage = true;
            }
        }
        return new Step(new Incident(state, changes, flapping, outage), conclusions);
    }

    private String instance() {
        return state.instance();
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private static String raw(Instant moment) {
        return Long.toString(moment.toEpochMilli());
    }
}
