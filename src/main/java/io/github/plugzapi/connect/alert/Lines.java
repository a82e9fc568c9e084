package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.channel.Channels;
import io.github.plugzapi.connect.schedule.Agenda;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.wording.Message;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** The lines to all channels, each with a pace of its own: one that hangs holds up no other. */
@Singleton
class Lines {

    private static final Logger LOG = Logger.getLogger(Lines.class);

    /** Whoever configures more of them waits a little longer. */
    private static final int MAX_AT_A_TIME = 16;

    private static final Duration WAIT_FOR_CHANNELS = Duration.ofSeconds(5);

    private final AlertTable table;
    private final Leadership leadership;
    private final List<Line> all = new ArrayList<>();

    Lines(
            Channels channels,
            AlertTable table,
            Announcer announcer,
            Leadership leadership,
            Clock clock,
            Ticker ticker,
            AlertConfig config,
            MeterRegistry registry) {
        this.table = table;
        this.leadership = leadership;
        channels.all().forEach((name, channel) -> {
            // From the first scrape on there is a zero to count from.
            Map<Line.Outcome, Counter> outcomes = new TreeMap<>();
            for (Line.Outcome outcome : Line.Outcome.values()) {
                outcomes.put(
                        outcome,
                        Counter.builder("alerts")
                                .description("Messages to people by what became of them")
                                .tag("channel", name)
                                .tag("outcome", Text.label(outcome))
                                .register(registry));
            }
            all.add(new Line(
                    name,
                    channel,
                    new Line.Surroundings(
                            leadership::isHeld,
                            table,
                            announcer,
                            clock,
                            ticker,
                            config.grouping(),
                            config.remindEvery().orElse(null),
                            outcome -> outcomes.get(outcome).increment(),
                            message -> tellOthers(name, message))));
        });
    }

    void start(@Observes StartupEvent event, Ticker ticker) {
        ticker.every(Duration.ofHours(1), this::purge);
        if (!all.isEmpty()) {
            // Whether this process leads a line asks itself: what is told directly is told by others, too.
            Agenda<Line> agenda = ticker.agenda(MAX_AT_A_TIME, () -> true, Lines::round);
            all.forEach(line -> agenda.add(line, Duration.ZERO));
        }
    }

    /** While the store is open, so that what a channel takes at this moment is not told once more after the next start. */
    void stop(@Observes @Priority(1) Store.Closing event) throws InterruptedException {
        long until = System.nanoTime() + WAIT_FOR_CHANNELS.toNanos();
        for (Line line : all) {
            line.finish(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
    }

    /** A channel may take its time. */
    private static Uni<Duration> round(Line line) {
        return Uni.createFrom().item(line::round).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    List<Line> all() {
        return all;
    }

    /** Tells every channel something that is in no table. */
    void tellAll(Message message) {
        all.forEach(line -> line.tell(message));
    }

    private void tellOthers(String name, Message message) {
        all.stream().filter(line -> !line.name().equals(name)).forEach(line -> line.tell(message));
    }

    private void purge() {
        if (!leadership.isHeld()) {
            return;
        }
        try {
            table.purge();
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "Old alerts wait for the journal");
        }
    }
}
