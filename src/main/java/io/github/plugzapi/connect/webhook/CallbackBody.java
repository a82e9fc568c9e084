package io.github.plugzapi.connect.webhook;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * The body of a callback: whole up to 64 KiB, which is more than our own ever have. Of a larger one, up to 1 MiB, only the
 * fields that tell its kind are kept, so that many large messages at once cost no memory.
 */
final class CallbackBody {

    static final int MAX_WHOLE = 64 * 1024;
    static final int MAX_BYTES = 1024 * 1024;

    /** So that nobody holds a connection and memory for nothing. */
    static final Duration MAX_TIME = Duration.ofSeconds(20);

    private static final byte[] NOTHING = {};

    private long length;
    private Buffer whole;
    private KindFields fields;

    private CallbackBody() {}

    /** The sender says, or has shown, that it is larger than anything that is read. */
    static final class TooLarge extends Exception {

        private static final long serialVersionUID = 1L;

        private TooLarge() {
            super("The body is too large", null, false, false);
        }
    }

    /** It did not come whole within {@link #MAX_TIME}. */
    static final class TooSlow extends Exception {

        private static final long serialVersionUID = 1L;

        private TooSlow() {
            super("The body did not come in time", null, false, false);
        }
    }

    /** Whether the sender says beforehand that it is larger than anything that is read. */
    static boolean isTooLarge(HttpServerRequest request) {
        return contentLength(request) > MAX_BYTES;
    }

    /**
     * Reads the body of a request.
     *
     * @param context that of the request, on which this is called
     * @return completes on the event loop of the request once all of it has come; fails with {@link TooLarge} or {@link
     *     TooSlow}, or with something else if the connection breaks before
     */
    static Future<CallbackBody> read(HttpServerRequest request, Context context) {
        Promise<CallbackBody> read = Promise.promise();
        CallbackBody body = new CallbackBody();
        if (contentLength(request) > MAX_WHOLE) {
            body.fields = new KindFields();
        }
        request.pause();
        request.handler(chunk -> {
                    body.length += chunk.length();
                    if (body.length <= MAX_BYTES) {
                        body.take(chunk);
                    } else {
                        read.tryFail(new TooLarge());
                    }
                })
                .endHandler(end -> read.tryComplete(body))
                .exceptionHandler(read::tryFail);
        request.resume();
        // Mostly it comes together with the head, and then this is too late to find it missing.
        context.runOnContext(later -> limit(read, context.owner()));
        return read.future();
    }

    private static void limit(Promise<CallbackBody> read, Vertx vertx) {
        if (!read.future().isComplete()) {
            long timer = vertx.setTimer(MAX_TIME.toMillis(), late -> read.tryFail(new TooSlow()));
            read.future().onComplete(end -> vertx.cancelTimer(timer));
        }
    }

    /** Netty has refused what is no number by now. */
    private static long contentLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private void take(Buffer chunk) {
        if (chunk.length() == 0) {
            return;
        }
        if (fields != null) {
            fields.take(chunk);
        } else if (whole == null && chunk.length() <= MAX_WHOLE) {
            whole = chunk;
        } else if (length <= MAX_WHOLE) {
            whole.appendBuffer(chunk);
        } else {
            fields = new KindFields();
            if (whole != null) {
                fields.take(whole);
                whole = null;
            }
            fields.take(chunk);
        }
    }

    /** Whether all of it was kept. */
    boolean isWhole() {
        return fields == null;
    }

    /** All of it, or as a JSON object the fields that tell its kind. */
    byte[] bytes() {
        if (fields != null) {
            return fields.toJson();
        }
        return whole == null ? NOTHING : whole.getBytes();
    }
}
