package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.dispatch.Ledger.Progress;
import io.github.plugzapi.connect.journal.JournalEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What is kept of the subscribers from when this process begins to lead until it does not any more, or until what it knows is
 * not the truth any more: something could not be saved, or was erased. What was not saved until it is closed is forgotten, and
 * comes again in the next turn.
 */
final class Turn implements AutoCloseable {

    private final Ledger ledger;
    private final BooleanSupplier leads;
    private final List<Follower> followers = new ArrayList<>();
    private volatile boolean open = true;

    Turn(
            List<Subscriber> subscribers,
            Ledger ledger,
            LongFunction<List<JournalEntry>> tail,
            Clock clock,
            Supplier<Duration> elapsed,
            BooleanSupplier leads,
            Consumer<Subscriber> onFailure) {
        this.ledger = ledger;
        this.leads = leads;
        for (Subscriber subscriber : subscribers) {
            followers.add(new Follower(
                    subscriber, ledger, tail, clock, elapsed, this::mayGoOn, () -> onFailure.accept(subscriber)));
        }
    }

    List<Follower> followers() {
        return followers;
    }

    /** Whether anything may be handed to anybody. */
    boolean mayGoOn() {
        return open && leads.getAsBoolean();
    }

    /** Whether there is so much to save that this should not wait. */
    boolean isMuchUnsaved() {
        return followers.stream().anyMatch(Follower::isMuchUnsaved);
    }

    /**
     * Keeps how far the subscribers are, and what they have built from the events: the places first, so that the states hold at
     * least what the places say.
     *
     * @throws RuntimeException if that cannot be; then the turn is over
     */
    void save() {
        Map<Follower, Progress> progress = new LinkedHashMap<>();
        for (Follower follower : followers) {
            Progress made = follower.progress();
            if (made != null) {
                progress.put(follower, made);
            }
        }
        List<Subscriber.State> states = new ArrayList<>();
        followers.stream()
                .map(Follower::state)
                .flatMap(Optional::stream)
                .filter(Subscriber.State::isUnsaved)
                .forEach(states::add);
        if (!progress.isEmpty() || !states.isEmpty()) {
            ledger.save(progress.values(), states);
            progress.forEach(Follower::saved);
        }
    }

    /** Nothing more is begun; what a subscriber is at, it may end. */
    @Override
    public void close() {
        open = false;
    }
}
