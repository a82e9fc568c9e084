package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.alert.AlertTable.Beginning;
import io.github.plugzapi.connect.channel.Channels;
import io.github.plugzapi.connect.delivery.Sinks;
import io.github.plugzapi.connect.delivery.Sinks.Standing;
import io.github.plugzapi.connect.dispatch.SubscriberMetrics;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.wording.Sort;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Knows when a sink is paused or behind, which is no event: an event happens to an instance, and would have to be passed on by the
 * very sink. What was found is kept in the table {@code alert}, like all else that people are told of.
 */
@Singleton
class WatchSinks {

    private static final Logger LOG = Logger.getLogger(WatchSinks.class);

    /** Whoever is that close has caught up. */
    private static final Duration CLOSE = Duration.ofMinutes(1);

    private final Supplier<List<Standing>> standings;
    private final AlertTable table;
    private final Channels channels;
    private final Leadership leadership;
    private final Clock clock;

    @Inject
    WatchSinks(
            Sinks sinks,
            SubscriberMetrics subscribers,
            AlertTable table,
            Channels channels,
            Leadership leadership,
            Clock clock) {
        this(() -> sinks.standings(subscribers), table, channels, leadership, clock);
    }

    /** One that is told otherwise how the sinks are. */
    WatchSinks(
            Supplier<List<Standing>> standings,
            AlertTable table,
            Channels channels,
            Leadership leadership,
            Clock clock) {
        this.standings = standings;
        this.table = table;
        this.channels = channels;
        this.leadership = leadership;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, Ticker ticker) {
        ticker.every(Duration.ofSeconds(10), this::look);
    }

    /** Of several processes, the one that passes events on. */
    void look() {
        if (!leadership.isHeld()) {
            return;
        }
        try {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Map<String, String> paused = new HashMap<>();
            Map<String, Duration> behind = new HashMap<>();
            for (Standing standing : standings.get()) {
                if (standing.pausedFor() == null) {
                    behind.put(standing.sink(), standing.behind());
                } else {
                    // That it falls behind goes without saying.
                    paused.put(standing.sink(), LogText.oneLine(standing.pausedFor()));
                }
            }
            Map<String, Instant> told = table.open(Sort.SINK_PAUSED);
            paused.keySet().stream()
                    .filter(sink -> !told.containsKey(sink))
                    .forEach(sink -> begin(Sort.SINK_PAUSED, sink, now, paused.get(sink)));
            told.keySet().removeAll(paused.keySet());
            told.forEach((sink, since) -> table.end(Sort.SINK_PAUSED, sink, since, now));

            Map<String, Instant> late = table.open(Sort.SINK_BEHIND);
            behind.forEach((sink, waited) -> {
                if (!late.containsKey(sink) && waited.compareTo(Sinks.LONG_BEHIND) >= 0) {
                    begin(Sort.SINK_BEHIND, sink, now.minus(waited), null);
                }
            });
            late.forEach((sink, since) -> {
                // Of one that is paused nobody knows whether it will catch up.
                if (!paused.containsKey(sink)
                        && behind.getOrDefault(sink, Duration.ZERO).compareTo(CLOSE) < 0) {
                    table.end(Sort.SINK_BEHIND, sink, since, now);
                }
            });
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "What is known of the sinks waits for the journal");
        }
    }

    private void begin(Sort sort, String sink, Instant since, String said) {
        table.begin(
                new Beginning(
                        sort.label() + " " + sink + " " + since.toEpochMilli(), sort, sink, null, null, since, said),
                channels.all().keySet());
    }
}
