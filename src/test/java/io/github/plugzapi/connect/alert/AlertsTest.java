package io.github.plugzapi.connect.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.alert.Lines.ChannelState;
import io.github.plugzapi.connect.channel.Channel;
import io.github.plugzapi.connect.channel.ChannelFixtures;
import io.github.plugzapi.connect.channel.Channels;
import io.github.plugzapi.connect.connection.ConnectionFixtures;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.delivery.Sinks.Standing;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.RegistrationLost;
import io.github.plugzapi.connect.event.RegistrationRegained;
import io.github.plugzapi.connect.event.SessionRestoreGivenUp;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.event.SubscriptionEnding;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.reconciliation.Confirmations;
import io.github.plugzapi.connect.reconciliation.ReconciliationFixtures;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.RunningStore;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.wording.Language;
import io.github.plugzapi.connect.wording.Message;
import io.github.plugzapi.connect.wording.Message.Incident;
import io.github.plugzapi.connect.wording.Wording;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What people are told, when, and how often. */
@ParameterizedClass
@EnumSource
class AlertsTest {

    private static final Duration GROUPING = Duration.ofSeconds(30);

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final Recording ops = new Recording();
    private final Recording boss = new Recording();
    private final Map<String, String> settings = new HashMap<>(Map.of("alerts.language", "en"));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Instances instances = InstanceFixtures.instances(instancesNamed("sales", "support", "billing"));
    private Database database;
    private RunningJournal running;
    private Connections connections;
    private Alerts alerts;
    private AlertTable table;
    private Lines lines;
    private Mutes mutes;
    private WatchJournal watch;
    private WatchSinks watchSinks;
    private WatchInstances watchInstances;
    private final List<Standing> standings = new ArrayList<>();
    private final Map<String, Duration> nextAt = new HashMap<>();
    private long seq;

    /** A channel that takes what it is told, unless the test says that it does not. */
    private static final class Recording implements Channel {

        private final List<Message> messages = new ArrayList<>();
        private String failure;
        private Duration retryAfter = Duration.ZERO;
        private int attempts;
        private int parts;
        private Runnable whenTold = () -> {};

        @Override
        public void send(Message message) {
            attempts++;
            if (failure != null) {
                throw ChannelFixtures.failure(failure, retryAfter);
            }
            if (parts-- > 0) {
                throw ChannelFixtures.progress("slow down");
            }
            messages.add(message);
            whenTold.run();
        }

        @Override
        public String scheme() {
            return "mailto";
        }

        @Override
        public String address() {
            return "somewhere";
        }

        private List<String> titles() {
            return messages.stream().map(Message::title).toList();
        }
    }

    private static Map<String, String> instancesNamed(String... names) {
        Map<String, String> properties = new TreeMap<>();
        for (String name : names) {
            properties.put("plugzapi.instances." + name + ".id", name + "-id");
            properties.put("plugzapi.instances." + name + ".token", "TokenMarker1");
        }
        return properties;
    }

    @BeforeEach
    void begin() throws SQLException {
        database = kind.fresh(folder);
        running = new RunningJournal(database, clock, opened -> {
            connections = ConnectionFixtures.connections(instances, opened.store(), opened.journal(), clock);
            return connections;
        });
        await().until(() -> running.leadership().isHeld());
        restart();
    }

    @AfterEach
    void end() {
        running.close();
    }

    /** Of a process nothing is left in memory. */
    private void restart() {
        Channels channels = ChannelFixtures.channels(Map.of("boss", boss, "ops", ops));
        AlertConfig config = Configuration.of(AlertConfig.class, settings);
        table = new AlertTable(running.store(), clock);
        mutes = new Mutes(running.store(), clock);
        Confirmations confirmations = ReconciliationFixtures.confirmations(running.store());
        alerts = new Alerts(table, instances, channels, confirmations);
        Announcer announcer = new Announcer(
                instances,
                connections,
                clock,
                config,
                Configuration.of(ConsoleConfig.class, Map.of("console.url", "https://console.example")),
                Configuration.of(PlugzapiConfig.class, Map.of()));
        lines = new Lines(channels, table, announcer, running.leadership(), clock, ticker, config, registry);
        watch = new WatchJournal(running.store(), running.leadership(), lines, announcer, clock, ticker);
        watchSinks = new WatchSinks(() -> standings, table, channels, running.leadership(), clock);
        watchInstances = new WatchInstances(instances, confirmations, table, running.leadership(), ticker);
        nextAt.clear();
    }

    // ---- Once at the beginning, once at the end

    @Test
    void thereIsOneMessageAtTheBeginningAndOneAtTheEnd() {
        Instant since = clock.instant();
        pass(Duration.ofMinutes(5));
        take(outage("sales", since));
        pass(GROUPING.minusSeconds(2));
        assertThat(ops.messages).isEmpty();

        pass(Duration.ofHours(1));
        assertThat(ops.titles()).containsExactly("sales is out since 09:00");

        take(outageEnded("sales", since));
        pass(Duration.ofHours(1));
        assertThat(ops.titles())
                .containsExactly(
                        "sales is out since 09:00", "sales is connected again; was out from 09:00 to 10:05 (65 min)");
        assertThat(boss.titles()).isEqualTo(ops.titles());
    }

