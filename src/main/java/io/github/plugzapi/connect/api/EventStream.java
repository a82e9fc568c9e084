package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.live.Outlet;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Optional;
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
            RoutingContext exchange = request.unwrap(RoutingContext.class);
            // A proxy that collects what it hands on would hold back each event until there are more.
            exchange.response()
                    .setChunked(true)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Accel-Buffering", "no");
            Runnable gone = stream.opening().apply(new HttpOutlet(exchange));
            exchange.addEndHandler(ended -> {
                gone.run();
                request.close();
            });
            if (exchange.response().closed() || exchange.response().ended()) {
                gone.run();
            }
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

        /** In bytes: what the system keeps of a stream that nobody reads could otherwise grow to some megabytes of each. */
        private static final int MOST_IN_SYSTEM = 64 * 1024;

        private final HttpServerRequest request;
        private final HttpServerResponse response;

        private HttpOutlet(RoutingContext exchange) {
            this.request = exchange.request();
            this.response = exchange.response();
            channel()
                    .ifPresent(
                            channel -> channel.channel().config().setOption(ChannelOption.SO_SNDBUF, MOST_IN_SYSTEM));
        }

        private Optional<ChannelHandlerContext> channel() {
            return request.connection() instanceof ConnectionBase connection
                    ? Optional.of(connection.channelHandlerContext())
                    : Optional.empty();
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
            // The connection's own close would wait for what is on its way, and nobody takes that.
            channel().ifPresent(ChannelHandlerContext::close);
        }
    }
}
