package io.github.plugzapi.connect.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Configuration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

    private static final String JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"connect\" password=\"PasswordMarker1\";";

    private static KafkaSettings settings(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(Map.of("KAFKA_BOOTSTRAP_SERVERS", "one:9092, two:9092"));
        all.putAll(environment);
        return KafkaSettings.in(Configuration.ofEnvironment(all));
    }

    @Test
    void aVariableThatIsASettingOfTheProducersIsHandedOn() {
        Map<String, Object> settings = settings(Map.of(
                        "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                        "KAFKA_SASL_MECHANISM", " PLAIN ",
                        "KAFKA_SASL_JAAS_CONFIG", JAAS,
                        "KAFKA_SSL_TRUSTSTORE_LOCATION", "/etc/kafka/truststore.p12",
                        "KAFKA_LINGER_MS", "5"))
                .ofProducer();

        assertThat(settings)
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "PLAIN")
                .containsEntry("sasl.jaas.config", JAAS)
                .containsEntry("ssl.truststore.location", "/etc/kafka/truststore.p12")
                .containsEntry("linger.ms", "5");
    }

    @Test
    void whatOtherPeoplesSoftwareSetsIsLeftAlone() {
        KafkaSettings settings = settings(Map.of(
                "KAFKA_HOME", "/opt/kafka",
                "KAFKA_OPTS", "-Dx=y",
                "KAFKA_HEAP_OPTS", "-Xmx1g",
                "KAFKA_SERVICE_HOST", "10.0.0.1",
                "KAFKA_PORT", "tcp://10.0.0.1:9092",
                "KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://kafka:9092"));

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.ofProducer()).isEqualTo(settings(Map.of()).ofProducer());
    }

    @Test
    void whatTheOrderAndTheSafetyOfEventsRestUponCannotBeChanged() {
        KafkaSettings settings = settings(Map.of(
                "KAFKA_ACKS", "0",
                "KAFKA_ENABLE_IDEMPOTENCE", "false",
                "KAFKA_RETRIES", "0",
                "KAFKA_PARTITIONER_CLASS", "org.example.Any",
                "KAFKA_PARTITIONER_IGNORE_KEYS", "true",
                "KAFKA_TRANSACTIONAL_ID", "any",
                "KAFKA_KEY_SERIALIZER", "org.example.Any"));

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.ofProducer()).isEqualTo(settings(Map.of()).ofProducer());
    }

    @Test
    void aValueThatKafkaDoesNotTakeIsToldByItsVariableAndNotQuoted() {
        assertThat(settings(Map.of("KAFKA_LINGER_MS", "ValueMarker", "KAFKA_SECURITY_PROTOCOL", "ValueMarker"))
                        .problems())
                .containsExactlyInAnyOrder(
                        "KAFKA_LINGER_MS is no value that Kafka takes for linger.ms (long)",
                        "KAFKA_SECURITY_PROTOCOL is no value that Kafka takes for security.protocol (string)");
    }

    @Test
    void aFileThatIsNotThereIsToldByItsVariable() {
        assertThat(settings(Map.of(
                                "KAFKA_SECURITY_PROTOCOL", "SSL",
                                "KAFKA_SSL_TRUSTSTORE_TYPE", "PEM",
                                "KAFKA_SSL_TRUSTSTORE_LOCATION", "/nowhere/ca.pem"))
                        .problems())
                .containsExactly("KAFKA_SSL_TRUSTSTORE_LOCATION names a file that is not there or cannot be read");
    }

    @Test
    void settingsThatDoNotGoTogetherAreTold() {
        assertThat(settings(Map.of("KAFKA_MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION", "6"))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("KAFKA_MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION: Kafka refuses that: ");
        assertThat(settings(Map.of("KAFKA_REQUEST_TIMEOUT_MS", "60000")).problems())
                .singleElement()
                .asString()
                .startsWith("KAFKA_REQUEST_TIMEOUT_MS, with KAFKA_LINGER_MS, must not be longer");
    }

    @Test
    void whereNothingIsPassedOnToKafkaNothingIsWrong() {
        KafkaSettings settings = KafkaSettings.in(Configuration.ofEnvironment(Map.of("KAFKA_LINGER_MS", "any")));

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.kafka().bootstrapServers()).isEmpty();
        assertThat(settings.kafka().topic()).isEqualTo("plugzapi.connections");
    }

    @Test
    void aPasswordIsCutOutOfWhateverIsSaid() {
        KafkaSettings settings = settings(Map.of(
                "KAFKA_SASL_JAAS_CONFIG", JAAS,
                "KAFKA_SSL_KEY_PASSWORD", "KeyMarker2",
                "KAFKA_SASL_MECHANISM", "PLAIN"));

        assertThat(settings.secrets().cutFrom("not PasswordMarker1 nor KeyMarker2, but a wrong username or password"))
                .isEqualTo("not *** nor ***, but a wrong username or password");
        assertThat(settings.ofProducer().values()).noneMatch(Password.class::isInstance);
    }
}
