package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.journal.Journal;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The table {@code confirmation}: what PlugZapi answered last, for every process to read. */
@Singleton
public class Confirmations {

    private final Journal journal;

    Confirmations(Journal journal) {
        this.journal = journal;
    }

    /**
     * What PlugZapi answered last, of all instances that it was asked for. Not for the event loop.
     *
     * @return a copy, by instance; never null
     * @throws SQLException if the journal cannot be read
     */
    public Map<String, Confirmation> all() throws SQLException {
        return journal.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT instance, unconfirmed_since,"
                            + " unconfirmed_reason, connected, session, smartphone_connected, error, restore_attempts,"
                            + " restore_at"
                            + " FROM confirmation");
                    ResultSet rows = select.executeQuery()) {
                Map<String, Confirmation> all = new HashMap<>();
                while (rows.next()) {
                    all.put(
                            rows.getString(1),
                            new Confirmation(
                                    rows.getString(1),
                                    instant(rows, 2),
                                    rows.getString(3),
                                    flag(rows.getString(4)),
                                    flag(rows.getString(5)),
                                    flag(rows.getString(6)),
                                    rows.getString(7),
                                    rows.getInt(8),
                                    instant(rows, 9)));
                }
                return all;
            }
        });
    }

    /** Keeps some, in one transaction. */
    void save(Collection<Confirmation> some) throws SQLException {
        journal.write(connection -> {
            try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO confirmation (instance,"
                    + " unconfirmed_since, unconfirmed_reason, connected, session, smartphone_connected, error,"
                    + " restore_attempts, restore_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (instance) DO UPDATE SET"
                    + " unconfirmed_since = excluded.unconfirmed_since,"
                    + " unconfirmed_reason = excluded.unconfirmed_reason, connected = excluded.connected,"
                    + " session = excluded.session,"
                    + " smartphone_connected = excluded.smartphone_connected, error = excluded.error,"
                    + " restore_attempts = excluded.restore_attempts, restore_at = excluded.restore_at")) {
                for (Confirmation confirmation : some) {
                    upsert.setString(1, confirmation.instance());
                    setInstant(upsert, 2, confirmation.unconfirmedSince());
                    upsert.setString(3, confirmation.unconfirmedReason());
                    upsert.setString(4, text(confirmation.connected()));
                    upsert.setString(5, text(confirmation.session()));
                    upsert.setString(6, text(confirmation.smartphoneConnected()));
                    upsert.setString(7, confirmation.error());
                    upsert.setInt(8, confirmation.restoreAttempts());
                    setInstant(upsert, 9, confirmation.restoreAt());
                    upsert.addBatch();
                }
                return upsert.executeBatch();
            }
        });
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static void setInstant(PreparedStatement statement, int index, Instant instant) throws SQLException {
        if (instant == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, instant.toEpochMilli());
        }
    }

    private static Boolean flag(String text) {
        return text == null ? null : Boolean.valueOf(text);
    }

    private static String text(Boolean flag) {
        return flag == null ? null : flag.toString();
    }
}
