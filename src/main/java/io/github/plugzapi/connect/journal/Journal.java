package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Takes events, each once, and hands them on to their observers. For now it keeps them in memory. */
@Singleton
public class Journal {

    private static final int MAX_WAITING = 10_000;
    private static final int MAX_REMEMBERED = 100_000;

    private final Dispatcher dispatcher;

    /** One thread, so that events reach the observers in the order in which they came. */
    private final ExecutorService executor = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> new Thread(task, "dispatcher"));

    private final Map<Key, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    Journal(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /**
     * Appends an event. The same callback twice (the same instance, kind and raw moment) is one event; an event without a
     * raw moment is always a new one, since nothing tells it from the next.
     *
     * @param event what happened; never null
     * @return what became of it; fails with {@link JournalUnavailable} if it cannot be taken now
     */
    public Uni<Appended> append(ConnectionEvent event) {
        Key key = event.rawMoment() == null ? null : new Key(event.instance(), event.kind(), event.rawMoment());
        synchronized (seen) {
            if (key != null && seen.containsKey(key)) {
                return Uni.createFrom().item(Appended.DUPLICATE);
            }
            try {
                executor.execute(() -> dispatcher.dispatch(event));
            } catch (RejectedExecutionException e) {
                return Uni.createFrom()
                        .failure(new JournalUnavailable("Too many events are waiting; send this one again shortly."));
            }
            if (key != null) {
                seen.put(key, true);
            }
        }
        return Uni.createFrom().item(Appended.NEW);
    }

    @PreDestroy
    void stop() throws InterruptedException {
        executor.shutdown();
        executor.awaitTermination(5, TimeUnit.SECONDS);
    }

    private record Key(String instance, String kind, String rawMoment) {}
}
