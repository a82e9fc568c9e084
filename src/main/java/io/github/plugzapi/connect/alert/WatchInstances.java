package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconciliation.Confirmations;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Knows when an instance of which something was told is not looked after any more, so that its trouble is told to be no concern
 * of anybody's, and when it is again. That is one which was looked after when the trouble began, or which PlugZapi was asked for
 * once, and which is neither configured nor the account's any more; one that was never more than heard of goes on being told of.
 *
 * <p>Nothing is concluded before all of the account's instances are known, nor by a process that has led for less than some
 * minutes: while replicas are replaced one by one, one that is about to go may lead and not have what was just added, or have
 * what was just removed; and a configuration that lacks an instance by mistake is mended soon. Where replicas that are configured
 * otherwise stay side by side, what the leading one has counts.
 */
@Singleton
class WatchInstances {

    private static final Logger LOG = Logger.getLogger(WatchInstances.class);

    private final Instances instances;
    private final Confirmations confirmations;
    private final AlertTable table;
    private final Ticker ticker;
    private final Leadership.Reign reign;

    WatchInstances(
            Instances instances, Confirmations confirmations, AlertTable table, Leadership leadership, Ticker ticker) {
        this.instances = instances;
        this.confirmations = confirmations;
        this.table = table;
        this.ticker = ticker;
        this.reign = leadership.reign(ticker);
    }

    void start(@Observes StartupEvent event) {
        ticker.every(Duration.ofSeconds(5), this::look);
    }

    void look() {
        if (!reign.isSettled() || !instances.isComplete()) {
            return;
        }
        try {
            Set<String> missing = table.instances(false).stream()
                    .filter(instance -> instances.find(instance).isEmpty())
                    .collect(Collectors.toSet());
            Set<String> gone = confirmations.askedFor(missing);
            table.instancesLookedAfter().stream().filter(missing::contains).forEach(gone::add);
            Set<String> back = table.instances(true).stream()
                    .filter(instance -> instances.find(instance).isPresent())
                    .collect(Collectors.toSet());
            if (!gone.isEmpty() || !back.isEmpty()) {
                table.removed(gone, back);
            }
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "What is not looked after any more waits for the journal");
        }
    }
}
