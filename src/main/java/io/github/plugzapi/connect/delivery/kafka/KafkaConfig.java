package io.github.plugzapi.connect.delivery.kafka;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where events are written, {@code KAFKA_…}; whatever else begins so is a setting of Kafka's client. */
@ConfigMapping(prefix = "kafka")
public interface KafkaConfig {

    /**
     * {@code KAFKA_BOOTSTRAP_SERVERS}: the brokers that are asked first.
     *
     * @return one or several, as {@code host:port} with commas between; empty: nothing goes to Kafka
     */
    Optional<String> bootstrapServers();

    /**
     * {@code KAFKA_TOPIC}: the topic of all events.
     *
     * @return its name; never null
     */
    String topic();
}
