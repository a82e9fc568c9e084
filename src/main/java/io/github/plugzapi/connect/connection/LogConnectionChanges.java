package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Source;
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
                "%s is connected as %s since %s%s",
                instances.describe(event.instance()), event.phone().masked(), event.moment(), how(event));
    }

    void disconnected(@ObservesAsync Disconnected event) {
        LOG.warnf(
                "%s is disconnected since %s%s: %s",
                instances.describe(event.instance()),
                event.moment(),
                how(event),
                event.error() == null ? "PlugZapi gave no reason" : LogText.oneLine(event.error()));
    }

    private static String how(ConnectionEvent event) {
        return event.source() == Source.RECONCILIATION
                ? " or before (no callback said so, but PlugZapi when asked)"
                : "";
    }
}
