package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.delivery.PausedSinks.Pause;
import io.github.plugzapi.connect.dispatch.Places;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/** Opens a passage for each sink, and keeps what is known of them in the store, so that all processes know the same. */
@Singleton
public class Passages {

    private static final Logger LOG = Logger.getLogger(Passages.class);

    private static final Duration FIRST_PROBE = Duration.ofSeconds(5);

    /** Whoever has mended a sink does not wait for longer. */
    private static final Duration LONGEST_BETWEEN_PROBES = Duration.ofMinutes(1);

    private static final double JITTER = 0.2;

    private final PausedSinks pausedSinks;
    private final Places places;
    private final Superseded superseded;
    private final Ticker ticker;
    private final MeterRegistry registry;
    private final List<Passage> all = new CopyOnWriteArrayList<>();

    Passages(PausedSinks pausedSinks, Places places, Superseded superseded, Ticker ticker, MeterRegistry registry) {
        this.pausedSinks = pausedSinks;
        this.places = places;
        this.superseded = superseded;
        this.ticker = ticker;
        this.registry = registry;
        ticker.every(Duration.ofSeconds(1), this::look);
    }

    /**
     * Opens the passage to a sink.
     *
     * @param label the sink's own name, such as {@code crm}; never null
     * @param title what it is called at the beginning of a sentence; never null
     * @param fingerprint tells its address from another; null where it does not matter which it is
     * @param tellingFailures after so many failures in a row it is away,
     * @param tellingInstances where they were of so many instances
     * @return the passage; never null
     */
    public Passage open(String label, String title, String fingerprint, int tellingFailures, int tellingInstances) {
        Backoff probes = ticker.backoff(FIRST_PROBE, LONGEST_BETWEEN_PROBES, JITTER);
        Passage passage = new Passage(
                label,
                title,
                onReturn ->
                        new Availability(title, ticker::elapsed, probes, tellingFailures, tellingInstances, onReturn),
                superseded,
                fingerprint,
                this::keepPause,
                this::comeBack,
                counter(label, "delivered"),
                counter(label, "failed"),
                counter(label, "dead"));
        all.add(passage);
        return passage;
    }

    private Counter counter(String label, String outcome) {
        return Counter.builder("deliveries")
                .description("Attempts to pass an event on to a sink; dead: the event was set aside")
                .tag("sink", label)
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Before anything is handed to a sink. */
    void look(@Observes Store.Opened event) {
        look();
    }

    /** What other processes have kept is known a second later. One at a time: what a sink was told of is to be kept first. */
    synchronized void look() {
        if (all.isEmpty()) {
            return;
        }
        try {
            Map<Passage, Integer> pausings = new HashMap<>();
            all.forEach(passage -> pausings.put(passage, passage.pausings()));
            Map<String, Pause> pauses = pausedSinks.all();
            Map<String, Long> lost = places.lost();
            for (Passage passage : all) {
                passage.pauseKnown(reason(passage, pauses.get(passage.label())), pausings.get(passage));
                long told = passage.lostKnown(lost.getOrDefault(passage.subscriber(), 0L));
                if (told > 0) {
                    places.told(passage.subscriber(), told);
                }
                if (passage.isReturning()) {
                    // It could not be when it came back.
                    retryNow(passage);
                }
            }
        } catch (StoreUnavailable e) {
            LOG.debug("What is known of sinks could not be read, or kept", e);
        }
    }

    /** A sink that is there may be away again a second later. */
    private CompletionStage<Void> comeBack(Passage passage) {
        CompletableFuture<Void> hasReturned = new CompletableFuture<>();
        boolean isBegun = ticker.execute(() -> {
            try {
                retryNow(passage);
            } catch (StoreUnavailable e) {
                LOG.debugf(e, "What waits for %s is tried a little later", passage.title());
            } finally {
                hasReturned.complete(null);
            }
        });
        return isBegun ? hasReturned : Subscriber.DONE;
    }

    private void retryNow(Passage passage) {
        places.retryNow(passage.subscriber());
        passage.hasReturned();
    }

    /**
     * One that is paused at another address than it has now is not. What is kept stays: a replica with the other address may be
     * there still.
     */
    private static String reason(Passage passage, Pause pause) {
        return isOf(passage, pause) ? pause.reason() : null;
    }

    /** Whether a pause, null for none, is one of the sink where it is now. */
    static boolean isOf(Passage passage, Pause pause) {
        return pause != null && (pause.target() == null || pause.target().equals(passage.fingerprint()));
    }

    private void keepPause(Passage passage, String reason) {
        LOG.errorf(
                "%s is paused: %s. Its events wait in the journal until somebody resumes it, or its URL is another.",
                passage.title(), reason);
        pausedSinks
                .pause(new Pause(passage.label(), reason, passage.fingerprint()))
                .whenComplete((kept, failure) -> {
                    passage.pauseKept();
                    if (failure != null) {
                        // It is paused again when it answers the same once more.
                        LOG.warnf("That %s is paused could not be kept", passage.title());
                    }
                });
    }
}
