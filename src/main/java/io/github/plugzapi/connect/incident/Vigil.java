package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Known;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.FlappingEnded;
import io.github.plugzapi.connect.event.FlappingStarted;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is concluded from an instance's changes: that it flaps, that it is out, and when that is over. A conclusion is told
 * from others of its kind by when it began, so that drawing it once more makes no second event of it.
 *
 * @param instance PlugZapi's id of the instance
 * @param status whether it is connected, as of the newest event
 * @param since since when; null while the status is unknown
 * @param heardAt when we learnt of the newest event; null while the status is unknown
 * @param changes the moments of the latest changes, oldest first, no older than the window and no more than count
 * @param flappingSince when it began to flap; null while it does not
 * @param outageOpen whether the present disconnection was told to be an outage
 * @param lag as in {@link Known#lag()}: all moments here are by our clock
 */
record Vigil(
        String instance,
        ConnectionState.Status status,
        Instant since,
        Instant heardAt,
        List<Instant> changes,
        Instant flappingSince,
        boolean outageOpen,
        Duration lag) {

    /** From when on changes and disconnections count. */
    record Rules(int flappingChanges, Duration flappingWindow, Duration outageAfter) {

        static Rules of(FlappingConfig flapping, OutageConfig outage) {
            return new Rules(flapping.changes(), flapping.window(), outage.after());
        }
    }

    /** What is known after something happened, and what is concluded from it. */
    record Step(Vigil next, List<ConnectionEvent> conclusions) {}

    static Vigil none(String instance) {
        return new Vigil(instance, ConnectionState.Status.UNKNOWN, null, null, List.of(), null, false, null);
    }

    /** Whether time alone may bring a conclusion. */
    boolean isOpen() {
        return isFlapping() || isDown();
    }

    boolean isFlapping() {
        return flappingSince != null;
    }

    /** A connection or a disconnection came. */
    Step after(ConnectionEvent event, Rules rules, Instant now) {
        ConnectionState.Status said = Known.statusOf(event);
        Duration newLag = Known.lag(event, lag);
        Instant moment = Known.since(event, lag);
        if (status == ConnectionState.Status.UNKNOWN) {
            return new Step(
                    new Vigil(instance, said, moment, event.receivedAt(), changes, null, false, newLag), List.of());
        }
        if (!isChange(event, said, moment)) {
            return new Step(
                    new Vigil(instance, status, since, event.receivedAt(), changes, flappingSince, outageOpen, newLag),
                    List.of());
        }
        // What was over before this change is concluded first.
        Step before = event.source() == Source.RECONCILIATION ? atLearnt(moment, rules, now) : at(moment, rules, now);
        List<ConnectionEvent> conclusions = new ArrayList<>(before.conclusions());
        List<Instant> newChanges = new ArrayList<>(changes);
        newChanges.add(moment);
        newChanges.removeIf(change -> change.isBefore(moment.minus(rules.flappingWindow())));
        while (newChanges.size() > rules.flappingChanges() + 1) {
            newChanges.remove(0);
        }
        Instant flapping = before.next().flappingSince();
        if (flapping == null && newChanges.size() > rules.flappingChanges()) {
            flapping = moment;
            conclusions.add(new FlappingStarted(concluded(flapping, now, flapping), newChanges.size()));
        }
        if (said == ConnectionState.Status.CONNECTED && before.next().outageOpen()) {
            conclusions.add(new OutageEnded(concluded(moment, now, since), since));
        }
        return new Step(
                new Vigil(
                        instance,
                        said,
                        said == status ? since : moment,
                        event.receivedAt(),
                        List.copyOf(newChanges),
                        flapping,
                        false,
                        newLag),
                conclusions);
    }

    /** A connection of what was connected is one too: it broke and healed, and nobody told the break. */
    private boolean isChange(ConnectionEvent event, ConnectionState.Status said, Instant moment) {
        if (event instanceof Disconnected disconnected) {
            return disconnected.change() && said != status;
        }
        if (((Connected) event).change()) {
            return true;
        }
        boolean late = moment.isBefore(changes.isEmpty() ? since : Collections.max(changes));
        return said == status && !late;
    }

    /**
     * Time has passed until PlugZapi was asked. An outage that was not told before is none: nobody knows since when it has been
     * over, and while this process was there the clock would have told it.
     */
    private Step atLearnt(Instant moment, Rules rules, Instant now) {
        Vigil calm = new Vigil(instance, status, since, heardAt, changes, flappingSince, true, lag);
        Step step = calm.at(moment, rules, now);
        return new Step(
                new Vigil(instance, status, since, heardAt, changes, step.next().flappingSince(), outageOpen, lag),
                step.conclusions());
    }

    /** Time has passed until a moment. */
    Step at(Instant moment, Rules rules, Instant now) {
        List<ConnectionEvent> conclusions = new ArrayList<>();
        Instant flapping = flappingSince;
        boolean outage = outageOpen;
        if (isFlappingOver(moment, rules)) {
            conclusions.add(new FlappingEnded(concluded(flappingOver(rules), now, flapping), flapping));
            flapping = null;
        }
        if (isOutage(moment, rules)) {
            conclusions.add(new OutageStarted(concluded(outageBegins(rules), now, since), since));
            outage = true;
        }
        return new Step(new Vigil(instance, status, since, heardAt, changes, flapping, outage, lag), conclusions);
    }

    /** Whether time brings a conclusion until a moment: it is asked of all that are open, each second. */
    boolean isDue(Instant moment, Rules rules) {
        return isFlappingOver(moment, rules) || isOutage(moment, rules);
    }

    private boolean isFlappingOver(Instant moment, Rules rules) {
        return isFlapping() && !flappingOver(rules).isAfter(moment);
    }

    private Instant flappingOver(Rules rules) {
        return Collections.max(changes).plus(rules.flappingWindow());
    }

    private boolean isOutage(Instant moment, Rules rules) {
        return isDown() && outageBegins(rules).isBefore(moment);
    }

    private Instant outageBegins(Rules rules) {
        return since.plus(rules.outageAfter());
    }

    /** Whether it is disconnected, and that was not told to be an outage. */
    private boolean isDown() {
        return status == ConnectionState.Status.DISCONNECTED && !outageOpen;
    }

    /** Told from others of its kind by when it began. */
    private Occurrence concluded(Instant moment, Instant now, Instant beginning) {
        return Occurrence.learnt(instance, moment, now, Source.DERIVED, Long.toString(beginning.toEpochMilli()));
    }
}
