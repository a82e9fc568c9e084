package io.github.plugzapi.connect.testsupport;

import io.github.plugzapi.connect.journal.Journal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the journal holds. */
public final class KeptEvents {

    private KeptEvents() {}

    /** The events of an instance, in order, such as {@code connected reconciliation}. */
    public static List<String> of(Journal journal, String instance) {
        try {
            return journal.read(connection -> {
                try (PreparedStatement select =
                        connection.prepareStatement("SELECT kind, source FROM event WHERE instance = ? ORDER BY seq")) {
                    select.setString(1, instance);
                    List<String> events = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            events.add(rows.getString(1) + " " + rows.getString(2));
                        }
                    }
                    return events;
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
