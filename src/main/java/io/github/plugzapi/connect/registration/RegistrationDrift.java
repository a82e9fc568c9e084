package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.gateway.AccountInstances;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.InstanceDetails;
import io.github.plugzapi.connect.gateway.ListedInstance;
import io.github.plugzapi.connect.gateway.Subscription;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.schedule.Agenda;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.subscription.Subscriptions;
import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
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

    /** A URL as others write it: also with characters that are not allowed in it, or a host with an underscore. */
    private static final Pattern PLACE = Pattern.compile(
            "([A-Za-z][A-Za-z0-9+.-]{0,9})://(?:[^/?#]*@)?(\\[[0-9A-Fa-f:.]+]|[\\p{L}\\p{N}._-]+)(?::\\d*)?(?=[/?#]|$)");

    /** Of a gateway that cannot be asked where it calls. */
    private static final Duration REGISTER_AGAIN_AFTER = Duration.ofDays(1);

    private final Gateway gateway;
    private final Instances instances;
    private final AccountInstances account;
    private final Subscriptions subscriptions;
    private final Registrations registrations;
    private final CallbackKeys keys;
    private final Leadership leadership;
    private final Clock clock;
    private final Duration every;
    private final boolean mend;
    private final Counter drifts;
    private final Agenda<Instance> agenda;

    /** The ids of the instances of which the account's list says where PlugZapi calls. */
    private final Set<String> isListed = ConcurrentHashMap.newKeySet();

    /** Whether it was said that this gateway does not say where it calls. */
    private final AtomicBoolean saidThatItDoesNotSay = new AtomicBoolean();

    RegistrationDrift(
            Gateway gateway,
            Instances instances,
            AccountInstances account,
            Subscriptions subscriptions,
            Registrations registrations,
            CallbackKeys keys,
            Leadership leadership,
            Clock clock,
            RegistrationConfig config,
            MeterRegistry registry) {
        this.gateway = gateway;
        this.instances = instances;
        this.account = account;
        this.subscriptions = subscriptions;
        this.registrations = registrations;
        this.keys = keys;
        this.leadership = leadership;
        this.clock = clock;
        this.every = config.checkEvery();
        this.mend = config.onDrift() == RegistrationConfig.OnDrift.REPAIR;
        this.drifts = Counter.builder("registration_drift")
                .description("Webhooks that were found to call another URL than ours")
                .register(registry);
        this.agenda = new Agenda<>(clock, MAX_AT_A_TIME, this::check);
        // Also where nothing is registered: until when an instance is paid for is said there, too.
        instances.onAdded(instance -> agenda.addSpread(instance, every));
        instances.onGone(instance -> isListed.remove(instance.id()));
        account.onListed(this::listed);
    }

    /** Of several processes one asks, the one that hands events to the observers. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void checkWhatIsDue() {
        if (leadership.isHeld()) {
            agenda.runDue();
        }
    }

    /** Whether any answer is waited for or being dealt with. */
    boolean isAsking() {
        return !agenda.isIdle();
    }

    /** The list says the same of all of the account's instances as {@code me} does of one. */
    private void listed(List<ListedInstance> entries, Instant asked) {
        boolean concludes = leadership.isHeld();
        Map<String, Subscription> paid = new HashMap<>();
        int found = 0;
        for (ListedInstance entry : entries) {
            Instance instance = entry.instance();
            if (!instances.isListed(instance.id())) {
                continue;
            }
            List<Registration> ofInstance = registrations.of(instance);
            String ours = keys.callbackUrl(instance.id()).orElse(null);
            for (Registration registration : ofInstance) {
                String theirs = entry.details().callbackUrls().get(registration.webhook());
                found += ours != null && sameUrl(ours, theirs) && registration.found(clock.instant()) ? 1 : 0;
            }
            paid.put(instance.id(), entry.details().subscription());
            if (concludes && entry.saysWhereItCalls()) {
                isListed.add(instance.id());
                compare(instance, ofInstance, entry.details(), asked);
            }
        }
        if (found > 0) {
            LOG.infof("PlugZapi calls us already when the account's instances change: %d webhooks", found);
        }
        if (concludes) {
            subscriptions.learnt(paid);
        }
    }

    private Uni<Instant> check(Instance announced) {
        // One that is gone is not due again.
        return instances
                .current(announced)
                .map(this::checkNow)
                .orElse(Uni.createFrom().nullItem());
    }

    private Uni<Instant> checkNow(Instance instance) {
        if (isListed.contains(instance.id()) && account.trouble() == null) {
            // The list says it, each time that it is read.
            return Uni.createFrom().item(clock.instant().plus(every));
        }
        List<Registration> ofInstance = registrations.of(instance);
        Instant asked = clock.instant();
        return gateway.details(instance)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(details -> {
                    subscriptions.learnt(Map.of(instance.id(), details.subscription()));
                    compare(instance, ofInstance, details, asked);
                    return Agenda.jittered(every);
                })
                .onFailure(GatewayFailure.class)
                .recoverWithItem(failure -> cannotAsk(instance, ofInstance, failure))
                .map(pause -> clock.instant().plus(pause));
    }

    private void compare(Instance instance, List<Registration> ofInstance, InstanceDetails details, Instant asked) {
        String ours = keys.callbackUrl(instance.id()).orElse(null);
        boolean contended = ofInstance.stream().anyMatch(Registration::isContended);
        for (Registration registration : ofInstance) {
            if (ours != null
                    && registration.isComparable(asked)
                    && compare(instance, registration, ours, details) == Registration.Drift.CONTENDED
                    && !contended) {
                contended = true;
                LOG.errorf(
                        "Another system takes the webhooks of %s from us again and again: PlugZapi called %s. An instance"
                                + " has one URL for each webhook, so callbacks get lost as long as both set theirs: have"
                                + " only one of them register it. Until then it is taken back at most once an hour.",
                        instance, place(details.callbackUrls().get(registration.webhook())));
            }
        }
    }

    private Registration.Drift compare(
            Instance instance, Registration registration, String ours, InstanceDetails details) {
        Instant now = clock.instant();
        String theirs = details.callbackUrls().get(registration.webhook());
        if (sameUrl(ours, theirs)) {
            if (registration.holds(now)) {
                LOG.infof(
                        "Nobody takes the webhook of %s for '%s' from us any more",
                        instance, registration.webhook().label());
            }
            return Registration.Drift.OLD;
        }
        if (theirs == null && registration.isUnreported(!details.callbackUrls().isEmpty())) {
            doesNotSay(registration);
            tellAgainOnceADay(registration, now);
            return Registration.Drift.OLD;
        }
        String how = "PlugZapi called " + place(theirs) + " instead of us";
        Registration.Drift drift = registration.drifted(how, mend, now);
        if (drift != Registration.Drift.OLD) {
            drifts.increment();
        }
        if (drift == Registration.Drift.NEW && !registration.isContended()) {
            LOG.warnf(
                    "Somebody changed the webhook of %s for '%s': %s. %s",
                    instance,
                    registration.webhook().label(),
                    how,
                    mend
                            ? "It is registered again."
                            : "It is left as it is, since REGISTRATION_ON_DRIFT=report; until it is changed back, only"
                                    + " reconciliation notices changes.");
        }
        if (registration.next() != null) {
            registrations.again(registration);
        }
        return drift;
    }

    private void tellAgainOnceADay(Registration registration, Instant now) {
        Instant told = registration.told();
        if (told != null && !told.plus(REGISTER_AGAIN_AFTER).isAfter(now) && registration.tellAgain(now)) {
            registrations.again(registration);
        }
    }

    private void doesNotSay(Registration registration) {
        registration.remark("the gateway does not say where it calls, so it is registered again once a day");
        if (saidThatItDoesNotSay.compareAndSet(false, true)) {
            LOG.infof(
                    "The gateway does not say where it calls (asked for %s), so it goes unnoticed if somebody changes that."
                            + " Each webhook is registered again once a day.",
                    registration.instance());
        }
    }

    private Duration cannotAsk(Instance instance, List<Registration> ofInstance, GatewayFailure failure) {
        if (failure.isUnknownCall()) {
            Instant now = clock.instant();
            ofInstance.forEach(registration -> {
                doesNotSay(registration);
                tellAgainOnceADay(registration, now);
            });
            // Those that are told again now are due in a day, like those that are still being tried.
            return ofInstance.stream()
                    .map(Registration::told)
                    .filter(told ->
                            told != null && told.plus(REGISTER_AGAIN_AFTER).isAfter(now))
                    .min(Comparator.naturalOrder())
                    .map(told -> Duration.between(now, told.plus(REGISTER_AGAIN_AFTER)))
                    .orElse(REGISTER_AGAIN_AFTER);
        }
        LOG.debugf("It could not be checked where PlugZapi calls for %s: %s", instance, failure.getMessage());
        ofInstance.forEach(registration -> registration.remark("it cannot be checked: " + failure.getMessage()));
        return failure.pause(every);
    }

    /** Where somebody else's URL leads, without what may be secret in it. */
    private static String place(String url) {
        if (url == null) {
            return "nobody";
        }
        Matcher place = PLACE.matcher(url.strip());
        return place.lookingAt()
                ? LogText.oneLine(place.group(1) + "://" + place.group(2) + "/…")
                : "something that is no URL";
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
