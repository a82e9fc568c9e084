package io.github.plugzapi.connect.store;

import io.github.plugzapi.connect.text.Text;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The little of JDBC that tables need. Not a library: those map by reflection, which a native executable has to be told of.
 *
 * <p>Every value is bound in one way: moments and durations in milliseconds, flags as 0 and 1, enums as their names in lower case,
 * texts without a NUL, which PostgreSQL will not have, and null as null. Nothing here is for the event loop, and everything
 * throws {@link StoreUnavailable} if the store cannot do it.
 */
public final class Sql implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Sql.class);

    /** Within a transaction, PostgreSQL's driver would otherwise read all that was found into memory. */
    private static final int FETCHED_AT_ONCE = 100;

    /** How many parameters a list in a statement has at most. */
    private static final int MAX_IN = 500;

    /** How many statements are kept prepared: more than there are different ones. */
    private static final int MAX_PREPARED = 100;

    /**
     * How many rows a statement inserts at most on PostgreSQL, where nothing stays prepared (a pool such as PgBouncer's may stand
     * between): with a statement for each row, most of its time would go into planning the same again and again.
     */
    private static final int MAX_ROWS = 128;

    private final Connection connection;
    private final boolean manyRowsAtOnce;

    /** Those that are not in use. */
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /** On a connection of one thread; what is prepared on it stays so until this is closed. */
    Sql(Connection connection, boolean manyRowsAtOnce) {
        this.connection = connection;
        this.manyRowsAtOnce = manyRowsAtOnce;
    }

    /**
     * Changes something.
     *
     * @param statement in SQL, with a question mark for each parameter; never null
     * @param parameters what stands for the question marks
     * @return how many rows were changed
     */
    public int update(String statement, Object... parameters) {
        return with(statement, update -> {
            bind(update, parameters);
            return update.executeUpdate();
        });
    }

    /**
     * The same for many rows, in one batch.
     *
     * @param statement in SQL, with a question mark for each parameter; never null
     * @param rows the parameters of each; never null
     * @return how many rows each has changed, in the same order; never null
     */
    public int[] batch(String statement, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return new int[0];
        }
        return with(statement, update -> {
            for (Object[] row : rows) {
                bind(update, row);
                update.addBatch();
            }
            return update.executeBatch();
        });
    }

    /**
     * The same for many values of one parameter.
     *
     * @param statement in SQL, with one question mark; never null
     * @param values what stands for it, one after the other; never null
     * @return how many rows were changed by all of them
     */
    public int updateEach(String statement, Collection<?> values) {
        return Arrays.stream(batch(
                        statement,
                        values.stream().map(value -> new Object[] {value}).toList()))
                .sum();
    }

    /**
     * Inserts rows, none of which may be there.
     *
     * @param table the table's name; never null
     * @param columns their names, with commas between; never null
     * @param rows what stands in them; never null
     */
    public void insert(String table, String columns, List<Object[]> rows) {
        insert(table, columns, rows, "");
    }

    private void insert(String table, String columns, List<Object[]> rows, String onConflict) {
        String into = "INSERT INTO " + table + " (" + columns + ") VALUES ";
        String row = "(?" + ", ?".repeat(columns.split(", ").length - 1) + ")";
        if (!manyRowsAtOnce) {
            batch(into + row + onConflict, rows);
            return;
        }
        for (int from = 0, many; from < rows.size(); from += many) {
            // A power of two, so that there are few different statements.
            many = Integer.highestOneBit(Math.min(MAX_ROWS, rows.size() - from));
            update(
                    into + row + (", " + row).repeat(many - 1) + onConflict,
                    rows.subList(from, from + many).stream()
                            .flatMap(Arrays::stream)
                            .toArray());
        }
    }

    /**
     * Inserts rows, or replaces those with the same keys.
     *
     * @param table the table's name; never null
     * @param key the columns that a row is known by, with commas between; never null
     * @param rows by column, all with the same columns in the same order, and no key twice; never null
     */
    public void upsert(String table, String key, Collection<? extends Map<String, ?>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Collection<String> columns = rows.iterator().next().keySet();
        List<String> keys = List.of(key.split(", "));
        insert(
                table,
                String.join(", ", columns),
                rows.stream().map(row -> row.values().toArray()).toList(),
                " ON CONFLICT (" + key + ") DO UPDATE SET "
                        + columns.stream()
                                .filter(column -> !keys.contains(column))
                                .map(column -> column + " = excluded." + column)
                                .collect(Collectors.joining(", ")));
    }

    /**
     * Has a column hold nothing wherever it holds such a text.
     *
     * @param table the table's name; never null
     * @param column the name of a column of texts that may be null; never null
     * @param such whether a text is to be forgotten; never null
     */
    public void forget(String table, String column, Predicate<String> such) {
        updateEach(
                "UPDATE " + table + " SET " + column + " = NULL WHERE " + column + " = ?",
                list(
                                "SELECT DISTINCT " + column + " FROM " + table + " WHERE " + column + " IS NOT NULL",
                                row -> row.text(column))
                        .stream()
                        .filter(such)
                        .toList());
    }

    /**
     * Reads rows.
     *
     * @param <T> what a row becomes
     * @param query in SQL, with a question mark for each parameter; never null
     * @param reader makes something of a row; never null
     * @param parameters what stands for the question marks
     * @return what became of them, in order; never null
     */
    public <T> List<T> list(String query, Function<Row, T> reader, Object... parameters) {
        List<T> list = new ArrayList<>();
        each(query, row -> list.add(reader.apply(row)), parameters);
        return list;
    }

    /**
     * Reads rows, each of which has a key of its own.
     *
     * @param <K> what they are known by
     * @param <V> what a row becomes
     * @param query in SQL, with a question mark for each parameter; never null
     * @param key reads what a row is known by; never null
     * @param reader makes something of a row, not null; never null
     * @param parameters what stands for the question marks
     * @return what became of them, a map of the caller's own; never null
     */
    public <K, V> Map<K, V> map(String query, Function<Row, K> key, Function<Row, V> reader, Object... parameters) {
        Map<K, V> map = new HashMap<>();
        each(query, row -> map.put(key.apply(row), reader.apply(row)), parameters);
        return map;
    }

    /**
     * Reads the rows that have one of some values, in as many statements as it takes.
     *
     * @param query in SQL, to which {@code (?, ?, …)} is appended; never null
     * @param values what stands there; never null
     * @param reader takes a row; never null
     */
    public void eachIn(String query, List<?> values, Consumer<Row> reader) {
        for (int from = 0; from < values.size(); from += MAX_IN) {
            List<?> part = values.subList(from, Math.min(from + MAX_IN, values.size()));
            // Rounded up, so that there are few different statements to prepare.
            Object[] parameters = new Object[Math.min(MAX_IN, Integer.highestOneBit(2 * part.size() - 1))];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = part.get(Math.min(i, part.size() - 1));
            }
            each(query + " (?" + ", ?".repeat(parameters.length - 1) + ")", reader, parameters);
        }
    }

    /**
     * Reads rows one by one, so that they need not all be in memory.
     *
     * @param query in SQL, with a question mark for each parameter; never null
     * @param reader takes a row; never null
     * @param parameters what stands for the question marks
     */
    public void each(String query, Consumer<Row> reader, Object... parameters) {
        with(query, select -> {
            bind(select, parameters);
            select.setFetchSize(FETCHED_AT_ONCE);
            try (ResultSet rows = select.executeQuery()) {
                Row row = new Row(rows);
                while (rows.next()) {
                    reader.accept(row);
                }
                return null;
            }
        });
    }

    /**
     * Reads the first row.
     *
     * @param <T> what it becomes
     * @param query in SQL, with a question mark for each parameter; never null
     * @param reader makes something of the row, not null; never null
     * @param parameters what stands for the question marks
     * @return what became of it; empty if there is none
     */
    public <T> Optional<T> first(String query, Function<Row, T> reader, Object... parameters) {
        return with(query, select -> {
            bind(select, parameters);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(reader.apply(new Row(rows))) : Optional.empty();
            }
        });
    }

    /**
     * Reads a number, such as a count.
     *
     * @param query in SQL, of one row with a column {@code n}; never null
     * @param parameters what stands for the question marks
     * @return the number; 0 where there is none
     */
    public long number(String query, Object... parameters) {
        return first(query, row -> Optional.ofNullable(row.number("n")), parameters)
                .flatMap(number -> number)
                .orElse(0L);
    }

    private interface Statement<T> {
        T execute(PreparedStatement statement) throws SQLException;
    }

    private <T> T with(String sql, Statement<T> statement) {
        PreparedStatement found = prepared.remove(sql);
        try {
            PreparedStatement mine = found == null ? connection.prepareStatement(sql) : found;
            T result;
            try {
                result = statement.execute(mine);
            } catch (SQLException | RuntimeException | Error e) {
                // Nobody knows what it still holds.
                closeAfter(mine, e);
                throw e;
            }
            // One that reads its own rows is two for a while.
            if (prepared.size() >= MAX_PREPARED || prepared.putIfAbsent(sql, mine) != null) {
                mine.close();
            }
            return result;
        } catch (SQLException e) {
            throw new StoreUnavailable(e);
        }
    }

    private static void closeAfter(PreparedStatement statement, Throwable failure) {
        try {
            statement.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Lets go of what was prepared; the connection stays open. */
    @Override
    public void close() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // With the connection they end in any case.
                LOG.debug("A statement could not be closed", e);
            }
        }
        prepared.clear();
    }

    private static void bind(PreparedStatement statement, Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            bind(statement, i + 1, parameters[i]);
        }
    }

    private static void bind(PreparedStatement statement, int index, Object value) throws SQLException {
        if (value instanceof String text) {
            statement.setString(index, text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD'));
        } else if (value instanceof Number number) {
            statement.setLong(index, number.longValue());
        } else if (value instanceof Instant moment) {
            statement.setLong(index, moment.toEpochMilli());
        } else if (value instanceof Duration duration) {
            statement.setLong(index, duration.toMillis());
        } else if (value instanceof Boolean flag) {
            statement.setLong(index, flag ? 1 : 0);
        } else if (value instanceof Enum<?> word) {
            statement.setString(index, Text.label(word));
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (value == null) {
            // Of no type: the database knows what the column is.
            statement.setNull(index, Types.NULL);
        } else {
            throw new IllegalArgumentException("Nobody said how to bind a " + value.getClass());
        }
    }
}
