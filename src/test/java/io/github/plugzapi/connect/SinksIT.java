package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is told of events over HTTP. */
class SinksIT {

    private static final String SECRET = "the secret of these tests";

    /** Of all callbacks together, so that none repeats another. */
    private static final AtomicLong MOMENT = new AtomicLong(Instant.now().toEpochMilli());

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>(Map.of("WEBHOOK_SECRET", SECRET));
    private RecordingSink sink;

    @BeforeEach
    void start() throws Exception {
        sink = new RecordingSink();
        configure("CRM", sink.url());
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    private void configure(String name, String url) {
        environment.put("SINKS_" + name + "_URL", url);
        environment.put("SINKS_" + name + "_SECRET", RecordingSink.SECRET);
    }

    private PackagedApplication application(String... arguments) {
        return PackagedApplication.in(directory, environment, arguments);
    }

    private static void callBack(PackagedApplication application, String instance, String error) throws Exception {
        String body =
                "{\"disconnected\":true,\"momment\":%d,\"error\":\"%s\"}".formatted(MOMENT.incrementAndGet(), error);
        assertThat(application.post(Callbacks.path(instance, SECRET), body).statusCode())
                .isEqualTo(200);
    }

    private List<String> errors() {
        return sink.taken().stream()
                .map(event -> RecordingSink.data(event).getString("error"))
                .toList();
    }

    private static void awaitMetric(PackagedApplication application, String line) {
        await(line)
                .until(() -> application.management("/q/metrics").body().lines().anyMatch(line::equals));
    }

    @Test
    void anEventIsASignedCloudEvent() throws Exception {
        try (PackagedApplication application = application().startReady()) {
            callBack(application, "one", "Device has been disconnected");

            await().until(() -> !sink.taken().isEmpty());
            CloudEvent event = sink.taken().get(0);
            assertThat(event.getType()).isEqualTo("io.github.plugzapi.connect.disconnected");
            assertThat(event.getSource().toString()).isEqualTo("/plugzapi-connect/instances/one");
            assertThat(event.getSubject()).isEqualTo("one");
            assertThat(event.getExtension("partitionkey")).isEqualTo("one");
            assertThat(event.getExtension("sequence")).isEqualTo("0000000000000000001");
            assertThat(RecordingSink.data(event).getString("id")).isEqualTo(event.getId());
            assertThat(RecordingSink.data(event).getString("error")).isEqualTo("Device has been disconnected");
            assertThat(sink.isDeceived()).isFalse();
            awaitMetric(application, "deliveries_total{outcome=\"delivered\",sink=\"crm\"} 1.0");
            awaitMetric(application, "delivery_lag_events{sink=\"crm\"} 0.0");
            assertThat(application.management("/q/health/group/delivery").body())
                    .contains("\"crm\": \"passes on\"");
        }
    }

    @Test
    void whatASinkDoesNotTakeComesAgainInOrderAndOtherInstancesDoNotWaitForIt() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        sink.answering(event -> event.getSubject().equals("one") && refused.getAndIncrement() == 0 ? 500 : 200);
        try (PackagedApplication application = application().startReady()) {
            callBack(application, "one", "first");
            application.awaitOutput("The sink crm failed on the event .*, attempt 1 of 12: answered 500");
            callBack(application, "one", "second");
            callBack(application, "two", "other");

            await().until(() -> errors().contains("other"));
            assertThat(errors()).containsExactly("other");
            await().until(() -> errors().size() == 3);
            assertThat(errors()).containsExactly("other", "first", "second");
            assertThat(Duration.between(
                            sink.asked().get(0), sink.asked().get(sink.asked().size() - 2)))
                    .isGreaterThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aSinkThatIsGoneIsPausedOverRestartsAndGoesOnAtAnotherAddress() throws Exception {
        sink.answering(event -> 410);
        try (PackagedApplication application = application().startReady()) {
            callBack(application, "one", "first");
            application.awaitOutput("The sink crm is paused: answered 410");
            awaitMetric(application, "deliveries_total{outcome=\"failed\",sink=\"crm\"} 1.0");
            await().until(() ->
                    application.management("/q/health/group/delivery").statusCode() == 503);
            assertThat(application.management("/q/health/ready").statusCode()).isEqualTo(200);
            application.stop();
        }
        sink.answering(event -> 200);
        try (PackagedApplication application = application().startReady()) {
            callBack(application, "one", "second");
            await().until(() ->
                    application.management("/q/health/group/delivery").body().contains("paused: answered 410"));
            assertThat(sink.taken()).isEmpty();
            application.stop();
        }
        configure("CRM", sink.url() + "/new");
        try (PackagedApplication application = application().startReady()) {
            await().until(() -> errors().size() == 2);
            assertThat(errors()).containsExactly("first", "second");
            awaitMetric(application, "deliveries_total{outcome=\"delivered\",sink=\"crm\"} 2.0");
        }
    }

    @Test
    void aSinkThatIsNewIsNotToldOfWhatWasBeforeAndOneThatIsMissingAtAStartGoesOnWhereItWas() throws Exception {
        try (RecordingSink late = new RecordingSink()) {
            try (PackagedApplication application = application().startReady()) {
                callBack(application, "one", "first");
                await().until(() -> errors().size() == 1);
                application.stop();
            }
            environment.remove("SINKS_CRM_URL");
            environment.remove("SINKS_CRM_SECRET");
            configure("LATE", late.url());
            try (PackagedApplication application = application().startReady()) {
                callBack(application, "one", "second");
                await().until(() -> late.taken().size() == 1);
                application.stop();
            }
            configure("CRM", sink.url());
            try (PackagedApplication application = application().startReady()) {
                await().until(() -> errors().size() == 2);
                assertThat(errors()).containsExactly("first", "second");
                assertThat(late.taken()).hasSize(1);
                application.stop();
            }
        }
    }

    @Test
    void aTestIsPostedAndItsAnswerSaid() throws Exception {
        try (PackagedApplication command = application("test-sink", "CRM").launch()) {
            assertThat(command.awaitExit()).isZero();
            assertThat(command.output())
                    .contains("The sink crm (http://127.0.0.1:" + sink.port() + "/…) took the test: it answered 204")
                    .doesNotContain(RecordingSink.SECRET);
        }
        assertThat(sink.taken()).extracting(CloudEvent::getType).containsExactly("io.github.plugzapi.connect.test");
        assertThat(sink.isDeceived()).isFalse();
    }
}
