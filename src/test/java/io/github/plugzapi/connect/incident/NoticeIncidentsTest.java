package io.github.plugzapi.connect.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.RecordedEvents;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the journal of the application, but a clock and a memory of its own. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class NoticeIncidentsTest extends ConcludingFromJournal {

    @Inject
    Journal journal;

    @Inject
    Store store;

    @Inject
    Leadership leadership;

    @Inject
    Connections connections;

    @Inject
    RecordedEvents recorded;

    @Override
    Store store() {
        return store;
    }

    @Override
    Leadership leadership() {
        return leadership;
    }

    @Override
    Journal journal() {
        return journal;
    }

    @Override
    Connections connections() {
        return connections;
    }

    @BeforeEach
    void begin() throws SQLException {
        await().until(leadership::isHeld);
        restart();
    }

    @Test
    void flappingIsToldToTheObserversWhenItBeginsAndWhenItEnds() throws SQLException {
        flap();
        await().untilAsserted(() -> assertThat(kept()).containsExactly("flapping_started derived"));

        clock.forward(Duration.ofMinutes(10));
        incidents.lookAtTheClock();
        assertThat(kept()).hasSize(2);

        assertThat(kept()).containsExactly("flapping_started derived", "flapping_ended derived");
        await().untilAsserted(() -> assertThat(recorded.of(id))
                .extracting(ConnectionEvent::kind)
                .contains("flapping_started", "flapping_ended"));
    }

    @Test
    void anOutageIsToldByTheClockAndItsEndWithItsLength() throws SQLException {
        take(disconnected());
        clock.forward(Duration.ofMinutes(5).plusSeconds(1));
        incidents.lookAtTheClock();
        clock.forward(Duration.ofMinutes(55));
        take(connected());

        assertThat(kept()).containsExactly("outage_started derived", "outage_ended derived");
        await().untilAsserted(() -> assertThat(recorded.of(id))
                .filteredOn(OutageEnded.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(OutageEnded.class, ended -> assertThat(ended.length())
                        .isEqualTo(Duration.ofHours(1).plusSeconds(1))));
    }

    @Test
    void aClockThatIsSetBackDelaysNoOutage() throws SQLException {
        take(disconnected());
        clock.forward(Duration.ofMinutes(1));
        clock.setBack(Duration.ofHours(1));
        clock.forward(Duration.ofMinutes(3));
        incidents.lookAtTheClock();
        assertThat(kept()).isEmpty();
        clock.forward(Duration.ofMinutes(1).plusSeconds(1));
        incidents.lookAtTheClock();

        assertThat(kept()).containsExactly("outage_started derived");
    }

    @Test
    void theApplicationConcludesFromCallbacks() {
        // By its own clock, both were long ago.
        Callbacks.post(id, "{\"disconnected\":true,\"momment\":1580163342}");
        Callbacks.post(id, "{\"connected\":true,\"momment\":1580166942}");

        await().untilAsserted(() -> assertThat(recorded.of(id))
                .extracting(event -> event.kind() + " " + event.source().label())
                .containsExactlyInAnyOrder(
                        "disconnected webhook", "connected webhook", "outage_started derived", "outage_ended derived"));
    }
}
