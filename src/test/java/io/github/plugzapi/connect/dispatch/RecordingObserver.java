package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.event.ConnectionEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An observer that keeps what it is handed, and may then do something about it, such as fail. */
final class RecordingObserver {

    private final String name;
    private final Consumer<ConnectionEvent> then;
    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

    RecordingObserver(String name) {
        this(name, event -> {});
    }

    RecordingObserver(String name, Consumer<ConnectionEvent> then) {
        this.name = name;
        this.then = then;
    }

    CdiObservers.Observer observer() {
        return new CdiObservers.Observer(name, ConnectionEvent.class, event -> {
            events.add(event);
            then.accept(event);
        });
    }

    List<ConnectionEvent> events() {
        return List.copyOf(events);
    }

    /** The raw moments of an instance's events. */
    List<String> of(String instance) {
        return events.stream()
                .filter(event -> event.instance().equals(instance))
                .map(ConnectionEvent::distinction)
                .toList();
    }
}
