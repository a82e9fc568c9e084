package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Batch;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The table {@code quarantine}: authenticated callbacks that could not be read, the last {@value #MAX_NUMBER}, for 30 days. */
@Singleton
class Quarantine implements Erasable {

    static final int MAX_NUMBER = 1_000;
    static final Duration MAX_AGE = Duration.ofDays(30);

    private final Store store;
    private final Clock clock;
    private final Batch<Unreadable, Void> batch = new Keeping();

    Quarantine(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

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
