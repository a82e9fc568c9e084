package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.Phone;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Erases the events that hold a phone number in any of its forms, be it in the raw body alone. No index can tell which
 * these are: the journal is searched range by range beside the writer, which is only asked to delete what was found.
 *
 * <p>In texts and bodies it is found as {@link Phone#search()} says, as long as its last four digits stand together.
 */
final class PhoneErasure {

    /** PostgreSQL's driver reads all bodies that one of them finds into memory. */
    private static final int RANGE = 2_000;

    /** What the database looks for; the rest of the number may be written in groups, which it does not know. */
    private static final int LAST_DIGITS = 4;

    private static final String OF_PHONE = "SELECT seq, phone, error, body FROM event WHERE seq > ? AND seq <= ?";
    private static final String SQLITE = " OR instr(error, ?) > 0 OR instr(body, ?) > 0";
    private static final String POSTGRESQL = " OR strpos(error, ?) > 0 OR position(? in body) > 0";

    private final List<String> forms;
    private final boolean searched;
    private final String last;
    private final Predicate<String> written;

    PhoneErasure(Phone phone) {
        forms = phone.forms().stream().map(Phone::digits).toList();
        String digits = phone.digits();
        // Of a number of few digits only the events are erased that say that it is theirs.
        searched = digits.length() >= Phone.MIN_SEARCHED_DIGITS;
        // It is the same in all forms.
        last = searched ? digits.substring(digits.length() - LAST_DIGITS) : digits;
        written = phone.search();
    }

    /** How many events were erased. */
    int erase(Store store, Writer writer) throws SQLException {
        long[] ends = store.read(PhoneErasure::ends);
        int erased = 0;
        for (long from = ends[0] - 1; from < ends[1]; from += RANGE) {
            long after = from;
            List<Long> found = store.read(connection -> find(connection, store.isShared(), after));
            for (int i = 0; i < found.size(); i += Retention.STEP) {
                List<Long> step = found.subList(i, Math.min(i + Retention.STEP, found.size()));
                writer.write(connection -> delete(connection, step));
            }
            erased += found.size();
        }
        return erased;
    }

    private static long[] ends(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT COALESCE(MIN(seq), 1), COALESCE(MAX(seq), 0) FROM event");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return new long[] {rows.getLong(1), rows.getLong(2)};
        }
    }

    private List<Long> find(Connection connection, boolean postgresql, long after) throws SQLException {
        String ofPhone =
                "phone IN (" + String.join(", ", forms.stream().map(form -> "?").toList()) + ")";
        String inText = postgresql ? POSTGRESQL : SQLITE;
        try (PreparedStatement select =
                connection.prepareStatement(OF_PHONE + " AND (" + ofPhone + (searched ? inText : "") + ")")) {
            int at = 1;
            select.setLong(at++, after);
            select.setLong(at++, after + RANGE);
            for (String form : forms) {
                select.setString(at++, form);
            }
            if (searched) {
                select.setString(at++, last);
                select.setBytes(at, last.getBytes(StandardCharsets.US_ASCII));
            }
            List<Long> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (forms.contains(rows.getString(2))
                            || written.test(rows.getString(3))
                            || written.test(text(rows.getBytes(4)))) {
                        found.add(rows.getLong(1));
                    }
                }
            }
            return found;
        }
    }

    private static String text(byte[] body) {
        return body == null ? null : new String(body, StandardCharsets.ISO_8859_1);
    }

    private static Void delete(Connection connection, List<Long> seqs) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM event WHERE seq = ?")) {
            for (long seq : seqs) {
                delete.setLong(1, seq);
                delete.addBatch();
            }
            delete.executeBatch();
        }
        Redeliveries.deleteOrphans(connection);
        return null;
    }
}
