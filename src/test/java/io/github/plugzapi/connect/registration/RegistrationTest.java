package io.github.plugzapi.connect.registration;

import static io.github.plugzapi.connect.gateway.GatewayFixtures.failing;
import static io.github.plugzapi.connect.gateway.GatewayFixtures.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Webhook;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.registration.Standing.State;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegistrationTest {

    private static final GatewayFailure NO_CONNECTION = failing("no connection to api.plugzapi.com.br");
    private static final GatewayFailure NOT_ALLOWED = refused("api.plugzapi.com.br answered 403");

    private double chance;
    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock, () -> chance);
    private final Registration registration =
            new Registration(new Instance("sales", "one", "token", null), Webhook.CONNECTED, clock, ticker);

    @Test
    void isPendingAndDueAtOnce() {
        assertThat(registration.state()).isEqualTo(State.PENDING);
        assertThat(registration.describe()).isEqualTo("pending since 2026-01-31T12:00:00Z");
        assertThat(isDue()).isTrue();
    }

    @Test
    void isNotTriedAgainOncePlugzapiSaidYes() {

        assertThat(registration.registered(null)).isTrue();

        clock.forward(Duration.ofDays(1));
        assertThat(isDue()).isFalse();
        assertThat(registration.state()).isEqualTo(State.REGISTERED);
        assertThat(registration.describe()).isEqualTo("registered since 2026-01-31T12:00:00Z");
    }

    @Test
    void isTriedAgainForEverWithPausesThatDoubleFromOneSecondToFiveMinutes() {
        assertThat(pausesAfterFailures(12))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
        assertThat(pausesAfterFailures(1000)).endsWith(300L);
    }

    @Test
    void doesNotKeepStepWithTheOthersSinceChanceShortensThePause() {
        chance = 1;
        fail(NO_CONNECTION);
        assertThat(registration.pause()).isEqualTo(Duration.ofMillis(800));

        assertThat(pausesAfterFailures(9)).last().isEqualTo(240L);
    }

    @Test
    void beginsAtOneSecondAgainAfterARefusal() {
        pausesAfterFailures(5);
        fail(NOT_ALLOWED);
        clock.forward(Duration.ofMinutes(15));

        assertThat(pausesAfterFailures(2)).containsExactly(1L, 2L);
    }

    @Test
    void isTriedThreeTimesWithinHalfAMinuteOncePlugzapiSaidNoAndAgainAfterFifteenMinutes() {
        assertThat(pausesAfterFailures(NOT_ALLOWED, 6)).containsExactly(5L, 15L, 900L, 5L, 15L, 900L);
    }

    @Test
    void isTriedThreeTimesAgainWhereSomethingElseCameInBetween() {
        fail(NOT_ALLOWED);
        registration.registered(null);

        assertThat(pausesAfterFailures(NOT_ALLOWED, 3)).containsExactly(5L, 15L, 900L);
    }

    @Test
    void isNotTriedBeforePlugzapiSaysThatItMayBe() {
        GatewayFailure later = failing("answered 429", Duration.ofSeconds(60));

        assertThat(pausesAfterFailures(later, 8)).containsExactly(60L, 60L, 60L, 60L, 60L, 60L, 64L, 128L);
        assertThat(pausesAfterFailures(refused("answered 403", Duration.ofSeconds(60)), 3))
                .containsExactly(60L, 60L, 900L);
    }

    @Test
    void saysSinceWhenAndWhyItFails() {
        fail(NO_CONNECTION);
        clock.forward(Duration.ofMinutes(1));
        fail(NO_CONNECTION);

        assertThat(registration.state()).isEqualTo(State.FAILING);
        assertThat(registration.describe())
                .isEqualTo("failing since 2026-01-31T12:00:00Z: no connection to api.plugzapi.com.br");
    }

    @Test
    void saysSinceWhenAndWhyItIsRefused() {
        clock.forward(Duration.ofSeconds(3));
        fail(NOT_ALLOWED);

        assertThat(registration.state()).isEqualTo(State.REFUSED);
        assertThat(registration.describe())
                .isEqualTo("refused since 2026-01-31T12:00:03Z: api.plugzapi.com.br answered 403");
    }

    @Test
    void isNewsOnlyWhereTheStateOrItsReasonChanges() {
        assertThat(fail(NO_CONNECTION)).isTrue();
        assertThat(fail(NO_CONNECTION)).isFalse();
        assertThat(fail(failing("another reason"))).isTrue();
        assertThat(fail(NOT_ALLOWED)).isTrue();
        assertThat(fail(NOT_ALLOWED)).isFalse();
        assertThat(registration.registered(null)).isTrue();
        assertThat(registration.registered(null)).isFalse();
    }

    @Test
    void isNotComparedWithWhatPlugzapiWasAskedBeforeItSaidYes() {
        Duration before = ticker.elapsed();
        assertThat(registration.isComparable(before)).isFalse();
        clock.forward(Duration.ofMillis(1));
        registration.registered(null);

        assertThat(registration.isComparable(before)).isFalse();
        assertThat(registration.isComparable(ticker.elapsed())).isTrue();

        registration.drifted("nobody", true);
        assertThat(registration.isComparable(ticker.elapsed())).isFalse();
    }

    @Test
    void isToldAgainOnceADay() {
        registration.registered(null);
        clock.forward(Duration.ofHours(23));
        clock.setBack(Duration.ofHours(1));
        assertThat(registration.tellAgain()).isFalse();
        clock.forward(Duration.ofHours(1));

        assertThat(registration.tellAgain()).isTrue();
        assertThat(registration.tellAgain()).isFalse();
        assertThat(isDue()).isTrue();
    }

    @Test
    void isComparedAlsoWhereTheClockWasSetBack() {
        registration.registered(null);
        clock.setBack(Duration.ofHours(1));
        clock.forward(Duration.ofMillis(1));

        assertThat(registration.isComparable(ticker.elapsed())).isTrue();
    }

    private boolean isDue() {
        return registration.pause() != null && registration.pause().isZero();
    }

    private boolean fail(GatewayFailure failure) {
        return registration.failed(failure);
    }

    private List<Long> pausesAfterFailures(int failures) {
        return pausesAfterFailures(NO_CONNECTION, failures);
    }

    /** In seconds. */
    private List<Long> pausesAfterFailures(GatewayFailure failure, int failures) {
        return IntStream.range(0, failures)
                .mapToObj(i -> {
                    fail(failure);
                    return registration.pause().toSeconds();
                })
                .toList();
    }
}
