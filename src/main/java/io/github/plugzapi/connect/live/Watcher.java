package io.github.plugzapi.connect.live;

import io.github.plugzapi.connect.live.EventPages.Page;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One who looks on. It takes the next events when what it was sent before is on its way, so that nothing waits for it in memory
 * however slow it is: whoever is far behind reads the journal, as one who comes again does.
 */
final class Watcher {

    /** How many rounds it may be behind the newest. */
    private static final int FAR = 100;

    /** With so many heartbeats due while nothing was taken, it is given up: within half a minute. */
    private static final int MOST_STALLED = 5;

    private final LiveEvents live;
    private final EventFilter filter;
    private final boolean beats;
    private final Outlet outlet;

    /** Up to where it has seen all that it wants. */
    private long seen;

    /** What it has seen last; null where that has to be read. */
    private Round at;

    /** What it is to be sent first. */
    private Buffer owed = StreamText.hello();

    private boolean reading;
    private boolean writing;
    private boolean ended;
    private int stalled;

    Watcher(LiveEvents live, EventFilter filter, boolean beats, long after, Outlet outlet) {
        this.live = live;
        this.filter = filter;
        this.beats = beats;
        this.outlet = outlet;
        this.seen = after;
    }

    /** Sends what there is, as far as it is taken. */
    void goOn() {
        for (Buffer text = next(); text != null; text = next()) {
            CompletableFuture<?> sending = write(text);
            if (!sending.isDone()) {
                sending.whenComplete((done, failure) -> {
                    sent(failure == null);
                    goOn();
                });
                return;
            }
            sent(!sending.isCompletedExceptionally());
        }
        if (isToRead()) {
            live.read(this);
        }
    }

    /** Whatever goes wrong there concerns nobody else. */
    private CompletableFuture<?> write(Buffer text) {
        try {
            return outlet.write(text).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void sent(boolean isSent) {
        synchronized (this) {
            writing = false;
            stalled = 0;
        }
        if (!isSent) {
            gone();
        }
    }

    /** What is to be sent now; null where that is nothing, or something is on its way. */
    private synchronized Buffer next() {
        if (at != null && !at.isNear(live.newest(), FAR)) {
            // Also of one that takes nothing, because what comes after that round is in memory with it.
            at = null;
        }
        if (ended || writing) {
            return null;
        }
        Buffer text = owed;
        owed = null;
        while (text == null && at != null && at.next() != null) {
            at = at.next();
            text = at.text(filter, seen);
            seen = Math.max(seen, at.end());
        }
        writing = text != null;
        return text;
    }

    private synchronized boolean isToRead() {
        if (ended || writing || reading || at != null || live.newest() == null) {
            return false;
        }
        reading = true;
        return true;
    }

    /** Reads some of the past. Not for the event loop. */
    void read() {
        boolean isProgress = false;
        try {
            isProgress = readOn();
        } finally {
            synchronized (this) {
                reading = false;
            }
        }
        if (isProgress) {
            goOn();
        }
    }

    private boolean readOn() {
        Round newest = live.newest();
        if (newest == null) {
            return false;
        }
        long before;
        synchronized (this) {
            before = seen;
        }
        // Most who come again have seen all that there is.
        Page page = before == newest.end() ? new Page(List.of(), before, null) : live.page(filter, before);
        synchronized (this) {
            seen = page.next();
            if (page.gap() != null || !page.entries().isEmpty()) {
                owed = page.gap() == null ? Buffer.buffer() : StreamText.gap(page.gap());
                owed.appendBuffer(StreamText.events(page.entries()));
            }
            if (seen >= newest.end()) {
                at = newest;
                owed = owed == null ? heartbeat() : owed;
            }
            return seen != before || owed != null;
        }
    }

    private Buffer heartbeat() {
        return beats ? StreamText.beat(seen) : StreamText.heartbeat(seen);
    }

    /** Says that it goes on; ends where nothing is taken. */
    void beat() {
        boolean isGivenUp;
        synchronized (this) {
            isGivenUp = ended || writing && ++stalled > MOST_STALLED;
            if (!writing && owed == null) {
                owed = heartbeat();
            }
        }
        if (isGivenUp) {
            outlet.abort();
            gone();
        } else {
            goOn();
        }
    }

    /** Ends the stream, because the process does. */
    void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        try {
            outlet.end(StreamText.goodbye());
        } catch (RuntimeException e) {
            // It has ended already.
            gone();
        }
    }

    /** Nobody is there any more. */
    void gone() {
        synchronized (this) {
            ended = true;
            at = null;
        }
        live.gone(this);
    }
}
