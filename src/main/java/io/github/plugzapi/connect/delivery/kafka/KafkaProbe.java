package io.github.plugzapi.connect.delivery.kafka;

import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks at the brokers from a command beside the service. Nothing is made. */
public final class KafkaProbe {

    private static final long PATIENCE_SECONDS = 10;

    /**
     * How it is.
     *
     * @param usable whether the brokers answer
     * @param complete whether nothing has to be made by hand before events can be written
     * @param line what there is, or what is wrong, after the variable that mends it; never null
     */
    public record Found(boolean usable, boolean complete, String line) {}

    private KafkaProbe() {}

    /**
     * What is wrong with the settings.
     *
     * @param config the configuration; never null
     * @return a line for each problem, which begins with the variable that mends it; never null
     */
    public static List<String> problems(SmallRyeConfig config) {
        return KafkaSettings.in(config).problems();
    }

    /**
     * Looks at them, for some seconds.
     *
     * @param config a configuration with which nothing is wrong; never null
     * @return how it is; empty where nothing is passed on to Kafka; never null
     */
    public static Optional<Found> look(SmallRyeConfig config) {
        KafkaSettings settings = KafkaSettings.in(config);
        return settings.kafka().bootstrapServers().map(servers -> look(settings));
    }

    private static Found look(KafkaSettings settings) {
        String topic = settings.kafka().topic();
        Admin admin = null;
        try {
            admin = Admin.create(settings.ofAdmin());
            int partitions = partitions(admin, topic);
            if (partitions > 0) {
                return new Found(true, true, "KAFKA_TOPIC: " + topic + " is there, with " + partitions + " partitions");
            }
            return makesTopics(admin)
                    ? new Found(true, true, "KAFKA_TOPIC: the first event makes " + topic)
                    : new Found(true, false, "KAFKA_TOPIC: the brokers have no topic " + topic + ": make it");
        } catch (Exception e) {
            return new Found(
                    false,
                    false,
                    "KAFKA_BOOTSTRAP_SERVERS: Kafka cannot be used: "
                            + settings.secrets().cutFrom(words(e)).replaceAll("\\s+", " "));
        } finally {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    private static String words(Exception failure) {
        Throwable root = failure;
        String kafkas = "";
        while (root.getCause() != null) {
            root = root.getCause();
            kafkas = root instanceof KafkaException && root.getCause() != null ? root.getMessage() + ": " : kafkas;
        }
        String words = root.getMessage() == null ? "no answer within " + PATIENCE_SECONDS + " s" : root.getMessage();
        return KafkaSettings.insecure(failure).orElse(kafkas + words);
    }

    /** How many the topic has; 0 where there is none. */
    private static int partitions(Admin admin, String topic) throws Exception {
        try {
            TopicDescription found = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .get(topic);
            return found.partitions().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw e;
        }
    }

    /** Whether the brokers make a topic that somebody writes to; who may not know that is told to make it. */
    private static boolean makesTopics(Admin admin) throws Exception {
        try {
            String broker = admin.describeCluster()
                    .controller()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .idString();
            ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
            return "true"
                    .equals(admin.describeConfigs(List.of(resource))
                            .all()
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .get(resource)
                            .get("auto.create.topics.enable")
                            .value());
        } catch (ExecutionException e) {
            return false;
        }
    }
}
