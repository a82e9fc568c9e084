package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Says in one readable line that a number came or went. While it flaps, the lines are for debugging alone, and what they say
 * is summed up once a minute.
 */
@Singleton
class LogConnectionChanges {

    private static final Logger LOG = Logger.getLogger(LogConnectionChanges.class);

    /** Of so many instances it is remembered what was said. */
    private static final int MOST = 10_000;

    private final Instances instances;
    private final Connections connections;
    private final Clock clock;
    private final Vigil.Rules rules;

    /**
     * What was said lately, by instance, latest last. What {@link NoticeIncidents} says of flapping comes too late for
     * thousands of lines.
     */
    private final Map<String, Logged> logged = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Logged> eldest) {
            return size() > MOST;
        }
    };

    /** What was said of an instance, and how many of its changes were not since that was last summed up. */
    private static final class Logged {

        private Vigil vigil;
        private int without;

        private Logged(Vigil vigil) {
            this.vigil = vigil;
        }
    }

    LogConnectionChanges(
            Instances instances, Connections connections, Clock clock, FlappingConfig flapping, OutageConfig outage) {
        this.instances = instances;
        this.connections = connections;
        this.clock = clock;
        this.rules = Vigil.Rules.of(flapping, outage);
    }

    void connected(@ObservesAsync Connected event) {
        Vigil before = take(event);
        Logger.Level level = level(event, Logger.Level.INFO);
        if (!LOG.isEnabled(level)) {
            // What nobody reads is not worded either: where a number flaps, that would be most of the work.
            return;
        }
        Instances.Described name = instances.describe(event.instance());
        if (event.change()) {
            LOG.logf(
                    level,
                    "%s is connected as %s since %s%s%s",
                    name,
                    phone(event).masked(),
                    event.moment(),
                    event.otherNumber() ? ", which is another number than before" : "",
                    how(event));
        } else if (confirms(ConnectionState.Status.CONNECTED, before, event)) {
            LOG.logf(
                    level,
                    "%s has connected once more as %s at %s; nobody said that it was disconnected",
                    name,
                    phone(event).masked(),
                    event.moment());
        } else {
            LOG.logf(level, "%s was connected at %s, says a callback that comes late", name, event.moment());
        }
    }

    void disconnected(@ObservesAsync Disconnected event) {
        Vigil before = take(event);
        Logger.Level level = level(event, event.change() ? Logger.Level.WARN : Logger.Level.INFO);
        if (!LOG.isEnabled(level)) {
            return;
        }
        Instances.Described name = instances.describe(event.instance());
        String reason =
                event.error() == null ? "PlugZapi gave no reason" : instances.safe(event.instance(), event.error());
        if (event.change()) {
            LOG.logf(level, "%s is disconnected since %s%s: %s", name, event.moment(), how(event), reason);
        } else if (confirms(ConnectionState.Status.DISCONNECTED, before, event)) {
            LOG.logf(level, "%s is still disconnected at %s: %s", name, event.moment(), reason);
        } else {
            LOG.logf(
                    level,
                    "%s was disconnected at %s, says a callback that comes late: %s",
                    name,
                    event.moment(),
                    reason);
        }
    }

    void start(@Observes StartupEvent event, Ticker ticker) {
        ticker.every(Duration.ofMinutes(1), this::sumUp);
    }

    /** How many changes were not logged, of each instance that flaps. */
    synchronized void sumUp() {
        logged.forEach((instance, its) -> {
            if (its.without > 0) {
                LOG.warnf(
                        "%s flaps: it changed another %d times; it is %s now",
                        instances.describe(instance),
                        its.without,
                        its.vigil.status().label());
                its.without = 0;
            }
        });
    }

    /** What was known before an event. */
    private synchronized Vigil take(ConnectionEvent event) {
        Logged its = logged.computeIfAbsent(event.instance(), instance -> new Logged(Vigil.none(instance)));
        Vigil before = its.vigil;
        its.vigil = before.after(event, rules, clock.instant()).next();
        return before;
    }

    /** Whether an event that is no change confirms what is known; after a start, what is known now has to tell. */
    private boolean confirms(ConnectionState.Status said, Vigil before, ConnectionEvent event) {
        return said
                == (before.status() == ConnectionState.Status.UNKNOWN
                        ? connections.of(event.instance()).status()
                        : before.status());
    }

    /** Where nobody says it, as PlugZapi does not when it is asked, it is the one that is known. */
    private Phone phone(Connected event) {
        try {
            return event.phone().isKnown()
                    ? event.phone()
                    : connections.of(event.instance()).phone();
        } catch (StoreUnavailable e) {
            return event.phone();
        }
    }

    private synchronized Logger.Level level(ConnectionEvent event, Logger.Level level) {
        Logged its = logged.get(event.instance());
        if (!its.vigil.isFlapping()) {
            return level;
        }
        its.without++;
        return Logger.Level.DEBUG;
    }

    private static String how(ConnectionEvent event) {
        return event.source() == Source.RECONCILIATION
                ? " or before (no callback said so, but PlugZapi when asked)"
                : "";
    }
}
