package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A state of each instance, in a table with the columns {@code instance} and {@code seq}; their sequence numbers tell which
 * events are in the states already.
 *
 * @param <T> the state of one instance, a value
 */
public final class KeptState<T> implements Subscriber.State {

    /** Of so many instances the state is in memory, and of all those that are open. */
    private static final int MOST = 10_000;

    private final Store store;
    private final String table;
    private final String openInSql;
    private final Predicate<T> open;
    private final Function<Row, T> reader;
    private final Function<T, Map<String, Object>> writer;

    private final Map<String, Kept<T>> byInstance = new HashMap<>();
    private final Set<String> unsaved = new HashSet<>();

    /**
     * The state of an instance.
     *
     * @param <T> the state
     * @param value the state; never null
     * @param seq the sequence number of the newest event that is in it
     */
    public record Kept<T>(T value, long seq) {}

    /**
     * Nothing is read or written yet.
     *
     * @param store where the table is; never null
     * @param table its name; never null
     * @param openInSql a condition in SQL: which states are open, and therefore in memory from the beginning on; never null
     * @param open the same of a state; never null
     * @param reader makes a state of a row; never null
     * @param writer the other columns of a state, in one order; never null
     */
    public KeptState(
            Store store,
            String table,
            String openInSql,
            Predicate<T> open,
            Function<Row, T> reader,
            Function<T, Map<String, Object>> writer) {
        this.store = store;
        this.table = table;
        this.openInSql = openInSql;
        this.open = open;
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * The state of an instance. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return its state; null where there is none
     */
    public Kept<T> get(String instance) {
        synchronized (this) {
            Kept<T> known = byInstance.get(instance);
            if (known != null) {
                return known;
            }
        }
        // Outside of the lock, which the store's writer needs.
        return store.read(sql -> sql.first("SELECT * FROM " + table + " WHERE instance = ?", this::kept, instance))
                .orElse(null);
    }

    /**
     * Changes the state of an instance.
     *
     * @param instance PlugZapi's id of it; never null
     * @param value its state now; never null
     * @param seq the sequence number of the newest event that is in it
     */
    public synchronized void put(String instance, T value, long seq) {
        byInstance.put(instance, new Kept<>(value, seq));
        unsaved.add(instance);
    }

    /**
     * Changes the state of an instance where no event came, unless it has changed since it was looked at.
     *
     * @param instance PlugZapi's id of it; never null
     * @param before what it was, from {@link #open()}; never null
     * @param value its state now; never null
     */
    public synchronized void replace(String instance, Kept<T> before, T value) {
        if (byInstance.get(instance) == before) {
            put(instance, value, before.seq());
        }
    }

    /**
     * The states that are open.
     *
     * @return a copy; never null
     */
    public synchronized List<Kept<T>> open() {
        return byInstance.values().stream().filter(this::isOpen).toList();
    }

    private boolean isOpen(Kept<T> kept) {
        return open.test(kept.value());
    }

    @Override
    public void reload() {
        Map<String, Kept<T>> found = store.read(sql ->
                sql.map("SELECT * FROM " + table + " WHERE " + openInSql, row -> row.text("instance"), this::kept));
        synchronized (this) {
            unsaved.clear();
            byInstance.clear();
            byInstance.putAll(found);
        }
    }

    private Kept<T> kept(Row row) {
        return new Kept<>(reader.apply(row), row.number("seq"));
    }

    @Override
    public synchronized boolean isUnsaved() {
        return !unsaved.isEmpty();
    }

    @Override
    public void save(Sql sql) {
        Map<String, Kept<T>> changed = new HashMap<>();
        synchronized (this) {
            if (byInstance.size() > MOST) {
                // What was saved the last time is in the table, or it would have been reloaded since.
                byInstance.entrySet().removeIf(each -> !unsaved.contains(each.getKey()) && !isOpen(each.getValue()));
            }
            unsaved.forEach(instance -> changed.put(instance, byInstance.get(instance)));
            unsaved.clear();
        }
        sql.upsert(
                table,
                "instance",
                changed.entrySet().stream()
                        .map(each -> row(each.getKey(), each.getValue()))
                        .toList());
    }

    private Map<String, Object> row(String instance, Kept<T> kept) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("instance", instance);
        row.put("seq", kept.seq());
        row.putAll(writer.apply(kept.value()));
        return row;
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM " + table + " WHERE instance = ?", instance);
    }
}
