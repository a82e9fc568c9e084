package io.github.plugzapi.connect.delivery.http;

import io.cloudevents.CloudEvent;
import io.github.plugzapi.connect.delivery.AttemptLog;
import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.delivery.Passage;
import io.github.plugzapi.connect.delivery.Sink;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks.Configured;
import io.github.plugzapi.connect.dispatch.Policy;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.http.Calls;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.text.Secrets;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A sink over HTTP: has the event once it has answered 2xx within the time-out. */
final class HttpSink extends Sink {

    static final int AT_A_TIME = 64;

    private final Configured sink;
    private final Poster poster;
    private final AttemptLog attempts;
    private final Clock clock;
    private final Ticker ticker;
    private final Secrets secrets;

    HttpSink(
            Configured sink,
            Poster poster,
            Passage passage,
            Policy policy,
            AttemptLog attempts,
            Clock clock,
            Ticker ticker) {
        super(passage, policy, AT_A_TIME);
        this.sink = sink;
        this.poster = poster;
        this.attempts = attempts;
        this.clock = clock;
        this.ticker = ticker;
        this.secrets = sink.secrets();
    }

    @Override
    public String target() {
        return sink.target();
    }

    /** Also what this version cannot read, where it is of a kind and an instance that are wanted. */
    @Override
    public boolean wants(JournalEntry entry) {
        return isIn(sink.events(), kind(entry))
                && (isIn(sink.instances(), entry.instance()) || isIn(sink.instances(), name(entry)));
    }

    @Override
    public boolean isSelective() {
        return !sink.events().isEmpty() || !sink.instances().isEmpty();
    }

    private static boolean isIn(Set<String> wanted, String word) {
        return wanted.isEmpty() || word != null && wanted.contains(word);
    }

    private static String kind(JournalEntry entry) {
        ConnectionEvent event = entry.event();
        return event == null ? new JsonObject(entry.json()).getString("kind") : event.kind();
    }

    private static String name(JournalEntry entry) {
        ConnectionEvent event = entry.event();
        return event == null ? new JsonObject(entry.json()).getString("name") : event.name();
    }

    @Override
    protected CompletionStage<?> send(CloudEvent message, JournalEntry entry) {
        Instant at = clock.instant();
        Duration begun = ticker.elapsed();
        return poster.post(SignedMessage.of(message, sink, at)).handle((answer, failure) -> {
            String error = failure == null ? error(answer) : unanswered(failure);
            note(message, entry, at, ticker.elapsed().minus(begun), answer, error);
            if (answer != null && answer.isGone()) {
                passage().pause(error);
            }
            if (error != null) {
                throw answer == null
                        ? new NotTaken(error, Duration.ZERO, NotTaken.Cause.UNANSWERED)
                        : new NotTaken(
                                error,
                                answer.leftAlone(clock.instant()),
                                answer.isAboutTheEvent() ? NotTaken.Cause.THE_EVENT : NotTaken.Cause.UNKNOWN);
            }
            return null;
        });
    }

    private static String error(Answer answer) {
        return answer.isTaken() ? null : answer.describe();
    }

    private String unanswered(Throwable failure) {
        return Calls.unanswered(failure, sink.url().getHost());
    }

    private void note(CloudEvent message, JournalEntry entry, Instant at, Duration took, Answer answer, String error) {
        attempts.note(
                new Attempt(
                        label(),
                        entry.seq(),
                        message.getId(),
                        entry.instance(),
                        at,
                        took,
                        answer == null ? null : answer.status(),
                        answer == null ? null : answer.text(),
                        error),
                secrets);
    }
}
