package io.github.plugzapi.connect.connection;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.SECRET;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Beans;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.KeptEvents;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.RecordedEvents;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.github.plugzapi.connect.webhook.CallbackKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the journal of the application, but a clock and a memory of its own. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class IncidentsTest {

    @Inject
    Journal journal;

    @Inject
    Connections connections;

    @Inject
    RecordedEvents recorded;

    @Inject
    MeterRegistry registry;

    private final MovableClock clock = new MovableClock();
    private final String id = "instance-" + UUID.randomUUID();
    private final AtomicBoolean doubted = new AtomicBoolean();
    private Incidents incidents;

    @BeforeEach
    void begin() throws SQLException {
        await().until(journal::isDispatching);
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
    void theMetricsTellHowManyInstancesFlapAndAreOut() throws SQLException {
        double flapping = gauge("instances_flapping");
        double out = gauge("outages_open");

        flap();
        take(disconnected());
        clock.forward(Duration.ofMinutes(6));
        incidents.lookAtTheClock();
        assertThat(kept()).hasSize(2);
        save();

        // Other tests may have something to tell as well, but take nothing back.
        assertThat(gauge("instances_flapping")).isGreaterThanOrEqualTo(flapping + 1);
        assertThat(gauge("outages_open")).isGreaterThanOrEqualTo(out + 1);
        assertThat(row("flapping_since IS NOT NULL")).isTrue();
        assertThat(row("outage_open = 1")).isTrue();

        clock.forward(Duration.ofHours(1));
        take(connected());
        save();

        assertThat(row("flapping_since IS NOT NULL")).isFalse();
        assertThat(row("outage_open = 1")).isFalse();
    }

    @Test
    void theApplicationConcludesFromCallbacks() {
        // By its own clock, both were long ago.
        callBack(id, "{\"disconnected\":true,\"momment\":1580163342}");
        callBack(id, "{\"connected\":true,\"momment\":1580166942}");

        await().untilAsserted(() -> assertThat(recorded.of(id))
                .extracting(event -> event.kind() + " " + event.source().label())
                .containsExactlyInAnyOrder(
                        "disconnected webhook", "connected webhook", "outage_started derived", "outage_ended derived"));
    }

    // ---- Helpers

    /** Forgets all that is not saved. */
    private void restart() throws SQLException {
        incidents = new Incidents(
                journal,
                connections,
                Beans.instances(List.<InDoubt>of(instance -> doubted.get())),
                clock,
                Configuration.of(FlappingConfig.class, Map.of()),
                Configuration.of(OutageConfig.class, Map.of()));
        incidents.reload();
    }

    private void save() throws SQLException {
        journal.write(connection -> {
            incidents.save(connection);
            return null;
        });
    }

    private void flap() throws SQLException {
        take(connected());
        for (int i = 0; i < 8; i++) {
            clock.forward(Duration.ofSeconds(10));
            take(i % 2 == 0 ? disconnected() : connected());
        }
    }

    private JournalEntry take(ConnectionEvent event) throws SQLException {
        JournalEntry entry = append(event);
        incidents.take(entry);
        return entry;
    }

    /** The event as it is kept. */
    private JournalEntry append(ConnectionEvent event) throws SQLException {
        journal.append(event, null).toCompletableFuture().join();
        long seq = journal.read(connection -> {
            try (var select = connection.prepareStatement(
                    "SELECT MAX(seq) FROM event WHERE instance = ? AND kind IN ('connected', 'disconnected')")) {
                select.setString(1, event.instance());
                try (var rows = select.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        });
        return journal.after(seq - 1, 1).get(0);
    }

    private Connected connected() {
        Instant now = clock.instant();
        return new Connected(
                UUID.randomUUID().toString(), id, now, now.plusMillis(1), Source.WEBHOOK, null, Phone.unknown());
    }

    private Disconnected disconnected() {
        return disconnected(id);
    }

    private Disconnected disconnected(String instance) {
        Instant now = clock.instant();
        return new Disconnected(
                UUID.randomUUID().toString(), instance, now, now.plusMillis(1), Source.WEBHOOK, null, null);
    }

    /** What was concluded. */
    private List<String> kept() {
        return KeptEvents.of(journal, id).stream()
                .filter(event -> event.endsWith("derived"))
                .toList();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private boolean row(String condition) throws SQLException {
        return journal.read(connection -> {
            try (var select =
                    connection.prepareStatement("SELECT 1 FROM incident WHERE instance = ? AND " + condition)) {
                select.setString(1, id);
                try (var rows = select.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }

    private static void callBack(String instance, String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/webhooks/" + instance + "/" + new CallbackKey(SECRET).of(instance))
                .then()
                .statusCode(200);
    }
}
