package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Webhook;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.schedule.Agenda;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Registers the callback URL of each configured instance with PlugZapi, and goes on trying until it is taken. */
@Singleton
public class Registrations {

    private static final Logger LOG = Logger.getLogger(Registrations.class);
    private static final int MAX_AT_A_TIME = 8;
    private static final Duration PAUSE_FOR_THE_LIST = Duration.ofSeconds(2);
    private static final Duration PAUSE_FOR_THE_SECRET = Duration.ofSeconds(1);

    private final Gateway gateway;
    private final Instances instances;
    private final CallbackKeys keys;
    private final Clock clock;
    private final Ticker ticker;
    private final Map<String, List<Registration>> byInstance = new ConcurrentHashMap<>();
    private final LostRegistrations lost;
    private final Agenda<Due> agenda;

    /**
     * A webhook to be tried.
     *
     * @param turn which time it was entered: where it was entered again since, or tried out of turn, that one counts
     */
    private record Due(Registration registration, int turn) {

        /** Enters it; what was entered before is void. */
        private static Due next(Registration registration) {
            return new Due(registration, registration.nextTurn());
        }

        private boolean isVoid() {
            return !registration.isTurn(turn);
        }
    }

    Registrations(
            Gateway gateway,
            Instances instances,
            CallbackKeys keys,
            LostRegistrations lost,
            Clock clock,
            Ticker ticker,
            MeterRegistry registry) {
        this.gateway = gateway;
        this.instances = instances;
        this.keys = keys;
        this.lost = lost;
        this.clock = clock;
        this.ticker = ticker;
        this.agenda = ticker.agenda(MAX_AT_A_TIME, () -> true, this::attempt);
        // Without WEBHOOK_PUBLIC_URL there is nothing to register.
        if (keys.hasPublicUrl()) {
            instances.onAdded(this::add);
            instances.onGone(instance -> byInstance.remove(instance.id()));
        }
        for (Standing.State state : Standing.State.values()) {
            Gauge.builder("registrations", () -> count(state))
                    .description("Webhooks by how their registration with PlugZapi stands")
                    .tag("state", Text.label(state))
                    .register(registry);
        }
    }

    private void add(Instance instance) {
        List<Registration> ofInstance = Stream.of(Webhook.values())
                .map(webhook -> new Registration(instance, webhook, clock, ticker))
                .toList();
        byInstance.put(instance.id(), ofInstance);
        // The list may say that PlugZapi calls us already.
        Duration pause = instances.isListed(instance.id()) ? PAUSE_FOR_THE_LIST : Duration.ZERO;
        ofInstance.forEach(registration -> agenda.add(Due.next(registration), pause));
    }

    void start(@Observes StartupEvent event) {
        if (!instances.isAnyExpected()) {
            LOG.info("No instance is configured (PLUGZAPI_INSTANCES_<NAME>_ID and _TOKEN), and no account"
                    + " (PLUGZAPI_ACCOUNT_TOKEN), so none is registered with PlugZapi. Callbacks to a URL with a valid"
                    + " key are taken all the same.");
        } else if (!keys.hasPublicUrl()) {
            LOG.warn(
                    "WEBHOOK_PUBLIC_URL is not set, so nothing is registered with PlugZapi. Set it to the https URL under"
                            + " which the internet reaches this service. To register by hand instead, print each"
                            + " instance's URL with 'WEBHOOK_PUBLIC_URL=https://… callback-url INSTANCE' and paste it in the"
                            + " provider's panel, as the webhook for connecting and for disconnecting.");
        }
    }

    /** Has a webhook registered once more, soon. */
    void again(Registration registration) {
        agenda.add(Due.next(registration), Duration.ZERO);
    }

