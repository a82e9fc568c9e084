package io.github.plugzapi.connect.subscription;

import io.github.plugzapi.connect.event.SubscriptionEnding;
import io.github.plugzapi.connect.instance.Instances;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Says in one readable line that somebody has to pay for an instance. */
@Singleton
class LogEndingSubscriptions {

    private static final Logger LOG = Logger.getLogger(LogEndingSubscriptions.class);

    private final Instances instances;

    LogEndingSubscriptions(Instances instances) {
        this.instances = instances;
    }

    void ending(@ObservesAsync SubscriptionEnding event) {
        Instances.Described name = instances.describe(event.instance());
        if (event.hasEnded()) {
            LOG.errorf(
                    "The subscription of %s ended at %s: renew it with the provider, or nothing is sent or received any"
                            + " more",
                    name, event.until());
        } else {
            LOG.warnf(
                    "The subscription of %s ends at %s, in less than %s: renew it with the provider",
                    name,
                    event.until(),
                    event.left().toDays() == 1 ? "a day" : event.left().toDays() + " days");
        }
    }
}
