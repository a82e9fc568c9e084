package io.github.plugzapi.connect.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Forgets texts that hold something, such as a phone number. */
public final class TextErasure {

    private TextErasure() {}

    /**
     * Has a column hold nothing where it holds such a text.
     *
     * @param connection in a transaction that writes; never null
     * @param table the table; never null
     * @param column a column of texts that may be null; never null
     * @param holds whether a text is to be forgotten; never null
     * @throws SQLException if the store cannot do it
     */
    public static void forget(Connection connection, String table, String column, Predicate<String> holds)
            throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT DISTINCT " + column + " FROM " + table + " WHERE " + column + " IS NOT NULL");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                if (holds.test(rows.getString(1))) {
                    found.add(rows.getString(1));
                }
            }
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + table + " SET " + column + " = NULL WHERE " + column + " = ?")) {
            for (String text : found) {
                update.setString(1, text);
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
