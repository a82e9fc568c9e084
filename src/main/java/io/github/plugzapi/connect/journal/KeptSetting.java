package io.github.plugzapi.connect.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** Reads what a running service has kept in its journal, from a command beside it. */
public final class KeptSetting {

    private KeptSetting() {}

    /**
     * Reads a setting, and nothing else: nothing is made that is not there.
     *
     * @param config where the journal is; never null
     * @param name the setting's name; never null
     * @return its value; empty if there is none, or no journal yet
     * @throws SQLException if the journal cannot be read
     */
    public static Optional<String> read(JournalConfig config, String name) throws SQLException {
        Optional<Path> file = Store.file(config.url());
        if (file.isPresent() && !Files.exists(file.get())) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        config.username().ifPresent(username -> properties.setProperty("user", username));
        config.password().ifPresent(password -> properties.setProperty("password", password));
        // Named, because a native executable knows no service files.
        Driver driver = file.isPresent() ? new org.sqlite.JDBC() : new org.postgresql.Driver();
        try (Connection connection = driver.connect(config.url(), properties)) {
            if (connection == null) {
                throw new SQLException("JOURNAL_URL must be jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
            }
            return read(connection, name);
        }
    }

    static Optional<String> read(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT value FROM setting WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }
}
