package io.github.plugzapi.connect.incident;

import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.FailingObserver;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.RecordedEvents;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What follows a callback once it is answered, from the outside. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class LogConnectionChangesTest {

    @Inject
    Connections connections;

    @Inject
    LogConnectionChanges changes;

    @Inject
    RecordedEvents events;

    @Inject
    TwoMethods twoMethods;

    @Inject
    MeterRegistry registry;

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    @Test
    void anObserverThatThrowsHarmsNeitherTheOthersNorTheAnswer() {
        String instance = FailingObserver.PREFIX + UUID.randomUUID();

        Callbacks.post(instance, "{\"connected\":true,\"momment\":1580163342}");
        Callbacks.post(instance, "{\"disconnected\":true,\"momment\":1580163343}");
        Callbacks.post(instance, "{\"connected\":true,\"momment\":1580163344}");

        await().untilAsserted(() -> {
            assertThat(events.of(instance))
                    .extracting(event -> event.kind())
                    // So long ago is an outage, where the clock is looked at in between.
                    .filteredOn(kind -> !kind.startsWith("outage_"))
                    .containsExactly("connected", "disconnected", "connected");
            assertThat(connections.of(instance).status()).isEqualTo(CONNECTED);
        });
    }

    @Test
    void anObserverThatThrowsIsCountedAndLoggedWithItsName() {
        double before = failures();
        try (CapturedLog log = CapturedLog.start()) {
            Callbacks.post(FailingObserver.PREFIX + UUID.randomUUID(), "{\"connected\":true}");

            await().untilAsserted(() -> assertThat(failures()).isGreaterThanOrEqualTo(before + 1));
            await().untilAsserted(() -> assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line).contains(FailingObserver.NAME, FailingObserver.MESSAGE)));
        }
        assertThat(given().get(metrics).asString())
                .contains("observer_failures_total{observer=\"" + FailingObserver.NAME + "\"}");
    }

    @Test
    void aClassWithAMethodForEachKindIsHandedTheEventsInTheirOrder() {
        String instance = "instance-" + UUID.randomUUID();
        List<String> posted = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String kind = i % 2 == 0 ? "connected" : "disconnected";
            Callbacks.post(instance, "{\"" + kind + "\":true,\"momment\":" + (1580163342 + i) + "}");
            posted.add(kind + " " + (1580163342 + i));
        }

        await().untilAsserted(() -> assertThat(twoMethods.seen(instance)).isEqualTo(posted));
    }

    /** What it sees in one method and in the other. */
    @Singleton
    static class TwoMethods {

        private final Queue<ConnectionEvent> seen = new ConcurrentLinkedQueue<>();

        void connected(@ObservesAsync Connected event) {
            seen.add(event);
        }

        void disconnected(@ObservesAsync Disconnected event) {
            seen.add(event);
        }

        private List<String> seen(String instance) {
            return seen.stream()
                    .filter(event -> event.instance().equals(instance))
                    .map(event -> event.kind() + " " + event.distinction())
                    .toList();
        }
    }

    @Test
    void aConnectionIsOneReadableLineWithAMaskedPhone() {
        try (CapturedLog log = CapturedLog.start()) {
            // Whatever other tests have left it at.
            Callbacks.post(ACCEPTED, "{\"disconnected\":true}");
            Callbacks.post(ACCEPTED, "{\"connected\":true,\"phone\":\"5544977777777\"}");

            await().untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("INFO [io.github.plugzapi.connect.incident.LogConnectionChanges] sales (" + ACCEPTED
                            + ") is connected as 5544*******77 since " + MovableClock.START)));
        }
    }

    @Test
    void aDisconnectionIsOneReadableLineWithItsReason() {
        String instance = "instance-" + UUID.randomUUID();
        try (CapturedLog log = CapturedLog.start()) {
            Callbacks.post(
                    instance,
                    "{\"disconnected\":true,\"error\":\"Device has been disconnected\",\"momment\":1580163342}");
            Callbacks.post(instance, "{\"disconnected\":true,\"momment\":1580163343}");

            String start = " [io.github.plugzapi.connect.incident.LogConnectionChanges] " + instance;
            await().untilAsserted(() -> assertThat(log.lines())
                    .contains(
                            "WARN" + start
                                    + " is disconnected since 2020-01-27T22:15:42Z: Device has been disconnected",
                            "INFO" + start
                                    + " is still disconnected at 2020-01-27T22:15:43Z: PlugZapi gave no reason"));
        }
    }

    @Test
    void anotherNumberThanBeforeIsSaid() {
        String instance = "instance-" + UUID.randomUUID();
        try (CapturedLog log = CapturedLog.start()) {
            Callbacks.post(instance, "{\"connected\":true,\"phone\":\"5544977777777\",\"momment\":1580163342}");
            Callbacks.post(instance, "{\"connected\":true,\"phone\":\"5511988888888\",\"momment\":1580163343}");

            await().untilAsserted(() -> assertThat(log.lines())
                    .contains("INFO [io.github.plugzapi.connect.incident.LogConnectionChanges] " + instance
                            + " is connected as 5511*******88 since 2020-01-27T22:15:43Z, which is another number than"
                            + " before"));
        }
    }

    @Test
    void whereNobodySaysWhichNumberItIsTheOneKnownFromBeforeIsMeant() {
        String instance = "instance-" + UUID.randomUUID();
        try (CapturedLog log = CapturedLog.start()) {
            Callbacks.post(instance, "{\"connected\":true,\"phone\":\"5544977777777\",\"momment\":1580163342}");
            Callbacks.post(instance, "{\"disconnected\":true,\"momment\":1580163343}");
            Callbacks.post(instance, "{\"connected\":true,\"momment\":1580163344}");
            Callbacks.post(instance, "{\"connected\":true,\"momment\":1580163444}");

            String start = "INFO [io.github.plugzapi.connect.incident.LogConnectionChanges] " + instance;
            await().untilAsserted(() -> assertThat(log.lines())
                    .contains(
                            start + " is connected as 5544*******77 since 2020-01-27T22:15:44Z",
                            start
                                    + " has connected once more as 5544*******77 at 2020-01-27T22:17:24Z; nobody said that"
                                    + " it was disconnected"));
        }
    }

    @Test
    void whatConnectsOnceMoreIsNotSaidToBeAChange() {
        String instance = "instance-" + UUID.randomUUID();
        try (CapturedLog log = CapturedLog.start()) {
            Callbacks.post(instance, "{\"connected\":true,\"momment\":1580163342}");
            Callbacks.post(instance, "{\"connected\":true,\"momment\":1580163442}");

            await().untilAsserted(() -> assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line).contains(instance + " has connected once more")));
            assertThat(events.of(instance))
                    .filteredOn(Connected.class::isInstance)
                    .hasSizeLessThanOrEqualTo(2);
            await().untilAsserted(() -> assertThat(events.of(instance))
                    .extracting(event -> ((Connected) event).change())
                    .containsExactly(true, false));
        }
    }

    @Test
    void whileAnInstanceFlapsItsChangesAreNoLinesButASum() {
        String instance = "instance-" + UUID.randomUUID();
        try (CapturedLog log = CapturedLog.start()) {
            for (int i = 0; i < 100; i++) {
                Callbacks.post(
                        instance,
                        "{\"" + (i % 2 == 0 ? "connected" : "disconnected") + "\":true,\"momment\":" + (1580163342 + i)
                                + "}");
            }
            await().untilAsserted(() -> assertThat(
                            events.of(instance).stream().filter(event -> event.source() == Source.WEBHOOK))
                    .hasSize(100));
            await().untilAsserted(() -> {
                changes.sumUp();
                assertThat(summedUp(log, instance)).isEqualTo(93);
            });

            assertThat(log.lines())
                    .filteredOn(line ->
                            line.contains("LogConnectionChanges] " + instance + " is ") && !line.startsWith("DEBUG"))
                    .hasSize(7);
        }
    }

    private static int summedUp(CapturedLog log, String instance) {
        return log.lines().stream()
                .filter(line -> line.contains(instance + " flaps: it changed another "))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*another (\\d+) times.*", "$1")))
                .sum();
    }

    private double failures() {
        var counter = registry.find("observer_failures")
                .tag("observer", FailingObserver.NAME)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
