package io.github.plugzapi.connect.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.delivery.kafka.KafkaProbe.Found;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.KafkaBroker;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.TestAuthority;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaProbeTest {

    private static Found look(String servers, String topic) {
        return KafkaProbe.look(Configuration.ofEnvironment(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", servers,
                        "KAFKA_TOPIC", topic)))
                .orElseThrow();
    }

    @Test
    void withoutBrokersThereIsNothingToLookAt() {
        assertThat(KafkaProbe.look(Configuration.ofEnvironment(Map.of()))).isEmpty();
    }

    @Test
    void itSaysWhetherTheTopicIsThere(@TempDir Path data) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(data)) {
            broker.create("there", Map.of());

            assertThat(look(broker.servers(), "there"))
                    .isEqualTo(new Found(true, true, "KAFKA_TOPIC: there is there, with 3 partitions"));
            assertThat(look(broker.servers(), "missing"))
                    .isEqualTo(new Found(true, true, "KAFKA_TOPIC: the first event makes missing"));
        }
    }

    @Test
    void whereBrokersMakeNoTopicSomebodyHasTo(@TempDir Path data) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(data, Map.of("auto.create.topics.enable", "false"))) {
            assertThat(look(broker.servers(), "missing"))
                    .isEqualTo(new Found(true, false, "KAFKA_TOPIC: the brokers have no topic missing: make it"));
        }
    }

    @Test
    void aTrustStoreThatCannotBeOpenedIsSaidWithoutItsPassword(@TempDir Path certificates) throws Exception {
        String store = new TestAuthority(certificates).trustStore().toString();

        Found found = KafkaProbe.look(Configuration.ofEnvironment(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                        "KAFKA_SECURITY_PROTOCOL", "SSL",
                        "KAFKA_SSL_TRUSTSTORE_LOCATION", store,
                        "KAFKA_SSL_TRUSTSTORE_PASSWORD", "PasswordMarker1")))
                .orElseThrow();

        assertThat(found.usable()).isFalse();
        assertThat(found.line())
                .contains("Failed to load SSL keystore " + store)
                .doesNotContain("PasswordMarker1");
    }

    @Test
    void itSaysThatNobodyAnswers() throws Exception {
        assertThat(look("127.0.0.1:" + PackagedApplication.freePort(), "any")).satisfies(found -> {
            assertThat(found.usable()).isFalse();
            assertThat(found.line()).startsWith("KAFKA_BOOTSTRAP_SERVERS: Kafka cannot be used: ");
        });
        assertThat(look("kafka.invalid:9092", "any").line()).contains("No resolvable bootstrap urls");
    }
}
