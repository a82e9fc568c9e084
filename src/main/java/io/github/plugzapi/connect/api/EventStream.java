package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.live.Outlet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * An answer that goes on for as long as somebody looks on.
 *
 * @param opening begins it, and gives what is to be run when nobody is there any more; never null
 */
record EventStream(Function<Outlet, Runnable> opening) {

    /**
     * Writes it. Not as a {@code Multi} of events, each of which would be made into bytes and written alone for each of those who
     * look on.
     */
    @Provider
    static class Writer implements ServerMessageBodyWriter<EventStream> {

        @Override
        public boolean isWriteable(
                Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
            return type == EventStream.class;
        }

        @Override
        public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
            return type == EventStream.class;
        }

        @Override
        public void writeResponse(EventStream stream, Type genericType, ServerRequestContext context) {
            ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
            request.suspend();
            HttpOutlet outlet =
                    new HttpOutlet(request.unwrap(HttpServerRequest.class), request.unwrap(HttpServerResponse.class));
            outlet.begin();
            Runnable gone = stream.opening().apply(outlet);
            outlet.onEnd(() -> {
                gone.run();
                request.close();
            });
        }

        @Override
        public void writeTo(
                EventStream stream,
                Class<?> type,
                Type genericType,
                Annotation[] annotations,
                MediaType mediaType,
                MultivaluedMap<String, Object> headers,
                OutputStream out) {
            throw new UnsupportedOperationException("It does not block");
        }
    }

    /** The answer to a request, in pieces. */
    private static final class HttpOutlet implements Outlet {

        private final HttpServerRequest request;
        private final HttpServerResponse response;

        private HttpOutlet(HttpServerRequest request, HttpServerResponse response) {
            this.request = request;
            this.response = response;
        }

        private void begin() {
            // A proxy that collects what it hands on would hold back each event until there are more.
            response.setChunked(true).putHeader("Cache-Control", "no-store").putHeader("X-Accel-Buffering", "no");
        }

        private void onEnd(Runnable ended) {
            if (response.closed() || response.ended()) {
                ended.run();
                return;
            }
            response.exceptionHandler(failure -> request.connection().close());
            response.closeHandler(closed -> ended.run());
        }

        @Override
        public CompletionStage<?> write(Buffer text) {
            return response.write(text).toCompletionStage();
        }

        @Override
        public void end(Buffer text) {
            response.end(text).onComplete(sent -> request.connection().close());
        }

        @Override
        public void abort() {
            request.connection().close();
        }
    }
}
