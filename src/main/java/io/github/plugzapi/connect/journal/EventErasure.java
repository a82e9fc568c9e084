package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Erases events. No index can tell all that hold a phone number, be it in the raw body alone: the journal is searched range by
 * range, beside the one thread that writes, which is only asked to delete what was found. Erasing is rare.
 */
@Singleton
public class EventErasure {

    /** PostgreSQL's driver reads all bodies of one into memory. */
    private static final int RANGE = 2_000;

    /** So many are deleted in one transaction. */
    private static final int STEP = 500;

    private static final String SQLITE =
            "SELECT seq, data, CASE WHEN instr(body, ?) > 0 THEN body END AS body FROM event"
                    + " WHERE seq > ? AND seq <= ? AND (instr(data, ?) > 0 OR instr(body, ?) > 0)";
    private static final String POSTGRESQL =
            "SELECT seq, data, CASE WHEN position(? in body) > 0 THEN body END AS body FROM event"
                    + " WHERE seq > ? AND seq <= ? AND (strpos(data, ?) > 0 OR position(? in body) > 0)";

    private final Store store;
    private final Tail tail;

    EventErasure(Store store, Tail tail) {
        this.store = store;
        this.tail = tail;
    }

    private interface Search {
        List<Long> find(long after, long upTo);
    }

    /**
     * Erases the events of an instance. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return how many there were
     * @throws StoreUnavailable if the store cannot do it; then some may be left, and the call can be repeated
     */
    public int erase(String instance) {
        return erase((after, upTo) -> store.read(sql -> sql.list(
                "SELECT seq FROM event WHERE seq > ? AND seq <= ? AND instance = ?",
                row -> row.number("seq"),
                after,
                upTo,
                instance)));
    }

    /**
     * Erases the events that hold a phone number. Not for the event loop.
     *
     * @param phone the number; never null
     * @return how many there were
     * @throws StoreUnavailable if the store cannot do it; then some may be left, and the call can be repeated
     */
    public int erase(PhoneInText phone) {
        // Few digits are looked for as a whole number alone, and not in bodies.
        String inData = phone.lastDigits() == null ? '"' + phone.forms().get(0) + '"' : phone.lastDigits();
        byte[] inBody = phone.lastDigits() == null ? null : phone.lastDigits().getBytes(StandardCharsets.US_ASCII);
        return erase((after, upTo) -> {
            List<Long> found = new ArrayList<>();
            store.read(sql -> {
                sql.each(
                        store.isShared() ? POSTGRESQL : SQLITE,
                        row -> {
                            if (isInData(phone, row.text("data")) || phone.isIn(row.bytes("body"))) {
                                found.add(row.number("seq"));
                            }
                        },
                        inBody,
                        after,
                        upTo,
                        inData,
                        inBody);
                return null;
            });
            return found;
        });
    }

    /** Whether an event is of the number itself, or tells it in a text. */
    private static boolean isInData(PhoneInText phone, String json) {
        return EventJson.texts(json).stream().anyMatch(text -> phone.forms().contains(text) || phone.isIn(text));
    }

    private int erase(Search search) {
        long first = store.read(sql -> sql.number("SELECT MIN(seq) AS n FROM event"));
        long end = store.read(EventTable::end);
        int erased = 0;
        try {
            for (long after = Math.max(0, first - 1); after < end; after += RANGE) {
                List<Long> found = search.find(after, after + RANGE);
                for (int i = 0; i < found.size(); i += STEP) {
                    List<Long> step = found.subList(i, Math.min(i + STEP, found.size()));
                    store.write(sql -> EventTable.delete(sql, step));
                }
                erased += found.size();
            }
            return erased;
        } finally {
            tail.forget();
        }
    }
}
