package io.github.plugzapi.connect.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.KafkaBroker;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.TestAuthority;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application and a real broker. */
class KafkaIT {

    private static final String SECRET = "a-secret-of-the-test";
    private static final String TOPIC = "plugzapi.connections";
    private static final int INSTANCES = 10;
    private static final long FIRST_MOMENT = 1_700_000_000_000L;

    private static final Pattern SECOND_FAILURE =
            Pattern.compile("deliveries_total\\{outcome=\"failed\",sink=\"kafka\"} [2-9]");

    @TempDir
    Path directory;

    @TempDir
    Path data;

    @TempDir
    Path certificates;

    private PackagedApplication application(String... settings) {
        return application(settings, new String[0]);
    }

    private PackagedApplication application(String[] settings, String... arguments) {
        Map<String, String> environment = new HashMap<>(Map.of("WEBHOOK_SECRET", SECRET));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return PackagedApplication.in(directory, environment, arguments);
    }

    private static void post(PackagedApplication application, String instance, long moment) throws Exception {
        assertThat(application
                        .post(
                                Callbacks.path(instance, SECRET),
                                "{\"connected\":true,\"phone\":\"5544999999999\",\"momment\":" + moment + "}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRestartOfTheBrokerUnderLoadLosesNothingAndKeepsTheOrderOfEachInstance() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(data);
                PackagedApplication application =
                        application("KAFKA_BOOTSTRAP_SERVERS", broker.servers()).startReady()) {
            post(application, "instance-0", FIRST_MOMENT);
            await().ignoreExceptions().until(() -> broker.events(TOPIC).size() == 1);
            long moment = FIRST_MOMENT;
            for (int i = 0; i < 200; i++) {
                post(application, "instance-" + i % INSTANCES, ++moment);
            }
            broker.kill();
            for (int i = 0; i < 200; i++) {
                post(application, "instance-" + i % INSTANCES, ++moment);
            }
            application.awaitOutput("Kafka is away");
            broker.start();
            application.awaitOutput("Kafka is there again");
            for (int i = 0; i < 200; i++) {
                post(application, "instance-" + i % INSTANCES, ++moment);
            }

            long last = moment;
            await().untilAsserted(() -> {
                Map<String, Set<Long>> moments = broker.moments(TOPIC, "connected");
                for (int i = 0; i < INSTANCES; i++) {
                    int instance = i;
                    assertThat(List.copyOf(moments.getOrDefault("instance-" + i, Set.of())))
                            .isEqualTo(LongStream.rangeClosed(FIRST_MOMENT, last)
                                    .filter(each -> each == FIRST_MOMENT
                                            ? instance == 0
                                            : (each - FIRST_MOMENT - 1) % INSTANCES == instance)
                                    .boxed()
                                    .toList());
                }
            });
            assertThat(application.output().lines().filter(line -> line.contains("Kafka")))
                    .as("lines about Kafka")
                    .hasSize(2);
            assertThat(application.output()).doesNotContain("org.apache.kafka", "is tried again in");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-512"})
    void whoHasThePasswordMayWriteAndTheCheckSaysSo(String mechanism) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(data)) {
            writesAndChecks(
                    broker,
                    "KAFKA_BOOTSTRAP_SERVERS",
                    broker.saslServers(),
                    "KAFKA_SECURITY_PROTOCOL",
                    "SASL_PLAINTEXT",
                    "KAFKA_SASL_MECHANISM",
                    mechanism,
                    "KAFKA_SASL_JAAS_CONFIG",
                    KafkaBroker.jaas(mechanism, KafkaBroker.PASSWORD));
            CloudEvent event = broker.events(TOPIC).get(0);
            assertThat(new JsonObject(new String(event.getData().toBytes(), StandardCharsets.UTF_8)).getString("phone"))
                    .isEqualTo("5544999999999");
        }
    }

    @Test
    void overTlsWhoTrustsTheBrokersAuthorityMayWriteAndTheCheckSaysSo() throws Exception {
        TestAuthority authority = new TestAuthority(certificates);
        try (KafkaBroker broker = KafkaBroker.start(data, authority, Map.of())) {
            writesAndChecks(
                    broker,
                    "KAFKA_BOOTSTRAP_SERVERS",
                    broker.tlsServers(),
                    "KAFKA_SECURITY_PROTOCOL",
                    "SSL",
                    "KAFKA_SSL_TRUSTSTORE_TYPE",
                    "PEM",
                    "KAFKA_SSL_TRUSTSTORE_LOCATION",
                    authority.certificate().toString());
        }
    }

    /** What is in the variables themselves needs no file. */
    @Test
    void whereTheBrokersAskForACertificateOneInPemIsShown() throws Exception {
        TestAuthority authority = new TestAuthority(certificates);
        try (KafkaBroker broker =
                KafkaBroker.start(data, authority, Map.of("listener.name.tls.ssl.client.auth", "required"))) {
            String pem = TestAuthority.pem(authority.keyStore());
            int chain = pem.indexOf("-----BEGIN CERTIFICATE");
            String output = writesAndChecks(
                    broker,
                    "KAFKA_BOOTSTRAP_SERVERS",
                    broker.tlsServers(),
                    "KAFKA_SECURITY_PROTOCOL",
                    "SSL",
                    "KAFKA_SSL_TRUSTSTORE_TYPE",
                    "PEM",
                    "KAFKA_SSL_TRUSTSTORE_CERTIFICATES",
                    Files.readString(authority.certificate()),
                    "KAFKA_SSL_KEYSTORE_TYPE",
                    "PEM",
                    "KAFKA_SSL_KEYSTORE_KEY",
                    pem.substring(0, chain),
                    "KAFKA_SSL_KEYSTORE_CERTIFICATE_CHAIN",
                    pem.substring(chain));
            assertThat(output).doesNotContain(pem.lines().skip(1).findFirst().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-512"})
    void overTlsWhoHasThePasswordMayWrite(String mechanism) throws Exception {
        TestAuthority authority = new TestAuthority(certificates);
        try (KafkaBroker broker = KafkaBroker.start(data, authority, Map.of())) {
            writesAndChecks(
                    broker,
                    "KAFKA_BOOTSTRAP_SERVERS",
                    broker.saslTlsServers(),
                    "KAFKA_SECURITY_PROTOCOL",
                    "SASL_SSL",
                    "KAFKA_SASL_MECHANISM",
                    mechanism,
                    "KAFKA_SASL_JAAS_CONFIG",
                    KafkaBroker.jaas(mechanism, KafkaBroker.PASSWORD),
                    "KAFKA_SSL_TRUSTSTORE_LOCATION",
                    authority.trustStore().toString(),
                    "KAFKA_SSL_TRUSTSTORE_PASSWORD",
                    TestAuthority.PASSWORD);
        }
    }

    /** What both print together. */
    private String writesAndChecks(KafkaBroker broker, String... settings) throws Exception {
        try (PackagedApplication application = application(settings).startReady()) {
            post(application, "one", FIRST_MOMENT);
            await().ignoreExceptions().until(() -> broker.events(TOPIC).stream()
                    .map(CloudEvent::getSubject)
                    .toList()
                    .equals(List.of("one")));
            application.stop();
        }
        PackagedApplication check = application(settings, "check").launch();
        check.awaitExit();
        assertThat(check.output())
                .contains("KAFKA_TOPIC: " + TOPIC + " is there, with " + KafkaBroker.PARTITIONS + " partitions")
                .doesNotContain(KafkaBroker.PASSWORD, TestAuthority.PASSWORD, "org.apache.kafka", "ERROR");
        return check.output();
    }

    @Test
    void whoDoesNotTrustTheBrokersIsToldWhatToDoAndLosesNothing() throws Exception {
        TestAuthority authority = new TestAuthority(certificates);
        try (KafkaBroker broker = KafkaBroker.start(data, authority, Map.of())) {
            String[] settings = {
                "KAFKA_BOOTSTRAP_SERVERS", broker.tlsServers(), "KAFKA_SECURITY_PROTOCOL", "SSL",
            };
            try (PackagedApplication application = application(settings).startReady()) {
                post(application, "one", FIRST_MOMENT);
                application.awaitOutput("Kafka is away.* no authority that is trusted has signed its certificate;"
                        + " where your own has, KAFKA_SSL_TRUSTSTORE_LOCATION says");
                await("another attempt").until(() -> SECOND_FAILURE
                        .matcher(application.management("/q/metrics").body())
                        .find());

                assertThat(application.output().lines().filter(line -> line.contains("Kafka")))
                        .as("lines about Kafka")
                        .hasSize(1);
                assertThat(application.output()).doesNotContain("org.apache.kafka", "\tat ");
                application.stop();
            }
            PackagedApplication check = application(settings, "check").launch();
            assertThat(check.awaitExit()).isEqualTo(2);
            assertThat(check.output())
                    .contains(
                            "KAFKA_BOOTSTRAP_SERVERS: Kafka cannot be used: no secure connection to a broker (TLS): no"
                                    + " authority that is trusted has signed its certificate")
                    .doesNotContain("\tat ");

            try (PackagedApplication application = application(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            broker.tlsServers(),
                            "KAFKA_SECURITY_PROTOCOL",
                            "SSL",
                            "JAVAX_NET_SSL_TRUSTSTORE",
                            authority.trustStore().toString(),
                            "JAVAX_NET_SSL_TRUSTSTOREPASSWORD",
                            TestAuthority.PASSWORD)
                    .startReady()) {
                await().ignoreExceptions().until(() -> broker.events(TOPIC).size() == 1);
                application.stop();
            }
        }
    }

    @Test
    void aSettingThatKafkaDoesNotTakeFailsTheStart() throws Exception {
        try (PackagedApplication application = application(
                        "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "KAFKA_LINGER_MS", "ValueMarker")
                .launch()) {
            assertThat(application.awaitExit()).isNotZero();

            assertThat(application.output())
                    .contains("KAFKA_LINGER_MS is no value that Kafka takes for linger.ms")
                    .doesNotContain("ValueMarker");
        }
    }

    @Test
    void withoutABrokerNothingOfKafkasIsBegun() throws Exception {
        try (PackagedApplication application =
                application("KAFKA_HEAP_OPTS", "-Xmx1g").startReady()) {
            post(application, "one", FIRST_MOMENT);
            application.awaitOutput("is connected");

            assertThat(threads(application)).isNotEmpty().noneMatch(name -> name.contains("kafka"));
            assertThat(application.management("/q/metrics").body()).doesNotContain("kafka");
            assertThat(application.output().lines())
                    .filteredOn(line -> !line.contains("Installed features"))
                    .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("kafka"));
        }
    }

    /** Their names, as the kernel knows them. */
    private static List<String> threads(PackagedApplication application) throws Exception {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + application.pid() + "/task"))) {
            List<String> names = new ArrayList<>();
            for (Path task : tasks.toList()) {
                names.add(Files.readString(task.resolve("comm")));
            }
            return names;
        }
    }
}
