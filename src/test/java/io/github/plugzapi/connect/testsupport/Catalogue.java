package io.github.plugzapi.connect.testsupport;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tables of a database as it lists them itself, so that no test keeps a list that somebody forgets to add to. */
public final class Catalogue {

    private final Database database;

    public Catalogue(Database database) {
        this.database = database;
    }

    /** What a column holds. */
    public enum Content {
        TEXT,
        NUMBER,
        BYTES
    }

    /**
     * A column of a table.
     *
     * @param generated whether the database fills it
     */
    public record Column(String name, Content content, boolean generated) {}

    /** A table with its columns. */
    public record Table(String name, List<Column> columns) {

        public boolean has(String column) {
            return columns.stream().anyMatch(each -> each.name().equals(column));
        }
    }

    /** All tables that somebody has made, but that of Flyway. */
    public List<Table> tables() {
        try (Connection connection = database.connect();
                ResultSet rows =
                        connection.getMetaData().getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
            List<Table> tables = new ArrayList<>();
            while (rows.next()) {
                String name = rows.getString("TABLE_NAME");
                if (!name.startsWith("sqlite_") && !name.startsWith("flyway_")) {
                    tables.add(new Table(name, columns(connection, name)));
                }
            }
            return tables;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Column> columns(Connection connection, String table) throws SQLException {
        DatabaseMetaData catalogue = connection.getMetaData();
        try (ResultSet rows = catalogue.getColumns(null, connection.getSchema(), table, "%")) {
            List<Column> columns = new ArrayList<>();
            while (rows.next()) {
                columns.add(new Column(
                        rows.getString("COLUMN_NAME"),
                        content(
                                // SQLite's driver says of a BLOB that it is a text.
                                rows.getString("TYPE_NAME").equals("BLOB") ? Types.BLOB : rows.getInt("DATA_TYPE"),
                                table),
                        rows.getString("IS_AUTOINCREMENT").equals("YES")));
            }
            return columns;
        }
    }

    private static Content content(int type, String table) {
        return switch (type) {
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB -> Content.TEXT;
            case Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Content.NUMBER;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Content.BYTES;
            default ->
                throw new IllegalStateException(
                        "Say here what a column of this type holds: " + type + ", in the" + " table " + table);
        };
    }

    /** Inserts a row; the columns that the database fills itself are left out of it. */
    public void insert(Table table, Map<String, Object> row) {
        List<String> columns = List.copyOf(row.keySet());
        String sql = "INSERT INTO " + table.name() + " (" + String.join(", ", columns) + ") VALUES (?"
                + ", ?".repeat(columns.size() - 1) + ")";
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.size(); i++) {
                insert.setObject(i + 1, row.get(columns.get(i)));
            }
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All rows of a table, such as {@code event: seq=1, instance=a, error=, body={}}: a byte is a character. */
    public List<String> rows(Table table) {
        try (Connection connection = database.connect();
                PreparedStatement select = connection.prepareStatement("SELECT * FROM " + table.name());
                ResultSet rows = select.executeQuery()) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (Column column : table.columns()) {
                    String value = text(rows, column);
                    row.add(column.name() + "=" + (value == null ? "" : value));
                }
                all.add(table.name() + ": " + String.join(", ", row));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All rows of all tables. */
    public List<String> rows() {
        return tables().stream().flatMap(table -> rows(table).stream()).toList();
    }

    private static String text(ResultSet row, Column column) throws SQLException {
        if (column.content() != Content.BYTES) {
            return row.getString(column.name());
        }
        byte[] bytes = row.getBytes(column.name());
        return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
