package io.github.plugzapi.connect.delivery.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.github.plugzapi.connect.delivery.Passage;
import io.github.plugzapi.connect.delivery.Sink;
import io.github.plugzapi.connect.dispatch.Policy;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.text.Secrets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * Writes each event to the topic, and is done with it when the brokers have acknowledged it. Those of many instances are under
 * way together; that of an instance comes when the one before is acknowledged, which keeps them in order however often one
 * is sent.
 *
 * <p>What the brokers do not take is nobody's failure: it is held, and sent again until they do. Meanwhile nothing else is
 * begun, so the journal is where events wait. Only an event that is refused for what it is fails, and is set aside in the end.
 */
final class KafkaSink extends Sink {

    private static final Logger LOG = Logger.getLogger(KafkaSink.class);

    /** How many events are under way at most, each of another instance. */
    static final int AT_A_TIME = 1_000;

    /** While acknowledgements take so long nothing is begun: it would wait in the ledger instead of in the journal. */
    private static final Duration SLOW = Duration.ofMillis(500);

    private static final Duration TO_CLOSE = Duration.ofMillis(500);

    /** For an event that is refused; somebody may have changed the topic's limits by then. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2));

    private static final double JITTER = 0.1;

    private final KafkaSettings settings;
    private final Map<String, Object> producerSettings;
    private final Secrets secrets;
    private final Ticker ticker;
    private final BooleanSupplier mayGoOn;

    private final Object making = new Object();
    private volatile Producer<String, byte[]> producer;
    private volatile boolean closed;

    /** Whether the producer has failed in a way after which it may take nothing any more. */
    private boolean broken;

    /** What the producer has, the oldest first. */
    private final Set<Sending> underWay = new LinkedHashSet<>();

    /** What the brokers have not taken, to be sent again. */
    private final Deque<Sending> held = new ArrayDeque<>();

    /** An event on its way. */
    private static final class Sending {

        private final JournalEntry entry;
        private final CloudEvent message;
        private final CompletableFuture<Void> taken = new CompletableFuture<>();
        private Duration since;

        private Sending(JournalEntry entry, CloudEvent message) {
            this.entry = entry;
            this.message = message;
        }
    }

    /**
     * One that connects when it has something to write.
     *
     * @param mayGoOn whether this process is still the one that hands events on
     */
    KafkaSink(KafkaSettings settings, Passage passage, Ticker ticker, BooleanSupplier mayGoOn) {
        super(
                passage,
                new Policy(ticker.pauses(PAUSES, JITTER), PAUSES.size() + 1, Policy.Begin.AT_THE_END, Policy.WAITS),
                AT_A_TIME);
        this.settings = settings;
        this.producerSettings = settings.ofProducer();
        this.secrets = settings.secrets();
        this.ticker = ticker;
        this.mayGoOn = mayGoOn;
        ticker.every(Duration.ofSeconds(1), this::sendAgain);
    }

    @Override
    public String target() {
        return settings.kafka().topic() + " at "
                + settings.kafka().bootstrapServers().orElseThrow();
    }

    @Override
    public boolean wants(JournalEntry entry) {
        return true;
    }

    @Override
    public synchronized int atATime() {
        boolean slow = !underWay.isEmpty()
                && ticker.elapsed().minus(underWay.iterator().next().since).compareTo(SLOW) > 0;
        // One is what it is at already.
        return Math.min(super.atATime(), slow || !held.isEmpty() ? 1 : AT_A_TIME);
    }

    @Override
    protected CompletionStage<?> send(CloudEvent message, JournalEntry entry) {
        Sending sending = new Sending(entry, message);
        send(sending);
        return sending.taken;
    }

    private void send(Sending sending) {
        synchronized (this) {
            sending.since = ticker.elapsed();
            underWay.add(sending);
        }
        try {
            producer()
                    .send(
                            KafkaMessageFactory.<String>createWriter(
                                            settings.kafka().topic(), sending.entry.instance())
                                    .writeBinary(sending.message),
                            (place, failure) -> settle(sending, failure));
        } catch (Throwable e) {
            // Whatever it is: the events of this instance wait for this one.
            settle(sending, e);
        }
    }

    /** Made when it is needed, since that fails where no broker's name can be looked up. */
    private Producer<String, byte[]> producer() {
        synchronized (making) {
            if (producer == null) {
                producer = new KafkaProducer<>(producerSettings, new StringSerializer(), new ByteArraySerializer());
            }
            if (closed) {
                producer.close(Duration.ZERO);
            }
            return producer;
        }
    }

    private void forgetProducer() {
        synchronized (making) {
            if (producer != null) {
                producer.close(Duration.ZERO);
                producer = null;
            }
        }
    }

    /** The brokers have answered for an event, or did not in time. */
    private void settle(Sending sending, Throwable failure) {
        synchronized (this) {
            if (!underWay.remove(sending)) {
                return;
            }
            if (failure != null && !isRefused(failure)) {
                hold(sending, failure);
                return;
            }
        }
        if (failure == null) {
            sending.taken.complete(null);
        } else {
            sending.taken.completeExceptionally(new NotTaken("it is refused: " + reason(failure), Duration.ZERO));
        }
    }

    /** Every broker would refuse the same event at any time, unless somebody changes their limits. */
    private static boolean isRefused(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof InvalidTimestampException;
    }

    private void hold(Sending sending, Throwable failure) {
        held.add(sending);
        LOG.debugf(failure, "An event of %s was not taken", sending.entry.instance());
        if (!closed) {
            broken |= !(failure instanceof RetriableException);
            passage().away(reason(failure), sending.since);
        }
    }

    /** One of what is held where the brokers are away; as soon as they have taken it, all the others. */
    private void sendAgain() {
        Deque<Sending> again = new ArrayDeque<>();
        boolean isBroken;
        synchronized (this) {
            if (!mayGoOn.getAsBoolean()) {
                letGo("another process hands events on");
            }
            int room = super.atATime();
            // The probe may be under way still.
            if (held.isEmpty() || room == 0 || room == 1 && !underWay.isEmpty()) {
                return;
            }
            while (!held.isEmpty() && again.size() < room) {
                again.add(held.remove());
            }
            isBroken = broken;
            broken = false;
        }
        if (isBroken) {
            forgetProducer();
        }
        sendAgain(again);
    }

    private void sendAgain(Deque<Sending> again) {
        do {
            send(again.remove());
            // Each of the others would wait as long for brokers that are away once more.
        } while (!again.isEmpty() && super.atATime() > 1);
        holdAll(again);
    }

    private synchronized void holdAll(Deque<Sending> sendings) {
        held.addAll(sendings);
    }

    /** What is held is not sent any more, unless it comes again. */
    synchronized void letGo(String reason) {
        List<Sending> all = List.copyOf(held);
        held.clear();
        all.forEach(sending -> sending.taken.completeExceptionally(new NotTaken(reason, Duration.ZERO)));
    }

    private String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            // Its own words tell of batches and partitions.
            return "no broker answers in time, or none has the topic "
                    + settings.kafka().topic();
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String words = root == failure ? said(failure) : said(failure) + ": " + said(root);
        return KafkaSettings.insecure(failure).orElse(secrets.cutFrom(words));
    }

    private static String said(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** What is not acknowledged by now comes again; whoever waits for it waits no longer. */
    void close() {
        closed = true;
        Producer<String, byte[]> last = producer;
        if (last != null) {
            last.close(TO_CLOSE);
        }
    }
}
