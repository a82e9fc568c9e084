package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.text.LogText;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells people when the journal cannot be written, which no journal can tell. Of several processes the one that led last does it,
 * and each that has not been able to write it since its start.
 */
@Singleton
class WatchJournal {

    static final Duration AFTER = Duration.ofMinutes(1);

    private final Store store;
    private final Leadership leadership;
    private final Lines lines;
    private final Announcer announcer;
    private final Clock clock;
    private final Ticker ticker;

    private boolean mayTell = true;

    /** Since when it cannot be written, as the ticker goes, and by the clock; null while it can. */
    private Duration since;

    private Instant sinceMoment;
    private boolean told;

    WatchJournal(Store store, Leadership leadership, Lines lines, Announcer announcer, Clock clock, Ticker ticker) {
        this.store = store;
        this.leadership = leadership;
        this.lines = lines;
        this.announcer = announcer;
        this.clock = clock;
        this.ticker = ticker;
    }

    void start(@Observes StartupEvent event) {
        ticker.every(Duration.ofSeconds(1), this::look);
    }

    void look() {
        look(store.trouble(), leadership.isHeld());
    }

    /** The trouble is null where there is none. */
    synchronized void look(String trouble, boolean leads) {
        if (trouble == null) {
            if (told) {
                lines.tellAll(announcer.wording().journalBack(sinceMoment, clock.instant()));
            }
            mayTell = leads;
            since = null;
            told = false;
        } else if (since == null) {
            since = ticker.elapsed();
            sinceMoment = clock.instant();
        } else if (mayTell && !told && ticker.elapsed().minus(since).compareTo(AFTER) >= 0) {
            told = true;
            lines.tellAll(announcer.wording().journalLost(LogText.oneLine(trouble), sinceMoment));
        }
    }
}
