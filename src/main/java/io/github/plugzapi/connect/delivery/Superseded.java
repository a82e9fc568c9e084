package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Store;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether an event that is passed on late has been overtaken by a later one of the same instance about the same, so that three
 * hundred old disconnections need not raise three hundred alarms.
 */
@Singleton
class Superseded {

    /** An event is late when it came so long ago; sooner it is news, whatever came after it. */
    static final Duration LATE = Duration.ofSeconds(5);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /** A look takes a twentieth of the time at most, however many events there are. */
    private static final int REST = 20;

    private final Store store;
    private final Clock clock;
    private final Ticker ticker;

    /** The newest sequence numbers by instance and matter, as of some moment; of what came after a sequence number. */
    private record Newest(long from, Map<String, Long> seqs, Duration until) {}

    private Newest newest;

    Superseded(Store store, Clock clock, Ticker ticker) {
        this.store = store;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Not for the event loop. */
    boolean isSuperseded(JournalEntry entry) {
        ConnectionEvent event = entry.event();
        if (event == null || event.receivedAt().isAfter(clock.instant().minus(LATE))) {
            return false;
        }
        return newest(entry.seq()).getOrDefault(key(event.instance(), event.kind()), 0L) > entry.seq();
    }

    private synchronized Map<String, Long> newest(long seq) {
        Duration begun = ticker.elapsed();
        if (newest == null || newest.from() > seq || newest.until().compareTo(begun) <= 0) {
            Map<String, Long> seqs = new HashMap<>();
            store.read(sql -> {
                sql.each(
                        "SELECT instance, kind, MAX(seq) AS seq FROM event WHERE seq > ? GROUP BY instance, kind",
                        row -> seqs.merge(key(row.text("instance"), row.text("kind")), row.number("seq"), Math::max),
                        seq);
                return null;
            });
            Duration took = ticker.elapsed().minus(begun).multipliedBy(REST);
            Duration rest = took.compareTo(LOOK_AGAIN) < 0 ? LOOK_AGAIN : took;
            newest = new Newest(seq, seqs, ticker.elapsed().plus(rest));
        }
        return newest.seqs();
    }

    private static String key(String instance, String kind) {
        return matter(kind) + " " + instance;
    }

    /** What a kind is about: {@code outage} for the beginning and the end of one. */
    private static String matter(String kind) {
        boolean tellsState = Kind.find(kind).map(Kind::tellsState).orElse(false);
        int end = kind.lastIndexOf('_');
        return tellsState || end < 0 ? "state" : kind.substring(0, end);
    }
}
