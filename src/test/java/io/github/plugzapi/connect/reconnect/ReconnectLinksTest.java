package io.github.plugzapi.connect.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.audit.AuditFixtures;
import io.github.plugzapi.connect.connection.ConnectionFixtures;
import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.gateway.GatewayFixtures;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.End;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.Link;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.Made;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ReconnectLinksTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final Instances instances = InstanceFixtures.instances(Map.of(
            "plugzapi.instances.sales.id", "one",
            "plugzapi.instances.sales.token", "the-token",
            "plugzapi.instances.support.id", "two",
            "plugzapi.instances.support.token", "the-token"));
    private Database database;
    private RunningJournal running;
    private ReconnectLinks links;
    private EndReconnectLinks observer;
    private long seen;
    private int number;

    @BeforeEach
    void open() throws SQLException {
        database = kind.fresh(folder);
        Connections[] connections = new Connections[1];
        running = new RunningJournal(database, clock, journal -> {
            connections[0] = ConnectionFixtures.connections(instances, journal.store(), journal.journal(), clock);
            return connections[0];
        });
        links = new ReconnectLinks(running.store(), instances, clock, ticker);
        observer = new EndReconnectLinks(links, connections[0], AuditFixtures.audit(running.store(), clock));
    }

    @AfterEach
    void close() {
        running.close();
    }

    // ---- Making and finding

    @Test
    void aLinkIsFoundByItsTokenForADay() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Made made = links.make("one", "admin");

        assertThat(made.token()).matches("[A-Za-z0-9_-]{43}");
        assertThat(made.expiresAt()).isEqualTo(now.plus(Duration.ofHours(24)));
        assertThat(links.find(made.token())).contains(new Link("one", "admin", now, made.expiresAt(), null, null));
        assertThat(links.of("one")).isEqualTo(links.find(made.token()));

        clock.forward(Duration.ofHours(24).minusMillis(1));
        assertThat(links.find(made.token())).isPresent();
        clock.forward(Duration.ofMillis(1));
        assertThat(links.find(made.token())).isEmpty();
        assertThat(links.of("one")).isEmpty();
        assertThat(end(made)).contains(End.EXPIRED);
        assertThat(links.state(made.token()).map(Link::endedAt)).contains(made.expiresAt());
        assertThat(links.revoke("one")).isFalse();
        assertThat(end(made)).contains(End.EXPIRED);
    }

    @Test
    void theTokenIsKeptAndPrintedNowhere() {
        try (CapturedLog log = CapturedLog.start()) {
            Made made = links.make("one", "admin");

            assertThat(made.toString()).doesNotContain(made.token());
            assertThat(links.find(made.token()).orElseThrow().toString()).doesNotContain(made.token());
            assertThat(log.text())
                    .contains("A link to reconnect sales (one) was made")
                    .doesNotContain(made.token());
            assertThat(database.column("SELECT hash FROM reconnect_link"))
                    .singleElement()
                    .asString()
                    .matches("[0-9a-f]{64}");
        }
    }

    @Test
    void itsUrlBeginsWithWherePeopleReachTheConsole() {
        Made made = new Made("token", clock.instant());

        assertThat(made.url("https://connect.example")).isEqualTo("https://connect.example/reconnect/token");
        assertThat(made.url("https://connect.example/base/")).isEqualTo("https://connect.example/base/reconnect/token");
    }

    @Test
    void aTokenIsNeverMadeTwice() {
        assertThat(links.make("one", "admin").token())
                .isNotEqualTo(links.make("two", "admin").token());
        assertThat(links.of("one")).isPresent();
        assertThat(links.of("two")).isPresent();
    }

    @Test
    void aNewLinkTakesThePlaceOfTheOneBefore() {
        Made first = links.make("one", "admin");
        Made second = links.make("one", "another");

        assertThat(links.state(first.token())).isEmpty();
        assertThat(links.find(second.token()).map(Link::madeBy)).contains("another");
        assertThat(database.count("reconnect_link")).isOne();
    }

    @Test
    void whatIsNoTokenFindsNothing() {
        Made made = links.make("one", "admin");

        assertThat(links.state("")).isEmpty();
        assertThat(links.state(made.token() + "A")).isEmpty();
        assertThat(links.state(made.token().substring(1))).isEmpty();
        assertThat(links.state("A".repeat(43))).isEmpty();
        assertThat(links.state("' OR 1=1 --")).isEmpty();
        assertThat(links.state(
                        database.column("SELECT hash FROM reconnect_link").get(0)))
                .isEmpty();
    }

    @Test
    void anotherProcessKnowsTheSame() {
        ReconnectLinks another = new ReconnectLinks(running.store(), instances, clock, new ManualTicker(clock));
        Made made = links.make("one", "admin");

        assertThat(another.find(made.token())).isPresent();
        assertThat(another.revoke("one")).isTrue();
        assertThat(links.find(made.token())).isEmpty();
    }

    @Test
    void anInstanceThatIsNotKnownAnyMoreHasNoLink() {
        GatewayFixtures.come(instances, "other", "token");
        Made made = links.make("other", "admin");
        assertThat(links.find(made.token())).isPresent();

        GatewayFixtures.go(instances, "other");

        assertThat(links.of("other")).isEmpty();
        assertThat(links.state(made.token())).isEmpty();
    }

    // ---- The end

    @Test
    void aLinkThatIsRevokedEndsAndSaysSo() {
        Made made = links.make("one", "admin");
        Made other = links.make("two", "admin");

        assertThat(links.revoke("one")).isTrue();
        assertThat(links.revoke("one")).isFalse();

        assertThat(links.find(made.token())).isEmpty();
        assertThat(end(made)).contains(End.REVOKED);
        assertThat(links.find(other.token())).isPresent();
    }

    @Test
    void itEndsWhenTheNumberIsBack() {
        disconnected(justNow());
        Made made = links.make("one", "admin");
        clock.forward(Duration.ofMinutes(1));

        connected(justNow());

        assertThat(links.find(made.token())).isEmpty();
        assertThat(end(made)).contains(End.CONNECTED);
        disconnected(justNow());
        assertThat(end(made)).contains(End.CONNECTED);
    }

    @Test
    void itEndsAlsoByACallbackThatWasUnderWayWhenItWasMade() {
        disconnected(justNow());
        clock.forward(Duration.ofMinutes(1));
        Made made = links.make("one", "admin");
        clock.forward(Duration.ofSeconds(3));

        connected(justNow().minusSeconds(5));

        assertThat(end(made)).contains(End.CONNECTED);
    }

    @Test
    void itEndsAlsoWhereTheInstanceIsNotKnownYetToAProcessThatHasJustBegun() {
        Made made = links.make("three", "admin");
        clock.forward(Duration.ofMinutes(1));

        running.keep(Events.connected("three", justNow(), clock.instant(), Source.WEBHOOK, "1", Events.PHONE));
        dispatch();
        GatewayFixtures.come(instances, "three", "token");

        assertThat(end(made)).contains(End.CONNECTED);
    }

    @Test
    void itDoesNotEndByWhatCameBeforeItWasMade() {
        disconnected(justNow());
        clock.forward(Duration.ofMinutes(1));
        keepConnected(justNow());
        clock.forward(Duration.ofMinutes(1));
        Made made = links.make("one", "admin");

        dispatch();

        assertThat(links.find(made.token())).isPresent();
    }

    @Test
    void madeWhileTheNumberWasCalledConnectedItEndsWhenItConnectsAnew() {
        connected(justNow());
        clock.forward(Duration.ofMinutes(1));
        Made made = links.make("one", "admin");
        clock.forward(Duration.ofMinutes(1));

        connected(justNow());

        assertThat(end(made)).contains(End.CONNECTED);
    }

    @Test
    void aLateWordOfWhatWasBeforeDoesNotEndIt() {
        connected(justNow());
        clock.forward(Duration.ofMinutes(5));
        Instant before = justNow();
        clock.forward(Duration.ofMinutes(1));
        Made whileConnected = links.make("one", "admin");
        clock.forward(Duration.ofMinutes(1));
        connected(before);
        assertThat(links.find(whileConnected.token())).isPresent();

        disconnected(justNow());
        Made whileDisconnected = links.make("one", "admin");
        clock.forward(Duration.ofMinutes(1));
        connected(before.plusSeconds(30));
        assertThat(links.find(whileDisconnected.token())).isPresent();
    }

    @Test
    void whatAnotherInstanceDoesDoesNotEndIt() {
        Made made = links.make("two", "admin");
        clock.forward(Duration.ofMinutes(1));

        connected(justNow());

        assertThat(links.find(made.token())).isPresent();
    }

    @Test
    void aLinkThatWasRevokedDoesNotEndOnceMore() {
        disconnected(justNow());
        Made made = links.make("one", "admin");
        links.revoke("one");
        clock.forward(Duration.ofMinutes(1));

        connected(justNow());

        assertThat(end(made)).contains(End.REVOKED);
    }

    @Test
    void whyItEndedIsKnownForAWeek() {
        Made made = links.make("one", "admin");
        links.revoke("one");

        clock.forward(Duration.ofDays(7));
        ticker.tick();
        assertThat(end(made)).contains(End.REVOKED);

        clock.forward(Duration.ofHours(1));
        for (int second = 0; second < 3600; second++) {
            ticker.tick();
        }
        assertThat(links.state(made.token())).isEmpty();
        assertThat(database.count("reconnect_link")).isZero();
    }

    // ---- Helpers

    private Optional<End> end(Made made) {
        return links.state(made.token()).map(Link::end);
    }

    /** A callback takes its time; one whose moment is that at which it came is believed to have none. */
    private Instant justNow() {
        return clock.instant().minusMillis(20);
    }

    private void connected(Instant moment) {
        keepConnected(moment);
        dispatch();
    }

    private void keepConnected(Instant moment) {
        running.keep(Events.connected(
                "one", moment, clock.instant(), Source.WEBHOOK, Integer.toString(number++), Events.PHONE));
    }

    private void disconnected(Instant moment) {
        running.keep(Events.disconnected(
                "one", moment, clock.instant(), Source.WEBHOOK, Integer.toString(number++), "gone"));
        dispatch();
    }

    /** As the dispatcher would. */
    private void dispatch() {
        running.journal().after(seen, 100).forEach(entry -> {
            seen = entry.seq();
            if (entry.event() instanceof Connected connected) {
                observer.connected(connected);
            }
        });
    }
}
