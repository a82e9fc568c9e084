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
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.subscription.Subscriptions;
import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.webhook.CallbackKeys;
import io.github.plugzapi.connect.webhook.CallbackUrl;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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

    /** A URL as others write it: also with characters that are not allowed in it, or a host with an underscore. */
    private static final Pattern PLACE = Pattern.compile(
            "([A-Za-z][A-Za-z0-9+.-]{0,9})://(?:[^/?#]*@)?(\\[[0-9A-Fa-f:.]+]|[\\p{L}\\p{N}._-]+)(?::\\d*)?(?=[/?#]|$)");

    private final Gateway gateway;
    private final Instances instances;
    private final AccountInstances account;
    private final Subscriptions subscriptions;
    private final Registrations registrations;
    private final CallbackKeys keys;
    private final Leadership leadership;
    private final Clock clock;
    private final Ticker ticker;
    private final Backoff rounds;
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
            Ticker ticker,
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
        this.ticker = ticker;
        this.rounds = ticker.rounds(config.checkEvery());
        this.mend = config.onDrift() == RegistrationConfig.OnDrift.REPAIR;
        this.drifts = Counter.builder("registration_drift")
                .description("Webhooks that were found to call another URL than ours")
                .register(registry);
        // Of several processes one asks, the one that hands events to the observers.
        this.agenda = ticker.agenda(MAX_AT_A_TIME, leadership::isHeld, this::check);
        // Also where nothing is registered: until when an instance is paid for is said there, too.
        instances.onAdded(instance -> agenda.addSpread(instance, config.checkEvery()));
        instances.onGone(instance -> isListed.remove(instance.id()));
        account.onListed(this::listed);
    }

    /** The list says the same of all of the account's instances as {@code me} does of one. */
    private void listed(List<ListedInstance> entries, Instant asked) {
        boolean concludes = leadership.isHeld();
        Duration ago = Duration.between(asked, clock.instant());
        Duration askedAt = ticker.elapsed().minus(ago.isNegative() ? Duration.ZERO : ago);
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
                found += ours != null && CallbackUrl.isSame(ours, theirs) && registration.found() ? 1 : 0;
            }
            paid.put(instance.id(), entry.details().subscription());
            if (concludes && entry.saysWhereItCalls()) {
                isListed.add(instance.id());
                compare(instance, ofInstance, entry.details(), askedAt);
            }
        }
        if (found > 0) {
            LOG.infof("PlugZapi calls us already when the account's instances change: %d webhooks", found);
        }
        if (concludes) {
            subscriptions.learnt(paid);
        }
    }

    private Uni<Duration> check(Instance announced) {
        // One that is gone is not due again.
        return instances
                .current(announced)
                .map(this::checkNow)
                .orElse(Uni.createFrom().nullItem());
    }

    private Uni<Duration> checkNow(Instance instance) {
        if (isListed.contains(instance.id()) && account.trouble() == null) {
            // The list says it, each time that it is read.
            return Uni.createFrom().item(rounds.after(0));
        }
        List<Registration> ofInstance = registrations.of(instance);
        Duration asked = ticker.elapsed();
        return gateway.details(instance)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(details -> {
                    subscriptions.learnt(Map.of(instance.id(), details.subscription()));
                    compare(instance, ofInstance, details, asked);
                    return rounds.after(0);
                })
                .onFailure(GatewayFailure.class)
                .recoverWithItem(failure -> cannotAsk(instance, ofInstance, failure));
    }

    private void compare(Instance instance, List<Registration> ofInstance, InstanceDetails details, Duration asked) {
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
        String theirs = details.callbackUrls().get(registration.webhook());
        if (CallbackUrl.isSame(ours, theirs)) {
            if (registration.holds()) {
                LOG.infof(
                        "Nobody takes the webhook of %s for '%s' from us any more",
                        instance, registration.webhook().label());
            }
            return Registration.Drift.OLD;
        }
        if (theirs == null && registration.isUnreported(!details.callbackUrls().isEmpty())) {
            doesNotSay(registration);
            tellAgainOnceADay(registration);
            return Registration.Drift.OLD;
        }
        Registration.Drift drift = registration.drifted(place(theirs), mend);
        if (drift != Registration.Drift.OLD) {
            drifts.increment();
        }
        if (drift == Registration.Drift.NEW && !registration.isContended()) {
            LOG.warnf(
                    "Somebody changed the webhook of %s for '%s': PlugZapi called %s instead of us. %s",
                    instance,
                    registration.webhook().label(),
                    place(theirs),
                    mend
                            ? "It is registered again."
                            : "It is left as it is, since REGISTRATION_ON_DRIFT=report; until it is changed back, only"
                                    + " reconciliation notices changes.");
        }
        if (registration.pause() != null) {
            registrations.again(registration);
        }
        return drift;
    }

    private void tellAgainOnceADay(Registration registration) {
        if (registration.tellAgain()) {
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
            ofInstance.forEach(registration -> {
                doesNotSay(registration);
                tellAgainOnceADay(registration);
            });
            // Those that are told again now are due in a day, like those that are still being tried.
            return ofInstance.stream()
                    .map(Registration::untilToldAgain)
                    .filter(left -> left != null && left.compareTo(Duration.ZERO) > 0)
                    .min(Comparator.naturalOrder())
                    .orElse(Registration.TELL_AGAIN_AFTER);
        }
        LOG.debugf("It could not be checked where PlugZapi calls for %s: %s", instance, failure.getMessage());
        ofInstance.forEach(registration -> registration.remark("it cannot be checked: " + failure.getMessage()));
        return rounds.after(1, failure.retryAfter());
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
}
