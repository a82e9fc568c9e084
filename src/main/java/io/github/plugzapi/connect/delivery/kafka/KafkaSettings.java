package io.github.plugzapi.connect.delivery.kafka;

import io.github.plugzapi.connect.config.Sources;
import io.github.plugzapi.connect.http.Calls;
import io.github.plugzapi.connect.text.Secrets;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What Kafka's client is told: what the service needs, and what the user has set beside that. A variable that Kafka's producer
 * has no setting for is somebody else's, such as {@code KAFKA_HEAP_OPTS}.
 */
final class KafkaSettings {

    private static final String PREFIX = "kafka.";

    /** Without it no promise would hold: all copies have an event, and those of an instance are in order. */
    private static final Map<String, Object> OURS = Map.of(
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            StringSerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.RETRIES_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
            false,
            // For so long the one thread that hands events over may wait for a broker; a stop waits 5 s for that
            // thread.
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            3_000);

    /** What has no meaning here. */
    private static final Set<String> NONE = Set.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG);

    /** Only the producer itself would find that one is missing, each time that it is made. */
    private static final List<String> FILES =
            List.of(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);

    private static final Map<String, Object> DEFAULTS = Map.of(
            ProducerConfig.CLIENT_ID_CONFIG, "plugzapi-connect",
            // Twice within the time after which an event counts as not taken, so that one lost request is no outage.
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000,
            // Shorter than the lease of the process that leads: what it has begun is over when another one goes on.
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000,
            ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000,
            // The next event of an instance waits for this one, so none is held back to wait for others.
            ProducerConfig.LINGER_MS_CONFIG, 0,
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000,
            ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20,
            // Nobody reads JMX, nor asks the brokers how this client is.
            ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "",
            ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);

    /** In the settings of a login module. */
    private static final Pattern PASSWORD =
            Pattern.compile("(?:password|secret)\\w*\\s*=\\s*[\"']?([^\"';]+)", Pattern.CASE_INSENSITIVE);

    private final KafkaConfig kafka;
    private final Map<String, String> users = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private KafkaSettings(SmallRyeConfig config) {
        this.kafka = Sources.map(config, KafkaConfig.class);
        if (kafka.bootstrapServers().isEmpty()) {
            return;
        }
        for (String setting : ProducerConfig.configNames()) {
            if (!OURS.containsKey(setting) && !NONE.contains(setting)) {
                read(config.getConfigValue(PREFIX + setting), setting);
            }
        }
        check();
    }

    static KafkaSettings in(SmallRyeConfig config) {
        return new KafkaSettings(config);
    }

    private void read(ConfigValue value, String setting) {
        if (value.hasProblems()) {
            problems.add(
                    variable(setting) + " refers to something that is not set: ${…} stands for the value of another"
                            + " setting, and is written \\${…} where it is meant as it is");
        } else if (value.getValue() != null && !value.getValue().isBlank()) {
            users.put(setting, value.getValue().strip());
        }
    }

    private void check() {
        ConfigDef known = ProducerConfig.configDef();
        known.validateAll(users).forEach((setting, value) -> {
            if (users.containsKey(setting) && !value.errorMessages().isEmpty()) {
                String type = known.configKeys().get(setting).type.toString().toLowerCase(Locale.ROOT);
                problems.add(variable(setting) + " is no value that Kafka takes for " + setting + " (" + type + ")");
            }
        });
        FILES.stream()
                .filter(setting -> users.containsKey(setting) && !Files.isReadable(Path.of(users.get(setting))))
                .forEach(setting ->
                        problems.add(variable(setting) + " names a file that is not there or cannot be read"));
        if (!problems.isEmpty()) {
            return;
        }
        try {
            ProducerConfig producer = new ProducerConfig(ofProducer());
            // Only the producer itself would find that, when it is made.
            if (producer.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG)
                            + producer.getLong(ProducerConfig.LINGER_MS_CONFIG)
                    > producer.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)) {
                problems.add("KAFKA_REQUEST_TIMEOUT_MS, with KAFKA_LINGER_MS, must not be longer than"
                        + " KAFKA_DELIVERY_TIMEOUT_MS, which is 10000 by default");
            }
        } catch (ConfigException e) {
            List<String> named = users.keySet().stream()
                    .filter(e.getMessage()::contains)
                    .map(KafkaSettings::variable)
                    .toList();
            problems.add((named.isEmpty() ? "KAFKA_…" : String.join(", ", named)) + ": Kafka refuses that: "
                    + secrets().cutFrom(e.getMessage()));
        }
    }

    private static String variable(String setting) {
        return (PREFIX + setting).toUpperCase(Locale.ROOT).replace('.', '_');
    }

    KafkaConfig kafka() {
        return kafka;
    }

    /** What is wrong, a line for each, which begins with the variable that mends it and quotes no secret. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    Map<String, Object> ofProducer() {
        Map<String, Object> settings = new HashMap<>(DEFAULTS);
        settings.putAll(users);
        settings.putAll(OURS);
        settings.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers().orElseThrow());
        return settings;
    }

    /** Those that have a meaning for who only looks. */
    Map<String, Object> ofAdmin() {
        Map<String, Object> settings = ofProducer();
        settings.keySet().retainAll(AdminClientConfig.configNames());
        return settings;
    }

    /** Why there is no secure connection to the brokers, in words; empty where it is something else. */
    static Optional<String> insecure(Throwable failure) {
        return Calls.insecure(failure, "KAFKA_SSL_TRUSTSTORE_LOCATION")
                .map(words -> "no secure connection to a broker (TLS): " + words);
    }

    /** The values that must not be read anywhere. */
    Secrets secrets() {
        Map<String, ConfigDef.ConfigKey> known = ProducerConfig.configDef().configKeys();
        List<String> secrets = new ArrayList<>();
        users.forEach((setting, value) -> {
            if (known.get(setting).type == ConfigDef.Type.PASSWORD) {
                secrets.add(value);
                PASSWORD.matcher(value).results().forEach(password -> secrets.add(password.group(1)));
            }
        });
        return Secrets.of(secrets.toArray(String[]::new));
    }
}
