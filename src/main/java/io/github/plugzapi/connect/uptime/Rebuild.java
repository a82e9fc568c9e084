package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.journal.EventTable;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.store.StoreUnavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Tells anew, from all events that the journal holds, for how long each instance was connected: from the journal's second day on,
 * since of the first one it may have had more. It works beside the service, which keeps nothing of that meanwhile, and without it.
 * Events that were erased because of a phone number are missing.
 *
 * <p>It comes to what the service told, except where something came late on one side of a midnight and other things before it on the
 * other: of the day on which it begins only the end is kept, not how that was known at first. A gateway that said again how an
 * instance is, right after that midnight, although only later it was learnt that it had not said so since before, is then taken at
 * its word for a millisecond.
 */
public final class Rebuild {

    private static final Logger LOG = Logger.getLogger(Rebuild.class);

    /** So many events are read at once. */
    private static final int CHUNK = 500;

    /** After so many events it is saved what they tell. */
    private static final int STEP = 2_000;

    /** Whoever waits for the store has it between two steps. */
    private static final long MOST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What is disturbed by erasures begins anew. */
    private static final int ATTEMPTS = 10;

    /**
     * What is kept by subscribers that have yet to handle it is older than the rest.
     */
    private static final String BEGINNING = "SELECT received_at FROM event WHERE NOT EXISTS (SELECT 1 FROM redelivery r"
            + " WHERE r.seq = event.seq AND r.set_aside = 0) ORDER BY seq LIMIT 1";

    private final Store.Beside store;
    private final String owner = UUID.randomUUID().toString();
    private final Set<String> instances = new HashSet<>();
    private long events;
    private long steps;
    private String mark;

    /**
     * What was told anew.
     *
     * @param instances of how many instances
     * @param days on how many days, of all instances together
     * @param events from how many events
     */
    public record Result(long instances, long days, long events) {}

    /** Somebody has ended it: whoever has erased something, or rebuilds it, too. */
    private static final class Disturbed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Disturbed() {
            super(null, null, false, false);
        }
    }

    private Rebuild(Store.Beside store) {
        this.store = store;
    }

    /**
     * Does it.
     *
     * @param journal where the journal is; never null
     * @return what came of it; empty where somebody else does the same, or erases one instance after the other
     * @throws StoreUnavailable if the journal cannot be used; what was not told anew by then is as it was before
     */
    public static Optional<Result> run(StoreConfig journal) {
        try (Store.Beside store = Store.Beside.open(journal)) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Rebuild rebuild = new Rebuild(store);
                try {
                    return Optional.of(rebuild.run());
                } catch (Disturbed e) {
                    if (store.read(Pause::mark).isPresent()) {
                        return Optional.empty();
                    }
                } finally {
                    rebuild.end();
                }
            }
            return Optional.empty();
        }
    }

    private Result run() {
        Optional<Instant> beginning = store.read(sql -> sql.first(BEGINNING, row -> row.moment("received_at")));
        if (beginning.isEmpty()) {
            return new Result(0, 0, 0);
        }
        // Nothing is told of the time that it is now.
        RebuiltDays days = new RebuiltDays(store::read, Clock.systemUTC(), Day.of(beginning.get()));
        mark = mark();
        store.writeAlone(sql -> {
            Pause.begin(sql, mark);
            return null;
        });
        takeAll(days);
        String after = "";
        for (List<String> some = others(after); !some.isEmpty(); some = others(after)) {
            List<String> page = some;
            step(sql -> days.deleteTheRest(sql, page));
            after = page.get(page.size() - 1);
        }
        long count = store.read(days::count);
        end();
        return new Result(instances.size(), count, events);
    }

    private void takeAll(RebuiltDays days) {
        long seq = 0;
        int unsaved = 0;
        List<JournalEntry> chunk;
        do {
            long from = seq;
            chunk = store.read(sql -> EventTable.after(sql, from, CHUNK));
            for (JournalEntry entry : chunk) {
                if (entry.event() != null) {
                    days.see(entry.event());
                }
                if (KeepUptime.tells(entry)) {
                    days.take(entry);
                    instances.add(entry.instance());
                    events++;
                }
                seq = entry.seq();
            }
            unsaved += chunk.size();
            if (unsaved >= STEP || chunk.size() < CHUNK) {
                step(days::save);
                unsaved = 0;
            }
        } while (chunk.size() == CHUNK);
    }

    private List<String> others(String after) {
        return store.read(sql -> sql.list(
                "SELECT DISTINCT instance FROM uptime_day WHERE instance > ? ORDER BY instance LIMIT ?",
                row -> row.text("instance"),
                after,
                CHUNK));
    }

    private void step(Consumer<Sql> work) {
        long begun = System.nanoTime();
        String next = mark();
        store.writeAlone(sql -> {
            if (!Pause.goOn(sql, mark, next)) {
                throw new Disturbed();
            }
            work.accept(sql);
            return null;
        });
        mark = next;
        LockSupport.parkNanos(Math.min(MOST_REST_NANOS, System.nanoTime() - begun));
    }

    private String mark() {
        return owner + " " + ++steps;
    }

    /** Where that does not work, the service finds out by itself that it is over. */
    private void end() {
        if (mark == null) {
            return;
        }
        try {
            store.writeAlone(sql -> Pause.end(sql, mark));
            mark = null;
        } catch (StoreUnavailable e) {
            LOG.debug("The end could not be said", e);
        }
    }
}
