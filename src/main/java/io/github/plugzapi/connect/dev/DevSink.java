package io.github.plugzapi.connect.dev;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.text.LogText;
import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Is two sinks in dev mode, so that whoever tries the service out sees what sinks get, and what happens where one is away: one
 * takes everything, and the other nothing in two of six minutes.
 */
@IfBuildProfile("dev")
@Singleton
class DevSink {

    private static final Logger LOG = Logger.getLogger(DevSink.class);

    private static final String FINE = "crm";
    private static final Duration AWAY = Duration.ofMinutes(2);
    private static final Duration ROUND = Duration.ofMinutes(6);

    /** What is older is made up, and there is much of it. */
    private static final Duration OF_NOW = Duration.ofMinutes(1);

    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;

    private final ConfiguredSinks sinks;
    private final Clock clock;
    private final Ticker ticker;

    DevSink(ConfiguredSinks sinks, Clock clock, Ticker ticker) {
        this.sinks = sinks;
        this.clock = clock;
        this.ticker = ticker;
    }

    void install(@Observes Router router) {
        router.post("/dev/sink").handler(context -> {
            context.request().bodyHandler(body -> take(context, body));
            // Quarkus holds what comes back until somebody says that it may.
            context.request().resume();
        });
        router.post("/dev/sink/now-and-then").handler(context -> answer(context, isAway() ? UNAVAILABLE : NO_CONTENT));
    }

    private boolean isAway() {
        return ticker.elapsed().toSeconds() % ROUND.toSeconds()
                >= ROUND.minus(AWAY).toSeconds();
    }

    private void take(RoutingContext context, Buffer body) {
        String text = body.toString();
        int status = UNAUTHORIZED;
        try {
            new Webhook(sinks.all().get(FINE).secret())
                    .verify(text, headers(context.request().headers()));
            status = NO_CONTENT;
            JsonObject message = new JsonObject(text);
            LOG.logf(
                    isOfNow(message) ? Logger.Level.INFO : Logger.Level.DEBUG,
                    "A sink got %s, rightly signed: %s",
                    message.getString("type"),
                    LogText.oneLine(String.valueOf(message.getValue("data"))));
        } catch (EmptyWebhookSecretException | WebhookVerificationException e) {
            LOG.warnf("A sink got this, wrongly signed (%s): %s", e.getMessage(), LogText.oneLine(text));
        }
        answer(context, status);
    }

    private boolean isOfNow(JsonObject message) {
        Instant moment = message.getInstant("time");
        return moment == null || moment.isAfter(clock.instant().minus(OF_NOW));
    }

    private static void answer(RoutingContext context, int status) {
        context.response().setStatusCode(status).end();
    }

    private static Map<String, List<String>> headers(MultiMap headers) {
        return headers.names().stream().collect(Collectors.toMap(name -> name, headers::getAll));
    }
}
