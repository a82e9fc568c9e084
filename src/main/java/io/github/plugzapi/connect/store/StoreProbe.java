package io.github.plugzapi.connect.store;

import io.github.plugzapi.connect.sqlite.SqliteFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Looks at a journal from a command beside the service. Nothing is made or brought up to date. */
public final class StoreProbe {

    private static final String ANYTHING_IN_POSTGRESQL =
            "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace))";

    private static final String ANYTHING_IN_SQLITE = "SELECT EXISTS (SELECT 1 FROM sqlite_master)";

    /** What the SQL states of a wrong user or password begin with. */
    private static final String UNAUTHORIZED = "28";

    /**
     * How the journal is.
     *
     * @param usable whether a service could work with it
     * @param line what there is, what the first start will make, or what is wrong, after the variable that mends it; never null
     */
    public record Found(boolean usable, String line) {}

    private StoreProbe() {}

    /**
     * Looks at it.
     *
     * @param config where it is; never null
     * @return how it is; never null
     */
    public static Found look(StoreConfig config) {
        try {
            return new Found(true, "JOURNAL_URL: " + found(config));
        } catch (SQLException e) {
            boolean unauthorized = e.getSQLState() != null && e.getSQLState().startsWith(UNAUTHORIZED);
            return new Found(
                    false,
                    (unauthorized ? "JOURNAL_USERNAME, JOURNAL_PASSWORD" : "JOURNAL_URL")
                            + ": the journal cannot be used: " + oneLine(e));
        }
    }

    /** The driver's own words, with those of what is behind them. */
    private static String oneLine(SQLException failure) {
        Throwable cause = failure.getCause();
        String text = failure.getMessage()
                + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")");
        return text.replaceAll("\\s+", " ");
    }

    private static String found(StoreConfig config) throws SQLException {
        Optional<Path> file = SqliteFile.of(config.url()).map(SqliteFile::path);
        if (file.isPresent()) {
            checkPlace(file.get());
            Settings.loadSqlite();
            if (!Files.exists(file.get())) {
                return "the first start makes " + file.get();
            }
        }
        try (Connection connection = Settings.connect(config);
                Statement statement = connection.createStatement()) {
            if (file.isEmpty() && !mayWrite(statement)) {
                throw new SQLException("this server takes no writes, such as a replica does not");
            }
            if (!hasTable(connection, "setting")) {
                if (file.isEmpty() && !isTrue(statement, "SELECT has_schema_privilege(current_schema(), 'CREATE')")) {
                    throw new SQLException(
                            "it is empty, and this user may make no tables in it (GRANT CREATE ON SCHEMA)");
                }
                if (!hasTable(connection, "flyway_schema_history")
                        && isTrue(statement, file.isEmpty() ? ANYTHING_IN_POSTGRESQL : ANYTHING_IN_SQLITE)) {
                    throw new SQLException(StoreUnavailable.OF_SOMETHING_ELSE);
                }
                return "it is empty, the first start makes its tables";
            }
            if (file.isEmpty() && !isTrue(statement, "SELECT has_table_privilege('setting', 'INSERT')")) {
                throw new SQLException("this user may not write its tables");
            }
            // A file that is no database says so only now.
            isTrue(statement, "SELECT COUNT(*) FROM setting");
            return "it is there, and can be used";
        }
    }

    private static boolean mayWrite(Statement statement) throws SQLException {
        return isTrue(statement, "SELECT current_setting('transaction_read_only') = 'off'");
    }

    private static boolean isTrue(Statement statement, String question) throws SQLException {
        try (ResultSet rows = statement.executeQuery(question)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static boolean hasTable(Connection connection, String name) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, name, null)) {
            return tables.next();
        }
    }

    /** SQLite writes beside the file, too. */
    private static void checkPlace(Path file) throws SQLException {
        if (Files.exists(file) && (!Files.isRegularFile(file) || !Files.isReadable(file) || !Files.isWritable(file))) {
            throw new SQLException(file + " is no file that this user may read and write");
        }
        Path folder = file.getParent();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new SQLException(folder + " is no folder that this user may write in");
        }
    }
}
