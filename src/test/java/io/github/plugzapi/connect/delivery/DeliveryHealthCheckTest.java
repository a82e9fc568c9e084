package io.github.plugzapi.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.dispatch.DispatchFixtures;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.dispatch.SubscriberMetrics;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryHealthCheckTest {

    @TempDir
    Path folder;

    private Database database;
    private RunningSinks running;
    private TestSink sink;

    @BeforeEach
    void open() throws Exception {
        database = Database.sqlite(folder.resolve("journal.db"));
        running = new RunningSinks(database);
        sink = new TestSink(running.passages.open("crm", "The sink crm", null, 20, 5));
        database.execute("INSERT INTO place (subscriber, seq, waits) VALUES ('sink crm', 0, 0)");
        running.look();
    }

    @AfterEach
    void close() {
        running.close();
    }

    private HealthCheckResponse health() {
        Sinks sinks = new Sinks(List.of((Subscriber.Source) () -> List.of(sink)));
        SubscriberMetrics metrics = DispatchFixtures.metrics(
                running.journal.store(),
                running.journal.places(),
                running.clock,
                running.ticker,
                running.registry,
                sink);
        if (running.registry.find("delivery_lag_events").gauge() == null) {
            new DeliveryMetrics(sinks, metrics, running.registry);
        }
        return new DeliveryHealthCheck(sinks, metrics).call();
    }

    private void assertHealth(HealthCheckResponse.Status status, String words) {
        HealthCheckResponse health = health();
        assertThat(health.getStatus()).isEqualTo(status);
        assertThat(health.getData().orElseThrow()).containsOnly(Map.entry("crm", words));
    }

    private double gauge(String metric) {
        return running.registry.get(metric).tag("sink", "crm").gauge().value();
    }

    @Test
    void aSinkThatPassesEverythingOnIsWell() {
        assertHealth(HealthCheckResponse.Status.UP, "passes on");
        assertThat(gauge("delivery_lag_events")).isZero();
        assertThat(gauge("delivery_lag_seconds")).isZero();
        assertThat(gauge("delivery_set_aside")).isZero();
    }

    @Test
    void oneThatIsBehindForAQuarterOfAnHourIsNot() {
        running.journal.keep(Events.connected("a", 1), Events.connected("a", 2));
        running.clock.forward(Duration.ofMinutes(15));
        assertHealth(HealthCheckResponse.Status.UP, "passes on; 2 events wait, for up to 900 s");
        assertThat(gauge("delivery_lag_events")).isEqualTo(2);
        assertThat(gauge("delivery_lag_seconds")).isEqualTo(900);

        running.clock.forward(Duration.ofSeconds(1));
        assertHealth(HealthCheckResponse.Status.DOWN, "behind; 2 events wait, for up to 901 s");
    }

    @Test
    void oneThatWantsSomeKindsAloneIsBehindByThoseAlone() {
        sink = new TestSink(running.passages.open("bi", "The sink bi", null, 20, 5), "connected");
        database.execute("INSERT INTO place (subscriber, seq, waits) VALUES ('sink bi', 0, 0)");
        running.journal.keep(Events.connected("a", 1), Events.disconnected("a", 2), Events.connected("a", 3));
        health();

        assertThat(running.registry
                        .get("delivery_lag_events")
                        .tag("sink", "bi")
                        .gauge()
                        .value())
                .isEqualTo(2);
    }

    @Test
    void oneThatIsPausedIsNot() {
        sink.pause();

        assertHealth(HealthCheckResponse.Status.DOWN, "paused: answered 410 (gone)");
    }

    @Test
    void oneThatIsAwayIsNot() {
        for (int i = 0; i < 20; i++) {
            sink.take(RunningSinks.entry(i, Events.connected("instance-" + i, 1)));
            sink.answers.get(i).completeExceptionally(new Subscriber.NotTaken("answered 503", Duration.ZERO));
        }
        running.clock.forward(Duration.ofSeconds(7));

        assertHealth(HealthCheckResponse.Status.DOWN, "away for 7 s: answered 503");
    }

    @Test
    void oneOfWhichEventsAreSetAsideIsNot() {
        running.journal.keep(Events.connected("a", 1));
        database.execute("UPDATE place SET seq = 1 WHERE subscriber = 'sink crm'");
        database.execute("INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, set_aside)"
                + " VALUES ('sink crm', 1, 'a', 12, 0, 1)");

        assertHealth(HealthCheckResponse.Status.DOWN, "passes on; 1 events are set aside");
        assertThat(gauge("delivery_set_aside")).isEqualTo(1);
    }
}
