package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.gateway.Agenda;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Instance;
import io.github.plugzapi.connect.gateway.Instances;
import io.github.plugzapi.connect.gateway.Webhook;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Notices that PlugZapi calls another URL than ours, because somebody changed it in the provider's panel or by the API, and
 * mends that.
 */
@Singleton
@Startup
class RegistrationDrift {

    private static final Logger LOG = Logger.getLogger(RegistrationDrift.class);
    private static final int MAX_AT_A_TIME = 8;
    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");

    /** Of a gateway that cannot be asked where it calls. */
    private static final Duration REGISTER_AGAIN_AFTER = Duration.ofDays(1);

    private final Gateway gateway;
    private final Instances instances;
    private final Registrations registrations;
    private final CallbackKeys keys;
    private final Journal journal;
    private final Clock clock;
    private final Duration every;
    private final boolean mend;
    private final Counter drifts;
    private final Agenda<Instance> agenda;

    RegistrationDrift(
            Gateway gateway,
            Instances instances,
            Registrations registrations,
            CallbackKeys keys,
            Journal journal,
            Clock clock,
            RegistrationConfig config,
            MeterRegistry registry) {
        this.gateway = gateway;
        this.instances = instances;
        this.registrations = registrations;
        this.keys = keys;
        this.journal = journal;
        this.clock = clock;
        this.every = config.checkEvery();
        this.mend = !config.onDrift().equals("report");
        this.drifts = Counter.builder("registration_drift")
                .description("Webhooks that were found to call another URL than ours")
                .register(registry);
        this.agenda = new Agenda<>(clock, MAX_AT_A_TIME, this::check);
        if (keys.hasPublicUrl()) {
            instances.onAdded(instance -> agenda.addSpread(instance, every));
        }
    }

    /** Of several processes one asks, the one that hands events to the observers. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void checkWhatIsDue() {
        if (journal.isDispatching()) {
            agenda.runDue();
        }
    }

    /** Whether any answer is waited for or being dealt with. */
    boolean isAsking() {
        return !agenda.isIdle();
    }

    private Uni<Instant> check(Instance announced) {
        // One that is gone is not due again.
        return instances
                .current(announced)
                .map(this::checkNow)
                .orElse(Uni.createFrom().nullItem());
    }

    private Uni<Instant> checkNow(Instance instance) {
        List<Registration> ofInstance = registrations.of(instance);
        return gateway.webhooks(instance)
                .map(urls -> {
                    ofInstance.forEach(registration -> compare(registration, urls));
                    return Agenda.jittered(every);
                })
                .onFailure(GatewayFailure.class)
                .recoverWithItem(failure -> cannotAsk(instance, ofInstance, failure))
                .map(pause -> clock.instant().plus(pause));
    }

    private void compare(Registration registration, Map<Webhook, String> urls) {
        String ours = keys.callbackUrl(registration.instance().id()).orElse(null);
        String theirs = urls.get(registration.webhook());
        // What is not registered yet, or not any more, is being tried anyway.
        if (ours == null || registration.next() != null || registration.state() == Registration.State.PENDING) {
            return;
        }
        if (sameUrl(ours, theirs)) {
            registration.registered(clock.instant());
            return;
        }
        String how = "PlugZapi called " + place(theirs) + " instead of us";
        if (registration.drifted(how, mend, clock.instant())) {
            drifts.increment();
            LOG.warnf(
                    "Somebody changed the webhook of %s for '%s': %s. %s",
                    registration.instance(),
                    registration.webhook().label(),
                    how,
                    mend
                            ? "It is registered again."
                            : "It is left as it is, since REGISTRATION_ON_DRIFT=report; until it is changed back, only"
                                    + " reconciliation notices changes.");
        }
        if (mend) {
            registrations.again(registration);
        }
    }

    private Duration cannotAsk(Instance instance, List<Registration> ofInstance, GatewayFailure failure) {
        if (failure.isUnknownCall()) {
            LOG.debugf("The gateway cannot be asked where it calls for %s", instance);
            ofInstance.stream()
                    .filter(registration -> registration.state() == Registration.State.REGISTERED)
                    .forEach(registrations::again);
            return REGISTER_AGAIN_AFTER;
        }
        LOG.debugf("It could not be checked where PlugZapi calls for %s: %s", instance, failure.getMessage());
        return every.compareTo(failure.retryAfter()) < 0 ? failure.retryAfter() : every;
    }

    /** Where somebody else's URL leads, without what may be secret in it. */
    private static String place(String url) {
        if (url == null) {
            return "nobody";
        }
        try {
            URI uri = new URI(url);
            return uri.getHost() == null ? "something that is no URL" : uri.getScheme() + "://" + uri.getHost() + "/…";
        } catch (URISyntaxException e) {
            return "something that is no URL";
        }
    }

    /** Whether two texts are the same URL (RFC 3986, section 6.2.2): host and scheme have no case, ports have defaults. */
    static boolean sameUrl(String one, String other) {
        if (other == null) {
            return false;
        }
        try {
            URI a = new URI(one.strip()).normalize();
            URI b = new URI(other.strip()).normalize();
            return lower(a.getScheme()).equals(lower(b.getScheme()))
                    && lower(a.getHost()).equals(lower(b.getHost()))
                    && port(a) == port(b)
                    && withoutSlash(decoded(a.getRawPath())).equals(withoutSlash(decoded(b.getRawPath())))
                    && decoded(a.getRawQuery()).equals(decoded(b.getRawQuery()));
        } catch (URISyntaxException e) {
            return one.equals(other);
        }
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /** What need not be encoded is decoded; what must be, such as a slash that is none, stays so, in upper case. */
    private static String decoded(String text) {
        return text == null
                ? ""
                : ENCODED.matcher(text).replaceAll(match -> {
                    String character = String.valueOf((char) Integer.parseInt(match.group(1), 16));
                    return UNRESERVED.matcher(character).matches()
                            ? character
                            : match.group().toUpperCase(Locale.ROOT);
                });
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
    }

    private static String withoutSlash(String path) {
        return path.replaceAll("/+$", "");
    }
}
