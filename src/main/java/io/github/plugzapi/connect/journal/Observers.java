package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CDI observers of events, each to be notified by itself: {@code Event.fireAsync()} would tell us that some observer
 * failed, but neither which, nor let us try that one again.
 */
@Singleton
class Observers {

    /** What ArC's observers say of themselves: {@code Observer [method=a.b.Observing#connected(a.b.Connected)]}. */
    private static final Pattern ARC_NAME = Pattern.compile("method=(.+)]");

    private static final Pattern PACKAGE = Pattern.compile("([\\p{L}\\d_]+\\.)+");

    private final BeanManager beans;
    private final ConcurrentMap<Class<?>, List<Observer>> byEventType = new ConcurrentHashMap<>();

    Observers(BeanManager beans) {
        this.beans = beans;
    }

    /** The observers of an event's type, in the order of their CDI priority. */
    List<Observer> of(ConnectionEvent event) {
        return byEventType.computeIfAbsent(event.getClass(), type -> beans.resolveObserverMethods(event).stream()
                .map(Observer::new)
                .toList());
    }

    /** One observer method. */
    static final class Observer {

        private final ObserverMethod<? super ConnectionEvent> method;
        private final String name;

        private Observer(ObserverMethod<? super ConnectionEvent> method) {
            this.method = method;
            this.name = name(method);
        }

        private static String name(ObserverMethod<?> method) {
            Matcher matcher = ARC_NAME.matcher(method.toString());
            String full =
                    matcher.find() ? matcher.group(1) : method.getBeanClass().getName();
            return PACKAGE.matcher(full).replaceAll("");
        }

        /** The name in logs and metrics, such as {@code LogConnectionChanges#connected(Connected)}. */
        String name() {
            return name;
        }

        /** Hands an event to the observer, on this thread; whatever the observer throws comes out. */
        void notify(ConnectionEvent event) {
            ManagedContext requestContext = Arc.requireContainer().requestContext();
            requestContext.activate();
            try {
                method.notify(event);
            } finally {
                requestContext.terminate();
            }
        }
    }
}
