package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableObserverMethod;
import io.quarkus.arc.ManagedContext;
import jakarta.enterprise.inject.Any;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A class that observes events, each class to be notified by itself: {@code Event.fireAsync()} would tell us that some observer
 * failed, but neither which, nor let us try that one again.
 */
final class CdiObserver implements Subscriber {

    private final String name;
    private final List<Method> methods;

    /** One of its methods, and the kind of events that it is for. */
    record Method(Class<?> observed, Consumer<ConnectionEvent> receiver) {}

    CdiObserver(String name, List<Method> methods) {
        this.name = name;
        this.methods = List.copyOf(methods);
    }

    /** For tests, which have no CDI container. */
    CdiObserver(String name, Class<?> observed, Consumer<ConnectionEvent> receiver) {
        this(name, List.of(new Method(observed, receiver)));
    }

    /** All that there are in the container. */
    static List<CdiObserver> all() {
        Map<Class<?>, Set<InjectableObserverMethod<?>>> byClass = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            for (InjectableObserverMethod<?> method :
                    Arc.requireContainer().<Object>resolveObserverMethods(kind.type(), Any.Literal.INSTANCE)) {
                byClass.computeIfAbsent(method.getBeanClass(), observing -> new LinkedHashSet<>())
                        .add(method);
            }
        }
        List<CdiObserver> found = new ArrayList<>();
        byClass.forEach((observing, methods) -> found.add(of(observing, methods)));
        return found;
    }

    private static CdiObserver of(Class<?> observing, Set<InjectableObserverMethod<?>> observerMethods) {
        List<Method> methods = new ArrayList<>();
        for (InjectableObserverMethod<?> method : observerMethods) {
            @SuppressWarnings("unchecked")
            InjectableObserverMethod<ConnectionEvent> ofEvents = (InjectableObserverMethod<ConnectionEvent>) method;
            methods.add(new Method((Class<?>) method.getObservedType(), event -> notify(ofEvents, event)));
        }
        String name = observing.getName();
        return new CdiObserver(name.substring(name.lastIndexOf('.') + 1), methods);
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

    @Override
    public String name() {
        return name;
    }

    /** About an event that cannot be read nobody cares. */
    @Override
    public boolean wants(JournalEntry entry) {
        return methods.stream().anyMatch(method -> method.observed().isInstance(entry.event()));
    }

    /** Hands an event to all methods that care about it, on this thread; what the first throws comes out in the end. */
    @Override
    public CompletionStage<?> take(JournalEntry entry) throws Exception {
        Throwable first = null;
        for (Method method : methods) {
            if (method.observed().isInstance(entry.event())) {
                try {
                    method.receiver().accept(entry.event());
                } catch (Throwable e) {
                    if (first == null) {
                        first = e;
                    } else {
                        first.addSuppressed(e);
                    }
                }
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (Exception) first;
        }
        return DONE;
    }
}
