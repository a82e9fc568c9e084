package io.github.plugzapi.connect.move;

import io.github.plugzapi.connect.store.StoreConfig;
import java.sql.SQLException;
import java.util.Collection;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that several services may work on, of which one leads. */
final class PostgresqlSide extends Side {

    /** SQLSTATE "lock not available". */
    private static final String LOCKED = "55P03";

    private static final int CONNECT_SECONDS = 5;

    private final String url;

    PostgresqlSide(String url, StoreConfig login) {
        super(dataSource(url, login), "postgresql");
        this.url = url;
    }

    private static DataSource dataSource(String url, StoreConfig login) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        login.username().ifPresent(dataSource::setUser);
        login.password().ifPresent(dataSource::setPassword);
        dataSource.setApplicationName("plugzapi-connect");
        dataSource.setConnectTimeout(CONNECT_SECONDS);
        dataSource.setTcpKeepAlive(true);
        // What it refuses is not quoted: it holds phone numbers.
        dataSource.setLogServerErrorDetail(false);
        return dataSource;
    }

    @Override
    boolean isShared() {
        return true;
    }

    @Override
    void take() {
        // Only the tables tell who works on them.
    }

    /** A service that is started from now on waits with whatever it writes, its lease before all. */
    @Override
    void lock(Collection<String> tables) throws SQLException, Refusal {
        execute("SET LOCAL lock_timeout = '5s'");
        try {
            execute("LOCK TABLE " + String.join(", ", tables) + " IN EXCLUSIVE MODE");
        } catch (SQLException e) {
            if (LOCKED.equals(e.getSQLState())) {
                throw running();
            }
            throw e;
        }
        if (number("SELECT COUNT(*) FROM lease WHERE expires_at > EXTRACT(EPOCH FROM clock_timestamp()) * 1000") > 0) {
            throw running();
        }
    }

    private Refusal running() {
        return new Refusal(
                "A service works on " + this + ", or was killed within the last seconds; stop it, and try again");
    }

    @Override
    long last(Table table) throws SQLException {
        return number(
                "SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(?, ?) AS regclass))",
                table.name(),
                table.numbers());
    }

    @Override
    void goOnAfter(Table table, long number) throws SQLException {
        if (number > 0) {
            number(
                    "SELECT setval(CAST(pg_get_serial_sequence(?, ?) AS regclass), ?)",
                    table.name(),
                    table.numbers(),
                    number);
        }
    }

    @Override
    String withNumbers() {
        return " OVERRIDING SYSTEM VALUE";
    }

    @Override
    public String toString() {
        return url.replaceFirst("\\?.*", "");
    }
}