    @Test
    void theMessageSaysTheNumberTheReasonAndWhereToLook() {
        running.keep(Events.connected("sales-id", "1", new Phone("5544999999999")));
        clock.forward(Duration.ofSeconds(1));
        running.keep(Events.disconnected(
                "sales-id",
                clock.instant(),
                clock.instant(),
                Source.WEBHOOK,
                "2",
                "gone, says TokenMarker1 of +55 44 99999-1234"));
        take(outage("sales", clock.instant()));
        pass(GROUPING);

        Message message = ops.messages.get(0);
        assertThat(message.title()).startsWith("sales (5544•••••••99) is out since ");
        assertThat(message.text()).contains("Reason: gone, says •••").doesNotContain("TokenMarker1", "99999-1234");
        assertThat(message.link()).isEqualTo("https://console.example/instances/sales-id");
    }

    @Test
    void theMessageOfSeveralLeadsToAllNumbers() {
        take(outage("sales", clock.instant()));
        take(outage("support", clock.instant()));
        pass(GROUPING);

        assertThat(ops.messages.get(0).link()).isEqualTo("https://console.example");
    }

    @Test
    void whatBeginsWithinTheGroupingIsOneMessageAndWhatBeginsLaterAnother() {
        take(outage("sales", clock.instant()));
        pass(Duration.ofSeconds(20));
        take(outage("support", clock.instant()));
        pass(Duration.ofSeconds(15));
        take(outage("billing", clock.instant()));
        pass(Duration.ofMinutes(5));

        assertThat(ops.titles())
                .containsExactly(
                        "2 numbers are out, first sales at 09:00; all through api.plugzapi.com.br",
                        "billing is out since 09:00");
    }

    @Test
    void anEventThatIsHandedOverAgainIsNotToldAgain() {
        OutageStarted begun = outage("sales", clock.instant());
        take(begun);
        pass(Duration.ofMinutes(1));
        take(begun);
        pass(Duration.ofMinutes(1));
        OutageEnded ended = outageEnded("sales", begun.since());
        take(ended);
        pass(Duration.ofMinutes(1));
        take(begun);
        take(ended);
        pass(Duration.ofMinutes(1));

        assertThat(ops.messages).hasSize(2);
    }

    @Test
    void aRestartNeitherLosesNorRepeatsAMessage() {
        OutageStarted begun = outage("sales", clock.instant());
        take(begun);
        restart();
        pass(Duration.ofMinutes(1));
        restart();
        pass(Duration.ofMinutes(1));
        assertThat(ops.messages).hasSize(1);

        take(outageEnded("sales", begun.since()));
        restart();
        pass(Duration.ofMinutes(1));
        restart();
        pass(Duration.ofMinutes(1));
        assertThat(ops.messages).hasSize(2);
    }

    @Test
    void whatWasToldAndCouldNotBeNotedIsNotToldTwice() {
        ops.whenTold = () -> {
            database.execute("ALTER TABLE notice RENAME TO away");
            ops.whenTold = () -> {};
        };
        take(outage("sales", clock.instant()));
        pass(GROUPING.plusSeconds(5));
        assertThat(ops.messages).hasSize(1);

        database.execute("ALTER TABLE away RENAME TO notice");
        pass(Duration.ofMinutes(1));
        assertThat(ops.messages).hasSize(1);
        restart();
        pass(Duration.ofMinutes(1));
        assertThat(ops.messages).hasSize(1);
    }

    @Test
    void whatAnotherProcessNotedMeanwhileStays() {
        OutageStarted begun = outage("sales", clock.instant());
        take(begun);
        List<Notice> before = table.due("ops", null);
        pass(Duration.ofMinutes(1));
        take(outageEnded("sales", begun.since()));
        pass(Duration.ofMinutes(1));
        table.told("ops", before);
        table.givenUp("ops", before);
        pass(Duration.ofMinutes(5));

        assertThat(ops.messages).hasSize(2);
    }

    @Test
    void whatHasNoEndIsToldOnceEachTime() {
        Instant until = clock.instant().plus(Duration.ofDays(3));
        take(new SubscriptionEnding(of("sales", clock.instant(), "3"), until, Duration.ofDays(3)));
        pass(Duration.ofMinutes(1));
        take(new SubscriptionEnding(of("sales", clock.instant(), "1"), until, Duration.ofDays(1)));
        take(new SessionRestoreGivenUp(of("support", clock.instant(), "x"), clock.instant(), 5));
        settings.put("alerts.remind-every", "1h");
        restart();
        pass(Duration.ofHours(5));

        assertThat(ops.titles())
                .containsExactly(
                        "sales is paid for until 03/02 09:00 only",
                        "support could not be restored by asking PlugZapi, at 09:01 (and 1 more)");
    }

    // ---- Too late

    @Test
    void whatIsOverBeforeItCouldBeToldIsOneMessageThatSaysSo() {
        ops.failure = "down";
        Instant since = clock.instant();
        take(outage("sales", since));
        pass(Duration.ofMinutes(20));
        take(outageEnded("sales", since));
        pass(Duration.ofMinutes(10));
        ops.failure = null;
        pass(Duration.ofMinutes(10));

        assertThat(ops.titles())
                .filteredOn(title -> title.contains("sales"))
                .containsExactly("sales was out from 09:00 to 09:20 (20 min) and is connected again");
    }

    @Test
    void whatWasOverForADayIsNotTold() {
        Instant since = clock.instant();
        OutageStarted begun = outage("sales", since);
        clock.forward(Duration.ofHours(1));
        OutageEnded ended = outageEnded("sales", since);
        clock.forward(Duration.ofDays(2));
        take(begun);
        take(ended);
        pass(Duration.ofMinutes(5));

        assertThat(ops.messages).isEmpty();
        table.purge();
        assertThat(database.column("SELECT done FROM notice")).containsOnly("1");
    }

