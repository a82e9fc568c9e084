package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.store.Batch;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Keeps events, each once, in the order in which they came. What is appended is durable before anybody is told so, also when
 * several processes append to one journal.
 */
@Singleton
public class Journal {

    private static final int MAX_READ = 1_000;

    /** No id is a number. */
    private static final Pattern SEQ = Pattern.compile("\\d{1,18}");

    private final Store store;
    private final Tail tail;
    private final Instance<AppendFilter> filters;
    private final Batch<Append, Appended> appends = new Appends();

    Journal(Store store, Tail tail, @Any Instance<AppendFilter> filters) {
        this.store = store;
        this.tail = tail;
        this.filters = filters;
    }

    /**
     * An event that waits to be kept.
     *
     * @param event what happened
     * @param json the same as it is kept; null as long as nobody knows whether it is news
     * @param body the raw body of the callback that told us; null where none did
     */
    record Append(ConnectionEvent event, String json, byte[] body) {

        /** It may have to be logged. */
        @Override
        public String toString() {
            return "the event " + event.id();
        }
    }

    private final class Appends implements Batch<Append, Appended> {

        private List<Append> insertedLast = List.of();
        private Tail.Entries uncommitted;

        @Override
        public List<Appended> write(Sql sql, List<Append> items) {
            List<Append> inserted = insert(sql, items);
            insertedLast = inserted.stream().filter(Objects::nonNull).toList();
            uncommitted = tail.next(sql, insertedLast);
            return inserted.stream()
                    .map(append -> append == null ? Appended.DUPLICATE : Appended.NEW)
                    .toList();
        }

        @Override
        public boolean wasCommitted(Sql sql) {
            // Where nothing was inserted, nothing is changed by judging once more.
            return !insertedLast.isEmpty()
                    && EventTable.isThere(sql, insertedLast.get(0).event());
        }

        @Override
        public void committed() {
            filters.forEach(AppendFilter::committed);
            Tail.Entries committed = uncommitted;
            uncommitted = null;
            tail.appended(committed);
        }

        /** The parsed fields are about as large as the body. */
        @Override
        public int size(Append append) {
            return append.body() == null ? 0 : 2 * append.body().length;
        }
    }

    /**
     * Appends an event, if it is new: the {@link AppendFilter} says so of what PlugZapi told, and of what was concluded the
     * instance, the kind and the distinction do.
     *
     * @param event what happened; never null
     * @param body the raw body of the callback that told us, kept as it is; null where none did
     * @return what became of it, once it is durable; fails with {@link StoreUnavailable} if it cannot be kept now. What
     *     depends on it must not block: the store's writer waits for that
     */
    public CompletionStage<Appended> append(ConnectionEvent event, byte[] body) {
        return store.submit(appends, new Append(event, null, body));
    }

    /**
     * Appends what was concluded, and waits until it is durable. Not for the event loop, and not for the store's writer.
     *
     * @param conclusions events that no callback told, those that are known already among them; never null
     * @throws StoreUnavailable if they cannot all be kept now; some may be, and the call can be repeated
     */
    public void appendNow(Collection<? extends ConnectionEvent> conclusions) {
        List<CompletableFuture<Appended>> appending = conclusions.stream()
                .map(event -> append(event, null).toCompletableFuture())
                .toList();
        try {
            appending.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    /**
     * Appends an event if a condition holds then; nothing else is appended meanwhile, by no process. Not for the event loop.
     *
     * @param event what happened; never null
     * @param condition asks the store, in the transaction that appends; never null
     * @return whether it was appended: not if the condition does not hold, or it is nothing new
     * @throws StoreUnavailable if it cannot be kept now
     */
    public boolean appendIf(ConnectionEvent event, Predicate<Sql> condition) {
        try {
            return store.writeAlone(sql -> condition.test(sql)
                    && insert(sql, List.of(new Append(event, null, null))).get(0) != null);
        } finally {
            // Also where nobody saw the end of it.
            tail.appended(null);
        }
    }

    /** Inserts what is new: for each, as it is kept, or null where it is nothing new. */
    private List<Append> insert(Sql sql, List<Append> appends) {
        List<ConnectionEvent> news =
                news(sql, appends.stream().map(Append::event).toList());
        List<Append> kept = new ArrayList<>(appends.size());
        for (int i = 0; i < news.size(); i++) {
            if (news.get(i) != null) {
                kept.add(new Append(
                        news.get(i),
                        EventJson.write(news.get(i)),
                        appends.get(i).body()));
            }
        }
        Iterator<Boolean> isNew = EventTable.insert(sql, kept).iterator();
        Iterator<Append> each = kept.iterator();
        List<Append> inserted = new ArrayList<>(appends.size());
        for (ConnectionEvent event : news) {
            Append append = event == null ? null : each.next();
            inserted.add(append != null && isNew.next() ? append : null);
        }
        return inserted;
    }

    private List<ConnectionEvent> news(Sql sql, List<ConnectionEvent> events) {
        for (AppendFilter filter : filters) {
            return filter.news(sql, events);
        }
        return events;
    }

    /**
     * The sequence number of the newest entry. Not for the event loop.
     *
     * @return the number; 0 for an empty journal
     * @throws StoreUnavailable if the store cannot be read
     */
    public long end() {
        return store.read(EventTable::end);
    }

    /**
     * Follows the journal: whoever asks for what comes after the last entry that they saw misses nothing and sees nothing
     * twice, however many processes append. Not for the event loop.
     *
     * @param seq the sequence number of the last entry seen; 0 for the beginning
     * @param limit how many entries at most, up to {@value #MAX_READ}
     * @return the next entries, in order; empty if there are none yet; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public List<JournalEntry> after(long seq, int limit) {
        return store.read(sql -> EventTable.after(sql, seq, Math.min(limit, MAX_READ)));
    }

    /**
     * Finds an event. Not for the event loop.
     *
     * @param event its id, or the sequence number of its entry; never null
     * @return the entry; empty if there is none
     * @throws StoreUnavailable if the store cannot be read
     */
    public Optional<JournalEntry> find(String event) {
        return store.read(sql -> SEQ.matcher(event).matches()
                ? EventTable.of(sql, List.of(Long.parseLong(event))).stream().findFirst()
                : EventTable.find(sql, event));
    }
}
