package io.github.plugzapi.connect.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real database that a journal is kept in.
 *
 * @param url its JDBC URL
 * @param username who to connect as; null where nobody asks
 */
public record Database(String url, String username) {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The databases that a journal can be kept in. */
    public enum Kind {
        SQLITE,
        POSTGRESQL;

        /** An empty one, which nobody else uses. */
        public Database fresh(Path folder) {
            return this == SQLITE ? sqlite(folder.resolve("journal.db")) : postgresql();
        }
    }

    /** One server for all tests of a run; it ends with the JVM. */
    private static final class Server {

        private static final EmbeddedPostgres SHARED = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static Database sqlite(Path file) {
        return new Database("jdbc:sqlite:" + file, null);
    }

    private static Database postgresql() {
        String name = "journal_" + NUMBER.incrementAndGet();
        of(Server.SHARED, "postgres").execute("CREATE DATABASE " + name);
        return of(Server.SHARED, name);
    }

    public static Database of(EmbeddedPostgres server, String name) {
        return new Database("jdbc:postgresql://localhost:" + server.getPort() + "/" + name, "postgres");
    }

    /** The variables that lead the packaged application to it. */
    public Map<String, String> environment() {
        return isShared() ? Map.of("JOURNAL_URL", url, "JOURNAL_USERNAME", username) : Map.of("JOURNAL_URL", url);
    }

    public boolean isShared() {
        return username != null;
    }

    /** A connection of its own, beside those of the journal. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, username, null);
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of all rows, as text. */
    public List<String> column(String sql) {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public long count(String table) {
        return Long.parseLong(column("SELECT COUNT(*) FROM " + table).get(0));
    }
}
