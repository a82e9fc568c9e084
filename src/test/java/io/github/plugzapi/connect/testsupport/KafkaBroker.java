package io.github.plugzapi.connect.testsupport;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.awaitility.Awaitility;

/**
 * A real broker of Kafka, alone in its cluster, as a process of its own, so that it can be killed. It keeps its data and its
 * ports when it is started again, and makes a topic of {@value #PARTITIONS} partitions when somebody writes to it.
 */
public final class KafkaBroker implements AutoCloseable {

    public static final int PARTITIONS = 3;

    /** Who may come in by {@link #saslServers()}. */
    public static final String USER = "connect";

    public static final String PASSWORD = "KafkaPasswordMarker1";

    private final Path directory;
    private final int port;
    private final int saslPort;
    private final int tlsPort;
    private final int saslTlsPort;
    private final Path configuration;
    private Process process;

    /** Without an authority it speaks no TLS. */
    private KafkaBroker(Path directory, TestAuthority authority, Map<String, String> settings) throws Exception {
        this.directory = directory;
        this.port = PackagedApplication.freePort();
        this.saslPort = PackagedApplication.freePort();
        this.tlsPort = PackagedApplication.freePort();
        this.saslTlsPort = PackagedApplication.freePort();
        this.configuration = directory.resolve("server.properties");
        write(authority, settings);
        format();
    }

    /** One that runs, with its data in a directory that is there. */
    public static KafkaBroker start(Path directory) throws Exception {
        return start(directory, Map.of());
    }

    /** The same with settings of the broker's own. */
    public static KafkaBroker start(Path directory, Map<String, String> settings) throws Exception {
        KafkaBroker broker = prepare(directory, settings);
        broker.start();
        return broker;
    }

    /** One that is also reached over TLS, where it shows what an authority has signed, and trusts what that has signed. */
    public static KafkaBroker start(Path directory, TestAuthority authority, Map<String, String> settings)
            throws Exception {
        KafkaBroker broker = new KafkaBroker(directory, authority, settings);
        broker.start();
        return broker;
    }

    /** One that does not run yet. */
    public static KafkaBroker prepare(Path directory, Map<String, String> settings) throws Exception {
        return new KafkaBroker(directory, null, settings);
    }

    private void write(TestAuthority authority, Map<String, String> settings) throws Exception {
        int controller = PackagedApplication.freePort();
        String listeners = "CLIENT://127.0.0.1:" + port + ",PASSWORD://127.0.0.1:" + saslPort
                + (authority == null ? "" : ",TLS://127.0.0.1:" + tlsPort + ",PASSWORDTLS://127.0.0.1:" + saslTlsPort);
        String jaas = "org.apache.kafka.common.security.%s required %s;";
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller,
                "listeners",
                listeners + ",CONTROLLER://127.0.0.1:" + controller,
                "advertised.listeners",
                listeners,
                "inter.broker.listener.name",
                "CLIENT",
                "controller.listener.names",
                "CONTROLLER",
                "listener.security.protocol.map",
                "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,PASSWORD:SASL_PLAINTEXT,TLS:SSL,PASSWORDTLS:SASL_SSL",
                "log.dirs",
                directory.resolve("data").toString(),
                "num.partitions",
                Integer.toString(PARTITIONS)));
        for (String listener : List.of("password", "passwordtls")) {
            String its = "listener.name." + listener + ".";
            properties.put(its + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
            properties.put(
                    its + "plain.sasl.jaas.config",
                    jaas.formatted("plain.PlainLoginModule", "user_" + USER + "=\"" + PASSWORD + "\""));
            properties.put(its + "scram-sha-512.sasl.jaas.config", jaas.formatted("scram.ScramLoginModule", ""));
        }
        if (authority != null) {
            properties.putAll(Map.of(
                    "ssl.keystore.location",
                    authority.keyStore().toString(),
                    "ssl.keystore.password",
                    TestAuthority.PASSWORD,
                    "ssl.truststore.location",
                    authority.trustStore().toString(),
                    "ssl.truststore.password",
                    TestAuthority.PASSWORD));
        }
        properties.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "log.cleaner.enable", "false"));
        properties.putAll(settings);
        try (OutputStream out = Files.newOutputStream(configuration)) {
            properties.store(out, null);
        }
    }

    private void format() throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(directory.resolve("data").toString())
                .setMetadataLogDirectory(directory.resolve("data").toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setScramArguments(List.of("SCRAM-SHA-512=[name=" + USER + ",password=" + PASSWORD + "]"))
                .run();
    }

    /** Where it is reached without a password. */
    public String servers() {
        return "127.0.0.1:" + port;
    }

    /** Where it is reached with one. */
    public String saslServers() {
        return "127.0.0.1:" + saslPort;
    }

    /** Where it is reached over TLS. */
    public String tlsServers() {
        return "127.0.0.1:" + tlsPort;
    }

    /** Where it is reached over TLS with a password. */
    public String saslTlsServers() {
        return "127.0.0.1:" + saslTlsPort;
    }

    /** How who comes in by {@link #saslServers()} says who he is, with either mechanism. */
    public static String jaas(String mechanism, String password) {
        return "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
                .formatted(
                        mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule",
                        USER,
                        password);
    }

    /** Starts it, for the first time or again, and waits until it answers. */
    public void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classpath(),
                        "kafka.Kafka",
                        configuration.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("broker.log").toFile()))
                .start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            Awaitility.await("the broker")
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> isListening()
                            && admin.describeCluster().nodes().get().size() == 1);
        }
    }

    private boolean isListening() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        }
    }

    /** Its own, those of the application would be found in its stead by some of its libraries. */
    private static String classpath() {
        return List.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .stream()
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Ends it in good order. */
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Ends it with SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Has it hang, with all its connections open, until it is {@link #resume}d. */
    public void suspend() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    /** Makes a topic with settings of its own. */
    public void create(String topic, Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1).configs(settings)))
                    .all()
                    .get();
        }
    }

    /** All that has been written to a topic so far, of each partition in order. */
    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers());
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** What has been written to a topic so far, as messages. */
    public List<CloudEvent> events(String topic) {
        return records(topic).stream()
                .map(each -> KafkaMessageFactory.createReader(each).toEvent())
                .toList();
    }

    /**
     * The moments of a topic's events of one kind, by instance, in the order in which each came for the first time: what was not
     * acknowledged may be there twice.
     */
    public Map<String, Set<Long>> moments(String topic, String kind) {
        Map<String, Set<Long>> moments = new LinkedHashMap<>();
        events(topic).stream()
                .filter(event -> event.getType().endsWith("." + kind))
                .forEach(event -> moments.computeIfAbsent(event.getSubject(), any -> new LinkedHashSet<>())
                        .add(event.getTime().toInstant().toEpochMilli()));
        return moments;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
