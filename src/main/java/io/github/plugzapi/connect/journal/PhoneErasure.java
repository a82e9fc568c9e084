package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.event.Phone;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Erases the events that hold a phone number in any of its forms, be it in the raw body alone. No index can tell which
 * these are: the journal is searched range by range beside the writer, which is only asked to delete what was found.
 *
 * <p>In texts and bodies the number is found as digits with the country code, in one run or in groups as people write it,
 * {@code +55 (44) 99999-9999}, as long as its last four digits stand together.
 */
final class PhoneErasure {

    /** PostgreSQL's driver reads all bodies that one of them finds into memory. */
    private static final int RANGE = 2_000;

    /** Fewer digits are found everywhere; of such a number only the events are erased that say that it is theirs. */
    private static final int SEARCHED_DIGITS = 8;

    /** What the database looks for; the rest of the number may be written in groups, which it does not know. */
    private static final int LAST_DIGITS = 4;

    /** Spaces, brackets, dashes and the like; what is not ASCII may take several bytes. */
    private static final String BETWEEN = "[ ().+/\\u0080-\\uFFFF-]{0,4}";

    private static final String SQLITE = "SELECT seq, data, CASE WHEN instr(body, ?) > 0 THEN body END FROM event"
            + " WHERE seq > ? AND seq <= ? AND (instr(data, ?) > 0 OR instr(body, ?) > 0)";
    private static final String POSTGRESQL =
            "SELECT seq, data, CASE WHEN position(? in body) > 0 THEN body END FROM event"
                    + " WHERE seq > ? AND seq <= ? AND (strpos(data, ?) > 0 OR position(? in body) > 0)";

    private final List<String> forms;
    private final boolean searched;
    private final String last;
    private final Pattern written;

    PhoneErasure(Phone phone) {
        forms = phone.forms().stream().map(Phone::digits).toList();
        String digits = phone.digits();
        searched = digits.length() >= SEARCHED_DIGITS;
        // It is the same in all forms.
        last = searched ? digits.substring(digits.length() - LAST_DIGITS) : digits;
        written = Pattern.compile(forms.stream()
                .map(form -> String.join(BETWEEN, form.split("")))
                // Part of a longer number is another number; but 00 may stand before any.
                .collect(Collectors.joining("|", "(?<![1-9])(?:", ")(?![0-9])")));
    }

    /** Whether the number is written in a text, or in bytes of which each was taken for a character. */
    boolean isIn(String text) {
        return searched && text != null && written.matcher(text).find();
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
        try (PreparedStatement select = connection.prepareStatement(postgresql ? POSTGRESQL : SQLITE)) {
            // Few digits are looked for as a whole number alone, and not in bodies.
            byte[] inBody = searched ? last.getBytes(StandardCharsets.US_ASCII) : null;
            select.setBytes(1, inBody);
            select.setLong(2, after);
            select.setLong(3, after + RANGE);
            select.setString(4, searched ? last : '"' + last + '"');
            select.setBytes(5, inBody);
            List<Long> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (isInData(rows.getString(2)) || isIn(text(rows.getBytes(3)))) {
                        found.add(rows.getLong(1));
                    }
                }
            }
            return found;
        }
    }

    /** Whether an event is of the number itself, or tells it in a text. */
    private boolean isInData(String json) {
        return EventJson.texts(json).stream().anyMatch(text -> forms.contains(text) || isIn(text));
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
