package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.RegistrationLost;
import io.github.plugzapi.connect.event.RegistrationRegained;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Appends to the journal that PlugZapi does not tell us of an instance's changes, because it refuses to or somebody else has
 * taken our place, and when it does again; each once, whoever leads.
 */
@Singleton
class NoticeLostRegistrations {

    private static final Logger LOG = Logger.getLogger(NoticeLostRegistrations.class);

    /** Some gateways refuse now and then what they take later. */
    static final Duration REFUSED_FOR = Duration.ofMinutes(5);

    /** Whoever begins to lead so soon after it has registered has just started. */
    private static final Duration JUST_BEFORE = Duration.ofMinutes(1);

    private final Instances instances;
    private final Function<Instance, List<Registration>> registrations;
    private final LostRegistrations lost;
    private final Journal journal;
    private final Clock clock;
    private final Ticker ticker;
    private final Leadership.Reign reign;

    @Inject
    NoticeLostRegistrations(
            Instances instances,
            Registrations registrations,
            LostRegistrations lost,
            Journal journal,
            Leadership leadership,
            Clock clock,
            Ticker ticker) {
        this(instances, registrations::of, lost, journal, leadership, clock, ticker);
    }

    /** One that is told otherwise how the registrations of an instance stand. */
    NoticeLostRegistrations(
            Instances instances,
            Function<Instance, List<Registration>> registrations,
            LostRegistrations lost,
            Journal journal,
            Leadership leadership,
            Clock clock,
            Ticker ticker) {
        this.instances = instances;
        this.registrations = registrations;
        this.lost = lost;
        this.journal = journal;
        this.clock = clock;
        this.ticker = ticker;
        this.reign = leadership.reign(ticker);
    }

    void start(@Observes StartupEvent event) {
        ticker.every(Duration.ofSeconds(5), this::look);
    }

    /** Each process registers; the one that hands events to the observers tells how that stands there. */
    synchronized void look() {
        Duration leadsSince = reign.since();
        if (leadsSince == null) {
            return;
        }
        try {
            Map<String, Standing.Lost> told = lost.all();
            for (Instance instance : instances.all()) {
                look(instance, told.remove(instance.id()), leadsSince);
            }
            if (instances.isComplete() && reign.isSettled()) {
                told.forEach((instance, ended) -> tellOfEnd(instance, ended.since()));
            }
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "Lost registrations wait for the journal");
        }
    }

    private void look(Instance instance, Standing.Lost told, Duration leadsSince) {
        List<Registration> ofInstance = registrations.apply(instance);
        if (told != null) {
            // One that is being tried is neither lost nor regained; where nothing is registered, nothing is lost.
            // What this process saw before it led may be older than the trouble that another one told of.
            Duration since = leadsSince.minus(JUST_BEFORE);
            if (ofInstance.stream().allMatch(registration -> registration.isOurs(since))) {
                tellOfEnd(instance.id(), told.since());
            }
            return;
        }
        Instant now = clock.instant();
        for (Registration registration : ofInstance) {
            Instant taken = registration.takenSince();
            Instant refused = registration.refusedSince();
            if (taken != null || refused != null && !refused.plus(REFUSED_FOR).isAfter(now)) {
                Instant since = taken == null ? refused : taken;
                journal.appendNow(List.of(new RegistrationLost(
                        of(instance.id(), since, now), since, taken != null, registration.reason())));
                lost.add(
                        instance.id(),
                        new Standing.Lost(since, taken == null ? null : registration.takenBy(), registration.reason()));
                return;
            }
        }
    }

    private void tellOfEnd(String instance, Instant since) {
        journal.appendNow(List.of(new RegistrationRegained(of(instance, since, clock.instant()), since)));
        lost.remove(instance);
    }

    private static Occurrence of(String instance, Instant since, Instant now) {
        return Occurrence.learnt(instance, now, now, Source.DERIVED, Long.toString(since.toEpochMilli()));
    }
}
