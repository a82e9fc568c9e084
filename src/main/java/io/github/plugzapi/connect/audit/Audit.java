package io.github.plugzapi.connect.audit;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Batch;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.LogLater;
import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.text.Text;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** The table {@code audit}: what people did by the console and the API, for 400 days. */
@Singleton
public class Audit implements Erasable {

    private static final Logger LOG = Logger.getLogger(Audit.class);

    /** More than a year, for whoever looks at the same time of the year before. */
    static final Duration KEPT = Duration.ofDays(400);

    /** Nobody can fill a disk with it. */
    static final int MOST = 100_000;

    private static final int MAX_PAGE = 1_000;
    private static final int MAX_WORD = 100;
    private static final int MAX_INSTANCE = 200;

    private static final String COLUMNS = "at, who, from_address, action, instance, about, outcome";

    private final Store store;
    private final Instances instances;
    private final Clock clock;
    private final Batch<Entry, Void> batch = new Notes();

    Audit(Store store, Instances instances, Clock clock) {
        this.store = store;
        this.instances = instances;
        this.clock = clock;
    }

    /**
     * What somebody did.
     *
     * @param who by the name that he logged in with, or what else is known of him; never null
     * @param fromAddress the address that he called from; may be null
     * @param action what he did; never null
     * @param instance PlugZapi's id of the instance that it was done to; may be null
     * @param about what else it was done to, such as a sink's name; may be null
     * @param outcome what came of it, in words; it is cut, and what is secret in it masked; may be null
     */
    public record Note(String who, String fromAddress, Action action, String instance, String about, String outcome) {}

    /**
     * What is kept of that.
     *
     * @param id a number, greater than that of all before it
     * @param at when it was noted, in UTC; never null
     * @param who as it was noted; never null
     * @param fromAddress as it was noted; may be null
     * @param action the word for what was noted; never null
     * @param instance as it was noted; may be null
     * @param about as it was noted; may be null
     * @param outcome as it was noted, fit to be shown; may be null
     */
    public record Entry(
            long id,
            Instant at,
            String who,
            String fromAddress,
            String action,
            String instance,
            String about,
            String outcome) {

        private static Entry of(Row row) {
            return new Entry(
                    row.number("id"),
                    row.moment("at"),
                    row.text("who"),
                    row.text("from_address"),
                    row.text("action"),
                    row.text("instance"),
                    row.text("about"),
                    row.text("outcome"));
        }

        private Object[] row() {
            return new Object[] {at, who, fromAddress, action, instance, about, outcome};
        }
    }

    private final class Notes implements Batch<Entry, Void> {

        private Entry last;

        @Override
        public List<Void> write(Sql sql, List<Entry> items) {
            last = items.get(items.size() - 1);
            sql.insert("audit", COLUMNS, items.stream().map(Entry::row).toList());
            return Collections.nCopies(items.size(), null);
        }

        @Override
        public boolean wasCommitted(Sql sql) {
            return sql.first(
                            "SELECT * FROM audit WHERE at = ? AND who = ? AND action = ? ORDER BY id DESC LIMIT 1",
                            Entry::of,
                            last.at(),
                            last.who(),
                            last.action())
                    .isPresent();
        }

        @Override
        public int size(Entry item) {
            return 1_000;
        }
    }

    void start(@Observes StartupEvent event, Ticker ticker) {
        ticker.every(Duration.ofHours(1), this::purge);
    }

    /**
     * Says in the log what somebody did, and keeps it. Waits for nothing.
     *
     * @param note what that is; never null
     * @return completes with null once it is durable; fails with {@link StoreUnavailable} if it cannot be kept, which the log
     *     says, too: what was done is done
     */
    public CompletionStage<Void> note(Note note) {
        Entry entry = new Entry(
                0,
                clock.instant(),
                Text.oneLine(note.who(), MAX_WORD),
                note.fromAddress() == null ? null : Text.oneLine(note.fromAddress(), MAX_WORD),
                note.action().word(),
                note.instance() == null ? null : Text.clean(Text.cut(note.instance(), MAX_INSTANCE)),
                safe(note, note.about()),
                safe(note, note.outcome()));
        LogLater.say(() -> log(entry));
        return store.submit(batch, entry).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LogLater.say(() -> LOG.warnf(
                        "That %s did this could not be noted: %s",
                        LogText.oneLine(entry.who()), StoreUnavailable.reason(failure)));
            }
        });
    }

    private String safe(Note note, String text) {
        return text == null ? null : instances.safe(note.instance() == null ? "" : note.instance(), text);
    }

    private void log(Entry entry) {
        String who = LogText.oneLine(entry.who())
                + (entry.fromAddress() == null ? "" : " from " + LogText.oneLine(entry.fromAddress()));
        String about = entry.about() == null ? "" : " " + entry.about();
        String outcome = entry.outcome() == null ? "" : ": " + entry.outcome();
        if (entry.instance() == null) {
            LOG.infof("%s did: %s%s%s", who, entry.action(), about, outcome);
        } else {
            LOG.infof("%s did: %s %s%s%s", who, entry.action(), instances.describe(entry.instance()), about, outcome);
        }
    }

    /**
     * What was done, the newest first. Not for the event loop.
     *
     * @param before the id of the entry that it is to go on after; null to begin with the newest
     * @param limit how many entries at most, from 1 to {@value #MAX_PAGE}
     * @param instance PlugZapi's id of the instance that it is to be about; null for all
     * @return some entries, in order; none if there are no more; never null
     * @throws StoreUnavailable if the store cannot be read
     */
    public List<Entry> page(Long before, int limit, String instance) {
        long end = before == null ? Long.MAX_VALUE : before;
        int most = Math.max(1, Math.min(limit, MAX_PAGE));
        return store.read(sql -> instance == null
                ? sql.list("SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?", Entry::of, end, most)
                : sql.list(
                        "SELECT * FROM audit WHERE instance = ? AND id < ? ORDER BY id DESC LIMIT ?",
                        Entry::of,
                        instance,
                        end,
                        most));
    }

    void purge() {
        if (store.trouble() != null) {
            return;
        }
        try {
            store.write(sql -> sql.update(
                    "DELETE FROM audit WHERE at < ? OR id <= (SELECT MAX(id) FROM audit) - " + MOST,
                    clock.instant().minus(KEPT)));
        } catch (StoreUnavailable e) {
            LOG.debug("What was done long ago waits for the journal", e);
        }
    }

    @Override
    public void erase(Sql sql, String instance) {
        sql.update("DELETE FROM audit WHERE instance = ?", instance);
    }

    @Override
    public void erase(Sql sql, PhoneInText phone) {
        sql.forget("audit", "about", phone::isIn);
        sql.forget("audit", "outcome", phone::isIn);
    }
}
