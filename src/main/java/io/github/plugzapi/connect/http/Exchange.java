package io.github.plugzapi.connect.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A request and its one answer. The answer may be given before the body has come: what is left of that is then taken from
 * the connection and thrown away, within bounds, because a connection that is closed on a sender who is still sending is
 * reset, and the answer with it.
 */
public final class Exchange {

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence PROBLEM = HttpHeaders.createOptimized(Problem.MEDIA_TYPE);

    /** How much of a body is thrown away, and for how long, before the connection is closed all the same. */
    private static final long MAX_LEFT_OVER = 16 * 1024 * 1024;

    private static final long TICK_MILLIS = 1_000;
    private static final int MAX_TICKS = 30;
    private static final int MAX_SILENT_TICKS = 2;

    /**
     * How many connections may be kept for what is left of a body. Strangers who stop in the midst of one would take all that may
     * be open; of more than these the connection is closed at once, and the answer may not arrive.
     */
    private static final int MAX_LEFT_OVERS = 500;

    private static final AtomicInteger LEFT_OVERS = new AtomicInteger();

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final long begun = System.nanoTime();
    private boolean last;
    private boolean counted;

    /**
     * The exchange of a request that nobody has answered or read the body of.
     *
     * @param context what Vert.x knows of it; never null
     */
    public Exchange(RoutingContext context) {
        this.vertx = context.vertx();
        this.request = context.request();
        this.response = context.response();
    }

    /**
     * The request.
     *
     * @return it; never null
     */
    public HttpServerRequest request() {
        return request;
    }

    /**
     * Adds a header to the answer.
     *
     * @param name its name; never null
     * @param value what it says; never null
     * @return this; never null
     */
    public Exchange header(CharSequence name, String value) {
        response.putHeader(name, value);
        return this;
    }

    /**
     * The sender must not go on with this connection: what is left of the body may be without end.
     *
     * @return this; never null
     */
    public Exchange last() {
        last = true;
        return this;
    }

    /**
     * Whether it was not asked before: a request is counted once, also where its answer fails and another one is tried.
     *
     * @return true the first time alone
     */
    public boolean isToBeCounted() {
        boolean first = !counted;
        counted = true;
        return first;
    }

    /**
     * How long it is since the head of the request had come.
     *
     * @return a number of nanoseconds
     */
    public long nanos() {
        return System.nanoTime() - begun;
    }

    /** Whether the sender waits to be told to go on before it sends the body. One that speaks HTTP/1.0 does not know how to. */
    private boolean isToldToGoOn() {
        return request.version() != HttpVersion.HTTP_1_0
                && request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
    }

    /** Tells a sender who waits for it to go on with the body. */
    public void goOn() {
        if (isToldToGoOn()) {
            response.writeContinue();
        }
    }

    /**
     * Answers 200.
     *
     * @param json the body; never null
     */
    public void answer(Buffer json) {
        end(200, JSON, json);
    }

    /**
     * Answers that something is wrong.
     *
     * @param problem what; never null
     */
    public void answer(Problem problem) {
        end(problem.status().code(), PROBLEM, problem.toBuffer());
    }

    /**
     * Whether there was an answer.
     *
     * @return true if nothing more can be said
     */
    public boolean isAnswered() {
        return response.ended();
    }

    private void end(int status, CharSequence mediaType, Buffer body) {
        if (response.closed()) {
            // The sender did not wait for it.
            return;
        }
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
        if (request.isEnded()) {
            response.end(body);
            return;
        }
        request.pause();
        boolean closeAtOnce = LEFT_OVERS.get() >= MAX_LEFT_OVERS;
        if (last || closeAtOnce || isToldToGoOn()) {
            // Whoever was not told to go on may send the body or not: nobody could tell it from the next request.
            last = true;
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (closeAtOnce) {
            response.end(body).onComplete(sent -> request.connection().close());
            return;
        }
        LeftOver leftOver = new LeftOver();
        request.handler(leftOver::take)
                .endHandler(end -> leftOver.done(last))
                .exceptionHandler(failure -> leftOver.done(false));
        response.end(body);
        request.resume();
    }

    private final class LeftOver {

        private final long timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
        private long bytes;
        private int ticks;
        private int silentTicks;
        private boolean done;

        private LeftOver() {
            LEFT_OVERS.incrementAndGet();
        }

        private void take(Buffer chunk) {
            silentTicks = 0;
            bytes += chunk.length();
            if (bytes > MAX_LEFT_OVER) {
                done(true);
            }
        }

        private void tick() {
            if (++ticks == MAX_TICKS || ++silentTicks == MAX_SILENT_TICKS) {
                done(true);
            }
        }

        private void done(boolean close) {
            if (done) {
                return;
            }
            done = true;
            LEFT_OVERS.decrementAndGet();
            vertx.cancelTimer(timer);
            if (close) {
                request.connection().close();
            }
        }
    }
}
