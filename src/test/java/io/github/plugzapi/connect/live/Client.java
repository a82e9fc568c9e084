package io.github.plugzapi.connect.live;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who looks on, as a browser does: remembers the last id, with or without an event. */
class Client {

    private static final Pattern EVENT = Pattern.compile("event: (.*)\ndata: (.*)$", Pattern.MULTILINE);
    private static final Pattern ID = Pattern.compile("^id: (\\d+)$", Pattern.MULTILINE);

    private final List<String> blocks = new ArrayList<>();
    private final List<Long> seqs = new ArrayList<>();
    private Executor network = Runnable::run;
    private CompletableFuture<Void> stuck;
    private Long lastId;
    private int writes;
    private boolean ended;
    private boolean aborted;
    private Runnable gone = () -> {};
    private int connections;

    static Client of(LiveEvents live, EventFilter filter, Long after) {
        return new Client().open(live, filter, after);
    }

    Client open(LiveEvents live, EventFilter filter, Long after) {
        Connection connection = new Connection(connect());
        gone = live.open(filter, false, after, connection);
        if (isEnded()) {
            gone.run();
        }
        return this;
    }

    /** From now on what is sent is taken by another thread, some time. */
    Client over(Executor other) {
        network = other;
        return this;
    }

    /** Comes again, after what was seen. */
    void comeAgain(LiveEvents live) {
        gone.run();
        // Nothing arrives any more that is not known here.
        connect();
        open(live, EventFilter.ALL, lastId());
    }

    void goAway() {
        gone.run();
    }

    synchronized void takeNothing() {
        stuck = new CompletableFuture<>();
    }

    void takeAgain() {
        CompletableFuture<Void> before;
        synchronized (this) {
            before = stuck;
            stuck = null;
        }
        before.complete(null);
    }

    private synchronized int connect() {
        return ++connections;
    }

    /** What comes over one that was given up is seen by nobody. */
    private final class Connection implements Outlet {

        private final int number;

        private Connection(int number) {
            this.number = number;
        }

        @Override
        public CompletionStage<?> write(Buffer text) {
            synchronized (Client.this) {
                writes++;
                if (stuck != null) {
                    return stuck.thenRun(() -> take(number, text));
                }
            }
            CompletableFuture<Void> sent = new CompletableFuture<>();
            network.execute(() -> {
                take(number, text);
                sent.complete(null);
            });
            return sent;
        }

        @Override
        public void end(Buffer text) {
            if (!isLastTaken()) {
                return;
            }
            take(number, text);
            synchronized (Client.this) {
                ended = true;
            }
            gone.run();
        }

        @Override
        public void abort() {
            synchronized (Client.this) {
                aborted = true;
            }
        }
    }

    private synchronized void take(int connection, Buffer text) {
        if (connection != connections) {
            return;
        }
        for (String block : text.toString().split("\n\n")) {
            blocks.add(block);
            Matcher id = ID.matcher(block);
            if (id.find()) {
                lastId = Long.valueOf(id.group(1));
            }
            Matcher event = EVENT.matcher(block);
            if (event.find() && !event.group(1).equals("gap")) {
                seqs.add(lastId);
            }
        }
    }

    /** Whether what is sent last arrives. */
    boolean isLastTaken() {
        return true;
    }

    synchronized Long lastId() {
        return lastId;
    }

    /** What was sent, without the empty lines in between. */
    synchronized List<String> blocks() {
        return List.copyOf(blocks);
    }

    /** The sequence numbers of the events that were sent. */
    synchronized List<Long> seqs() {
        return List.copyOf(seqs);
    }

    synchronized int writes() {
        return writes;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    synchronized boolean isAborted() {
        return aborted;
    }
}
