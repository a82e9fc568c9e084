package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Hands an event to its observers, so that one that fails harms no other. */
@Singleton
class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);

    private final Observers observers;
    private final MeterRegistry registry;

    Dispatcher(Observers observers, MeterRegistry registry) {
        this.observers = observers;
        this.registry = registry;
    }

    void dispatch(ConnectionEvent event) {
        for (Observers.Observer observer : observers.of(event)) {
            try {
                observer.notify(event);
            } catch (Exception | LinkageError | AssertionError e) {
                registry.counter("observer_failures", "observer", observer.name())
                        .increment();
                LOG.errorf(e, "The observer %s failed on the event %s", observer.name(), event.id());
            }
        }
    }
}
