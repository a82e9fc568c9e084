package io.github.plugzapi.connect.http;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * Connections that are still being opened when the service ends. They belong to one event loop and whoever asked for them to
 * another; where that one has ended first, Vert.x cannot tell it that the connection broke off, and says so as an error.
 */
@Singleton
class AtTheEnd {

    private static final Logger LOG = Logger.getLogger(AtTheEnd.class);

    void begin(@Observes ShutdownEvent event, Vertx vertx) {
        vertx.exceptionHandler(failure -> {
            if (failure instanceof RejectedExecutionException) {
                LOG.debug("Nobody is left to hear of this connection", failure);
            } else {
                LOG.error("A failure that nobody expected, while the service was ending", failure);
            }
        });
    }
}
