package io.github.plugzapi.connect.live;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Some events that come one after the other, written once for all who look on. The next ones hang on to it, so that each goes
 * on from where it is, and what nobody will look at any more is gone.
 */
final class Round {

    /** The same for all that come one after the other without a break. */
    private final Object chain;

    /** How many came before it, to tell how far it is from the newest. */
    private final long number;

    private final long end;
    private final List<JournalEntry> entries;
    private final Buffer all = Buffer.buffer();

    /** Where the text of each entry begins. */
    private final int[] begins;

    private volatile Round next;

    private Round(Object chain, long number, long end, List<JournalEntry> entries) {
        this.chain = chain;
        this.number = number;
        this.end = end;
        this.entries = entries;
        this.begins = new int[entries.size()];
        for (int i = 0; i < begins.length; i++) {
            begins[i] = all.length();
            all.appendString(StreamText.event(entries.get(i)));
        }
    }

    /** One without events, for those who want what comes after a sequence number. */
    static Round after(long seq) {
        return new Round(new Object(), 0, seq, List.of());
    }

    /** Appends some events that come after it. */
    Round append(List<JournalEntry> more) {
        next = new Round(chain, number + 1, more.get(more.size() - 1).seq(), more);
        return next;
    }

    /** The sequence number of its last event. */
    long end() {
        return end;
    }

    /** Null where it is the newest. */
    Round next() {
        return next;
    }

    /** Whether another one, the newest, comes after it, with so many in between at most. */
    boolean isNear(Round newest, int most) {
        return newest != null && chain == newest.chain && newest.number - number <= most;
    }

    /** What somebody is to be sent who has seen all up to a sequence number; null where there is nothing for them. */
    Buffer text(EventFilter filter, long seen) {
        if (entries.isEmpty() || seen >= end) {
            return null;
        }
        if (filter.equals(EventFilter.ALL) && seen < entries.get(0).seq()) {
            return all;
        }
        Buffer some = Buffer.buffer();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).seq() > seen && filter.matches(entries.get(i))) {
                int until = i + 1 < begins.length ? begins[i + 1] : all.length();
                some.appendBuffer(all, begins[i], until - begins[i]);
            }
        }
        return some.length() == 0 ? null : some;
    }
}
