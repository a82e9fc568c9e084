package io.github.plugzapi.connect.move;

import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.store.StoreUnavailable;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.flywaydb.core.api.FlywayException;

/**
 * Copies a journal from SQLite to PostgreSQL or back, while no service works on either. It is done in one transaction of the
 * target: what is broken off leaves nothing there, and is begun again.
 */
public final class JournalMove {

    /** What is written together, in rows and in bytes of their texts, so that large ones take no memory. */
    private static final int ROWS_AT_ONCE = 500;

    private static final int BYTES_AT_ONCE = 1 << 20;

    private static final long TELL_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Side source;
    private final Side target;
    private final Consumer<String> progress;

    private JournalMove(Side source, Side target, Consumer<String> progress) {
        this.source = source;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Copies it, with the secret, the places of the observers and whatever else is kept, so that a service on the target goes on
     * where that on the source was stopped. The source stays as it is.
     *
     * @param from the JDBC URL of the journal; never null
     * @param to the JDBC URL of a database without one; never null
     * @param login the user and the password for PostgreSQL; never null
     * @param progress takes a line now and then about how far it is, and what is there in the end; never null
     * @return why it could not be done, in one line, and then the target is as it was; empty if all is there
     */
    public static Optional<String> copy(String from, String to, StoreConfig login, Consumer<String> progress) {
        try (Side source = Side.of(from, login);
                Side target = Side.of(to, login)) {
            if (source.isShared() == target.isShared()) {
                return Optional.of(
                        "One must be SQLite and the other PostgreSQL; from one database to another of the same"
                                + " kind its own tools move a journal (a copy of the file, pg_dump)");
            }
            new JournalMove(source, target, progress).copy();
            return Optional.empty();
        } catch (Refusal e) {
            return Optional.of(e.getMessage());
        } catch (SQLException | IOException | FlywayException e) {
            return Optional.of(StoreUnavailable.reason(e));
        }
    }

    private void copy() throws SQLException, IOException, Refusal {
        if (!source.hasJournal()) {
            throw new Refusal("There is no journal at " + source);
        }
        for (Side side : new Side[] {source, target}) {
            side.take();
            side.migrate();
        }
        Map<String, Table> tables = tables();
        source.begin(tables.keySet());
        target.begin(tables.keySet());
        Map<String, Long> there = counts(source, tables);
        if (hasEvents(tables)) {
            if (!counts(target, tables).equals(there) || !endsAlike(tables)) {
                throw new Refusal(target + " has events of its own; move to an empty database");
            }
            progress.accept("It was moved before.");
        } else {
            for (Table table : tables.values()) {
                copy(table, there.get(table.name()));
            }
            compare(there, counts(target, tables));
            target.commit();
        }
        there.forEach((table, count) -> progress.accept(String.format("%-14s %9d rows, in both", table, count)));
    }

    /** Those of the file, since nobody else has tables in that. */
    private Map<String, Table> tables() throws SQLException, Refusal {
        Map<String, Table> ours = (source.isShared() ? target : source).tables();
        Map<String, Table> others = (source.isShared() ? source : target).tables();
        for (Table table : ours.values()) {
            if (!table.equals(others.get(table.name()))) {
                throw new Refusal("The table " + table.name() + " is not the same in both");
            }
        }
        return new TreeMap<>(ours);
    }

    /** Whatever the database numbers came from outside; the rest, such as a secret, each start makes. */
    private boolean hasEvents(Map<String, Table> tables) throws SQLException {
        for (Table table : tables.values()) {
            if (table.numbers() != null && target.count(table.name()) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Two journals that only happen to have as many rows do not. */
    private boolean endsAlike(Map<String, Table> tables) throws SQLException {
        for (Table table : tables.values()) {
            if (table.numbers() != null && !source.lastRow(table).equals(target.lastRow(table))) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Long> counts(Side side, Map<String, Table> tables) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        for (String table : tables.keySet()) {
            counts.put(table, side.count(table));
        }
        return counts;
    }

    private static void compare(Map<String, Long> expected, Map<String, Long> counts) throws Refusal {
        if (!counts.equals(expected)) {
            throw new Refusal("Not all has arrived, so nothing was kept: " + counts + " instead of " + expected);
        }
    }

    private void copy(Table table, long count) throws SQLException {
        target.empty(table.name());
        progress.accept(String.format("%-14s %9d rows", table.name(), count));
        try (PreparedStatement select = source.select(table);
                ResultSet rows = select.executeQuery();
                PreparedStatement insert = target.insert(table)) {
            int columns = table.columns().size();
            long done = 0;
            long told = System.nanoTime();
            int waiting = 0;
            int bytes = 0;
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    bytes += copy(rows.getObject(i), insert, i);
                }
                insert.addBatch();
                done++;
                waiting++;
                if (waiting >= ROWS_AT_ONCE || bytes >= BYTES_AT_ONCE) {
                    insert.executeBatch();
                    waiting = 0;
                    bytes = 0;
                    if (System.nanoTime() - told >= TELL_EVERY_NANOS) {
                        progress.accept(String.format("%-14s %9d of %d", table.name(), done, count));
                        told = System.nanoTime();
                    }
                }
            }
            insert.executeBatch();
        }
        if (table.numbers() != null) {
            target.goOnAfter(table, source.last(table));
        }
    }

    /** Says how long it is. */
    private static int copy(Object value, PreparedStatement insert, int index) throws SQLException {
        if (value == null) {
            insert.setNull(index, Types.NULL);
            return 0;
        } else if (value instanceof byte[] bytes) {
            insert.setBytes(index, bytes);
            return bytes.length;
        } else if (value instanceof String text) {
            insert.setString(index, text);
            return text.length();
        } else if (value instanceof Number number) {
            insert.setLong(index, number.longValue());
            return Long.BYTES;
        }
        throw new IllegalArgumentException("Nobody said how to copy a " + value.getClass());
    }
}