    @Test
    void aClockThatIsSetBackDelaysNothing() {
        take(outage("sales", clock.instant()));
        clock.setBack(Duration.ofHours(2));
        pass(Duration.ofSeconds(5));

        assertThat(ops.messages).hasSize(1);
    }

    // ---- The gateway

    @Test
    void aGatewayThatCannotBeReachedIsOneIncidentHoweverManyNumbersItHas() {
        Instant since = clock.instant();
        take(lost("sales", since, false));
        pass(Duration.ofMinutes(1));
        take(lost("support", since.plusSeconds(10), false));
        take(lost("billing", since.plusSeconds(20), false));
        pass(Duration.ofMinutes(5));
        assertThat(ops.titles()).containsExactly("api.plugzapi.com.br cannot be asked how the numbers are since 09:00");
        assertThat(ops.messages.get(0).text()).contains("Reason: no connection");

        take(regained("support", since.plusSeconds(10)));
        take(regained("sales", since));
        pass(Duration.ofMinutes(5));
        assertThat(ops.messages).hasSize(1);

        take(regained("billing", since.plusSeconds(20)));
        pass(Duration.ofMinutes(5));
        assertThat(ops.titles()).hasSize(2).last().asString().startsWith("api.plugzapi.com.br answers again; ");

        take(lost("sales", clock.instant(), false));
        pass(Duration.ofMinutes(1));
        assertThat(ops.messages).hasSize(3);
    }

    @Test
    void aGatewayThatRefusesIsAnIncidentOfEachNumber() {
        take(lost("sales", clock.instant(), true));
        pass(Duration.ofMinutes(1));

        assertThat(ops.titles()).containsExactly("sales is not confirmed by PlugZapi since 09:00");
    }

    @Test
    void aGatewayThatAnswersForOthersCanBeReached() {
        database.execute("INSERT INTO confirmation (instance, connected, restore_attempts)"
                + " VALUES ('support-id', 1, 0), ('gone-id', 1, 0)");
        take(lost("sales", clock.instant(), false));
        pass(Duration.ofMinutes(1));
        assertThat(ops.titles()).containsExactly("sales is not confirmed by PlugZapi since 09:00");

        database.execute("UPDATE confirmation SET unconfirmed_since = 1 WHERE instance = 'support-id'");
        take(lost("billing", clock.instant(), false));
        pass(Duration.ofMinutes(1));
        assertThat(ops.titles())
                .hasSize(2)
                .last()
                .isEqualTo("api.plugzapi.com.br cannot be asked how the numbers are since 09:01");
    }

    @Test
    void theGatewaysIncidentEndsWithTheInstanceThatIsErased() {
        take(lost("sales", clock.instant(), false));
        pass(Duration.ofMinutes(1));
        running.erasure(table).instance("sales-id");
        pass(Duration.ofMinutes(1));

        assertThat(ops.titles()).hasSize(2).last().asString().startsWith("api.plugzapi.com.br answers again");
    }

    @Test
    void aGatewaysIncidentGoesOnForAsLongAsANumberThatIsLookedAfterIsAPartOfIt() {
        comes("shop");
        Instant since = clock.instant();
        take(lost("sales", since, false));
        take(lost("shop", clock.instant(), false));
        watchInstances(Duration.ofMinutes(6));
        GatewayFixtures.go(instances, "shop-id");
        watchInstances(Duration.ofMinutes(6));
        assertThat(ops.titles()).containsExactly("api.plugzapi.com.br cannot be asked how the numbers are since 09:00");

        take(regained("sales", since));
        pass(Duration.ofMinutes(1));
        assertThat(ops.titles()).hasSize(2).last().asString().startsWith("api.plugzapi.com.br answers again; ");
    }

