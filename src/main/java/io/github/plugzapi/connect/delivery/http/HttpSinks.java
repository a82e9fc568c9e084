package io.github.plugzapi.connect.delivery.http;

import io.github.plugzapi.connect.delivery.AttemptLog;
import io.github.plugzapi.connect.delivery.Passage;
import io.github.plugzapi.connect.delivery.Passages;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks.Configured;
import io.github.plugzapi.connect.dispatch.Policy;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.schedule.Ticker;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** The sinks over HTTP that are configured. */
@Singleton
class HttpSinks implements Subscriber.Source {

    /** What was held up together does not come together. */
    private static final double JITTER = 0.1;

    /** After so many failures in a row, of so many instances, it is the sink and not the events. */
    private static final int TELLING_FAILURES = 20;

    private static final int TELLING_INSTANCES = 5;

    private final List<HttpSink> all;

    HttpSinks(
            ConfiguredSinks configured,
            Passages passages,
            AttemptLog attempts,
            Vertx vertx,
            Clock clock,
            Ticker ticker) {
        all = configured.all().values().stream()
                .map(sink -> {
                    Passage passage = passages.open(
                            sink.name(),
                            "The sink " + sink.name(),
                            sink.fingerprint(),
                            TELLING_FAILURES,
                            TELLING_INSTANCES);
                    Poster poster = new Poster(vertx, sink.url(), sink.timeout(), HttpSink.AT_A_TIME);
                    return new HttpSink(sink, poster, passage, policy(sink, ticker), attempts, clock, ticker);
                })
                .toList();
    }

    private static Policy policy(Configured sink, Ticker ticker) {
        return new Policy(
                ticker.pauses(sink.schedule(), JITTER),
                sink.schedule().size() + 1,
                Policy.Begin.AT_THE_END,
                Policy.WAITS);
    }

    @Override
    public List<HttpSink> subscribers() {
        return all;
    }
}
