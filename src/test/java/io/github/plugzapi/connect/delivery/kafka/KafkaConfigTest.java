package io.github.plugzapi.connect.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.config.Sources;
import io.github.plugzapi.connect.testsupport.Configuration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {

    @Test
    void withoutServersThereIsATopicAllTheSame() {
        KafkaConfig config = read(Map.of());

        assertThat(config.bootstrapServers()).isEmpty();
        assertThat(config.topic()).isEqualTo("plugzapi.connections");
    }

    @Test
    void theServersAreReadAsTheClientTakesThem() {
        KafkaConfig config = read(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", " one:9092 , two:9092 ",
                "KAFKA_TOPIC", "events",
                "KAFKA_SASL_MECHANISM", "PLAIN"));

        assertThat(config.bootstrapServers()).contains("one:9092,two:9092");
        assertThat(config.topic()).isEqualTo("events");
    }

    private static KafkaConfig read(Map<String, String> environment) {
        return Sources.map(Configuration.ofEnvironment(environment), KafkaConfig.class);
    }
}
