package io.github.plugzapi.connect.delivery;

import io.cloudevents.CloudEvent;
import io.github.plugzapi.connect.delivery.Passage.Passing;
import io.github.plugzapi.connect.dispatch.Policy;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.journal.JournalEntry;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A system that events are passed on to: a subscriber that is at events of many instances at a time, which may be away or paused.
 */
public abstract class Sink implements Subscriber {

    private final Passage passage;
    private final Policy policy;
    private final int atATime;

    /**
     * What all sinks have in common.
     *
     * @param passage counts what is passed on, and knows whether the sink is there; never null
     * @param policy how it is treated; never null
     * @param atATime how many events, of one instance each, it may be at
     */
    protected Sink(Passage passage, Policy policy, int atATime) {
        this.passage = passage;
        this.policy = policy;
        this.atATime = atATime;
    }

    /**
     * Passes a message on.
     *
     * @param message about the event; never null
     * @param entry the event; never null
     * @return done when the other system has it; fails with {@link Subscriber.NotTaken}, which says why in words; never null
     */
    protected abstract CompletionStage<?> send(CloudEvent message, JournalEntry entry);

    /**
     * Where events are passed on to, without secrets.
     *
     * @return for people; never null
     */
    public abstract String target();

    /**
     * How it is.
     *
     * @return always the same; never null
     */
    protected final Passage passage() {
        return passage;
    }

    /**
     * Its own name, as metrics and people know it.
     *
     * @return such as {@code crm}; never null
     */
    public final String label() {
        return passage.label();
    }

    @Override
    public final String name() {
        return passage.subscriber();
    }

    @Override
    public final String title() {
        return passage.title();
    }

    @Override
    public final boolean isObserver() {
        return false;
    }

    @Override
    public final Policy policy() {
        return policy;
    }

    @Override
    public int atATime() {
        return passage.atATime(atATime);
    }

    @Override
    public final CompletionStage<?> take(JournalEntry entry) {
        Passing passing = passage.begin(entry);
        CompletionStage<CompletionStage<Void>> sent = send(passing.message(), entry)
                .handle((nothing, failure) -> {
                    if (failure == null) {
                        return passage.succeeded(passing);
                    }
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    NotTaken notTaken =
                            cause instanceof NotTaken known ? known : new NotTaken(cause.toString(), Duration.ZERO);
                    passage.failed(entry, passing, notTaken);
                    throw notTaken;
                });
        return sent.thenCompose(succeeded -> succeeded);
    }

    @Override
    public final boolean isAway() {
        return passage.isAway();
    }

    @Override
    public final void setAside(JournalEntry entry) {
        passage.setAside();
    }
}
