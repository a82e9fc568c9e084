package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.delivery.PausedSinks.Pause;
import io.github.plugzapi.connect.dispatch.Places;
import io.github.plugzapi.connect.dispatch.Places.Handed;
import io.github.plugzapi.connect.dispatch.SubscriberMetrics;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.Text;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * What people see of the sinks, and do about them: of those that are configured, and of those that have a place in the journal
 * still. A replica that does not pass events on knows what the tables say. Not for the event loop.
 */
@Singleton
public class SinkUpkeep {

    private static final Logger LOG = Logger.getLogger(SinkUpkeep.class);

    /** Whoever asks waits while so many events are noted to be passed on again; more are noted in the background. */
    static final int AT_ONCE = 2_000;

    private final Sinks sinks;
    private final Passages passages;
    private final PausedSinks paused;
    private final AttemptLog attempts;
    private final Places places;
    private final SubscriberMetrics subscribers;
    private final Leadership leadership;
    private final Clock clock;
    private final Ticker ticker;

    /** The sinks that events are being noted for in the background. */
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /** How a sink is. */
    public enum State {
        /** It is passed on to, as far as is known. */
        DELIVERING,

        /** It gets nothing until somebody resumes it. */
        PAUSED,

        /** It fails whatever the event is, and is tried now and then. */
        AWAY,

        /** It has a place in the journal alone. */
        NOT_CONFIGURED;

        /**
         * The word for it.
         *
         * @return such as {@code not_configured}; never null
         */
        public String label() {
            return Text.label(this);
        }
    }

    /**
     * What is known of a sink.
     *
     * @param name its own name; never null
     * @param target where events are passed on to, without secrets; null where it is not configured
     * @param state how it is; never null
     * @param reason why it is paused or away; null where it is neither
     * @param pausedAt since when it is paused, in UTC; null while it is not
     * @param pausedBy who has paused it; null where that was nobody, or it is not paused
     * @param lagEvents how many events it did not get yet; null where that is not known
     * @param lagSeconds for how long the oldest of these has waited; null where that is not known
     * @param setAside how many events were set aside for it
     * @param lost how many events were deleted before it got them, of which it was not told yet
     * @param lastAttempt the last one that is kept; null where there is none
     * @param nextTry when it is tried again, in UTC; null where nothing waits for that, or that is not known
     */
    public record Condition(
            String name,
            String target,
            State state,
            String reason,
            Instant pausedAt,
            String pausedBy,
            Long lagEvents,
            Long lagSeconds,
            long setAside,
            long lost,
            Attempt lastAttempt,
            Instant nextTry) {}

    SinkUpkeep(
            Sinks sinks,
            Passages passages,
            PausedSinks paused,
            AttemptLog attempts,
            Places places,
            SubscriberMetrics subscribers,
            Leadership leadership,
            Clock clock,
            Ticker ticker) {
        this.sinks = sinks;
        this.passages = passages;
        this.paused = paused;
        this.attempts = attempts;
        this.places = places;
        this.subscribers = subscribers;
        this.leadership = leadership;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Whether there is such a sink, configured or not.
     *
     * @param name its own name; never null
     * @return whether there is
     * @throws StoreUnavailable if the store cannot be read, as all of these
     */
    public boolean isKnown(String name) {
        return isConfigured(name) || places.has(subscriber(name));
    }

    /**
     * Whether a sink is configured in this process.
     *
     * @param name its own name; never null
     * @return whether it is
     */
    public boolean isConfigured(String name) {
        return find(name).isPresent();
    }

    private Optional<Sink> find(String name) {
        return sinks.all().stream().filter(sink -> sink.label().equals(name)).findAny();
    }

    private static String subscriber(String name) {
        return Passage.SUBSCRIBER + name;
    }

    /**
     * How all of them are.
     *
     * @return those that are configured, and then the others; never null
     */
    public List<Condition> conditions() {
        Map<String, Sink> all = new LinkedHashMap<>();
        sinks.all().forEach(sink -> all.put(sink.label(), sink));
        for (String subscriber : new TreeSet<>(places.names())) {
            if (subscriber.startsWith(Passage.SUBSCRIBER)) {
                all.putIfAbsent(subscriber.substring(Passage.SUBSCRIBER.length()), null);
            }
        }
        Map<String, Pause> pauses = paused.all();
        Map<String, Long> setAside = places.setAside();
        Map<String, Long> lost = places.lost();
        return all.entrySet().stream()
                .map(entry -> condition(
                        entry.getKey(),
                        entry.getValue(),
                        pauses.get(entry.getKey()),
                        setAside.getOrDefault(subscriber(entry.getKey()), 0L),
                        lost.getOrDefault(subscriber(entry.getKey()), 0L)))
                .toList();
    }

    private Condition condition(String name, Sink sink, Pause kept, long setAside, long lost) {
        boolean isPaused = sink == null ? kept != null : Passages.isOf(sink.passage(), kept);
        Pause pause = isPaused ? kept : null;
        String away = sink == null ? null : away(sink);
        State state = sink == null
                ? State.NOT_CONFIGURED
                : pause != null ? State.PAUSED : away != null ? State.AWAY : State.DELIVERING;
        double events = subscribers.lagEvents(subscriber(name));
        double seconds = subscribers.lagSeconds(subscriber(name));
        return new Condition(
                name,
                sink == null ? null : sink.target(),
                state,
                pause != null ? pause.reason() : away,
                pause == null ? null : pause.at(),
                pause == null ? null : pause.by(),
                Double.isNaN(events) ? null : (long) events,
                Double.isNaN(seconds) ? null : (long) seconds,
                setAside,
                lost,
                attempts.of(name, 1).stream().findFirst().orElse(null),
                nextTry(sink, state));
    }

    /** What a process knows that does not pass events on any more is old. */
    private String away(Sink sink) {
        return leadership.isHeld() ? sink.passage().away() : null;
    }

    private Instant nextTry(Sink sink, State state) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return switch (state) {
            case PAUSED, NOT_CONFIGURED -> null;
            case AWAY -> {
                Duration until = sink.passage().untilProbe();
                yield until == null ? now : now.plus(until).truncatedTo(ChronoUnit.MILLIS);
            }
            case DELIVERING ->
                places.nextTry(sink.name())
                        .map(next -> next.isBefore(now) ? now : next)
                        .orElse(null);
        };
    }

