package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.Phone;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Erases the events that hold a phone number, be it in the raw body alone. No index can tell which these are: the journal is
 * searched range by range beside the writer, which is only asked to delete what was found.
 */
final class PhoneErasure {

    private static final int RANGE = 20_000;

    /** Fewer digits are found everywhere; of such a number only the events are erased that say that it is theirs. */
    private static final int SEARCHED_DIGITS = 8;

    private static final String OF_PHONE = "SELECT seq FROM event WHERE seq > ? AND seq <= ? AND (phone = ?";
    private static final String SQLITE = OF_PHONE + " OR instr(error, ?) > 0 OR instr(body, ?) > 0)";
    private static final String POSTGRESQL = OF_PHONE + " OR strpos(error, ?) > 0 OR position(? in body) > 0)";

    private PhoneErasure() {}

    static int erase(Store store, Writer writer, Phone phone) throws SQLException {
        long[] ends = store.read(PhoneErasure::ends);
        int erased = 0;
        for (long from = ends[0] - 1; from < ends[1]; from += RANGE) {
            long after = from;
            List<Long> found = store.read(connection -> find(connection, store.isShared(), phone, after));
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

    private static List<Long> find(Connection connection, boolean postgresql, Phone phone, long after)
            throws SQLException {
        boolean searched = phone.digits().length() >= SEARCHED_DIGITS;
        String sql = postgresql ? POSTGRESQL : SQLITE;
        try (PreparedStatement select = connection.prepareStatement(searched ? sql : OF_PHONE + ")")) {
            select.setLong(1, after);
            select.setLong(2, after + RANGE);
            select.setString(3, phone.digits());
            if (searched) {
                select.setString(4, phone.digits());
                select.setBytes(5, phone.digits().getBytes(StandardCharsets.US_ASCII));
            }
            List<Long> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
            return found;
        }
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
