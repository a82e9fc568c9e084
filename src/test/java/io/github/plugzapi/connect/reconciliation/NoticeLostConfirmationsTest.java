package io.github.plugzapi.connect.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** That nobody knows how an instance is, and when that is told. */
@ParameterizedClass
@EnumSource
class NoticeLostConfirmationsTest {

    private static final String ID = "one";

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final Instances instances = InstanceFixtures.instances(
            Map.of("plugzapi.instances.sales.id", ID, "plugzapi.instances.sales.token", "the-token"));
    private RunningJournal running;
    private Confirmations confirmations;
    private NoticeLostConfirmations notices;
    private boolean doubted;
    private Confirmation last = Confirmation.none(ID);

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
    void itIsToldAfterFifteenMinutesAndWhenItIsOver() {
        Instant since = fails(false);
        pass(Duration.ofMinutes(14));
        assertThat(told()).isEmpty();

        pass(Duration.ofMinutes(2));
        assertThat(told()).singleElement().isInstanceOfSatisfying(ConfirmationLost.class, event -> {
            assertThat(event.since()).isEqualTo(since);
            assertThat(event.refused()).isFalse();
            assertThat(event.error()).isEqualTo("no connection");
        });
        pass(Duration.ofHours(3));
        assertThat(told()).hasSize(1);

        answers();
        pass(Duration.ofMinutes(1));
        assertThat(told()).hasSize(2).last().isInstanceOfSatisfying(ConfirmationRegained.class, event -> assertThat(
                        event.since())
                .isEqualTo(since));
    }

    @Test
    void whatIsMendedSoonerIsNotTold() {
        fails(true);
        pass(Duration.ofMinutes(14));
        answers();
        pass(Duration.ofHours(1));

        assertThat(told()).isEmpty();
    }

    @Test
    void aNoAfterSilenceIsAnotherTroubleAndBeginsNotOnceMoreAfterEachSilence() {
        fails(false);
        pass(Duration.ofMinutes(16));
        Instant since = fails(true);
        pass(Duration.ofMinutes(10));
        fails(false);
        fails(true);
        pass(Duration.ofMinutes(6));

        assertThat(told())
                .extracting(ConnectionEvent::kind)
                .containsExactly("confirmation_lost", "confirmation_regained", "confirmation_lost");
        assertThat(told().get(2)).isInstanceOfSatisfying(ConfirmationLost.class, event -> {
            assertThat(event.since()).isEqualTo(since);
            assertThat(event.refused()).isTrue();
        });
    }

    @Test
    void eachIsToldOnceOverRestarts() {
        fails(true);
        pass(Duration.ofMinutes(16));
        restart();
        pass(Duration.ofMinutes(1));
        answers();
        restart();
        pass(Duration.ofMinutes(1));
        restart();
        pass(Duration.ofMinutes(1));

        assertThat(told())
                .extracting(ConnectionEvent::kind)
                .containsExactly("confirmation_lost", "confirmation_regained");
    }

    @Test
    void afterAStartTheGatewayIsAskedFirst() {
        fails(false);
        clock.forward(Duration.ofHours(1));
        doubted = true;
        pass(Duration.ofMinutes(1));
        assertThat(told()).isEmpty();

        doubted = false;
        pass(Duration.ofMinutes(1));
        assertThat(told()).hasSize(1);
    }

    @Test
    void anInstanceThatIsNotLookedAfterAnyMoreIsNotLost() {
        GatewayFixtures.come(instances, "other", "token");
        save(Confirmation.none("other").failed("no connection", false, clock.instant()));
        pass(Duration.ofMinutes(16));
        assertThat(told()).hasSize(1);

        GatewayFixtures.go(instances, "other");
        pass(Duration.ofMinutes(1));

        assertThat(told())
                .extracting(ConnectionEvent::kind)
                .containsExactly("confirmation_lost", "confirmation_regained");
    }

    @Test
    void whoHasJustBegunToLeadTakesNoInstanceForOneThatIsNotLookedAfterAnyMore() {
        GatewayFixtures.come(instances, "other", "token");
        save(Confirmation.none("other").failed("no connection", false, clock.instant()));
        pass(Duration.ofMinutes(16));

        GatewayFixtures.go(instances, "other");
        restart();
        pass(Duration.ofMinutes(4));
        assertThat(told()).hasSize(1);

        pass(Duration.ofMinutes(3));
        assertThat(told()).hasSize(2);
    }

    @Test
    void whatIsLostAgainBeforeAnybodyLookedIsToldAsTwo() {
        fails(false);
        pass(Duration.ofMinutes(16));
        answers();
        clock.forward(Duration.ofSeconds(2));
        fails(false);
        pass(Duration.ofMinutes(16));

        assertThat(told())
                .extracting(ConnectionEvent::kind)
                .containsExactly("confirmation_lost", "confirmation_regained", "confirmation_lost");
    }

    private void restart() {
        confirmations = new Confirmations(running.store(), ticker);
        notices = new NoticeLostConfirmations(
                instances, confirmations, instance -> doubted, running.journal(), running.leadership(), clock, ticker);
    }

    /** Returns since when. */
    private Instant fails(boolean refused) {
        save(last.failed("no connection", refused, clock.instant()));
        return last.unconfirmedSince();
    }

    private void answers() {
        save(last.listed(true, true));
    }

    private void save(Confirmation now) {
        confirmations.save(List.of(new Confirmations.Change(last, now)));
        last = now;
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusMinutes(1)) {
            clock.forward(Duration.ofMinutes(1));
            notices.look();
        }
    }

    private List<ConnectionEvent> told() {
        return running.journal().after(0, 1_000).stream()
                .map(JournalEntry::event)
                .toList();
    }
}
