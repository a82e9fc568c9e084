package io.github.plugzapi.connect.webhook;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/**
 * Refuses bodies over 64 KiB before they are read. Quarkus has such a limit too, but answers it without a body; it stays
 * behind this one.
 */
@Singleton
class BodyLimit {

    static final int MAX_BYTES = 64 * 1024;

    /** Before Quarkus' own limit, which is at -2. */
    private static final int PRIORITY = 100;

    void install(@Observes Filters filters) {
        filters.register(BodyLimit::check, PRIORITY);
    }

    private static void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            if (Long.parseLong(length) > MAX_BYTES) {
                refuse(context);
            } else {
                context.next();
            }
        } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            readChunks(context);
        } else {
            context.next();
        }
    }

    /** How long a chunked body is, is known only when it has been read. */
    private static void readChunks(RoutingContext context) {
        Buffer read = Buffer.buffer();
        context.request()
                .handler(chunk -> {
                    if (context.response().ended()) {
                        return;
                    }
                    if (read.length() + chunk.length() > MAX_BYTES) {
                        refuse(context);
                    } else {
                        read.appendBuffer(chunk);
                    }
                })
                .endHandler(end -> {
                    if (!context.response().ended()) {
                        // This is how Vert.x' own BodyHandler hands on what it has read.
                        ((RoutingContextInternal) context).setBody(read);
                        context.next();
                    }
                });
    }

    private static void refuse(RoutingContext context) {
        Response.Status status = Response.Status.REQUEST_ENTITY_TOO_LARGE;
        Problem problem = new Problem(
                status.getReasonPhrase(), status.getStatusCode(), "A callback has at most 64 KiB; send less.");
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                // What is left of the body is not read.
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(new JsonObject()
                        .put("title", problem.title())
                        .put("status", problem.status())
                        .put("detail", problem.detail())
                        .toBuffer())
                .onComplete(done -> context.request().connection().close());
    }
}
