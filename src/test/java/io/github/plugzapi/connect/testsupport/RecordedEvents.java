package io.github.plugzapi.connect.testsupport;

import io.github.plugzapi.connect.event.ConnectionEvent;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An observer that keeps what it is told. */
@Singleton
public final class RecordedEvents {

    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

    void record(@ObservesAsync ConnectionEvent event) {
        events.add(event);
    }

    public List<ConnectionEvent> of(String instance) {
        return events.stream()
                .filter(event -> event.instance().equals(instance))
                .toList();
    }
}
