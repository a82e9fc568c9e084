package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.Secrets;
import io.github.plugzapi.connect.text.Text;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * The table {@code attempt}: the last attempts of each sink, {@value #MAX_NUMBER} that it took and as many that it did not, for
 * 30 days. They are kept once a second; of more than {@value #MAX_WAITING} a second of one sink, the newest are.
 */
@Singleton
public class AttemptLog implements Erasable {

    private static final Logger LOG = Logger.getLogger(AttemptLog.class);

    static final int MAX_NUMBER = 1_000;
    static final int MAX_WAITING = 200;
    static final Duration MAX_AGE = Duration.ofDays(30);

    /** Of an answer nobody reads more. */
    static final int MAX_ANSWER = 1_024;

    /** So much at the end of what was cut may be the beginning of a secret, too little of it to be known. */
    private static final int BEGINNING = 128;

    private static final String COLUMNS = "sink, seq, event, instance, at, millis, status, answer, error, taken";

    private final Store store;
    private final Clock clock;

    /** What is not kept yet, by sinks and outcomes. */
    private final Map<String, Deque<Noted>> waiting = new HashMap<>();

    /**
     * One time that an event was passed on, or was not.
     *
     * @param sink the sink's own name; never null
     * @param seq the event's place in the journal
     * @param event the event's id; never null
     * @param instance PlugZapi's id of the instance; never null
     * @param at when it was begun; never null
     * @param took how long it took; never null
     * @param status the status of the answer; null where there was none
     * @param answer the first of the answer's text, without secrets; null where there was none
     * @param error why it was not taken, without secrets; null where it was
     */
    public record Attempt(
            String sink,
            long seq,
            String event,
            String instance,
            Instant at,
            Duration took,
            Integer status,
            String answer,
            String error) {

        /**
         * Whether the sink has the event.
         *
         * @return false where it is to come again
         */
        public boolean isTaken() {
            return error == null;
        }
    }

    /**
     * Some attempts of a sink.
     *
     * @param attempts the newest first; never null
     * @param next before which the next ones are; null: there are none
     */
    public record Page(List<Attempt> attempts, Long next) {}

    private record Noted(Attempt attempt, Secrets secrets) {

        private Object[] row() {
            return new Object[] {
                attempt.sink(),
                attempt.seq(),
                attempt.event(),
                attempt.instance(),
                attempt.at(),
                attempt.took().toMillis(),
                attempt.status(),
                cut(attempt.answer()),
                cut(attempt.error()),
                attempt.isTaken()
            };
        }

        private String cut(String text) {
            if (text == null) {
                return null;
            }
            String known = secrets.cutFrom(Text.cut(text, MAX_ANSWER + BEGINNING));
            boolean isWhole = text.length() <= MAX_ANSWER + BEGINNING;
            int length = isWhole ? MAX_ANSWER : Math.min(MAX_ANSWER, Math.max(1, known.length() - BEGINNING));
            return Text.clean(Text.cut(known, length));
        }
    }

    AttemptLog(Store store, Clock clock, Ticker ticker) {
        this.store = store;
        this.clock = clock;
        ticker.every(Duration.ofSeconds(1), this::keep);
        ticker.every(Duration.ofHours(1), this::purge);
    }

    /**
     * Notes an attempt, to be kept soon. Waits for nothing; after a crash those of the last second are missing.
     *
     * @param attempt with its answer and error as they are; never null
     * @param secrets what must not be kept of these; never null
     */
    public synchronized void note(Attempt attempt, Secrets secrets) {
        Deque<Noted> ofSink =
                waiting.computeIfAbsent(attempt.sink() + " " + attempt.isTaken(), any -> new ArrayDeque<>());
        if (ofSink.size() == MAX_WAITING) {
            ofSink.removeFirst();
        }
        ofSink.add(new Noted(attempt, secrets));
    }

    private synchronized List<Noted> taken() {
        List<Noted> noted = new ArrayList<>();
        waiting.values().forEach(noted::addAll);
        waiting.clear();
        return noted;
    }

    /** When nothing is handed to sinks any more. */
    void keep(@Observes @Priority(2) Store.Closing event) {
        keep();
    }

    void keep() {
        List<Noted> noted = taken();
        if (noted.isEmpty()) {
            return;
        }
        List<Object[]> rows = noted.stream().map(Noted::row).toList();
        try {
            // Alone, as whoever erases is: what was erased while a sink was at it is not kept afterwards.
            store.writeAlone(sql -> {
                Set<Long> there = there(sql, noted);
                sql.insert(
                        "attempt",
                        COLUMNS,
                        IntStream.range(0, rows.size())
                                .filter(i ->
                                        there.contains(noted.get(i).attempt().seq()))
                                .mapToObj(rows::get)
                                .toList());
                noted.stream().map(each -> each.attempt().sink()).distinct().forEach(sink -> {
                    deleteOldest(sql, sink, true);
                    deleteOldest(sql, sink, false);
                });
                return null;
            });
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "%d attempts could not be kept", noted.size());
        }
    }

    /** Those of their events that were neither erased nor purged. */
    private static Set<Long> there(Sql sql, List<Noted> noted) {
        Set<Long> there = new HashSet<>();
        sql.eachIn(
                "SELECT seq FROM event WHERE seq IN",
                noted.stream().map(each -> each.attempt().seq()).distinct().toList(),
                row -> there.add(row.number("seq")));
        return there;
    }

    private static void deleteOldest(Sql sql, String sink, boolean taken) {
        sql.update(
                "DELETE FROM attempt WHERE sink = ? AND taken = ? AND id <= (SELECT id FROM attempt WHERE sink = ?"
                        + " AND taken = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
                sink,
                taken,
                sink,
                taken,
                MAX_NUMBER);
    }

    private void purge() {
        Instant before = clock.instant().minus(MAX_AGE);
        try {
            store.write(sql -> sql.update("DELETE FROM attempt WHERE at < ?", before));
        } catch (StoreUnavailable e) {
            LOG.debug("Old attempts are deleted an hour later", e);
        }
    }

    /**
     * The attempts of a sink, newest first. Not for the event loop.
     *
     * @param sink its own name; never null
     * @param limit how many at most
     * @return them; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public List<Attempt> of(String sink, int limit) {
        return of(sink, limit, null).attempts();
    }

    /**
     * Some of the attempts of a sink, newest first. Not for the event loop.
     *
     * @param sink its own name; never null
     * @param limit how many at most
     * @param before what {@link Page#next} was; null for the newest
     * @return them; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public Page of(String sink, int limit, Long before) {
        List<Long> ids = new ArrayList<>();
        List<Attempt> attempts = store.read(sql -> sql.list(
                "SELECT id, " + COLUMNS + " FROM attempt WHERE sink = ? AND id < ? ORDER BY id DESC LIMIT ?",
                row -> {
                    ids.add(row.number("id"));
                    return attempt(row);
                },
                sink,
                before == null ? Long.MAX_VALUE : before,
                limit + 1));
        return attempts.size() <= limit
                ? new Page(attempts, null)
                : new Page(attempts.subList(0, limit), ids.get(limit - 1));
    }

    /** Of a sink that is no more. Not for the event loop. */
    void forget(String sink) {
        store.write(sql -> sql.update("DELETE FROM attempt WHERE sink = ?", sink));
    }

    private static Attempt attempt(Row row) {
        Long status = row.number("status");
        return new Attempt(
                row.text("sink"),
                row.number("seq"),
                row.text("event"),
                row.text("instance"),
                row.moment("at"),
                Duration.ofMillis(row.number("millis")),
                status == null ? null : status.intValue(),
                row.text("answer"),
                row.text("error"));
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM attempt WHERE instance = ?", instance);
        forget(noted -> noted.attempt().instance().equals(instance));
    }

    /** A sink may say back what it was told. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {
        sql.forget("attempt", "answer", phone::isIn);
        sql.forget("attempt", "error", phone::isIn);
        forget(noted -> isIn(phone, noted.attempt().answer())
                || isIn(phone, noted.attempt().error()));
    }

    private static boolean isIn(PhoneInText phone, String text) {
        return text != null && phone.isIn(text);
    }

    /** What is not kept yet is not to be kept any more. */
    private synchronized void forget(Predicate<Noted> such) {
        waiting.values().forEach(noted -> noted.removeIf(such));
    }
}
