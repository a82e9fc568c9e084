package io.github.plugzapi.connect.registration;

import static io.github.plugzapi.connect.gateway.GatewayFixtures.failing;
import static io.github.plugzapi.connect.gateway.GatewayFixtures.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Webhook;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.registration.Registration.State;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrationTest {

    private static final GatewayFailure NO_CONNECTION = failing("no connection to api.plugzapi.com.br");
    private static final GatewayFailure NOT_ALLOWED = refused("api.plugzapi.com.br answered 403");

    private final MovableClock clock = new MovableClock();
    private final Registration registration =
            new Registration(new Instance("sales", "one", "token", null), Webhook.CONNECTED, clock.instant());

    @Test
    void isPendingAndDueAtOnce() {
        assertThat(registration.state()).isEqualTo(State.PENDING);
        assertThat(registration.describe()).isEqualTo("pending since 2026-01-31T12:00:00Z");
        assertThat(isDue()).isTrue();
    }

    @Test
    void isNotTriedAgainOncePlugzapiSaidYes() {

        assertThat(registration.registered(null, clock.instant())).isTrue();

        clock.forward(Duration.ofDays(1));
        assertThat(isDue()).isFalse();
        assertThat(registration.state()).isEqualTo(State.REGISTERED);
        assertThat(registration.describe()).isEqualTo("registered since 2026-01-31T12:00:00Z");
    }

    @Test
    void isTriedAgainForEverWithPausesThatDoubleFromOneSecondToFiveMinutes() {
        assertThat(pausesAfterFailures(12, 0))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
        assertThat(pausesAfterFailures(1000, 0)).endsWith(300L);
    }

    @Test
    void doesNotKeepStepWithTheOthersSinceChanceShortensThePause() {
        List<Long> shortest = pausesAfterFailures(10, 1);

        assertThat(shortest).first().isEqualTo(1L);
        assertThat(shortest).last().isEqualTo(240L);
    }

    @Test
    void beginsAtOneSecondAgainAfterARefusal() {
        pausesAfterFailures(5, 0);
        fail(NOT_ALLOWED, 0);
        clock.forward(Duration.ofMinutes(15));

        assertThat(pausesAfterFailures(2, 0)).containsExactly(1L, 2L);
    }

    @Test
    void isTriedThreeTimesWithinHalfAMinuteOncePlugzapiSaidNoAndAgainAfterFifteenMinutes() {
        assertThat(pausesAfterFailures(NOT_ALLOWED, 6, 1)).containsExactly(5L, 15L, 900L, 5L, 15L, 900L);
    }

    @Test
    void isTriedThreeTimesAgainWhereSomethingElseCameInBetween() {
        fail(NOT_ALLOWED, 0);
        registration.registered(null, clock.instant());

        assertThat(pausesAfterFailures(NOT_ALLOWED, 3, 0)).containsExactly(5L, 15L, 900L);
    }

    @Test
    void isNotTriedBeforePlugzapiSaysThatItMayBe() {
        GatewayFailure later = failing("answered 429", Duration.ofSeconds(60));

        assertThat(pausesAfterFailures(later, 8, 0)).containsExactly(60L, 60L, 60L, 60L, 60L, 60L, 64L, 128L);
        assertThat(pausesAfterFailures(refused("answered 403", Duration.ofSeconds(60)), 3, 0))
                .containsExactly(60L, 60L, 900L);
    }

    @Test
    void saysSinceWhenAndWhyItFails() {
        fail(NO_CONNECTION, 0);
        clock.forward(Duration.ofMinutes(1));
        fail(NO_CONNECTION, 0);

        assertThat(registration.state()).isEqualTo(State.FAILING);
        assertThat(registration.describe())
                .isEqualTo("failing since 2026-01-31T12:00:00Z: no connection to api.plugzapi.com.br");
    }

    @Test
    void saysSinceWhenAndWhyItIsRefused() {
        clock.forward(Duration.ofSeconds(3));
        fail(NOT_ALLOWED, 0);

        assertThat(registration.state()).isEqualTo(State.REFUSED);
        assertThat(registration.describe())
                .isEqualTo("refused since 2026-01-31T12:00:03Z: api.plugzapi.com.br answered 403");
    }

    @Test
    void isNewsOnlyWhereTheStateOrItsReasonChanges() {
        assertThat(fail(NO_CONNECTION, 0)).isTrue();
        assertThat(fail(NO_CONNECTION, 0)).isFalse();
        assertThat(fail(failing("another reason"), 0)).isTrue();
        assertThat(fail(NOT_ALLOWED, 0)).isTrue();
        assertThat(fail(NOT_ALLOWED, 0)).isFalse();
        assertThat(registration.registered(null, clock.instant())).isTrue();
        assertThat(registration.registered(null, clock.instant())).isFalse();
    }

    @Test
    void isNotComparedWithWhatPlugzapiWasAskedBeforeItSaidYes() {
        Instant before = clock.instant();
        assertThat(registration.isComparable(before)).isFalse();
        clock.forward(Duration.ofMillis(1));
        registration.registered(null, clock.instant());

        assertThat(registration.isComparable(before)).isFalse();
        assertThat(registration.isComparable(clock.instant())).isTrue();

        registration.drifted("PlugZapi called nobody instead of us", true, clock.instant());
        assertThat(registration.isComparable(clock.instant())).isFalse();
    }

    private boolean isDue() {
        return registration.next() != null && !registration.next().isAfter(clock.instant());
    }

    private boolean fail(GatewayFailure failure, double chance) {
        return registration.failed(failure, clock.instant(), () -> chance);
    }

    /** The whole seconds, rounded up, that it takes after each failure until it is due again. */
    private List<Long> pausesAfterFailures(int failures, double chance) {
        return pausesAfterFailures(NO_CONNECTION, failures, chance);
    }

    private List<Long> pausesAfterFailures(GatewayFailure failure, int failures, double chance) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < failures; i++) {
            fail(failure, chance);
            long waited = 0;
            while (!isDue()) {
                clock.forward(Duration.ofSeconds(1));
                waited++;
            }
            pauses.add(waited);
        }
        return pauses;
    }
}
