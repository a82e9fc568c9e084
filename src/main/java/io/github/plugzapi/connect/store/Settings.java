package io.github.plugzapi.connect.store;

import io.github.plugzapi.connect.sqlite.SqliteFile;
import io.github.plugzapi.connect.sqlite.SqliteLibrary;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/** The table {@code setting}: values that are made once and then kept, the same for all processes. */
@Singleton
public class Settings {

    /** A query for how often something was erased, by whichever process. */
    public static final String ERASURES = "SELECT CAST(value AS BIGINT) AS n FROM setting WHERE name = 'erasures'";

    private final Store store;

    Settings(Store store) {
        this.store = store;
    }

    /**
     * Finds a setting. Not for the event loop.
     *
     * @param name its name; never null
     * @return its value; empty if there is none
     * @throws StoreUnavailable if the store cannot be read
     */
    public Optional<String> find(String name) {
        return store.read(sql -> find(sql, name));
    }

    /**
     * Finds a setting, and makes it where there is none yet. Not for the event loop.
     *
     * @param name its name; never null
     * @param first makes its value; never null
     * @return its value; never null
     * @throws StoreUnavailable if the store cannot do it
     */
    public String findOrMake(String name, Supplier<String> first) {
        return find(name).orElseGet(() -> make(name, first));
    }

    private String make(String name, Supplier<String> first) {
        return store.write(sql -> {
            sql.update("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", name, first.get());
            return find(sql, name).orElseThrow();
        });
    }

    /**
     * Reads what a running service has kept, from a command beside it, and nothing else: nothing is made that is not there.
     *
     * @param config where the store is; never null
     * @param name the setting's name; never null
     * @return its value; empty if there is none, or no store yet
     * @throws StoreUnavailable if the store cannot be read
     */
    public static Optional<String> read(StoreConfig config, String name) {
        Optional<Path> file = SqliteFile.of(config.url()).map(SqliteFile::path);
        if (file.isPresent() && !Files.exists(file.get())) {
            return Optional.empty();
        }
        try (Connection connection = connect(config);
                Sql sql = new Sql(connection, false)) {
            return find(sql, name);
        } catch (SQLException e) {
            throw new StoreUnavailable(e);
        }
    }

    /** A connection of its own, beside those of the service. */
    static Connection connect(StoreConfig config) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "15");
        properties.setProperty("logServerErrorDetail", "false");
        return connect(config, properties);
    }

    /** The same with other properties of the driver, which get the user and the password. */
    static Connection connect(StoreConfig config, Properties properties) throws SQLException {
        config.username().ifPresent(username -> properties.setProperty("user", username));
        config.password().ifPresent(password -> properties.setProperty("password", password));
        boolean isFile = SqliteFile.of(config.url()).isPresent();
        if (isFile) {
            loadSqlite();
        }
        // Named, because a native executable knows no service files.
        Driver driver = isFile ? new org.sqlite.JDBC() : new org.postgresql.Driver();
        return driver.connect(config.url(), properties);
    }

    static void loadSqlite() throws SQLException {
        try {
            SqliteLibrary.load();
        } catch (IOException e) {
            throw new SQLException(e.getMessage());
        }
    }

    private static Optional<String> find(Sql sql, String name) {
        return sql.first("SELECT value FROM setting WHERE name = ?", row -> row.text("value"), name);
    }

    /**
     * Counts that something is erased, in the transaction that does it.
     *
     * @param sql of the transaction, which no other process writes beside; never null
     */
    public static void countErasure(Sql sql) {
        sql.update("INSERT INTO setting (name, value) VALUES ('erasures', '1') ON CONFLICT (name) DO UPDATE"
                + " SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT)");
    }

    /**
     * Writes something that nobody reads, to know whether that works.
     *
     * @param length how much it is, in bytes: of a disk that is nearly full, a little proves nothing
     */
    static int probe(Sql sql, int length) {
        return sql.update(
                "INSERT INTO setting (name, value) VALUES ('probe', ?)"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                System.nanoTime() + " ".repeat(length));
    }
}
