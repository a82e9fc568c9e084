package io.github.plugzapi.connect.delivery.http;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.github.plugzapi.connect.text.LogText;
import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Is a sink in dev mode, so that whoever tries the service out sees what sinks get. */
@IfBuildProfile("dev")
@Singleton
class DevSink {

    private static final Logger LOG = Logger.getLogger(DevSink.class);

    private static final String NAME = "dev";
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;

    private final ConfiguredSinks sinks;

    DevSink(ConfiguredSinks sinks) {
        this.sinks = sinks;
    }

    void install(@Observes Router router) {
        router.post("/dev/sink").handler(context -> {
            context.request().bodyHandler(body -> take(context, body));
            // Quarkus holds what comes back until somebody says that it may.
            context.request().resume();
        });
    }

    private void take(RoutingContext context, Buffer body) {
        String text = body.toString();
        int status = UNAUTHORIZED;
        try {
            new Webhook(sinks.all().get(NAME).secret())
                    .verify(text, headers(context.request().headers()));
            status = NO_CONTENT;
            JsonObject message = new JsonObject(text);
            LOG.infof(
                    "A sink got %s, rightly signed: %s",
                    message.getString("type"), LogText.oneLine(String.valueOf(message.getValue("data"))));
        } catch (EmptyWebhookSecretException | WebhookVerificationException e) {
            LOG.warnf("A sink got this, wrongly signed (%s): %s", e.getMessage(), LogText.oneLine(text));
        }
        context.response().setStatusCode(status).end();
    }

    private static Map<String, List<String>> headers(MultiMap headers) {
        return headers.names().stream().collect(Collectors.toMap(name -> name, headers::getAll));
    }
}
