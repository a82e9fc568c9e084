import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what comes to a topic from now on, with Kafka's client in the class path: {@code java RecordingConsumer.java SERVERS
 * TOPIC}. It prints what {@code RecordingSink.java} does.
 */
public final class RecordingConsumer {

    private static final byte[] RECEIVED = "\"receivedAt\":\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final int INSTANT = "2026-01-01T00:00:00.000Z".length();

    /** The newest sequence number of each instance. */
    private static final Map<String, long[]> newest = new HashMap<>();

    private static final long[] millis = new long[1_000_000];
    private static int inSecond;
    private static long all;
    private static long again;
    private static long early;
    private static long first;

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
            long next = System.nanoTime() + 1_000_000_000L;
            while (true) {
                long left = (next - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    tell();
                    next += 1_000_000_000L;
                    continue;
                }
                consumer.poll(Duration.ofMillis(left)).forEach(RecordingConsumer::take);
            }
        }
    }

    private static void tell() {
        if (inSecond > 0) {
            Arrays.sort(millis, 0, inSecond);
            System.out.println("second " + inSecond + " " + all + " " + again + " " + early + " "
                    + (System.nanoTime() - first) / 1_000_000 + " " + millis[inSecond / 2] + " "
                    + millis[inSecond * 99 / 100]);
        }
        inSecond = 0;
    }

    private static void take(ConsumerRecord<byte[], byte[]> event) {
        long seq = Long.parseLong(text(event.headers().lastHeader("ce_sequence").value()));
        long[] before = newest.computeIfAbsent(text(event.key()), any -> new long[1]);
        if (seq == before[0]) {
            again++;
        } else if (seq < before[0]) {
            early++;
        }
        before[0] = Math.max(before[0], seq);
        if (inSecond < millis.length) {
            millis[inSecond++] = System.currentTimeMillis() - received(event.value());
        }
        if (all++ == 0) {
            first = System.nanoTime();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long received(byte[] json) {
        for (int i = 0; i < json.length - RECEIVED.length - INSTANT; i++) {
            if (Arrays.equals(json, i, i + RECEIVED.length, RECEIVED, 0, RECEIVED.length)) {
                return Instant.parse(new String(json, i + RECEIVED.length, INSTANT, StandardCharsets.ISO_8859_1))
                        .toEpochMilli();
            }
        }
        throw new IllegalArgumentException("Without receivedAt");
    }
}
