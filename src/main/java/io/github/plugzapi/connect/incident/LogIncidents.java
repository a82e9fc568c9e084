package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.FlappingEnded;
import io.github.plugzapi.connect.event.FlappingStarted;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.RegistrationLost;
import io.github.plugzapi.connect.event.RegistrationRegained;
import io.github.plugzapi.connect.event.SessionRestoreAttempted;
import io.github.plugzapi.connect.event.SessionRestoreGivenUp;
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

    void sessionRestoreGivenUp(@ObservesAsync SessionRestoreGivenUp event) {
        LOG.errorf(
                "The session of %s could not be restored in %d attempts, so PlugZapi is not asked for it any more: read the QR"
                        + " code once more",
                name(event.instance()), event.attempts());
    }

    void registrationLost(@ObservesAsync RegistrationLost event) {
        LOG.errorf(
                "PlugZapi does not tell us of changes of %s since %s: %s%s",
                name(event.instance()),
                event.since(),
                event.taken() ? "somebody else has taken our place" : "it refuses to",
                because(event.error()));
    }

    void registrationRegained(@ObservesAsync RegistrationRegained event) {
        LOG.infof("PlugZapi tells us of changes of %s again, after %s", name(event.instance()), words(event.length()));
    }

    void confirmationLost(@ObservesAsync ConfirmationLost event) {
        LOG.errorf(
                "PlugZapi could not be asked since %s how %s is%s",
                event.since(), name(event.instance()), because(event.error()));
    }

    void confirmationRegained(@ObservesAsync ConfirmationRegained event) {
        LOG.infof("PlugZapi says again how %s is, after %s", name(event.instance()), words(event.length()));
    }

    private static String because(String error) {
        return error == null ? "" : ": " + LogText.oneLine(error);
    }

    private Instances.Described name(String instance) {
        return instances.describe(instance);
    }

    private static String words(Duration length) {
        return length.toSeconds() < 120 ? length.toSeconds() + " s" : length.toMinutes() + " min";
    }
}