    /**
     * Pauses a sink until somebody resumes it, whatever its address is. What it is at it may end. The replica that passes events
     * on knows of it within about a second.
     *
     * @param name its own name; never null
     * @param person who does; never null
     */
    public void pause(String name, String person) {
        paused.pause(name, person);
        passages.look();
    }

    /**
     * Resumes a sink, whatever it was paused for, and has what waits for it tried at once.
     *
     * @param name its own name; never null
     * @return whether it was paused
     */
    public boolean resume(String name) {
        if (!paused.all().containsKey(name)) {
            return false;
        }
        places.retryNow(subscriber(name));
        boolean wasPaused = paused.resume(name);
        passages.look();
        return wasPaused;
    }

    /**
     * Some of the attempts of a sink, newest first.
     *
     * @param name its own name; never null
     * @param limit how many at most
     * @param before what {@link AttemptLog.Page#next} was; null for the newest
     * @return them; never null
     */
    public AttemptLog.Page attempts(String name, int limit, Long before) {
        return attempts.of(name, limit, before);
    }

    /**
     * Whether a sink is to get an event at all.
     *
     * @param name its own name; never null
     * @param entry the event; never null
     * @return false also for one that is not configured
     */
    public boolean wants(String name, JournalEntry entry) {
        return find(name).stream().anyMatch(sink -> sink.wants(entry));
    }

    /**
     * Passes an event on again, soon, whatever became of it before.
     *
     * @param name the sink's own name; never null
     * @param entry the event; never null
     * @return whether it is there still
     */
    public boolean passOnAgain(String name, JournalEntry entry) {
        return places.dispatchAgain(subscriber(name), entry.seq());
    }

    /**
     * Passes on again, soon, what was set aside.
     *
     * @param name the sink's own name; never null
     * @return how many events that are
     */
    public long passOnAgain(String name) {
        return places.dispatchAgain(subscriber(name));
    }

    /**
     * How many events {@link #passOnAgain(String, Instant)} would pass on again. It takes its time where that is much.
     *
     * @param name the sink's own name; never null
     * @param since the moment; never null
     * @return the number
     */
    public long handed(String name, Instant since) {
        return places.handed(subscriber(name), since).events();
    }

    /**
     * Passes on again, soon, what a sink got since some moment or what was set aside of that; much of it is noted in the
     * background, and of that the rest is not where this process ends meanwhile.
     *
     * @param name the sink's own name; never null
     * @param since the moment; never null
     * @return how many events that are, those that it does not want among them; empty where the last such request is not noted
     *     completely yet
     */
    public Optional<Long> passOnAgain(String name, Instant since) {
        if (!busy.add(name)) {
            return Optional.empty();
        }
        boolean isGoingOn = false;
        try {
            Handed handed = places.handed(subscriber(name), since);
            isGoingOn = handed.events() > AT_ONCE && ticker.execute(() -> noteInTheBackground(name, handed));
            if (!isGoingOn) {
                places.dispatchAgain(subscriber(name), handed);
            }
            return Optional.of(handed.events());
        } finally {
            if (!isGoingOn) {
                busy.remove(name);
            }
        }
    }

    private void noteInTheBackground(String name, Handed handed) {
        try {
            LOG.infof("%d events are noted to be passed on to the sink %s again", handed.events(), name);
            places.dispatchAgain(subscriber(name), handed);
            LOG.infof("All of them are noted that are to be passed on to the sink %s again", name);
        } catch (StoreUnavailable e) {
            LOG.errorf(
                    "Not all of the events since %s could be noted to be passed on to the sink %s again: %s. Ask for them"
                            + " once more.",
                    handed.since(), name, e.reason());
        } finally {
            busy.remove(name);
        }
    }

    /**
     * Forgets a sink that is not configured: its place in the journal, what waits for it and was set aside, whether it is paused,
     * and its attempts. One of that name would be a new one.
     *
     * @param name its own name; never null
     * @return whether there was one
     */
    public boolean forget(String name) {
        // The place is the last: as long as there is one, what could not be done can be done once more.
        paused.resume(name);
        attempts.forget(name);
        return places.remove(subscriber(name));
    }
}
