package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.dispatch.Policy;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Store;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps for how long each instance was connected, by days. */
@Singleton
class KeepUptime implements Subscriber {

    static final String NAME = "KeepUptime";

    private final UptimeDays days;
    private final Pause pause;

    KeepUptime(Store store, Clock clock, Ticker ticker) {
        this.pause = new Pause(store, ticker);
        this.days = new UptimeDays(store::read, clock) {
            @Override
            public void reload() {
                super.reload();
                pause.look();
            }
        };
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean wants(JournalEntry entry) {
        return tells(entry);
    }

    /** Whether an event tells how an instance is. */
    static boolean tells(JournalEntry entry) {
        return entry.event() != null
                && (Kind.of(entry.event()).tellsState()
                        || entry.event() instanceof ConfirmationLost
                        || entry.event() instanceof ConfirmationRegained);
    }

    /** What comes while it is rebuilt comes after that. */
    @Override
    public int atATime() {
        return pause.isOn() ? 0 : 1;
    }

    @Override
    public Policy policy() {
        return Policy.ofStates();
    }

    @Override
    public Optional<State> state() {
        return Optional.of(days);
    }

    @Override
    public CompletionStage<?> take(JournalEntry entry) {
        days.take(entry);
        return DONE;
    }
}
