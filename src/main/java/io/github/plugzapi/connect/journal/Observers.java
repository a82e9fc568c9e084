package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.FlappingEnded;
import io.github.plugzapi.connect.event.FlappingStarted;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.SessionRestoreAttempted;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableObserverMethod;
import io.quarkus.arc.ManagedContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CDI observers of events, each to be notified by itself: {@code Event.fireAsync()} would tell us that some observer
 * failed, but neither which, nor let us try that one again.
 */
@Singleton
class Observers {

    /** What ArC's observers say of themselves: {@code Observer [method=a.b.Observing#connected(a.b.Connected …)]}. */
    private static final Pattern ARC_NAME = Pattern.compile("method=(.+)]");

    private static final Pattern PACKAGE = Pattern.compile("([\\p{L}\\d_]+\\.)+");

    /** Named one by one: a native executable does not know the permitted subclasses of a sealed interface. */
    static final List<Class<? extends ConnectionEvent>> EVENT_TYPES = List.of(
            Connected.class,
            Disconnected.class,
            FlappingStarted.class,
            FlappingEnded.class,
            OutageStarted.class,
            OutageEnded.class,
            SessionRestoreAttempted.class);

    private final List<Observer> all;

    Observers() {
        Map<String, Observer> byName = new LinkedHashMap<>();
        for (Class<?> type : EVENT_TYPES) {
            for (InjectableObserverMethod<?> method :
                    Arc.requireContainer().<Object>resolveObserverMethods(type, Any.Literal.INSTANCE)) {
                Observer observer = Observer.of(method);
                Observer other = byName.putIfAbsent(observer.name(), observer);
                if (other != null && other.method != method) {
                    throw new DeploymentException("Two observers are both called " + observer.name()
                            + ", and by its name the journal knows how far an observer is: rename one of them");
                }
            }
        }
        all = List.copyOf(byName.values());
    }

    /** For tests, which have no CDI container. */
    Observers(List<Observer> all) {
        this.all = List.copyOf(all);
    }

    /** All observers of events of any kind. */
    List<Observer> all() {
        return all;
    }

    /** One observer method. */
    static final class Observer {

        private final String name;
        private final Class<?> observed;
        private final Consumer<ConnectionEvent> receiver;

        /** Null in tests. */
        private final InjectableObserverMethod<?> method;

        Observer(String name, Class<?> observed, Consumer<ConnectionEvent> receiver) {
            this(name, observed, receiver, null);
        }

        private Observer(
                String name,
                Class<?> observed,
                Consumer<ConnectionEvent> receiver,
                InjectableObserverMethod<?> method) {
            this.name = name;
            this.observed = observed;
            this.receiver = receiver;
            this.method = method;
        }

        private static Observer of(InjectableObserverMethod<?> method) {
            @SuppressWarnings("unchecked")
            InjectableObserverMethod<ConnectionEvent> observing = (InjectableObserverMethod<ConnectionEvent>) method;
            return new Observer(
                    name(method), (Class<?>) method.getObservedType(), event -> notify(observing, event), method);
        }

        private static String name(ObserverMethod<?> method) {
            Matcher matcher = ARC_NAME.matcher(method.toString());
            String full =
                    matcher.find() ? matcher.group(1) : method.getBeanClass().getName();
            return PACKAGE.matcher(full).replaceAll("");
        }

        private static void notify(InjectableObserverMethod<ConnectionEvent> method, ConnectionEvent event) {
            ManagedContext requestContext = Arc.requireContainer().requestContext();
            requestContext.activate();
            try {
                method.notify(event);
            } finally {
                requestContext.terminate();
            }
        }

        /** The name in logs and metrics, such as {@code LogConnectionChanges#connected(Connected)}. */
        String name() {
            return name;
        }

        /** Whether the observer is a method of a class. */
        boolean isOf(Class<?> observing) {
            return method.getBeanClass() == observing;
        }

        /** Whether the observer cares about an event of this kind. */
        boolean observes(ConnectionEvent event) {
            return observed.isInstance(event);
        }

        /** Hands an event to the observer, on this thread; whatever the observer throws comes out. */
        void notify(ConnectionEvent event) {
            receiver.accept(event);
        }
    }
}
