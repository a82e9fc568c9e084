package io.github.plugzapi.connect.store;

import io.github.plugzapi.connect.text.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** A row that was found, its columns by name, as {@link Sql} binds them. It is there only while it is read. */
public final class Row {

    private final ResultSet row;

    Row(ResultSet row) {
        this.row = row;
    }

    private interface Column<T> {
        T read() throws SQLException;
    }

    private static <T> T read(Column<T> column) {
        try {
            return column.read();
        } catch (SQLException e) {
            throw new StoreUnavailable(e);
        }
    }

    /**
     * A text.
     *
     * @param column the column's name; never null
     * @return the text; may be null
     */
    public String text(String column) {
        return read(() -> row.getString(column));
    }

    /**
     * Bytes.
     *
     * @param column the column's name; never null
     * @return the bytes; may be null
     */
    public byte[] bytes(String column) {
        return read(() -> row.getBytes(column));
    }

    /**
     * A number.
     *
     * @param column the column's name; never null
     * @return the number; may be null
     */
    public Long number(String column) {
        return read(() -> {
            long number = row.getLong(column);
            return row.wasNull() ? null : number;
        });
    }

    /**
     * A moment.
     *
     * @param column the column's name; never null
     * @return the moment, in UTC; may be null
     */
    public Instant moment(String column) {
        Long millis = number(column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    /**
     * A duration.
     *
     * @param column the column's name; never null
     * @return the duration; may be null
     */
    public Duration duration(String column) {
        Long millis = number(column);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    /**
     * A flag.
     *
     * @param column the column's name; never null
     * @return whether it is set; may be null
     */
    public Boolean flag(String column) {
        Long number = number(column);
        return number == null ? null : number != 0;
    }

    /**
     * A word of an enum.
     *
     * @param <E> the enum
     * @param column the column's name; never null
     * @param type the enum; never null
     * @return the word; may be null
     */
    public <E extends Enum<E>> E word(String column, Class<E> type) {
        String word = text(column);
        return word == null ? null : Text.labelled(type, word);
    }
}
