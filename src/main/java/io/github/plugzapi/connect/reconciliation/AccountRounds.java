package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.gateway.AccountInstances;
import io.github.plugzapi.connect.schedule.Agenda;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/**
 * Has the list of the account's instances read regularly, at once after the start. Every process reads it for itself: the
 * tokens in it are kept nowhere that another one could read them.
 */
@Singleton
class AccountRounds {

    private final Agenda<AccountInstances> agenda;

    AccountRounds(AccountInstances account, Clock clock, ReconciliationConfig config) {
        this.agenda = new Agenda<>(clock, 1, list -> {
            // Of long lists, the next round begins when it would have, had this one taken no time.
            Instant begun = clock.instant();
            return list.read(config.every()).map(pause -> pause == null ? null : begun.plus(pause));
        });
        agenda.add(account, clock.instant());
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void readWhenDue() {
        agenda.runDue();
    }

    /** Whether the list is being read. */
    boolean isReading() {
        return !agenda.isIdle();
    }
}
