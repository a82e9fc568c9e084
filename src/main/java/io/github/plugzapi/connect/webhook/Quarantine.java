package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Batch;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The table {@code quarantine}: authenticated callbacks that could not be read, the last {@value #MAX_NUMBER}, for 30 days. */
@Singleton
public class Quarantine implements Erasable {

    static final int MAX_NUMBER = 1_000;
    static final Duration MAX_AGE = Duration.ofDays(30);

    private static final String COLUMNS = "id, instance, received_at, content_type, reason, body";

    private final Store store;
    private final Clock clock;
    private final CallbackParser parser;
    private final Journal journal;
    private final Batch<Unreadable, Void> batch = new Keeping();

    Quarantine(Store store, Clock clock, CallbackParser parser, Journal journal) {
        this.store = store;
        this.clock = clock;
        this.parser = parser;
        this.journal = journal;
    }

    /**
     * A callback that could not be read.
     *
     * @param id its number here; later ones have greater numbers
     * @param instance the instance of the URL that was called; never null
     * @param receivedAt when it came, in UTC; never null
     * @param contentType what the sender said it is; may be null
     * @param reason why it could not be read; never null
     * @param body the raw body, of any form; never null
     */
    public record Kept(long id, String instance, Instant receivedAt, String contentType, String reason, byte[] body) {

        private static Kept of(Row row) {
            return new Kept(
                    row.number("id"),
                    row.text("instance"),
                    row.moment("received_at"),
                    row.text("content_type"),
                    row.text("reason"),
                    row.bytes("body"));
        }

        /**
         * The body as text.
         *
         * @return it; empty where it is no UTF-8; never null
         */
        public Optional<String> text() {
            try {
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(body))
                        .toString());
            } catch (CharacterCodingException e) {
                return Optional.empty();
            }
        }

        /** It may have to be logged. */
        @Override
        public String toString() {
            return "the callback " + id + " that could not be read";
        }
    }

    /**
     * What came of reading a callback again.
     *
     * @param outcome {@code accepted}, {@code duplicate} or {@code ignored}: it has left the quarantine; {@code unreadable}: it
     *     is there still; never null
     * @param event the id of the event that it has become; null where it has not
     * @param reason why it cannot be read; null where it can
     */
    public record Reading(String outcome, String event, String reason) {}

    private record Unreadable(Instant receivedAt, String instance, String contentType, String reason, byte[] body) {

        /** It may have to be logged. */
        @Override
        public String toString() {
            return "a callback that cannot be read";
        }
    }

    /** They wait within the same bounds as events: a sender may send nothing but what cannot be read. */
    private final class Keeping implements Batch<Unreadable, Void> {

        private Unreadable last;

        @Override
        public List<Void> write(Sql sql, List<Unreadable> items) {
            last = items.get(items.size() - 1);
            sql.insert(
                    "quarantine",
                    "instance, received_at, content_type, reason, body",
                    items.stream()
                            .map(item -> new Object[] {
                                item.instance(), item.receivedAt(), item.contentType(), item.reason(), item.body()
                            })
                            .toList());
            purge(sql);
            return Collections.nCopies(items.size(), null);
        }

        @Override
        public boolean wasCommitted(Sql sql) {
            return sql.number(
                            "SELECT COUNT(*) AS n FROM quarantine WHERE instance = ? AND received_at = ? AND body = ?",
                            last.instance(),
                            last.receivedAt(),
                            last.body())
                    > 0;
        }

        @Override
        public int size(Unreadable item) {
            return item.body().length;
        }
    }

    /**
     * Keeps a callback that could not be read. Waits for nothing.
     *
     * @param instance the instance of the URL that was called; never null
     * @param contentType what the sender said it is; may be null
     * @param reason why it could not be read; never null
     * @param body the raw body; never null
     * @return completes with null once it is durable; fails with {@link StoreUnavailable} if it cannot be kept now
     */
    CompletionStage<Void> keep(String instance, String contentType, String reason, byte[] body) {
        return store.submit(batch, new Unreadable(clock.instant(), instance, contentType, reason, body));
    }

    void start(@Observes StartupEvent event, Ticker ticker) {
        ticker.every(Duration.ofHours(1), this::purge);
    }

    /** What is too old goes also where nothing else comes. */
    void purge() {
        if (store.trouble() == null) {
            store.write(this::purge);
        }
    }

    private int purge(Sql sql) {
        return sql.update(
                "DELETE FROM quarantine WHERE received_at < ? OR id <= (SELECT MAX(id) FROM quarantine) - "
                        + MAX_NUMBER,
                clock.instant().minus(MAX_AGE));
    }

    /**
     * Those that are kept, the newest first. Not for the event loop, as the next ones.
     *
     * @param limit how many at most
     * @param before the number of the last one that was given; null for the newest
     * @return the next ones; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public List<Kept> newest(int limit, Long before) {
        return store.read(sql -> sql.list(
                "SELECT " + COLUMNS + " FROM quarantine WHERE id < ? ORDER BY id DESC LIMIT ?",
                Kept::of,
                before == null ? Long.MAX_VALUE : before,
                limit));
    }

    /**
     * How many are kept.
     *
     * @return the number
     * @throws StoreUnavailable if the store cannot be read
     */
    public long count() {
        return store.read(sql -> sql.number("SELECT COUNT(*) AS n FROM quarantine"));
    }

    /**
     * Finds one.
     *
     * @param id its number
     * @return it; empty if there is none of that number
     * @throws StoreUnavailable if the store cannot be read
     */
    public Optional<Kept> find(long id) {
        return store.read(sql -> sql.first("SELECT " + COLUMNS + " FROM quarantine WHERE id = ?", Kept::of, id));
    }

    /**
     * Reads one again, since a newer version may understand it: then it becomes the event that it would have been when it came, and
     * leaves the quarantine once that is durable.
     *
     * @param id its number
     * @return what came of it; empty if there is none of that number
     * @throws StoreUnavailable if the store cannot do it now; then it is here still, and the event may be kept
     */
    public Optional<Reading> read(long id) {
        return find(id).map(this::read);
    }

    private Reading read(Kept kept) {
        Callback callback =
                parser.parse(kept.instance(), kept.body(), FrontDoor.charset(kept.contentType()), kept.receivedAt());
        if (callback instanceof Callback.Unreadable unreadable) {
            return new Reading(Outcome.UNREADABLE.label(), null, unreadable.reason());
        }
        Reading reading = new Reading(Outcome.IGNORED.label(), null, null);
        if (callback instanceof Callback.ConnectionChange change) {
            reading = switch (append(change.event(), kept.body())) {
                case NEW -> new Reading(Outcome.ACCEPTED.label(), change.event().id(), null);
                case DUPLICATE -> new Reading(Outcome.DUPLICATE.label(), null, null);
            };
        }
        discard(kept.id());
        return reading;
    }

    private Appended append(ConnectionEvent event, byte[] body) {
        try {
            return journal.append(event, body).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailable unavailable ? unavailable : e;
        }
    }

    /**
     * Deletes one.
     *
     * @param id its number
     * @return whether there was one of that number
     * @throws StoreUnavailable if the store cannot do it now
     */
    public boolean discard(long id) {
        return store.write(sql -> sql.update("DELETE FROM quarantine WHERE id = ?", id)) > 0;
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM quarantine WHERE instance = ?", instance);
    }

    /** Bodies here are of any form, so they are searched as they are. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {
        List<Long> found = new ArrayList<>();
        sql.each("SELECT id, content_type, reason, body FROM quarantine", row -> {
            if (phone.isIn(row.bytes("body"))
                    || phone.isIn(row.text("reason"))
                    || phone.isIn(row.text("content_type"))) {
                found.add(row.number("id"));
            }
        });
        sql.updateEach("DELETE FROM quarantine WHERE id = ?", found);
    }
}
