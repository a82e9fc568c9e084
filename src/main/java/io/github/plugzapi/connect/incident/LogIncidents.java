package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.event.FlappingEnded;
import io.github.plugzapi.connect.event.FlappingStarted;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.SessionRestoreAttempted;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.text.LogText;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Says in one readable line what was noticed about an instance. */
@Singleton
class LogIncidents {

    private static final Logger LOG = Logger.getLogger(LogIncidents.class);

    private final Instances instances;

    LogIncidents(Instances instances) {
        this.instances = instances;
    }

    void flappingStarted(@ObservesAsync FlappingStarted event) {
        LOG.warnf("%s is flapping: it changed %d times in short order", name(event.instance()), event.changes());
    }

    void flappingEnded(@ObservesAsync FlappingEnded event) {
        LOG.infof("%s has stopped flapping, after %s", name(event.instance()), words(event.length()));
    }

    void outageStarted(@ObservesAsync OutageStarted event) {
        LOG.errorf("%s is out: it has been disconnected since %s", name(event.instance()), event.since());
    }

    void outageEnded(@ObservesAsync OutageEnded event) {
        LOG.infof("%s is no longer out: it was disconnected for %s", name(event.instance()), words(event.length()));
    }

    void sessionRestoreAttempted(@ObservesAsync SessionRestoreAttempted event) {
        if (event.error() == null) {
            LOG.infof("PlugZapi restores the session of %s, attempt %d", name(event.instance()), event.attempt());
        } else {
            LOG.warnf(
                    "PlugZapi does not restore the session of %s, attempt %d: %s",
                    name(event.instance()), event.attempt(), LogText.oneLine(event.error()));
        }
    }

    private Instances.Described name(String instance) {
        return instances.describe(instance);
    }

    private static String words(Duration length) {
        return length.toSeconds() < 120 ? length.toSeconds() + " s" : length.toMinutes() + " min";
    }
}
