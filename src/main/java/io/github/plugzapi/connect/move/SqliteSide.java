package io.github.plugzapi.connect.move;

import io.github.plugzapi.connect.sqlite.SqliteFile;
import io.github.plugzapi.connect.sqlite.SqliteLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Collection;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A file, which no service can work on while it is taken. */
final class SqliteSide extends Side {

    private final SqliteFile file;

    SqliteSide(String url, SqliteFile file) throws IOException {
        super(dataSource(url), "sqlite");
        this.file = file;
    }

    private static DataSource dataSource(String url) throws IOException {
        SqliteLibrary.load();
        SQLiteConfig config = new SQLiteConfig();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        // What was there before may be another secret.
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        SQLiteDataSource dataSource = new SQLiteDataSource(config);
        dataSource.setUrl(url);
        return dataSource;
    }

    @Override
    boolean isShared() {
        return false;
    }

    @Override
    boolean hasJournal() throws SQLException, IOException {
        // To look into one that is not there would make it.
        return Files.exists(file.path()) && super.hasJournal();
    }

    @Override
    void take() throws IOException, Refusal {
        if (!file.take()) {
            throw new Refusal("A service works on " + this + "; stop it first");
        }
    }

    @Override
    void lock(Collection<String> tables) {
        // It is taken.
    }

    @Override
    long last(Table table) throws SQLException {
        return number("SELECT seq FROM sqlite_sequence WHERE name = ?", table.name());
    }

    @Override
    void goOnAfter(Table table, long number) throws SQLException {
        update("DELETE FROM sqlite_sequence WHERE name = ?", table.name());
        update("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table.name(), number);
    }

    @Override
    String withNumbers() {
        return "";
    }

    @Override
    public void close() throws SQLException, IOException {
        try {
            super.close();
        } finally {
            file.letGo();
        }
    }

    @Override
    public String toString() {
        return file.path().toString();
    }
}
