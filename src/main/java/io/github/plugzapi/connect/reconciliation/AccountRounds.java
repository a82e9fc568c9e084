package io.github.plugzapi.connect.reconciliation;

import io.github.plugzapi.connect.gateway.AccountInstances;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.schedule.Agenda;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.schedule.Ticker;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Has the list of the account's instances read regularly, at once after the start. Every process reads it for itself: the
 * tokens in it are kept nowhere that another one could read them.
 */
@Singleton
@Startup
class AccountRounds {

    /** Some gateways refuse now and then although all is right. */
    private static final int REFUSALS_THAT_MAY_PASS = 2;

    private final AccountInstances account;
    private final Ticker ticker;
    private final Backoff rounds;
    private final Backoff afterFailures;
    private final Backoff afterARefusal;
    private final Backoff afterRefusals;
    private final Backoff withoutSuchACall;

    /** One reading is under way at a time, but each on threads of its own. */
    private volatile int failures;

    AccountRounds(AccountInstances account, Ticker ticker, ReconciliationConfig config) {
        this.account = account;
        this.ticker = ticker;
        this.rounds = ticker.rounds(config.every());
        this.afterFailures = ticker.backoff(Duration.ofSeconds(1), Duration.ofMinutes(10), 0.1);
        this.afterARefusal = ticker.rounds(Duration.ofSeconds(10));
        this.afterRefusals = ticker.rounds(Duration.ofMinutes(15));
        this.withoutSuchACall = ticker.rounds(Duration.ofHours(1));
        if (account.isConfigured()) {
            Agenda<AccountInstances> agenda = ticker.agenda(1, () -> true, list -> read());
            agenda.add(account, Duration.ZERO);
        }
    }

    private Uni<Duration> read() {
        Duration begun = ticker.elapsed();
        return account.read().map(failure -> {
            Duration pause = pause(failure);
            // Of long lists, the next round begins when it would have, had this one taken no time.
            return failure == null ? pause.minus(ticker.elapsed().minus(begun)) : pause;
        });
    }

    /** How long to wait after a reading; the failure is null where there was none. */
    Duration pause(GatewayFailure failure) {
        failures = failure == null ? 0 : failures + 1;
        return failure == null ? rounds.after(0) : pauses(failure).after(failures, failure.retryAfter());
    }

    private Backoff pauses(GatewayFailure failure) {
        if (failure.isUnknownCall()) {
            return withoutSuchACall;
        }
        if (failure.isRefused()) {
            return failures <= REFUSALS_THAT_MAY_PASS ? afterARefusal : afterRefusals;
        }
        return afterFailures;
    }
}
