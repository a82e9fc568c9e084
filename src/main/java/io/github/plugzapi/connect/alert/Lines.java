package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.channel.Channel;
import io.github.plugzapi.connect.channel.ChannelFailure;
import io.github.plugzapi.connect.channel.Channels;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.schedule.Agenda;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.wording.Message;
import io.github.plugzapi.connect.wording.Wording;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** The lines to all channels, each with a pace of its own: one that hangs holds up no other. */
@Singleton
public class Lines {

    private static final Logger LOG = Logger.getLogger(Lines.class);

    /** Whoever configures more of them waits a little longer. */
    private static final int MAX_AT_A_TIME = 16;

    private static final Duration WAIT_FOR_CHANNELS = Duration.ofSeconds(5);

    private final AlertTable table;
    private final Announcer announcer;
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
        this.announcer = announcer;
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

    /**
     * How a channel is, for whoever looks after it.
     *
     * @param name the user's name for it; never null
     * @param scheme what its address begins with, such as {@code mailto}; never null
     * @param address where it leads, without what is secret in that; never null
     * @param toldAt when it was told something last, by whichever process; null where that was long ago, or never
     * @param toldSort what that was, such as {@code outage}; null with that
     * @param toldAbout the instance's id, or the name of what else that was about; null with that
     * @param waiting how many alerts it is yet to be told of
     * @param waitingSince since when the first of them is known; null where there is none
     * @param trouble why it could not be told; null where there is nothing wrong
     */
    public record ChannelState(
            String name,
            String scheme,
            String address,
            Instant toldAt,
            String toldSort,
            String toldAbout,
            int waiting,
            Instant waitingSince,
            String trouble) {}

    /**
     * How all channels are. Not for the event loop.
     *
     * @return in the order of their names; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public List<ChannelState> states() {
        return all.stream().map(this::state).toList();
    }

    private ChannelState state(Line line) {
        Optional<AlertTable.Told> told = table.toldLast(line.name());
        List<Notice> waiting = table.waiting(line.name());
        long givenUp = waiting.stream().filter(Notice::givenUp).count();
        String trouble = line.trouble();
        if (trouble == null && givenUp > 0) {
            // Another process may know more.
            trouble = "Alerts that it could not be told of within an hour: " + givenUp;
        }
        return new ChannelState(
                line.name(),
                line.channel().scheme(),
                line.channel().address(),
                told.map(AlertTable.Told::at).orElse(null),
                told.map(last -> Text.label(last.sort())).orElse(null),
                told.map(AlertTable.Told::about).orElse(null),
                waiting.size(),
                waiting.stream()
                        .map(Notice::dueSince)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                trouble);
    }

    /**
     * What came of a test.
     *
     * @param taken whether the channel has taken it
     * @param words the same in words, without any secret; never null
     */
    public record Tested(boolean taken, String words) {}

    /**
     * Tells a channel that this is a test, and waits for what comes of it. Not for the event loop.
     *
     * @param name the user's name for it; never null
     * @return what came of it; empty where there is no such channel
     */
    public Optional<Tested> testNow(String name) {
        return all.stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .map(line -> test(name, line.channel(), announcer.wording()));
    }

    /**
     * The same, for a command.
     *
     * @param name the user's name for it; never null
     * @param channel the channel; never null
     * @param wording what to say it with; never null
     * @return what came of it; never null
     */
    public static Tested test(String name, Channel channel, Wording wording) {
        String where = name + " (" + channel.address() + ")";
        try {
            channel.send(wording.test(name));
            return new Tested(true, "The test was taken: alerts reach " + where);
        } catch (ChannelFailure e) {
            return new Tested(false, "The test does not reach " + where + ": " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.debugf(e, "Something unforeseen with the test of %s", name);
            return new Tested(
                    false,
                    "The test does not reach " + where + ": something unforeseen ("
                            + e.getClass().getSimpleName() + ")");
        }
    }

    /**
     * How people are told things.
     *
     * @param config in which language; never null
     * @param console where people can look further; never null
     * @param plugzapi through which gateway the numbers go; never null
     * @return the words; never null
     */
    public static Wording wording(AlertConfig config, ConsoleConfig console, PlugzapiConfig plugzapi) {
        return new Wording(
                config.language(),
                URI.create(plugzapi.url()).getAuthority(),
                console.url().orElse(null));
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
