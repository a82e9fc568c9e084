package io.github.plugzapi.connect.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.SubscriptionEnding;
import io.github.plugzapi.connect.gateway.Subscription;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.CapturedLog;
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

/** What is told of the end of a subscription, and when. */
@ParameterizedClass
@EnumSource
class SubscriptionsTest {

    private static final String ID = "one";

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final Instances instances = InstanceFixtures.instances(
            Map.of("plugzapi.instances.sales.id", ID, "plugzapi.instances.sales.token", "the-token"));
    private RunningJournal running;
    private Subscriptions subscriptions;
    private NoticeEndingSubscriptions notices;

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
    void theEndIsToldThreeDaysAndOneDayBeforeItAndWhenItIsThere() throws SQLException {
        Instant end = learnt(Duration.ofDays(10));
        pass(Duration.ofDays(12));

        assertThat(told())
                .extracting(SubscriptionEnding::left)
                .containsExactly(Duration.ofDays(3), Duration.ofDays(1), Duration.ZERO);
        assertThat(told()).extracting(SubscriptionEnding::until).containsOnly(end);
        assertThat(told()).allSatisfy(event -> {
            assertThat(event.kind()).isEqualTo("subscription_ending");
            assertThat(Duration.between(event.moment(), end))
                    .isBetween(event.left().minusHours(1), event.left());
        });
        assertThat(told().get(2).hasEnded()).isTrue();
    }

    @Test
    void whoLearnsOfItLateIsToldOnlyHowItIsNow() throws SQLException {
        learnt(Duration.ofHours(20));
        pass(Duration.ofHours(10));
        assertThat(told()).extracting(SubscriptionEnding::left).containsExactly(Duration.ofDays(1));
        pass(Duration.ofDays(1));
        assertThat(told()).extracting(SubscriptionEnding::left).containsExactly(Duration.ofDays(1), Duration.ZERO);
    }

    @Test
    void whatEndedBeforeAnybodyKnewIsToldOnce() throws SQLException {
        learnt(Duration.ofDays(-100));
        pass(Duration.ofDays(2));

        assertThat(told()).extracting(SubscriptionEnding::left).containsExactly(Duration.ZERO);
    }

    @Test
    void eachIsToldOnceOverRestartsAlsoWhereTheJournalHasForgottenIt() throws SQLException {
        learnt(Duration.ofDays(2));
        pass(Duration.ofHours(1));
        running.store().write(sql -> sql.update("DELETE FROM event"));
        restart();
        learnt(Duration.ofDays(2).minusHours(1));
        pass(Duration.ofHours(1));
        restart();
        pass(Duration.ofHours(1));

        assertThat(told()).isEmpty();
    }

    @Test
    void twoProcessesThatTellItAtTheSameTimeTellItOnce() throws SQLException {
        learnt(Duration.ofDays(2));
        notices.lookAtTheClock();
        // As if the first had died before it could keep that it has told it.
        running.store().write(sql -> sql.update("UPDATE subscription SET told = NULL"));
        restart();
        notices.lookAtTheClock();

        assertThat(told()).hasSize(1);
    }

    @Test
    void aRenewalBeginsAnew() throws SQLException {
        learnt(Duration.ofDays(2));
        pass(Duration.ofHours(1));
        learnt(Duration.ofDays(30));
        pass(Duration.ofDays(31));

        assertThat(told()).extracting(event -> event.left().toDays()).containsExactly(3L, 3L, 1L, 0L);
    }

    @Test
    void anEndThatIsToldALittleOtherwiseEachTimeIsTheSame() throws SQLException {
        for (int i = 0; i < 5; i++) {
            learnt(Duration.ofDays(2).plusMinutes(i));
            notices.lookAtTheClock();
        }

        assertThat(told()).hasSize(1);
    }

    @Test
    void whereTheGatewayDoesNotSayWhatItSaidBeforeStays() throws SQLException {
        Instant end = learnt(Duration.ofDays(2));
        subscriptions.learnt(Map.of(ID, new Subscription(null, null)));
        restart();

        assertThat(subscriptions.all()).containsEntry(ID, new Subscription(end, "PAID"));
    }

    @Test
    void ofAnInstanceThatIsNotConfiguredAnyMoreNothingIsTold() throws SQLException {
        subscriptions.learnt(Map.of("gone", new Subscription(clock.instant(), null)));
        notices.lookAtTheClock();

        assertThat(running.journal().end()).isZero();
    }

    @Test
    void peopleAreToldInWords() throws SQLException {
        learnt(Duration.ofDays(2));
        pass(Duration.ofDays(3));
        LogEndingSubscriptions observer = new LogEndingSubscriptions(instances);
        try (CapturedLog log = CapturedLog.start()) {
            told().forEach(observer::ending);

            assertThat(log.lines()).hasSize(3);
            assertThat(log.lines().get(0))
                    .startsWith("WARN")
                    .contains("The subscription of sales (one) ends at 2026-02-02T12:00:00.123Z, in less than 3 days");
            assertThat(log.lines().get(1)).startsWith("WARN").contains("in less than a day");
            assertThat(log.lines().get(2)).startsWith("ERROR").contains("ended at", "renew it with the provider");
        }
    }

    private void restart() {
        subscriptions = new Subscriptions(running.store());
        notices =
                new NoticeEndingSubscriptions(instances, subscriptions, running.journal(), running.leadership(), clock);
    }

    /** Returns the end. */
    private Instant learnt(Duration left) {
        Instant end = clock.instant().plus(left);
        subscriptions.learnt(Map.of(ID, new Subscription(end, "PAID")));
        return end;
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusHours(1)) {
            notices.lookAtTheClock();
            clock.forward(Duration.ofHours(1));
        }
        notices.lookAtTheClock();
    }

    private List<SubscriptionEnding> told() throws SQLException {
        return running.journal().after(0, 1_000).stream()
                .map(JournalEntry::event)
                .map((ConnectionEvent event) -> (SubscriptionEnding) event)
                .toList();
    }
}
