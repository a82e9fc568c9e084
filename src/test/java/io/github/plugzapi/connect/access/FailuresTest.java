package io.github.plugzapi.connect.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private static final String HERE = "203.0.113.7";
    private static final String ELSEWHERE = "203.0.113.8";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Duration now = Duration.ofDays(1);
    private final Failures failures = new Failures(() -> now, registry);

    @Test
    void whoMistypesThriceIsNotSlowedDown() {
        fail(HERE, 3);

        assertThat(failures.tryAgainAfter(HERE, "admin")).isZero();
    }

    @Test
    void whoeverGoesOnWaitsLongerEachTimeUpToAMinute() {
        fail(HERE, 4);
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(failures.tryAgainAfter(HERE, "admin")).isEqualTo(Duration.ofSeconds(seconds));
            now = now.plusSeconds(seconds);
            assertThat(failures.tryAgainAfter(HERE, "admin")).isZero();
            failures.failed(HERE, "admin");
        }
    }

    @Test
    void othersAreNotSlowedDownBecauseOfIt() {
        fail(HERE, 10);

        assertThat(failures.tryAgainAfter(ELSEWHERE, "admin")).isZero();
    }

    @Test
    void theAddressesOfOneNetworkOfIpv6AreOne() {
        fail("2001:db8:1:2:a::1", 4);

        assertThat(failures.tryAgainAfter("2001:db8:1:2:ffff:ffff:ffff:ffff", "admin"))
                .isPositive();
        assertThat(failures.tryAgainAfter("2001:db8:1:3:a::1", "admin")).isZero();
    }

    @Test
    void whoSucceedsOrWaitsAQuarterOfAnHourBeginsAnew() {
        fail(HERE, 5);
        failures.succeeded(HERE, "admin");
        failures.failed(HERE, "admin");
        assertThat(failures.tryAgainAfter(HERE, "admin")).isZero();

        fail(HERE, 9);
        now = now.plusSeconds(15 * 60 + 1);
        failures.failed(HERE, "admin");
        assertThat(failures.tryAgainAfter(HERE, "admin")).isZero();
    }

    @Test
    void whoKnowsOnePasswordGuessesNoOtherWithIt() {
        fail(HERE, 3);
        failures.succeeded(HERE, "reader");
        failures.failed(HERE, "admin");

        assertThat(failures.tryAgainAfter(HERE, "admin")).isPositive();
        assertThat(failures.tryAgainAfter(HERE, "reader")).isZero();
    }

    @Test
    void bothAreCounted() {
        fail(HERE, 4);
        failures.tryAgainAfter(HERE, "admin");

        assertThat(registry.counter("sign_in_failures", "outcome", "wrong").count())
                .isEqualTo(4);
        assertThat(registry.counter("sign_in_failures", "outcome", "slowed").count())
                .isEqualTo(1);
    }

    @Test
    void itIsKnownOfSoManyAddressesAlone() {
        fail(HERE, 4);
        for (int i = 0; i < 10_000; i++) {
            failures.failed("198.51." + i / 256 + "." + i % 256, "admin");
        }

        assertThat(failures.tryAgainAfter(HERE, "admin")).isZero();
    }

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            failures.failed(address, "admin");
        }
    }
}
