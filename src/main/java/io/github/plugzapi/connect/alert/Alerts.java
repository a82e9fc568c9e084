package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.alert.AlertTable.Beginning;
import io.github.plugzapi.connect.channel.Channels;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.FlappingEnded;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.RegistrationLost;
import io.github.plugzapi.connect.event.RegistrationRegained;
import io.github.plugzapi.connect.event.SubscriptionEnding;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.reconciliation.Confirmations;
import io.github.plugzapi.connect.wording.Sort;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Knows which events begin and end what people must know of. It follows the journal, and keeps what it finds in the table {@code
 * alert}; the {@link Lines} tell it.
 */
@Singleton
class Alerts implements Subscriber {

    private static final Set<Kind> KINDS = EnumSet.of(
            Kind.OUTAGE_STARTED,
            Kind.OUTAGE_ENDED,
            Kind.FLAPPING_STARTED,
            Kind.FLAPPING_ENDED,
            Kind.REGISTRATION_LOST,
            Kind.REGISTRATION_REGAINED,
            Kind.CONFIRMATION_LOST,
            Kind.CONFIRMATION_REGAINED,
            Kind.SESSION_RESTORE_GIVEN_UP,
            Kind.SUBSCRIPTION_ENDING);

    private final AlertTable table;
    private final Instances instances;
    private final Channels channels;
    private final Confirmations confirmations;

    Alerts(AlertTable table, Instances instances, Channels channels, Confirmations confirmations) {
        this.confirmations = confirmations;
        this.table = table;
        this.instances = instances;
        this.channels = channels;
    }

    @Override
    public String name() {
        return "Alerts";
    }

    @Override
    public boolean wants(JournalEntry entry) {
        return entry.event() != null && KINDS.contains(Kind.of(entry.event()));
    }

    @Override
    public CompletionStage<?> take(JournalEntry entry) {
        ConnectionEvent event = entry.event();
        switch (Kind.of(event)) {
            case OUTAGE_STARTED -> begin(event, Sort.OUTAGE, ((OutageStarted) event).since(), null);
            case OUTAGE_ENDED -> end(event, Sort.OUTAGE, ((OutageEnded) event).since());
            case FLAPPING_STARTED -> begin(event, Sort.FLAPPING, event.moment(), null);
            case FLAPPING_ENDED -> end(event, Sort.FLAPPING, ((FlappingEnded) event).since());
            case REGISTRATION_LOST -> {
                RegistrationLost lost = (RegistrationLost) event;
                begin(event, Sort.REGISTRATION, lost.since(), lost.error());
            }
            case REGISTRATION_REGAINED ->
                endOrRemoved(event, Sort.REGISTRATION, ((RegistrationRegained) event).since());
            case CONFIRMATION_LOST -> {
                ConfirmationLost lost = (ConfirmationLost) event;
                if (lost.refused() || answersForOthers(event.instance())) {
                    begin(event, Sort.CONFIRMATION, lost.since(), lost.error());
                } else {
                    table.beginOfGateway(
                            beginning(event, Sort.CONFIRMATION, lost.since(), lost.error()), channelNames());
                }
            }
            case CONFIRMATION_REGAINED ->
                endOrRemoved(event, Sort.CONFIRMATION, ((ConfirmationRegained) event).since());
            case SESSION_RESTORE_GIVEN_UP -> begin(event, Sort.RESTORE, event.moment(), null);
            case SUBSCRIPTION_ENDING -> begin(event, Sort.SUBSCRIPTION, ((SubscriptionEnding) event).until(), null);
            default -> {
                // It is not wanted.
            }
        }
        return DONE;
    }

    /** Whoever answers for others can be reached. */
    private boolean answersForOthers(String instance) {
        return confirmations.answered().stream()
                .anyMatch(other ->
                        !other.equals(instance) && instances.find(other).isPresent());
    }

    private void begin(ConnectionEvent event, Sort sort, Instant since, String said) {
        table.begin(beginning(event, sort, since, said), channelNames());
    }

    private Beginning beginning(ConnectionEvent event, Sort sort, Instant since, String said) {
        String instance = event.instance();
        return new Beginning(
                event.id(),
                sort,
                instance,
                instance,
                instances.find(instance).map(instances::label).orElse(null),
                since,
                said == null ? null : instances.safe(instance, said));
    }

    private void end(ConnectionEvent event, Sort sort, Instant since) {
        table.end(sort, event.instance(), since, event.moment());
    }

    /** These end, too, when nobody looks after the instance any more. */
    private void endOrRemoved(ConnectionEvent event, Sort sort, Instant since) {
        if (instances.isComplete() && instances.find(event.instance()).isEmpty()) {
            table.endOfRemoved(sort, event.instance(), since, event.moment());
        } else {
            end(event, sort, since);
        }
    }

    private Collection<String> channelNames() {
        return channels.all().keySet();
    }
}
