import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what comes to a topic from now on, with Kafka's client in the class path: {@code java RecordingConsumer SERVERS TOPIC}. It
 * prints its {@link Receipts}.
 */
public final class RecordingConsumer {

    private static final byte[] RECEIVED = "\"receivedAt\":\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final int INSTANT = "2026-01-01T00:00:00.000Z".length();

    private static final Receipts receipts = new Receipts();

    public static void main(String[] args) throws InterruptedException {
        // The broker is stopped for a while, and must not take long to notice that it is there again.
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", args[0],
                "request.timeout.ms", 2000,
                "socket.connection.setup.timeout.ms", 1000,
                "socket.connection.setup.timeout.max.ms", 1000,
                "reconnect.backoff.max.ms", 200);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            while (consumer.partitionsFor(args[1]).isEmpty()) {
                // The broker makes the topic because it was asked for it.
                Thread.sleep(100);
            }
            List<TopicPartition> partitions = consumer.partitionsFor(args[1]).stream()
                    .map(each -> new TopicPartition(args[1], each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            // Only this looks up where the end is.
            partitions.forEach(consumer::position);
            System.out.println("listening");
            while (true) {
                consumer.poll(Duration.ofMillis(receipts.toWait())).forEach(RecordingConsumer::take);
            }
        }
    }

    private static void take(ConsumerRecord<byte[], byte[]> event) {
        receipts.take(
                text(event.key()),
                Long.parseLong(text(event.headers().lastHeader("ce_sequence").value())),
                receivedAt(event.value()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String receivedAt(byte[] json) {
        for (int i = 0; i < json.length - RECEIVED.length - INSTANT; i++) {
            if (Arrays.equals(json, i, i + RECEIVED.length, RECEIVED, 0, RECEIVED.length)) {
                return new String(json, i + RECEIVED.length, INSTANT, StandardCharsets.ISO_8859_1);
            }
        }
        throw new IllegalArgumentException("Without receivedAt");
    }
}
