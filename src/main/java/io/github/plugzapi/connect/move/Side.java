package io.github.plugzapi.connect.move;

import io.github.plugzapi.connect.sqlite.SqliteFile;
import io.github.plugzapi.connect.store.StoreConfig;
import io.quarkus.flyway.runtime.QuarkusFlywayResourceProvider;
import io.quarkus.flyway.runtime.QuarkusPathLocationScanner;
import io.quarkus.runtime.ImageMode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** One of the two databases of a move, on which nobody else works meanwhile. All is done in one transaction. */
abstract class Side implements AutoCloseable {

    /** PostgreSQL's driver would otherwise read a whole table into memory. */
    private static final int FETCHED_AT_ONCE = 500;

    private final DataSource dataSource;
    private final String kind;
    private Connection connection;

    Side(DataSource dataSource, String kind) {
        this.dataSource = dataSource;
        this.kind = kind;
    }

    static Side of(String url, StoreConfig login) throws IOException {
        Optional<SqliteFile> file = SqliteFile.of(url);
        return file.isPresent() ? new SqliteSide(url, file.get()) : new PostgresqlSide(url, login);
    }

    abstract boolean isShared();

    /** Makes sure that no service works on it, as far as that can be done before there are tables. */
    abstract void take() throws IOException, Refusal;

    /** Makes sure that none does, from now on. */
    abstract void lock(Collection<String> tables) throws SQLException, Refusal;

    /** The number that was given last, also where its row is gone; 0 if none was. */
    abstract long last(Table table) throws SQLException;

    /** Has the next number be greater than one. */
    abstract void goOnAfter(Table table, long number) throws SQLException;

    /** What stands before the values of an insert that has its own numbers. */
    abstract String withNumbers();

    boolean hasJournal() throws SQLException, IOException {
        return tables().containsKey("setting");
    }

    /** Brings the tables up to date, as a start of the service does. A journal of a newer version is refused. */
    void migrate() {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(dataSource)
                .locations("db/migration/" + kind)
                .ignoreMigrationPatterns(new String[0]);
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            // There a folder cannot be listed, and Quarkus has noted what is in it.
            configuration.resourceProvider(new QuarkusFlywayResourceProvider(
                    new QuarkusPathLocationScanner(configuration, List.of(configuration.getLocations()))
                            .scanForResources()));
        }
        configuration.load().migrate();
    }

    /** Begins the transaction. */
    void begin(Collection<String> tables) throws SQLException, Refusal {
        connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        lock(tables);
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** By name, but those of Flyway and of the database itself. */
    Map<String, Table> tables() throws SQLException {
        try (Connection other = dataSource.getConnection();
                ResultSet rows = other.getMetaData().getTables(null, other.getSchema(), "%", new String[] {"TABLE"})) {
            Map<String, Table> tables = new HashMap<>();
            while (rows.next()) {
                String name = rows.getString("TABLE_NAME");
                if (!name.startsWith("sqlite_") && !name.startsWith("flyway_")) {
                    tables.put(name, table(other, name));
                }
            }
            return tables;
        }
    }

    private static Table table(Connection connection, String name) throws SQLException {
        DatabaseMetaData catalogue = connection.getMetaData();
        List<String> columns = new ArrayList<>();
        String numbers = null;
        try (ResultSet rows = catalogue.getColumns(null, connection.getSchema(), name, "%")) {
            while (rows.next()) {
                columns.add(rows.getString("COLUMN_NAME"));
                if (rows.getString("IS_AUTOINCREMENT").equals("YES")) {
                    numbers = rows.getString("COLUMN_NAME");
                }
            }
        }
        return new Table(name, columns, numbers);
    }

    long count(String table) throws SQLException {
        return number("SELECT COUNT(*) FROM " + table);
    }

    /** The row with the greatest number, but what it holds in bytes; empty if there is none. */
    List<String> lastRow(Table table) throws SQLException {
        try (PreparedStatement select = prepared("SELECT " + String.join(", ", table.columns()) + " FROM "
                        + table.name() + " ORDER BY " + table.numbers() + " DESC LIMIT 1");
                ResultSet rows = select.executeQuery()) {
            List<String> row = new ArrayList<>();
            if (rows.next()) {
                for (int i = 1; i <= table.columns().size(); i++) {
                    Object value = rows.getObject(i);
                    row.add(value instanceof byte[] ? "" : String.valueOf(value));
                }
            }
            return row;
        }
    }

    void empty(String table) throws SQLException {
        execute("DELETE FROM " + table);
    }

    PreparedStatement select(Table table) throws SQLException {
        PreparedStatement select =
                connection.prepareStatement("SELECT " + String.join(", ", table.columns()) + " FROM " + table.name());
        select.setFetchSize(FETCHED_AT_ONCE);
        return select;
    }

    PreparedStatement insert(Table table) throws SQLException {
        return connection.prepareStatement("INSERT INTO " + table.name() + " (" + String.join(", ", table.columns())
                + ")" + (table.numbers() == null ? "" : withNumbers()) + " VALUES ("
                + String.join(", ", Collections.nCopies(table.columns().size(), "?")) + ")");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The number in the first row; 0 if there is none. */
    long number(String query, Object... parameters) throws SQLException {
        try (PreparedStatement select = prepared(query, parameters);
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    int update(String statement, Object... parameters) throws SQLException {
        try (PreparedStatement update = prepared(statement, parameters)) {
            return update.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** What is not committed is undone. */
    @Override
    public void close() throws SQLException, IOException {
        if (connection != null) {
            try (Connection last = connection) {
                last.rollback();
            }
        }
    }
}
