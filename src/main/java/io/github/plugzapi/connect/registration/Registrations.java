package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Instance;
import io.github.plugzapi.connect.gateway.Instances;
import io.github.plugzapi.connect.gateway.Webhook;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Registers the callback URL of each configured instance with PlugZapi, and goes on trying until it is taken. */
@Singleton
class Registrations {

    private static final Logger LOG = Logger.getLogger(Registrations.class);
    private static final int MAX_AT_A_TIME = 8;

    private final Gateway gateway;
    private final CallbackKeys keys;
    private final Clock clock;
    private final List<Registration> all = new ArrayList<>();
    private final Semaphore free = new Semaphore(MAX_AT_A_TIME);

    Registrations(Gateway gateway, Instances instances, CallbackKeys keys, Clock clock, MeterRegistry registry) {
        this.gateway = gateway;
        this.keys = keys;
        this.clock = clock;
        for (Instance instance : instances.all()) {
            // Without WEBHOOK_PUBLIC_URL there is nothing to register.
            if (keys.hasPublicUrl()) {
                for (Webhook webhook : Webhook.values()) {
                    all.add(new Registration(instance, webhook, clock.instant()));
                }
            }
        }
        for (Registration.State state : Registration.State.values()) {
            Gauge.builder("registrations", () -> count(state))
                    .description("Webhooks by how their registration with PlugZapi stands")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    void start(@Observes StartupEvent event, Instances instances) {
        if (instances.all().isEmpty()) {
            LOG.info("No instance is configured (PLUGZAPI_INSTANCES_<NAME>_ID and _TOKEN), so none is registered with"
                    + " PlugZapi. Callbacks to a URL with a valid key are taken all the same.");
        } else if (all.isEmpty()) {
            LOG.warn(
                    "WEBHOOK_PUBLIC_URL is not set, so nothing is registered with PlugZapi. Set it to the https URL under"
                            + " which the internet reaches this service; or print each instance's URL with the command"
                            + " 'callback-url INSTANCE' and paste it in the provider's panel, as the webhook for connecting and"
                            + " for disconnecting.");
        }
    }

    /** Tries what is due, as many as may be under way; each that ends makes room for the next. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tryWhatIsDue() {
        for (Registration registration : all) {
            if (!free.tryAcquire()) {
                return;
            }
            String url = keys.callbackUrl(registration.instance().id()).orElse(null);
            if (url != null && registration.start(clock.instant())) {
                attempt(registration, url);
            } else {
                free.release();
            }
        }
    }

    private void attempt(Registration registration, String url) {
        Instance instance = registration.instance();
        gateway.register(instance, registration.webhook(), url)
                .subscribe()
                .with(
                        yes -> {
                            if (registration.registered(clock.instant())) {
                                LOG.infof(
                                        "PlugZapi tells us from now on when %s is %s",
                                        instance, registration.webhook().label());
                            }
                            next();
                        },
                        failure -> {
                            failed(registration, failure);
                            next();
                        });
    }

    private void failed(Registration registration, Throwable failure) {
        GatewayFailure reason = (GatewayFailure) failure;
        if (registration.failed(
                reason, clock.instant(), () -> ThreadLocalRandom.current().nextDouble())) {
            LOG.warnf(
                    "PlugZapi does not tell us yet when %s is %s: %s. %s",
                    registration.instance(),
                    registration.webhook().label(),
                    reason.getMessage(),
                    reason.isRefused() ? "It is tried every 15 minutes." : "It is tried again until it works.");
        }
    }

    private void next() {
        free.release();
        tryWhatIsDue();
    }

    List<Registration> all() {
        return List.copyOf(all);
    }

    private long count(Registration.State state) {
        return all.stream()
                .filter(registration -> registration.state() == state)
                .count();
    }
}
