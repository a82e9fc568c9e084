import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What a receiver gets. Every second in which something came it prints how many events came in that second and in all, how many
 * of these came a second time, how many came before an earlier one of their instance, the milliseconds since the first of all, and
 * of that second's events the median and the 99th percentile of the milliseconds from their {@code receivedAt}. Of one thread.
 */
final class Receipts {

    private static final long SECOND = 1_000_000_000L;

    /** The newest sequence number of each instance. */
    private final Map<String, long[]> newest = new HashMap<>();

    private final long[] millis = new long[1_000_000];
    private int inSecond;
    private long all;
    private long again;
    private long early;
    private long first;
    private long next = System.nanoTime() + SECOND;

    void take(String instance, long seq, String receivedAt) {
        long[] before = newest.computeIfAbsent(instance, any -> new long[1]);
        if (seq == before[0]) {
            again++;
        } else if (seq < before[0]) {
            early++;
        }
        before[0] = Math.max(before[0], seq);
        if (inSecond < millis.length) {
            millis[inSecond++] = System.currentTimeMillis() - Instant.parse(receivedAt).toEpochMilli();
        }
        if (all++ == 0) {
            first = System.nanoTime();
        }
    }

    /** For how many milliseconds somebody may wait for the next event; prints what is to be printed. */
    long toWait() {
        while (next - System.nanoTime() < 1_000_000) {
            tell();
            next += SECOND;
        }
        return (next - System.nanoTime()) / 1_000_000;
    }

    private void tell() {
        if (inSecond > 0) {
            Arrays.sort(millis, 0, inSecond);
            System.out.println("second " + inSecond + " " + all + " " + again + " " + early + " "
                    + (System.nanoTime() - first) / 1_000_000 + " " + millis[inSecond / 2] + " "
                    + millis[inSecond * 99 / 100]);
        }
        inSecond = 0;
    }
}
