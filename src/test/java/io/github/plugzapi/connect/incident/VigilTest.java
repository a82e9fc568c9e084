package io.github.plugzapi.connect.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.connection.ConnectionFixtures.Keeping;
import io.github.plugzapi.connect.connection.ConnectionState;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.FlappingEnded;
import io.github.plugzapi.connect.event.FlappingStarted;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.testsupport.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VigilTest {

    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration OUTAGE_AFTER = Duration.ofMinutes(5);
    private static final Vigil.Rules RULES = new Vigil.Rules(3, WINDOW, OUTAGE_AFTER);

    private final List<ConnectionEvent> conclusions = new ArrayList<>();
    private Keeping known = new Keeping("one");
    private Vigil incident = Vigil.none("one");

    // ---- Flapping

    @Test
    void whatIsLearntFirstIsNoChange() {
        connected(0);

        assertThat(incident.changes()).isEmpty();
        assertThat(incident.isOpen()).isFalse();
    }

    @Test
    void asManyChangesAsAreNormalAreNoFlapping() {
        connected(0);
        flap(60, 3);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void oneChangeMoreIsFlapping() {
        connected(0);
        flap(60, 4);

        assertThat(conclusions).singleElement().isInstanceOfSatisfying(FlappingStarted.class, started -> {
            assertThat(started.instance()).isEqualTo("one");
            assertThat(started.moment()).isEqualTo(at(240));
            assertThat(started.changes()).isEqualTo(4);
            assertThat(started.source()).isEqualTo(Source.DERIVED);
        });
    }

    @Test
    void itIsToldOnceHoweverLongItGoesOn() {
        connected(0);
        flap(60, 40);

        assertThat(kinds()).containsExactly("flapping_started");
        assertThat(incident.changes()).hasSize(4);
    }

    @Test
    void changesThatTheWindowNeverHoldsTogetherAreNoFlapping() {
        connected(0);
        for (int i = 1; i <= 40; i++) {
            change(i * 201, i % 2 == 0);
            tick(i * 201 + 1);
        }

        assertThat(kinds()).isEmpty();
    }

    @Test
    void disconnectedOnceMoreIsNoChange() {
        connected(0);
        disconnected(30);
        disconnected(31);
        disconnected(32);

        assertThat(incident.changes()).containsExactly(at(30));
        assertThat(kinds()).isEmpty();
    }

    @Test
    void connectedOnceMoreCountsBecauseTheConnectionBrokeAndHealed() {
        for (int i = 0; i < 5; i++) {
            connected(i * 60);
        }

        assertThat(conclusions).singleElement().isInstanceOfSatisfying(FlappingStarted.class, started -> {
            assertThat(started.moment()).isEqualTo(at(240));
            assertThat(started.changes()).isEqualTo(4);
        });
        assertThat(incident.since()).isEqualTo(at(0));
        assertThat(incident.status()).isEqualTo(ConnectionState.Status.CONNECTED);
    }

    @Test
    void aDisconnectionBetweenTwoConnectionsIsNotCountedTwice() {
        connected(0);
        disconnected(30);
        connected(60);

        assertThat(incident.changes()).containsExactly(at(30), at(60));
    }

    @Test
    void anotherNumberIsAChange() {
        connected(0);
        take(Events.connected("one", at(60), at(61), Source.WEBHOOK, null, new Phone("5544999999999")));
        take(Events.connected("one", at(120), at(121), Source.WEBHOOK, null, new Phone("5511888888888")));

        assertThat(incident.changes()).containsExactly(at(60), at(120));
    }

    @Test
    void aLateEventThatANewerOneHasOverturnedIsNoChange() {
        connected(100);
        disconnected(60);
        connected(70);
        disconnected(80);
        connected(90);
        disconnected(95);

        assertThat(incident.changes()).isEmpty();
        assertThat(incident.status()).isEqualTo(ConnectionState.Status.CONNECTED);
    }

    @Test
    void itEndsOnceItWasQuietForTheWindow() {
        connected(0);
        flap(60, 4);
        conclusions.clear();

        tick(240 + 599);
        assertThat(kinds()).isEmpty();
        tick(240 + 600);

        assertThat(conclusions).singleElement().isInstanceOfSatisfying(FlappingEnded.class, ended -> {
            assertThat(ended.moment()).isEqualTo(at(840));
            assertThat(ended.since()).isEqualTo(at(240));
            assertThat(ended.length()).isEqualTo(WINDOW);
        });
        assertThat(incident.isOpen()).isFalse();
    }

    @Test
    void everyChangePutsItsEndOff() {
        connected(0);
        flap(60, 4);
        change(800, false);
        change(810, true);
        tick(840);
        tick(1409);
        assertThat(kinds()).containsExactly("flapping_started");

        tick(1410);

        assertThat(kinds()).containsExactly("flapping_started", "flapping_ended");
    }

    @Test
    void itsEndIsToldBeforeTheChangeThatFollowsAlthoughNobodyLookedAtTheClock() {
        connected(0);
        flap(60, 4);

        change(2_000, false);

        assertThat(kinds()).containsExactly("flapping_started", "flapping_ended");
        assertThat(conclusions.get(1).moment()).isEqualTo(at(840));
    }

    @Test
    void itCanBeginAnewAndIsAnotherOneThen() {
        connected(0);
        flap(60, 4);
        tick(5_000);
        flap(5_000, 4);

        assertThat(kinds()).containsExactly("flapping_started", "flapping_ended", "flapping_started");
        assertThat(conclusions.get(0).distinction())
                .isNotEqualTo(conclusions.get(2).distinction());
    }

    // ---- Outages

    @Test
    void aDisconnectionIsNoOutageUntilItLastsLonger() {
        connected(0);
        disconnected(10);

        tick(310);
        assertThat(kinds()).isEmpty();
        assertThat(incident.isOpen()).isTrue();
        tick(311);

        assertThat(conclusions).singleElement().isInstanceOfSatisfying(OutageStarted.class, started -> {
            assertThat(started.since()).isEqualTo(at(10));
            assertThat(started.moment()).isEqualTo(at(310));
            assertThat(started.receivedAt()).isEqualTo(at(311));
        });
        assertThat(incident.outageOpen()).isTrue();
    }

    @Test
    void anOutageIsToldOnce() {
        disconnected(0);
        tick(301);
        tick(302);
        disconnected(400);
        tick(10_000);

        assertThat(kinds()).containsExactly("outage_started");
    }

    @Test
    void anInstanceThatWasNeverConnectedIsOutToo() {
        disconnected(0);
        tick(301);

        assertThat(kinds()).containsExactly("outage_started");
    }

    @Test
    void anInstanceThatNobodyKnowsOfIsNotOut() {
        tick(1_000_000);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void theEndOfAnOutageTellsItsLengthFromTheDisconnection() {
        disconnected(0);
        tick(301);
        connected(3_600);

        assertThat(conclusions).last().isInstanceOfSatisfying(OutageEnded.class, ended -> {
            assertThat(ended.length()).isEqualTo(Duration.ofHours(1));
            assertThat(ended.since()).isEqualTo(at(0));
            assertThat(ended.moment()).isEqualTo(at(3_600));
        });
        assertThat(incident.outageOpen()).isFalse();
    }

    @Test
    void aShortDisconnectionHasNoEndOfAnOutage() {
        connected(0);
        disconnected(10);
        connected(310);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void beginningAndEndAreBothToldWhereTheWholeOutageWasSleptThrough() {
        disconnected(0);

        connected(10_000);

        assertThat(kinds()).containsExactly("outage_started", "outage_ended");
        assertThat(conclusions).extracting(ConnectionEvent::moment).containsExactly(at(300), at(10_000));
    }

    @Test
    void aLateConnectionThatANewerDisconnectionHasOverturnedEndsNothing() {
        disconnected(100);
        tick(401);

        connected(50);

        assertThat(kinds()).containsExactly("outage_started");
        assertThat(incident.outageOpen()).isTrue();
    }

    @Test
    void whatIsLearntToBeConnectedAgainWasNoOutageThatNobodyTold() {
        disconnected(0);
        take(Events.connected("one", at(3_600), at(3_601), Source.RECONCILIATION, null, Phone.unknown()));
        assertThat(kinds()).isEmpty();

        disconnected(4_000);
        tick(4_400);
        take(Events.connected("one", at(5_000), at(5_001), Source.RECONCILIATION, null, Phone.unknown()));

        assertThat(kinds()).containsExactly("outage_started", "outage_ended");
    }

    @Test
    void aMomentFarAheadMakesNoOutage() {
        connected(0);
        disconnected(60);
        take(Events.connected("one", at(72_000), at(70), Source.WEBHOOK, null, Phone.unknown()));
        disconnected(80);
        tick(200);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void aClockThatIsHoursBehindMakesNeitherOutagesNorEndsOfFlapping() {
        int behind = 3_600;
        for (int i = 0; i < 40; i++) {
            int now = i * 10;
            take(
                    i % 2 == 0
                            ? Events.connected("one", at(now - behind), at(now), Source.WEBHOOK, null, Phone.unknown())
                            : Events.disconnected("one", at(now - behind), at(now), Source.WEBHOOK, null, null));
            tick(now + 1);
        }

        assertThat(kinds()).containsExactly("flapping_started");
    }

    @Test
    void eachOutageIsAnotherOne() {
        disconnected(0);
        connected(1_000);
        disconnected(2_000);
        connected(3_000);

        assertThat(kinds()).containsExactly("outage_started", "outage_ended", "outage_started", "outage_ended");
        assertThat(conclusions.stream()
                        .map(event -> event.kind() + event.distinction())
                        .distinct())
                .hasSize(4);
    }

    // ---- The same again

    @Test
    void aConclusionThatIsDrawnTwiceIsToldFromOthersByTheSameText() {
        Runnable history = () -> {
            incident = Vigil.none("one");
            known = new Keeping("one");
            connected(0);
            flap(60, 4);
            tick(1_000);
            disconnected(2_000);
            tick(2_400);
            connected(3_000);
        };
        history.run();
        List<ConnectionEvent> first = List.copyOf(conclusions);
        conclusions.clear();
        history.run();

        assertThat(first)
                .extracting(ConnectionEvent::kind)
                .containsExactly("flapping_started", "flapping_ended", "outage_started", "outage_ended");
        assertThat(conclusions)
                .extracting(event -> event.kind() + " " + event.distinction())
                .isEqualTo(first.stream()
                        .map(event -> event.kind() + " " + event.distinction())
                        .toList());
    }

    @Test
    void aConclusionIsTheSameWhetherTheClockOrTheNextEventToldIt() {
        disconnected(0);
        Vigil before = incident;
        tick(301);
        incident = before;
        connected(900);

        assertThat(conclusions)
                .filteredOn(OutageStarted.class::isInstance)
                .hasSize(2)
                .extracting(ConnectionEvent::distinction)
                .containsOnly(Long.toString(at(0).toEpochMilli()));
    }

    // ---- Helpers

    /** So many changes, one every minute from then on; the first is a disconnection. */
    private void flap(int from, int changes) {
        for (int i = 0; i < changes; i++) {
            change(from + 60 * i, i % 2 == 1);
        }
    }

    private void change(int second, boolean connected) {
        if (connected) {
            connected(second);
        } else {
            disconnected(second);
        }
    }

    private void connected(int second) {
        take(Events.connected("one", at(second), at(second).plusMillis(1), Source.WEBHOOK, null, Phone.unknown()));
    }

    private void disconnected(int second) {
        take(Events.disconnected("one", at(second), at(second).plusMillis(1), Source.WEBHOOK, null, null));
    }

    /** As the journal hands it over. */
    private void take(ConnectionEvent event) {
        ConnectionEvent news = known.keep(event);
        if (news != null) {
            take(incident.after(news, RULES, event.receivedAt()));
        }
    }

    private void tick(int second) {
        take(incident.at(at(second), RULES, at(second)));
    }

    private void take(Vigil.Step step) {
        incident = step.next();
        conclusions.addAll(step.conclusions());
    }

    private List<String> kinds() {
        return conclusions.stream().map(ConnectionEvent::kind).toList();
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
