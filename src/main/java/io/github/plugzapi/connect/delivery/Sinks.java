package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.dispatch.Subscriber;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;

/** All sinks that are configured, of whatever sort. */
@Singleton
class Sinks {

    private final List<Sink> all;

    Sinks(@All List<Subscriber.Source> sources) {
        all = sources.stream()
                .flatMap(source -> source.subscribers().stream())
                .filter(Sink.class::isInstance)
                .map(Sink.class::cast)
                .toList();
    }

    List<Sink> all() {
        return all;
    }
}
