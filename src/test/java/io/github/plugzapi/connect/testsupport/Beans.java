package io.github.plugzapi.connect.testsupport;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/** What a CDI container would inject. */
public final class Beans {

    private Beans() {}

    /** All beans of a type; {@code get()} gives the first. */
    public static <T> Instance<T> instances(List<T> all) {
        @SuppressWarnings("unchecked")
        Instance<T> instance = (Instance<T>) proxy(Instance.class, (method, arguments) -> switch (method) {
            case "get" -> all.get(0);
            case "iterator" -> all.iterator();
            case "forEach" -> {
                @SuppressWarnings("unchecked")
                Consumer<Object> action = (Consumer<Object>) arguments[0];
                all.forEach(action);
                yield null;
            }
            default -> throw new UnsupportedOperationException(method);
        });
        return instance;
    }

    /** An event that is fired to one observer. */
    public static <T> Event<T> event(Consumer<T> observer) {
        @SuppressWarnings("unchecked")
        Event<T> event = (Event<T>) proxy(Event.class, (method, arguments) -> {
            if (!method.equals("fire")) {
                throw new UnsupportedOperationException(method);
            }
            @SuppressWarnings("unchecked")
            T fired = (T) arguments[0];
            observer.accept(fired);
            return null;
        });
        return event;
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static Object proxy(Class<?> type, Answer answer) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments));
    }
}
