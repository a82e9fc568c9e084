package io.github.plugzapi.connect.delivery;

import io.cloudevents.CloudEvent;
import io.github.plugzapi.connect.dispatch.Policy;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A sink that a test answers for. */
final class TestSink extends Sink {

    static final int MOST = 64;

    final List<CloudEvent> sent = new ArrayList<>();
    final List<CompletableFuture<Void>> answers = new ArrayList<>();

    /** The kind of events that it wants; null: all. */
    private final String kind;

    TestSink(Passage passage) {
        this(passage, null);
    }

    TestSink(Passage passage, String kind) {
        super(
                passage,
                new Policy(
                        new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(5)),
                        12,
                        Policy.Begin.AT_THE_END,
                        Duration.ofDays(7)),
                MOST);
        this.kind = kind;
    }

    @Override
    protected CompletionStage<?> send(CloudEvent message, JournalEntry entry) {
        sent.add(message);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    }

    @Override
    public String target() {
        return "nowhere";
    }

    @Override
    public boolean wants(JournalEntry entry) {
        return kind == null || entry.event().kind().equals(kind);
    }

    @Override
    public boolean isSelective() {
        return kind != null;
    }

    void pause() {
        passage().pause("answered 410 (gone)");
    }
}