    /**
     * Registers both webhooks of an instance now, whether they are registered or not. What comes of it counts as if it had been
     * their turn: one that fails is tried again.
     *
     * @param instance the instance; never null
     * @return completes with how each stands after PlugZapi has answered or could not; with none where nothing is registered,
     *     because {@code WEBHOOK_PUBLIC_URL} is not set; it does not fail
     */
    public Uni<List<Standing.OfWebhook>> registerNow(Instance instance) {
        List<Registration> ofInstance = of(instance);
        if (ofInstance.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return Uni.join()
                .all(ofInstance.stream()
                        .map(registration -> registerNow(registration, instance))
                        .toList())
                .andCollectFailures()
                .map(pauses -> standings(instance));
    }

    private Uni<Duration> registerNow(Registration registration, Instance instance) {
        return Uni.createFrom().deferred(() -> registerNow(Due.next(registration), instance));
    }

    private Uni<Duration> registerNow(Due due, Instance instance) {
        return attempt(due, instance)
                // It is no entry of the agenda's, which would see to the next try; and whoever asked may not wait for
                // the end.
                .onTermination()
                .invoke(() -> {
                    Duration pause = due.registration().pause();
                    if (pause != null && !due.isVoid()) {
                        agenda.add(due, pause);
                    }
                });
    }

    private Uni<Duration> attempt(Due due) {
        if (due.isVoid() || due.registration().pause() == null) {
            // It is known by now that it need not be told.
            return Uni.createFrom().nullItem();
        }
        // One of an instance that is gone is not due again.
        return instances
                .current(due.registration().instance())
                .map(instance -> attempt(due, instance))
                .orElse(Uni.createFrom().nullItem());
    }

    private Uni<Duration> attempt(Due due, Instance instance) {
        Optional<String> url = keys.callbackUrl(instance.id());
        if (url.isEmpty()) {
            // The secret is in a journal that is not open yet.
            return Uni.createFrom().item(PAUSE_FOR_THE_SECRET);
        }
        return gateway.register(instance, due.registration().webhook(), url.get())
                .map(error -> registered(due.registration(), error))
                .onFailure(GatewayFailure.class)
                .recoverWithItem(failure -> failed(due, failure));
    }

    /** Returns null: it is not due again, unless somebody has it registered {@link #again}, who sees to it then. */
    private Duration registered(Registration registration, String error) {
        if (registration.registered(error)) {
            LOG.infof(
                    "PlugZapi tells us from now on when %s is %s",
                    registration.instance(), registration.webhook().label());
        }
        return null;
    }

    private Duration failed(Due due, GatewayFailure reason) {
        Registration registration = due.registration();
        if (due.isVoid()) {
            // Somebody has tried it since, and knows better.
            return null;
        }
        if (registration.failed(reason)) {
            LOG.warnf(
                    "PlugZapi does not tell us yet when %s is %s: %s. %s",
                    registration.instance(),
                    registration.webhook().label(),
                    reason.getMessage(),
                    reason.isRefused()
                            ? "It is tried again within half a minute, and then every 15 minutes."
                            : "It is tried again until it works.");
        }
        return registration.pause();
    }

    /**
     * How the registration of an instance stands. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return what this process knows of it; never null
     * @throws StoreUnavailable if what another process knows cannot be read
     */
    public Standing standing(String instance) {
        return instances
                .find(instance)
                .map(found -> new Standing(standings(found), lost.of(instance).orElse(null)))
                .orElse(new Standing(List.of(), null));
    }

    /**
     * The same of all instances. Not for the event loop.
     *
     * @return by PlugZapi's ids of them; never null
     * @throws StoreUnavailable if what another process knows cannot be read
     */
    public Map<String, Standing> standings() {
        Map<String, Standing.Lost> ofAll = lost.all();
        Map<String, Standing> standings = new HashMap<>();
        instances
                .all()
                .forEach(instance ->
                        standings.put(instance.id(), new Standing(standings(instance), ofAll.get(instance.id()))));
        return standings;
    }

    private List<Standing.OfWebhook> standings(Instance instance) {
        return of(instance).stream().map(Registration::standing).toList();
    }

    /** Of one instance; none for one that is gone. */
    List<Registration> of(Instance instance) {
        return byInstance.getOrDefault(instance.id(), List.of());
    }

    /** Of all instances that there are, in the order of their names. */
    List<Registration> all() {
        return instances.all().stream()
                .flatMap(instance -> of(instance).stream())
                .toList();
    }

    private long count(Standing.State state) {
        return byInstance.values().stream()
                .flatMap(List::stream)
                .filter(registration -> registration.state() == state)
                .count();
    }
}
