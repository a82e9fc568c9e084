package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableObserverMethod;
import io.quarkus.arc.ManagedContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The CDI observers of events, each class to be notified by itself: {@code Event.fireAsync()} would tell us that some
 * observer failed, but neither which, nor let us try that one again.
 */
@Singleton
class CdiObservers {

    private final List<Observer> all;

    @Inject
    CdiObservers(@Any Instance<Checkpoint> checkpoints) {
        Map<Class<?>, Set<InjectableObserverMethod<?>>> byClass = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            for (InjectableObserverMethod<?> method :
                    Arc.requireContainer().<Object>resolveObserverMethods(kind.type(), Any.Literal.INSTANCE)) {
                byClass.computeIfAbsent(method.getBeanClass(), observing -> new LinkedHashSet<>())
                        .add(method);
            }
        }
        List<Observer> found = new ArrayList<>();
        byClass.forEach((observing, methods) -> found.add(Observer.of(observing, methods)));
        checkpoints.handles().forEach(handle -> found.add(Observer.of(handle)));
        Set<String> names = new HashSet<>();
        for (Observer observer : found) {
            if (!names.add(observer.name())) {
                throw new DeploymentException("Two observers are both called " + observer.name()
                        + ", and by its name the journal knows how far an observer is: rename one of them");
            }
        }
        all = List.copyOf(found);
    }

    /** For tests, which have no CDI container. */
    CdiObservers(List<Observer> all) {
        this.all = List.copyOf(all);
    }

    /** All observers of events of any kind. */
    List<Observer> all() {
        return all;
    }

    /** A class that observes events. */
    static final class Observer {

        private final String name;
        private final List<Method> methods;

        /** One of its methods, and the kind of events that it is for. */
        private record Method(Class<?> observed, Consumer<JournalEntry> receiver) {}

        private Observer(String name, List<Method> methods) {
            this.name = name;
            this.methods = List.copyOf(methods);
        }

        /** For tests, which have no CDI container. */
        Observer(String name, Class<?> observed, Consumer<ConnectionEvent> receiver) {
            this(name, List.of(new Method(observed, entry -> receiver.accept(entry.event()))));
        }

        /** A checkpoint takes events of all kinds. */
        Observer(String name, Supplier<Checkpoint> checkpoint) {
            this(name, List.of(new Method(ConnectionEvent.class, entry -> checkpoint
                    .get()
                    .take(entry))));
        }

        private static Observer of(Instance.Handle<Checkpoint> checkpoint) {
            return new Observer(nameOf(checkpoint.getBean().getBeanClass()), checkpoint::get);
        }

        private static String nameOf(Class<?> observing) {
            String name = observing.getName();
            return name.substring(name.lastIndexOf('.') + 1);
        }

        private static Observer of(Class<?> observing, Set<InjectableObserverMethod<?>> observerMethods) {
            List<Method> methods = new ArrayList<>();
            for (InjectableObserverMethod<?> method : observerMethods) {
                @SuppressWarnings("unchecked")
                InjectableObserverMethod<ConnectionEvent> ofEvents = (InjectableObserverMethod<ConnectionEvent>) method;
                methods.add(new Method((Class<?>) method.getObservedType(), entry -> notify(ofEvents, entry.event())));
            }
            return new Observer(nameOf(observing), methods);
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

        /** The name in logs and metrics, such as {@code LogConnectionChanges}. */
        String name() {
            return name;
        }

        /** Whether the observer cares about an event of this kind; about one that cannot be read nobody does. */
        boolean observes(ConnectionEvent event) {
            return methods.stream().anyMatch(method -> method.observed().isInstance(event));
        }

        /** Hands an event to all methods that care about it, on this thread; what the first throws comes out in the end. */
        void notify(JournalEntry entry) {
            RuntimeException first = null;
            for (Method method : methods) {
                if (method.observed().isInstance(entry.event())) {
                    try {
                        method.receiver().accept(entry);
                    } catch (RuntimeException e) {
                        if (first == null) {
                            first = e;
                        } else {
                            first.addSuppressed(e);
                        }
                    }
                }
            }
            if (first != null) {
                throw first;
            }
        }
    }
}
