package io.github.plugzapi.connect.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccountRoundsTest {

    private static final Duration EVERY = Duration.ofSeconds(60);
    private static final GatewayFailure REFUSED = GatewayFixtures.refused("answered 400");

    private final MovableClock clock = new MovableClock();
    private final AccountRounds rounds = rounds(0);

    @Test
    void theListIsReadInRoundsThatChanceShortens() {
        assertThat(rounds.pause(null)).isEqualTo(EVERY);
        assertThat(rounds(1).pause(null)).isEqualTo(Duration.ofSeconds(54));
    }

    @Test
    void aGatewayThatFailsIsAskedSoonAndThenLessAndLessOften() {
        assertThat(IntStream.range(0, 12)
                        .mapToObj(i -> rounds.pause(GatewayFixtures.failing("answered 500")))
                        .map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 600L, 600L);
        rounds.pause(null);
        assertThat(rounds.pause(GatewayFixtures.failing("answered 500"))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aRefusalIsTriedAgainSoonTwice() {
        assertThat(rounds.pause(REFUSED)).isEqualTo(Duration.ofSeconds(10));
        assertThat(rounds.pause(REFUSED)).isEqualTo(Duration.ofSeconds(10));
        assertThat(rounds.pause(REFUSED)).isEqualTo(Duration.ofMinutes(15));
        assertThat(rounds.pause(REFUSED)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void aGatewayWithoutSuchACallIsAskedOnceAnHour() {
        assertThat(rounds.pause(GatewayFixtures.unknownCall("answered 404"))).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theListIsNotReadBeforeTheGatewaySaysThatItMayBe() {
        assertThat(rounds.pause(GatewayFixtures.failing("answered 429", Duration.ofMinutes(5))))
                .isEqualTo(Duration.ofMinutes(5));
    }

    private AccountRounds rounds(double chance) {
        return new AccountRounds(
                GatewayFixtures.account(null, InstanceFixtures.instances(Map.of()), clock, "token"),
                new ManualTicker(clock, () -> chance),
                Configuration.of(ReconciliationConfig.class, Map.of("reconciliation.every", "60s")));
    }
}
