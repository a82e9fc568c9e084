package io.github.plugzapi.connect.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.RegistrationLost;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.gateway.Webhook;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** That PlugZapi does not call us, and when that is told. */
@ParameterizedClass
@EnumSource
class NoticeLostRegistrationsTest {

    private static final String THEIRS = "https://other.example/…";

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final Instances instances = InstanceFixtures.instances(
            Map.of("plugzapi.instances.sales.id", "one", "plugzapi.instances.sales.token", "the-token"));
    private RunningJournal running;
    private List<Registration> registrations;
    private NoticeLostRegistrations notices;

    @BeforeEach
    void begin() throws SQLException {
        running = new RunningJournal(kind.fresh(folder));
        await().until(() -> running.leadership().isHeld());
        restart();
    }

    @AfterEach
    void end() {
        running.close();
    }

    @Test
    void aRefusalIsToldAfterFiveMinutesAndWhenItIsOver() {
        registered();
        Instant since = clock.instant();
        refused();
        pass(Duration.ofMinutes(4));
        assertThat(told()).isEmpty();

        pass(Duration.ofMinutes(2));
        assertThat(told()).singleElement().isInstanceOfSatisfying(RegistrationLost.class, event -> {
            assertThat(event.taken()).isFalse();
            assertThat(event.error()).isEqualTo("answered 403");
            assertThat(Duration.between(since, event.since()).abs()).isLessThan(Duration.ofSeconds(1));
        });
        pass(Duration.ofHours(2));
        assertThat(told()).hasSize(1);

        registered();
        pass(Duration.ofMinutes(1));
        assertThat(kinds()).containsExactly("registration_lost", "registration_regained");
    }

    @Test
    void aGatewayThatCannotBeReachedRefusesNothing() {
        registrations.forEach(registration -> registration.failed(GatewayFixtures.failing("no connection")));
        pass(Duration.ofHours(1));

        assertThat(told()).isEmpty();
    }

    @Test
    void whatSomebodyElseTookAndIsLeftToThemIsToldAtOnce() {
        registered();
        registrations.get(1).drifted(THEIRS, false);
        pass(Duration.ofMinutes(1));

        assertThat(told()).singleElement().isInstanceOfSatisfying(RegistrationLost.class, event -> {
            assertThat(event.taken()).isTrue();
            assertThat(event.error()).isEqualTo("PlugZapi called " + THEIRS + " instead of us");
        });
        assertThat(new LostRegistrations(running.store()).of("one")).hasValueSatisfying(lost -> {
            assertThat(lost.takenBy()).isEqualTo(THEIRS);
            assertThat(lost.reason()).isEqualTo("PlugZapi called " + THEIRS + " instead of us");
        });
        registrations.get(1).holds();
        pass(Duration.ofMinutes(1));
        assertThat(kinds()).containsExactly("registration_lost", "registration_regained");
    }

    @Test
    void aChangeThatIsMendedIsNotToldUntilItComesAgainAndAgain() {
        registered();
        for (int round = 0; round < 3; round++) {
            assertThat(told()).isEmpty();
            registrations.get(0).drifted(THEIRS, true);
            pass(Duration.ofMinutes(1));
            registered();
            pass(Duration.ofMinutes(9));
        }

        assertThat(told()).singleElement().isInstanceOfSatisfying(RegistrationLost.class, event -> assertThat(
                        event.taken())
                .isTrue());
        pass(Duration.ofHours(1));
        registrations.get(0).holds();
        pass(Duration.ofMinutes(1));
        assertThat(kinds()).containsExactly("registration_lost", "registration_regained");
    }

    @Test
    void eachIsToldOnceOverRestarts() {
        refused();
        pass(Duration.ofMinutes(6));
        restart();
        pass(Duration.ofMinutes(1));
        refused();
        pass(Duration.ofMinutes(10));
        assertThat(kinds()).containsExactly("registration_lost");

        restart();
        registered();
        pass(Duration.ofMinutes(1));
        restart();
        registered();
        pass(Duration.ofMinutes(1));
        assertThat(kinds()).containsExactly("registration_lost", "registration_regained");
    }

    @Test
    void whoBeginsToLeadEndsNothingByWhatItSawLongBefore() {
        refused();
        pass(Duration.ofMinutes(6));
        restart();
        registered();
        clock.forward(Duration.ofMinutes(10));
        pass(Duration.ofMinutes(5));
        assertThat(kinds()).containsExactly("registration_lost");

        registrations.forEach(Registration::holds);
        pass(Duration.ofMinutes(1));
        assertThat(kinds()).containsExactly("registration_lost", "registration_regained");
    }

    @Test
    void anInstanceThatIsNotLookedAfterAnyMoreIsNotLost() {
        GatewayFixtures.come(instances, "other", "token");
        refused();
        pass(Duration.ofMinutes(6));
        assertThat(kinds()).containsExactly("registration_lost", "registration_lost");

        GatewayFixtures.go(instances, "other");
        pass(Duration.ofMinutes(1));

        assertThat(told()).last().satisfies(event -> {
            assertThat(event.kind()).isEqualTo("registration_regained");
            assertThat(event.instance()).isEqualTo("other");
        });
    }

    @Test
    void whoHasJustBegunToLeadTakesNoInstanceForOneThatIsNotLookedAfterAnyMore() {
        GatewayFixtures.come(instances, "other", "token");
        refused();
        pass(Duration.ofMinutes(6));

        GatewayFixtures.go(instances, "other");
        restart();
        pass(Duration.ofMinutes(4));
        assertThat(kinds()).containsExactly("registration_lost", "registration_lost");

        pass(Duration.ofMinutes(3));
        assertThat(kinds()).containsExactly("registration_lost", "registration_lost", "registration_regained");
    }

    private void restart() {
        registrations = Stream.of(Webhook.values())
                .map(webhook -> new Registration(new Instance("sales", "one", "token", null), webhook, clock, ticker))
                .toList();
        notices = new NoticeLostRegistrations(
                instances,
                instance -> registrations,
                new LostRegistrations(running.store()),
                running.journal(),
                running.leadership(),
                clock,
                ticker);
    }

    private void registered() {
        registrations.forEach(registration -> registration.registered(null));
    }

    private void refused() {
        registrations.forEach(registration -> registration.failed(GatewayFixtures.refused("answered 403")));
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusMinutes(1)) {
            clock.forward(Duration.ofMinutes(1));
            notices.look();
        }
    }

    private List<String> kinds() {
        return told().stream().map(ConnectionEvent::kind).toList();
    }

    private List<ConnectionEvent> told() {
        return running.journal().after(0, 1_000).stream()
                .map(JournalEntry::event)
                .toList();
    }
}
