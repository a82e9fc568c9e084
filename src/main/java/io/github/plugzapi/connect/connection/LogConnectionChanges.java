package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.gateway.Instances;
import io.github.plugzapi.connect.gateway.LogText;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Says in one readable line that a number came or went. */
@Singleton
class LogConnectionChanges {

    private static final Logger LOG = Logger.getLogger(LogConnectionChanges.class);

    private final Instances instances;

    LogConnectionChanges(Instances instances) {
        this.instances = instances;
    }

    void connected(@ObservesAsync Connected event) {
        LOG.infof(
                "%s is connected as %s since %s",
                instances.describe(event.instance()), event.phone().masked(), event.moment());
    }

    void disconnected(@ObservesAsync Disconnected event) {
        LOG.warnf(
                "%s is disconnected since %s: %s",
                instances.describe(event.instance()),
                event.moment(),
                event.error() == null ? "PlugZapi gave no reason" : LogText.oneLine(event.error()));
    }
}
