package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.dispatch.Policy;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Store;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps for how long each instance was connected, by days. */
@Singleton
class KeepUptime implements Subscriber {

    private final UptimeDays days;

    KeepUptime(Store store, Clock clock) {
        this.days = new UptimeDays(store, clock);
    }

    @Override
    public String name() {
        return "KeepUptime";
    }

    @Override
    public boolean wants(JournalEntry entry) {
        return entry.event() != null
                && (Kind.of(entry.event()).tellsState()
                        || entry.event() instanceof ConfirmationLost
                        || entry.event() instanceof ConfirmationRegained);
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