    @Test
    void aGatewaysIncidentIsOverWithTheLastNumberThatIsLookedAfter() {
        comes("shop");
        Instant since = clock.instant();
        take(lost("shop", since, false));
        watchInstances(Duration.ofMinutes(6));
        GatewayFixtures.go(instances, "shop-id");
        watchInstances(Duration.ofMinutes(6));
        take(regained("shop", since));
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.titles())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("api.plugzapi.com.br is not asked for these numbers any more (");
        assertThat(database.column("SELECT sort FROM alert WHERE until IS NULL"))
                .isEmpty();
    }

    // ---- Instances that are removed

    @Test
    void anInstanceThatIsRemovedIsToldOnceAndNobodyIsRemindedOfIt() {
        settings.put("alerts.remind-every", "10m");
        restart();
        running.keep(Events.connected("sales-id", "1", new Phone("5544999999999")));
        take(outage("sales", clock.instant()));
        pass(Duration.ofMinutes(1));
        configure("support", "billing");
        watchInstances(Duration.ofMinutes(6));
        restart();
        watchInstances(Duration.ofMinutes(15));

        assertThat(ops.titles())
                .containsExactly(
                        "sales (5544•••••••99) is out since 09:00",
                        "sales (5544•••••••99) is not looked after any more (is out since 09:00)");
        assertThat(boss.titles()).isEqualTo(ops.titles());
        assertThat(ops.messages.get(1).incidents())
                .extracting(Incident::key, Incident::over)
                .containsExactly(tuple(ops.messages.get(0).incidents().get(0).key(), true));
    }

    @Test
    void thoseThatAreRemovedAtOnceAreOneMessage() {
        comes("shop", "cafe");
        take(outage("shop", clock.instant()));
        take(outage("cafe", clock.instant()));
        watchInstances(Duration.ofMinutes(6));
        GatewayFixtures.go(instances, "shop-id");
        GatewayFixtures.go(instances, "cafe-id");
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.titles()).hasSize(2).last().isEqualTo("2 numbers are not looked after any more (are out)");
        assertThat(ops.messages.get(1).incidents()).hasSize(2).allMatch(Incident::over);
    }

    @Test
    void whatNobodyWasToldOfIsNotToldOfAnInstanceThatIsRemoved() {
        comes("shop");
        watchInstances(Duration.ofMinutes(6));
        take(outage("shop", clock.instant()));
        GatewayFixtures.go(instances, "shop-id");
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.messages).isEmpty();
    }

    @Test
    void whatBeginsWhenAnInstanceIsRemovedAlreadyIsNotTold() {
        comes("shop");
        watchInstances(Duration.ofMinutes(6));
        GatewayFixtures.go(instances, "shop-id");
        watchInstances(Duration.ofMinutes(2));
        take(outage("shop", clock.instant()));
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.messages).isEmpty();
    }

    @Test
    void aChannelThatWasNotToldOfTheBeginningIsNotToldThatItIsRemoved() {
        ops.failure = "down";
        comes("shop");
        take(outage("shop", clock.instant()));
        watchInstances(Duration.ofMinutes(6));
        GatewayFixtures.go(instances, "shop-id");
        watchInstances(Duration.ofMinutes(6));
        ops.failure = null;
        take(outage("sales", clock.instant()));
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.titles())
                .anyMatch(title -> title.startsWith("sales is out since "))
                .noneMatch(title -> title.contains("account") || title.contains("shop"));
        assertThat(boss.titles())
                .contains(
                        "from the account is out since 09:00",
                        "from the account is not looked after any more (is out since 09:00)");
    }

    @Test
    void anInstanceThatWasNeverMoreThanHeardOfIsNotRemoved() {
        askedFor("sales");
        Instant since = clock.instant();
        take(outage("stranger", since));
        watchInstances(Duration.ofMinutes(6));
        take(outageEnded("stranger", since));
        watchInstances(Duration.ofMinutes(1));

        assertThat(ops.titles()).hasSize(2).last().asString().startsWith("stranger-id is connected again; ");
    }

    @Test
    void nobodyIsRemovedBeforeTheAccountsInstancesAreKnown() {
        instances = InstanceFixtures.instances(Map.of("plugzapi.account-token", "any"));
        comes("shop", "cafe");
        restart();
        take(outage("shop", clock.instant()));
        watchInstances(Duration.ofMinutes(6));

        instances = InstanceFixtures.instances(Map.of("plugzapi.account-token", "any"));
        restart();
        watchInstances(Duration.ofMinutes(6));
        instances.listed(Map.of(), Set.of(), true);
        watchInstances(Duration.ofMinutes(6));
        assertThat(ops.messages).hasSize(1);

        comes("cafe");
        watchInstances(Duration.ofMinutes(6));
        assertThat(ops.titles())
                .hasSize(2)
                .last()
                .isEqualTo("from the account (shop-id) is not looked after any more (is out since 09:00)");
    }

    @Test
    void aProcessThatHasJustBegunToLeadTakesNobodyForRemoved() {
        askedFor("sales");
        take(outage("sales", clock.instant()));
        watchInstances(Duration.ofMinutes(6));
        configure("support", "billing");
        watchInstances(Duration.ofMinutes(4));
        configure("sales", "support", "billing");
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.titles()).containsExactly("sales is out since 09:00");
    }

    @Test
    void anInstanceThatIsBackAndStillInTroubleIsToldOnceMore() {
        Instant since = clock.instant();
        comes("shop");
        take(outage("shop", since));
        watchInstances(Duration.ofMinutes(6));
        GatewayFixtures.go(instances, "shop-id");
        watchInstances(Duration.ofMinutes(6));
        comes("shop");
        watchInstances(Duration.ofMinutes(6));
        take(outageEnded("shop", since));
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.titles())
                .containsExactly(
                        "from the account is out since 09:00",
                        "from the account is not looked after any more (is out since 09:00)",
                        "from the account is out since 09:00",
                        "from the account is connected again; was out from 09:00 to 09:18 (18 min)");
    }

    @Test
    void anInstanceThatIsBackAndWellIsNotTold() {
        Instant since = clock.instant();
        comes("shop");
        take(outage("shop", since));
        watchInstances(Duration.ofMinutes(6));
        GatewayFixtures.go(instances, "shop-id");
        watchInstances(Duration.ofMinutes(6));
        take(outageEnded("shop", since));
        watchInstances(Duration.ofMinutes(6));
        comes("shop");
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.messages).hasSize(2);
    }

    @Test
    void anInstanceThatIsRemovedAndBackBeforeThatWasToldIsNeither() {
        comes("shop");
        take(outage("shop", clock.instant()));
        watchInstances(Duration.ofMinutes(6));
        GatewayFixtures.go(instances, "shop-id");
        watchInstances.look();
        pass(GROUPING.minusSeconds(5));
        comes("shop");
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.messages).hasSize(1);
    }

    @Test
    void whatEndsBecauseNobodyLooksAfterTheInstanceAnyMoreIsNotToldToBeWell() {
        comes("shop");
        Instant since = clock.instant();
        take(lost("shop", since, true));
        take(new RegistrationLost(of("shop", since, "x"), millis(since), false, "no"));
        pass(Duration.ofMinutes(1));
        GatewayFixtures.go(instances, "shop-id");
        take(regained("shop", since));
        take(new RegistrationRegained(of("shop", clock.instant(), "x"), millis(since)));
        watchInstances(Duration.ofMinutes(6));

        assertThat(ops.titles())
                .hasSize(2)
                .last()
                .isEqualTo(
                        "from the account is not looked after any more (is not registered with PlugZapi since 09:00) (and 1 more)");
        assertThat(ops.messages.get(1).text()).doesNotContain("again");
    }

    @Test
    void whatIsRemovedForLongIsForgotten() {
        comes("shop");
        take(outage("shop", clock.instant()));
        watchInstances(Duration.ofMinutes(6));
        GatewayFixtures.go(instances, "shop-id");
        watchInstances(Duration.ofMinutes(1));
        clock.forward(Duration.ofDays(31));
        table.purge();

        assertThat(database.count("alert")).isZero();
        assertThat(database.count("notice")).isZero();
    }

    /** The account has them, and PlugZapi was asked for them. */
    private void comes(String... names) {
        for (String name : names) {
            GatewayFixtures.come(instances, name + "-id", "token");
        }
        askedFor(names);
    }

    private void askedFor(String... names) {
        for (String name : names) {
            database.execute("INSERT INTO confirmation (instance, restore_attempts) VALUES ('" + name
                    + "-id', 0) ON CONFLICT DO NOTHING");
        }
    }

    /** A process with other instances takes the place of this one. */
    private void configure(String... names) {
        instances = InstanceFixtures.instances(instancesNamed(names));
        restart();
    }

    private void watchInstances(Duration time) {
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            watchInstances.look();
            pass(Duration.ofMinutes(1));
        }
    }

    // ---- Sinks

    @Test
    void aSinkThatIsPausedIsToldAndWhenItIsResumed() {
        standings.add(new Standing("crm", "it answered 410 (gone)", Duration.ofHours(1)));
        watchSinks(Duration.ofMinutes(5));
        restart();
        watchSinks(Duration.ofMinutes(5));
        assertThat(ops.titles()).containsExactly("crm gets no events: its sink is paused since 09:00");
        assertThat(ops.messages.get(0).text()).contains("Reason: it answered 410 (gone)");

        standings.set(0, new Standing("crm", null, Duration.ZERO));
        watchSinks(Duration.ofMinutes(5));
        assertThat(ops.titles()).hasSize(2).last().asString().startsWith("crm gets events again; got no events from ");
    }

    @Test
    void aSinkThatIsBehindForAQuarterOfAnHourIsToldOnceAndWhenItHasCaughtUp() {
        standings.add(new Standing("crm", null, Duration.ofMinutes(14)));
        watchSinks(Duration.ofMinutes(5));
        assertThat(ops.messages).isEmpty();

        standings.set(0, new Standing("crm", null, Duration.ofMinutes(16)));
        watchSinks(Duration.ofMinutes(5));
        standings.set(0, new Standing("crm", null, Duration.ofMinutes(10)));
        watchSinks(Duration.ofMinutes(5));
        standings.set(0, new Standing("crm", null, Duration.ofMinutes(16)));
        watchSinks(Duration.ofMinutes(5));
        assertThat(ops.titles()).singleElement().asString().startsWith("crm gets its events late since 08:");

        standings.clear();
        watchSinks(Duration.ofMinutes(5));
        assertThat(ops.titles()).hasSize(2).last().asString().startsWith("crm has caught up; ");
    }

    @Test
    void aSinkThatIsBehindAndThenPausedHasNotCaughtUp() {
        standings.add(new Standing("crm", null, Duration.ofMinutes(16)));
        watchSinks(Duration.ofMinutes(5));
        standings.set(0, new Standing("crm", "it answered 410 (gone)", Duration.ofMinutes(20)));
        watchSinks(Duration.ofMinutes(5));
        standings.set(0, new Standing("crm", null, Duration.ofMinutes(20)));
        watchSinks(Duration.ofMinutes(5));
        assertThat(ops.titles()).hasSize(3).noneMatch(title -> title.contains("has caught up"));

        standings.set(0, new Standing("crm", null, Duration.ZERO));
        watchSinks(Duration.ofMinutes(5));
        assertThat(ops.titles()).hasSize(4).last().asString().startsWith("crm has caught up; ");
    }

    private void watchSinks(Duration time) {
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            watchSinks.look();
            pass(Duration.ofMinutes(1));
        }
    }

    // ---- Reminders

    @Test
    void whatGoesOnIsRepeatedAsOftenAsIsWanted() {
        settings.put("alerts.remind-every", "4h");
        restart();
        Instant since = clock.instant();
        take(outage("sales", since));
        pass(Duration.ofHours(9));
        assertThat(ops.titles())
                .containsExactly(
                        "sales is out since 09:00",
                        "Still: sales is out since 09:00",
                        "Still: sales is out since 09:00");

        take(outageEnded("sales", since));
        pass(Duration.ofHours(9));
        assertThat(ops.messages).hasSize(4);
    }

    @Test
    void withoutThatNothingIsRepeated() {
        take(outage("sales", clock.instant()));
        pass(Duration.ofDays(1));

        assertThat(ops.messages).hasSize(1);
    }

    // ---- Channels that fail

    @Test
    void aChannelThatFailsIsTriedForAnHourTheOthersAreToldAndItIsCounted() {
        ops.failure = "no connection to the moon";
        Instant since = clock.instant();
        try (CapturedLog log = CapturedLog.start()) {
            take(outage("sales", since));
            pass(Duration.ofMinutes(4));
            assertThat(boss.titles()).containsExactly("sales is out since 09:00");

            pass(Duration.ofMinutes(50));
            assertThat(boss.titles())
                    .containsExactly("sales is out since 09:00", "Alerts do not reach ops since 09:00");
            assertThat(boss.messages.get(1).text()).contains("no connection to the moon");
            assertThat(count("ops", "given_up")).isZero();

            pass(Duration.ofMinutes(20));
            int attempts = ops.attempts;
            pass(Duration.ofHours(5));
            assertThat(ops.attempts).isBetween(attempts + 4, attempts + 5);
            assertThat(count("ops", "given_up")).isEqualTo(1);
            assertThat(count("ops", "failed")).isEqualTo(ops.attempts);
            assertThat(count("boss", "told")).isEqualTo(2);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains("An alert does not reach ops (somewhere): no connection to the moon");
        }

        ops.failure = null;
        take(outageEnded("sales", since));
        pass(Duration.ofMinutes(10));
        assertThat(ops.titles()).singleElement().asString().startsWith("sales was out from 09:00 to ");
        assertThat(boss.titles())
                .hasSize(4)
                .contains("Alerts reach ops again")
                .anyMatch(title -> title.startsWith("sales is connected again"));
    }

    @Test
    void whatGoesOnIsToldOnceTheChannelWorksAgain() {
        ops.failure = "down";
        take(outage("sales", clock.instant()));
        pass(Duration.ofHours(3));
        assertThat(ops.titles()).isEmpty();

        ops.failure = null;
        take(outage("support", clock.instant()));
        pass(Duration.ofMinutes(6));
        assertThat(ops.titles())
                .filteredOn(title -> title.contains("out since"))
                .containsExactlyInAnyOrder("sales is out since 09:00", "support is out since 12:00");
    }

    @Test
    void whatGoesOnIsTriedAgainOnceAnHourWhereNothingElseIsToTell() {
        ops.failure = "down";
        take(outage("sales", clock.instant()));
        pass(Duration.ofHours(3));
        ops.failure = null;
        restart();
        pass(Duration.ofMinutes(61));

        assertThat(ops.titles()).containsExactly("sales is out since 09:00");
    }

    @Test
    void whoTakesAMessagePartByPartDoesNotFail() {
        ops.parts = 100;
        take(outage("sales", clock.instant()));
        pass(Duration.ofMinutes(102));

        assertThat(ops.titles()).hasSize(1);
        assertThat(ops.attempts).isEqualTo(101);
        assertThat(boss.titles()).hasSize(1);
        assertThat(count("ops", "given_up")).isZero();
    }

    @Test
    void whoAsksForPatienceIsLeftAlone() {
        ops.failure = "too many";
        ops.retryAfter = Duration.ofMinutes(20);
        take(outage("sales", clock.instant()));
        pass(GROUPING.plusMinutes(19));

        assertThat(ops.attempts).isEqualTo(1);
    }

    @Test
    void aProcessThatDoesNotLeadTellsNothing() throws SQLException {
        take(outage("sales", clock.instant()));
        Lines ofAnother = new Lines(
                ChannelFixtures.channels(Map.of("ops", ops)),
                table,
                null,
                new RunningStore(database).leadership(),
                clock,
                ticker,
                Configuration.of(AlertConfig.class, settings),
                new SimpleMeterRegistry());
        clock.forward(GROUPING);
        ofAnother.all().forEach(Line::round);

        assertThat(ops.messages).isEmpty();
    }

    // ---- The journal itself

    @Test
    void aJournalThatCannotBeWrittenForAMinuteIsToldDirectlyAndWhenItCanAgain() {
        watch.look(null, true);
        watchFor(Duration.ofSeconds(59), "disk is full", false);
        assertThat(ops.messages).isEmpty();

        watchFor(Duration.ofMinutes(10), "disk is full", false);
        assertThat(ops.titles()).containsExactly("plugzapi-connect cannot write its journal since 09:00");
        assertThat(ops.messages.get(0).text()).contains("disk is full", "503");

        watch.look(null, true);
        pass(Duration.ofSeconds(2));
        assertThat(ops.titles())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("plugzapi-connect can write its journal again; it could not from 09:00 to ");
    }

    @Test
    void ofSeveralProcessesTheOneThatLedTellsOfTheJournal() {
        watch.look(null, false);
        watchFor(Duration.ofMinutes(10), "away", false);

        assertThat(ops.messages).isEmpty();
    }

    @Test
    void aJournalThatIsNotThereFromTheStartIsToldToo() {
        watchFor(Duration.ofMinutes(2), "away", false);

        assertThat(ops.messages).hasSize(1);
    }

    @Test
    void whatIsOverBeforeItCouldBeToldDirectlyIsNotTold() {
        ops.failure = "down";
        watchFor(Duration.ofMinutes(10), "disk is full", false);
        watch.look(null, true);
        assertThat(boss.titles()).isNotEmpty();
        ops.failure = null;
        pass(Duration.ofMinutes(10));

        assertThat(ops.titles()).isEmpty();
    }

    @Test
    void whatIsToldOfChannelsLeavesRoomForTheJournal() {
        ops.failure = "down";
        Line line = lines.all().stream()
                .filter(each -> each.name().equals("ops"))
                .findFirst()
                .orElseThrow();
        Wording wording = new Wording(Language.EN, "host", null);
        for (int i = 0; i < 30; i++) {
            line.tell(wording.channelFails("channel" + i, "away", clock.instant()));
        }
        watchFor(Duration.ofMinutes(2), "disk is full", false);
        ops.failure = null;
        pass(Duration.ofMinutes(10));

        assertThat(ops.titles())
                .hasSize(31)
                .last()
                .asString()
                .startsWith("plugzapi-connect cannot write its journal since ");
    }

    private void watchFor(Duration time, String trouble, boolean leads) {
        for (long second = 0; second < time.toSeconds(); second++) {
            watch.look(trouble, leads);
            pass(Duration.ofSeconds(1));
        }
    }

    // ---- Instances that are muted

    @Test
    void whatBeginsAndEndsWhileAnInstanceIsMutedIsNeverTold() {
        mute("sales", Duration.ofHours(2));
        Instant since = clock.instant();
        take(outage("sales", since));
        take(outage("support", since));
        pass(Duration.ofMinutes(30));
        take(outageEnded("sales", since));
        take(new SessionRestoreGivenUp(of("sales", clock.instant(), "x"), clock.instant(), 5));
        pass(Duration.ofHours(1));
        assertThat(ops.titles()).containsExactly("support is out since 09:00");

        pass(Duration.ofHours(2));
        assertThat(ops.messages).hasSize(1);
    }

    @Test
    void whatGoesOnWhenAMuteEndsIsToldWithinSeconds() {
        mute("sales", Duration.ofHours(2));
        take(outage("sales", clock.instant()));
        pass(Duration.ofHours(2).minusSeconds(2));
        assertThat(ops.messages).isEmpty();

        pass(Duration.ofSeconds(5));
        assertThat(ops.titles()).containsExactly("sales is out since 09:00");
    }

    @Test
    void whatGoesOnIsToldAtOnceToWhoeverEndsTheMute() {
        mute("sales", Duration.ofDays(30));
        take(outage("sales", clock.instant()));
        pass(Duration.ofHours(1));

        assertThat(mutes.unmute("sales-id")).isTrue();
        assertThat(mutes.unmute("sales-id")).isFalse();
        pass(Duration.ofSeconds(3));
        assertThat(ops.titles()).containsExactly("sales is out since 09:00");
    }

    @Test
    void theEndOfWhatWasToldBeforeTheMuteIsToldAfterIt() {
        settings.put("alerts.remind-every", "10m");
        restart();
        Instant since = clock.instant();
        take(outage("sales", since));
        pass(Duration.ofMinutes(1));
        mute("sales", Duration.ofDays(60));
        pass(Duration.ofMinutes(29));
        take(outageEnded("sales", since));
        pass(Duration.ofHours(1));
        clock.forward(Duration.ofDays(59));
        table.purge();
        pass(Duration.ofMinutes(1));
        assertThat(ops.titles()).containsExactly("sales is out since 09:00");

        clock.forward(Duration.ofDays(1));
        pass(Duration.ofSeconds(2));
        assertThat(ops.titles())
                .hasSize(2)
                .last()
                .asString()
                .contains("sales is connected again; was out from", "09:00", "09:30");
        assertThat(ops.messages).hasSize(2);
    }

    @Test
    void anInstanceThatIsRemovedWhileItIsMutedIsToldAfterThat() {
        running.keep(Events.connected("sales-id", "1", new Phone("5544999999999")));
        take(outage("sales", clock.instant()));
        pass(Duration.ofMinutes(1));
        mute("sales", Duration.ofMinutes(30));
        configure("support", "billing");
        watchInstances(Duration.ofMinutes(20));
        assertThat(ops.messages).hasSize(1);

        watchInstances(Duration.ofMinutes(11));
        assertThat(ops.titles()).hasSize(2).last().asString().contains("is not looked after any more");
    }

    @Test
    void theGatewaysOwnTroubleIsToldWhicheverInstanceIsMuted() {
        mute("sales", Duration.ofHours(2));
        take(lost("sales", clock.instant(), false));
        pass(Duration.ofMinutes(1));

        assertThat(ops.titles()).containsExactly("api.plugzapi.com.br cannot be asked how the numbers are since 09:00");
    }

    @Test
    void whatEndedWhileItWasMutedAndIsLearntLaterIsNeverTold() {
        mute("sales", Duration.ofMinutes(10));
        Instant since = clock.instant();
        clock.forward(Duration.ofMinutes(9));
        OutageEnded ended = outageEnded("sales", since);
        clock.forward(Duration.ofMinutes(2));
        take(outage("sales", since));
        take(ended);
        pass(Duration.ofMinutes(5));

        assertThat(ops.messages).isEmpty();
    }

    @Test
    void aMuteSaysUntilWhenAndByWhomAndGoesAwayByItself() {
        mute("sales", Duration.ofHours(1));
        Instant until = millis(clock.instant().plus(Duration.ofDays(3)));
        mutes.mute("support-id", until, "boss\n");
        mutes.mute("support-id", until.plusSeconds(1), "admin");

        assertThat(mutes.all())
                .containsOnlyKeys("sales-id", "support-id")
                .containsEntry("support-id", new Mutes.Mute(until.plusSeconds(1), "admin"));
        clock.forward(Duration.ofHours(2));
        assertThat(mutes.all()).containsOnlyKeys("support-id");
        clock.forward(Duration.ofDays(2));
        table.purge();
        assertThat(database.column("SELECT instance FROM mute")).containsExactly("support-id");

        running.erasure(mutes).instance("support-id");
        assertThat(database.count("mute")).isZero();
    }

    @Test
    void aMuteThatIsOverAlreadyOrTooLongIsRefusedAndSaysSo() {
        Instant now = clock.instant();

        assertThatThrownBy(() -> mutes.mute("sales-id", now, "admin"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("until is in the past");
        assertThatThrownBy(() ->
                        mutes.mute("sales-id", now.plus(Duration.ofDays(90)).plusMillis(1), "admin"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("90 days");
        mutes.mute("sales-id", now.plus(Duration.ofDays(90)), "admin");
        assertThat(mutes.all()).hasSize(1);
    }

    private void mute(String name, Duration time) {
        mutes.mute(name + "-id", clock.instant().plus(time), "admin");
    }

    // ---- How the channels are

    @Test
    void aChannelSaysWhatItWasToldLastWhatWaitsAndWhatIsWrong() {
        assertThat(lines.states())
                .containsExactly(
                        new ChannelState("boss", "mailto", "somewhere", null, null, null, 0, null, null),
                        new ChannelState("ops", "mailto", "somewhere", null, null, null, 0, null, null));

        ops.failure = "down";
        Instant since = millis(clock.instant());
        take(outage("sales", clock.instant()));
        pass(GROUPING.plusSeconds(1));
        assertThat(lines.states())
                .containsExactly(
                        new ChannelState(
                                "boss",
                                "mailto",
                                "somewhere",
                                millis(clock.instant().minusSeconds(1)),
                                "outage",
                                "sales-id",
                                0,
                                null,
                                null),
                        new ChannelState("ops", "mailto", "somewhere", null, null, null, 1, since, "down"));

        pass(Duration.ofHours(3));
        restart();
        assertThat(lines.states().get(1).trouble()).isEqualTo("Alerts that it could not be told of within an hour: 1");
        ops.failure = null;
        pass(Duration.ofHours(2));
        assertThat(lines.states().get(1).trouble()).isNull();
        assertThat(lines.states().get(1).toldSort()).isEqualTo("outage");
    }

    @Test
    void aTestIsSentNowAndSaysWhatCameOfIt() {
        assertThat(lines.testNow("ops"))
                .contains(new Lines.Tested(true, "The test was taken: alerts reach ops (somewhere)"));
        assertThat(ops.titles()).containsExactly("Test: alerts reach ops");
        ops.failure = "down";
        assertThat(lines.testNow("ops"))
                .contains(new Lines.Tested(false, "The test does not reach ops (somewhere): down"));
        assertThat(lines.testNow("nobody")).isEmpty();
    }

    // ---- What is kept

    @Test
    void ofAnInstanceThatIsErasedNothingIsToldAnyMore() {
        take(outage("sales", clock.instant()));
        running.erasure(table).instance("sales-id");
        pass(Duration.ofMinutes(5));

        assertThat(ops.messages).isEmpty();
        assertThat(database.count("notice")).isZero();
    }

    @Test
    void whatWasToldOfAnInstanceThatIsErasedIsForgottenAndNobodyIsRemindedOfIt() {
        settings.put("alerts.remind-every", "10m");
        restart();
        take(outage("sales", clock.instant()));
        take(outage("support", clock.instant()));
        pass(Duration.ofMinutes(1));
        running.erasure(table).instance("sales-id");
        pass(Duration.ofMinutes(15));

        assertThat(database.column("SELECT about FROM alert")).containsExactly("support-id");
        assertThat(database.count("notice")).isEqualTo(2);
        assertThat(ops.titles()).hasSize(2).last().isEqualTo("Still: support is out since 09:00");
    }

    @Test
    void whatWasOverLongAgoIsForgottenAndWhatGoesOnIsKept() {
        Instant since = clock.instant();
        take(outage("sales", since));
        take(outage("support", since));
        take(outageEnded("sales", since));
        pass(Duration.ofMinutes(1));
        clock.forward(Duration.ofDays(31));
        table.purge();

        assertThat(database.column("SELECT about FROM alert")).containsExactly("support-id");
        assertThat(database.count("notice")).isEqualTo(2);
    }

    // ---- Helpers

    private void take(ConnectionEvent event) {
        assertThat(alerts.wants(entry(event))).isTrue();
        assertThat(alerts.take(entry(event))).isCompleted();
    }

    private JournalEntry entry(ConnectionEvent event) {
        return new JournalEntry(++seq, event.instance(), event, EventJson.write(event));
    }

    /** Time passes, and each line has its round when it is due. */
    private void pass(Duration time) {
        Duration until = clock.elapsed().plus(time);
        while (clock.elapsed().compareTo(until) < 0) {
            Duration step = time.compareTo(Duration.ofHours(2)) > 0 ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
            clock.forward(step);
            for (Line line : lines.all()) {
                Duration due = nextAt.getOrDefault(line.name(), Duration.ZERO);
                while (due.compareTo(clock.elapsed()) <= 0) {
                    Duration pause = line.round();
                    due = clock.elapsed().plus(pause);
                }
                nextAt.put(line.name(), due);
            }
        }
    }

    private double count(String channel, String outcome) {
        return registry.get("alerts")
                .tag("channel", channel)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private Occurrence of(String name, Instant moment, String distinction) {
        return Occurrence.learnt(name + "-id", moment, clock.instant(), Source.DERIVED, distinction);
    }

    private OutageStarted outage(String name, Instant since) {
        return new OutageStarted(of(name, clock.instant(), since.toString()), millis(since));
    }

    private OutageEnded outageEnded(String name, Instant since) {
        return new OutageEnded(of(name, clock.instant(), since.toString()), millis(since));
    }

    private ConfirmationLost lost(String name, Instant since, boolean refused) {
        return new ConfirmationLost(
                of(name, clock.instant(), since.toString()), millis(since), refused, "no connection");
    }

    private ConfirmationRegained regained(String name, Instant since) {
        return new ConfirmationRegained(of(name, clock.instant(), since.toString()), millis(since));
    }

    private static Instant millis(Instant moment) {
        return Instant.ofEpochMilli(moment.toEpochMilli());
    }
}
