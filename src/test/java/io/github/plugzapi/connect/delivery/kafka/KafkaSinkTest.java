package io.github.plugzapi.connect.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.github.plugzapi.connect.delivery.PassageFixtures;
import io.github.plugzapi.connect.delivery.PassedOn;
import io.github.plugzapi.connect.dispatch.Subscriber.NotTaken;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.KafkaBroker;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class KafkaSinkTest {

    private static final Duration LONGER_THAN_ANY_PAUSE = Duration.ofMinutes(1);

    @TempDir
    static Path directory;

    private static KafkaBroker broker;

    private final MovableClock elapsed = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(elapsed);
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final List<KafkaSink> sinks = new ArrayList<>();
    private CapturedLog log;
    private String topic;

    @BeforeAll
    static void startABroker() throws Exception {
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void endIt() {
        broker.close();
    }

    @BeforeEach
    void aTopicOfItsOwn(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName();
        log = CapturedLog.start();
    }

    @AfterEach
    void close() {
        sinks.forEach(KafkaSink::close);
        log.close();
    }

    private KafkaSink sink(String servers, String... settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                servers,
                "KAFKA_TOPIC",
                topic,
                // So that a broker that does not answer is noticed soon.
                "KAFKA_REQUEST_TIMEOUT_MS",
                "1000",
                "KAFKA_DELIVERY_TIMEOUT_MS",
                "1500"));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        KafkaSettings all = KafkaSettings.in(Configuration.ofEnvironment(environment));
        assertThat(all.problems()).isEmpty();
        KafkaSink sink = new KafkaSink(all, PassageFixtures.open("kafka", "Kafka", ticker), ticker, leads::get);
        sinks.add(sink);
        return sink;
    }

    private static JournalEntry entry(String instance, int number) {
        ConnectionEvent event = Events.connected(instance, number);
        return new JournalEntry(number, instance, event, EventJson.write(event));
    }

    private static CompletableFuture<?> take(KafkaSink sink, String instance, int number) {
        return sink.take(entry(instance, number)).toCompletableFuture();
    }

    private static void takeAndWait(KafkaSink sink, String instance, int number) {
        take(sink, instance, number).orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Time passes until all is taken. */
    private void awaitTaken(List<? extends CompletableFuture<?>> all) {
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            elapsed.forward(LONGER_THAN_ANY_PAUSE);
            ticker.tick();
            return all.stream().allMatch(CompletableFuture::isDone);
        });
        all.forEach(CompletableFuture::join);
    }

    private List<String> told() {
        return log.lines().stream()
                .filter(line -> line.startsWith("WARN") || line.startsWith("INFO") || line.startsWith("ERROR"))
                .filter(line -> line.contains("connect.delivery"))
                .toList();
    }

    // ---- What is written
    // -----------------------------------------------------------------------------------------------

    @Test
    void anEventIsAMessageInBinaryModeWhoseKeyIsTheInstance() {
        JournalEntry entry = entry("sales-instance", 7);
        sink(broker.servers()).take(entry).toCompletableFuture().join();

        ConsumerRecord<String, byte[]> written = broker.records(topic).get(0);
        assertThat(written.key()).isEqualTo("sales-instance");
        assertThat(new String(written.value(), StandardCharsets.UTF_8)).isEqualTo(entry.json());
        assertThat(header(written, "content-type")).isEqualTo("application/json");
        assertThat(header(written, "ce_id")).isEqualTo(entry.event().id());
        assertThat(header(written, "ce_type")).isEqualTo("io.github.plugzapi.connect.connected");
        CloudEvent read = KafkaMessageFactory.createReader(written).toEvent();
        CloudEvent sent = PassedOn.message(entry, false, 0);
        assertThat(read.getExtension("sequence")).isEqualTo(sent.getExtension("sequence"));
        assertThat(read.getSource()).isEqualTo(sent.getSource());
        assertThat(read.getTime()).isEqualTo(sent.getTime());
    }

    private static String header(ConsumerRecord<String, byte[]> written, String name) {
        return new String(written.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void manyInstancesAreUnderWayTogetherAndTheEventsOfEachAreInOrder() {
        KafkaSink sink = sink(broker.servers());
        assertThat(sink.atATime()).isGreaterThan(100);
        for (int number = 1; number <= 20; number++) {
            List<CompletableFuture<?>> round = new ArrayList<>();
            for (int instance = 0; instance < 50; instance++) {
                round.add(take(sink, "instance-" + instance, number));
            }
            round.forEach(CompletableFuture::join);
        }

        assertInOrder(50, 20);
    }

    private void assertInOrder(int instances, int events) {
        Map<String, List<Integer>> numbers = new HashMap<>();
        broker.events(topic).forEach(event -> numbers.computeIfAbsent(event.getSubject(), any -> new ArrayList<>())
                .add(Integer.parseInt((String) event.getExtension("sequence"))));
        assertThat(numbers).hasSize(instances);
        assertThat(numbers.values())
                .allSatisfy(each -> assertThat(each).hasSize(events).isSorted().doesNotHaveDuplicates());
    }

    // ---- A broker that is away
    // -----------------------------------------------------------------------------------------

    @Test
    void whatABrokerDidNotTakeIsSentWhenItIsBackAndThatIsSaidInTwoLines(@TempDir Path data) throws Exception {
        try (KafkaBroker away = KafkaBroker.prepare(data, Map.of())) {
            KafkaSink sink = sink(away.servers());
            List<CompletableFuture<?>> taken = new ArrayList<>();
            for (int instance = 0; instance < 3; instance++) {
                taken.add(take(sink, "instance-" + instance, 1));
            }
            assertThat(sink.atATime()).isZero();
            assertThat(taken).noneMatch(CompletableFuture::isDone);
            assertThat(told()).singleElement().asString().contains("Kafka is away (no broker answers in time");

            away.start();
            awaitTaken(taken);

            assertThat(away.events(topic)).hasSize(3);
            assertThat(told()).hasSize(2).last().asString().contains("Kafka is there again");
            assertThat(sink.atATime()).isGreaterThan(100);
        }
    }

    @Test
    void aHostThatNobodyKnowsIsABrokerThatIsAway() {
        KafkaSink sink = sink("kafka.invalid:9092");

        CompletableFuture<?> taken = take(sink, "one", 1);

        assertThat(taken).isNotDone();
        assertThat(told()).singleElement().asString().contains("No resolvable bootstrap urls");
    }

    @Test
    void aBrokerThatIsKilledUnderLoadLosesNothingAndKeepsTheOrder(@TempDir Path data) throws Exception {
        try (KafkaBroker weak = KafkaBroker.start(data)) {
            KafkaSink sink = sink(weak.servers());
            awaitTaken(takeOfTwenty(sink, 1));
            weak.suspend();
            List<CompletableFuture<?>> second = takeOfTwenty(sink, 2);
            weak.kill();
            await().until(() -> sink.atATime() == 0);
            weak.start();
            awaitTaken(second);
            awaitTaken(takeOfTwenty(sink, 3));

            assertFirstInOrder(weak);
        }
    }

    @Test
    void aBrokerThatHangsUnderLoadLosesNothingAndKeepsTheOrder() throws Exception {
        KafkaSink sink = sink(broker.servers());
        awaitTaken(takeOfTwenty(sink, 1));
        broker.suspend();
        List<CompletableFuture<?>> second = takeOfTwenty(sink, 2);
        try {
            await().until(() -> sink.atATime() == 0);
        } finally {
            broker.resume();
        }
        awaitTaken(second);
        awaitTaken(takeOfTwenty(sink, 3));

        assertFirstInOrder(broker);
    }

    private static List<CompletableFuture<?>> takeOfTwenty(KafkaSink sink, int number) {
        List<CompletableFuture<?>> taken = new ArrayList<>();
        for (int instance = 0; instance < 20; instance++) {
            taken.add(take(sink, "instance-" + instance, number));
        }
        return taken;
    }

    /** What was not acknowledged in time may have been written all the same, and be there twice. */
    private void assertFirstInOrder(KafkaBroker weak) {
        Map<String, Set<String>> numbers = new HashMap<>();
        weak.events(topic).forEach(event -> numbers.computeIfAbsent(event.getSubject(), any -> new LinkedHashSet<>())
                .add((String) event.getExtension("sequence")));
        assertThat(numbers).hasSize(20);
        assertThat(numbers.values())
                .allSatisfy(each -> assertThat(List.copyOf(each)).hasSize(3).isSorted());
    }

    @Test
    void whatIsHeldIsLeftToTheProcessThatLeadsNow() {
        CompletableFuture<?> taken = take(sink("127.0.0.1:1"), "one", 1);
        assertThat(taken).isNotDone();

        leads.set(false);
        ticker.tick();

        assertThat(taken)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(NotTaken.class);
    }

    @Test
    void whatIsSlowIsNotAddedTo() throws Exception {
        KafkaSink sink =
                sink(broker.servers(), "KAFKA_REQUEST_TIMEOUT_MS", "20000", "KAFKA_DELIVERY_TIMEOUT_MS", "25000");
        takeAndWait(sink, "one", 1);
        broker.suspend();
        try {
            CompletableFuture<?> slow = take(sink, "one", 2);
            assertThat(sink.atATime()).isGreaterThan(100);
            elapsed.forward(Duration.ofSeconds(1));
            assertThat(sink.atATime()).isEqualTo(1);

            broker.resume();
            slow.join();
            assertThat(sink.atATime()).isGreaterThan(100);
            assertThat(told()).isEmpty();
        } finally {
            broker.resume();
        }
    }

    // ---- What is refused
    // -----------------------------------------------------------------------------------------------

    @Test
    void anEventThatIsTooLargeForTheTopicFailsAloneAndIsSetAsideInTheEnd() throws Exception {
        broker.create(topic, Map.of("max.message.bytes", "1200"));
        KafkaSink sink = sink(broker.servers());
        ConnectionEvent large = Events.disconnected("one", "1", "gone".repeat(500));

        CompletableFuture<?> refused = sink.take(new JournalEntry(1, "one", large, EventJson.write(large)))
                .toCompletableFuture();
        takeAndWait(sink, "two", 2);

        assertThat(refused)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(NotTaken.class)
                .withMessageStartingWith("it is refused: ");
        assertThat(sink.policy().attempts()).isLessThan(10);
        assertThat(told()).isEmpty();
    }

    @Test
    void aTopicThatIsNotThereIsWaitedFor(@TempDir Path data) throws Exception {
        try (KafkaBroker strict = KafkaBroker.start(data, Map.of("auto.create.topics.enable", "false"))) {
            KafkaSink sink = sink(strict.servers());
            CompletableFuture<?> taken = take(sink, "one", 1);
            assertThat(told()).singleElement().asString().contains("none has the topic " + topic);

            strict.create(topic, Map.of());
            awaitTaken(List.of(taken));
        }
    }

    // ---- Who may come in
    // -----------------------------------------------------------------------------------------------

    @Test
    void whoHasThePasswordMayWrite() {
        takeAndWait(sink(broker.saslServers(), sasl("PLAIN", KafkaBroker.PASSWORD)), "one", 1);
        takeAndWait(sink(broker.saslServers(), sasl("SCRAM-SHA-512", KafkaBroker.PASSWORD)), "one", 2);

        assertThat(broker.events(topic)).hasSize(2);
    }

    @Test
    void whoHasAWrongOneIsToldSoOnceWithoutIt() {
        KafkaSink sink = sink(broker.saslServers(), sasl("PLAIN", "WrongPasswordMarker2"));

        CompletableFuture<?> taken = take(sink, "one", 1);
        for (int i = 0; i < 3; i++) {
            elapsed.forward(LONGER_THAN_ANY_PAUSE);
            ticker.tick();
        }

        assertThat(taken).isNotDone();
        assertThat(told()).singleElement().asString().contains("Authentication failed: Invalid username or password");
        assertThat(log.text()).doesNotContain("WrongPasswordMarker2");
    }

    private static String[] sasl(String mechanism, String password) {
        return new String[] {
            "KAFKA_SECURITY_PROTOCOL",
            "SASL_PLAINTEXT",
            "KAFKA_SASL_MECHANISM",
            mechanism,
            "KAFKA_SASL_JAAS_CONFIG",
            KafkaBroker.jaas(mechanism, password)
        };
    }

    // ---- The end
    // -------------------------------------------------------------------------------------------------------

    @Test
    void theEndWaitsForNoBroker() throws Exception {
        KafkaSink sink = sink("127.0.0.1:" + PackagedApplication.freePort());
        CompletableFuture<?> taken = take(sink, "one", 1);

        long begun = System.nanoTime();
        sink.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(taken).isNotDone();
        assertThat(told()).hasSize(1);
    }
}
