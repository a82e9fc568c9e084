package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.webhook.CallbackKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends callbacks over many connections, each with a moment of its own, and remembers which were answered 200; later it
 * holds that against the journal and against the log, in which an observer of the application records what reached it.
 */
final class CallbackLoad implements AutoCloseable {

    static final String SECRET = "the secret of the load";

    /** Has each connection logged, also while an instance flaps. */
    static final String LOG_LEVEL = "QUARKUS_LOG_CATEGORY__IO_GITHUB_PLUGZAPI_CONNECT_INCIDENT__LEVEL";

    private static final int CONNECTIONS = 32;
    private static final int INSTANCES = 20;
    private static final long PAUSE_NANOS = 5_000_000;

    /**
     * What the application's own observer {@code LogConnectionChanges} writes, with a moment that is whole: SIGKILL may
     * end the process in the middle of a line. What such a line tells of was not handled to the end, and comes again.
     */
    private static final Pattern RECORDED = Pattern.compile(
            "\\) load-(\\d+) (?:is connected as an unknown number since|has connected once more as an unknown"
                    + " number at|was connected at) (\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z)");

    private final Supplier<String> url;

    /** Of all loads together, so that none repeats what another has sent. */
    private static final AtomicLong MOMENT =
            new AtomicLong(Instant.now().minus(1, ChronoUnit.DAYS).toEpochMilli());

    private final Set<Long> kept = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final CallbackKey key = new CallbackKey(SECRET);
    private final ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
    private volatile boolean sending = true;

    /** Begins to send; the URL is asked for before each callback, and null while there is none. */
    CallbackLoad(Supplier<String> url) {
        this.url = url;
        for (int i = 0; i < CONNECTIONS; i++) {
            senders.execute(this::send);
        }
    }

    private void send() {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        while (sending) {
            String base = url.get();
            if (base == null) {
                LockSupport.parkNanos(PAUSE_NANOS);
                continue;
            }
            long at = MOMENT.incrementAndGet();
            String instance = "load-" + ThreadLocalRandom.current().nextInt(INSTANCES);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(base + "/webhooks/" + instance + "/" + key.of(instance)))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"connected\":true,\"momment\":" + at + "}"))
                    .build();
            try {
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200) {
                    kept.add(at);
                } else {
                    unavailable.incrementAndGet();
                }
            } catch (IOException e) {
                // Not answered: it may be kept or not.
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    int kept() {
        return kept.size();
    }

    int refused() {
        return unavailable.get();
    }

    void stop() throws InterruptedException {
        sending = false;
        senders.shutdown();
        assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    /** The moments in the journal, by instance, in the order of the sequence. */
    static Map<String, List<Long>> journal(Database database) {
        Map<String, List<Long>> moments = new LinkedHashMap<>();
        database.column("SELECT moment || ' ' || instance FROM event WHERE source = 'webhook' ORDER BY seq")
                .forEach(row -> {
                    String[] event = row.split(" ", 2);
                    moments.computeIfAbsent(event[1], i -> new ArrayList<>()).add(Long.parseLong(event[0]));
                });
        return moments;
    }

    /** The moments that reached the recording observer, by instance, in the order in which each came for the first time. */
    static Map<String, Set<Long>> recorded(String log) {
        Map<String, Set<Long>> moments = new LinkedHashMap<>();
        Matcher matcher = RECORDED.matcher(log);
        while (matcher.find()) {
            moments.computeIfAbsent("load-" + matcher.group(1), i -> new LinkedHashSet<>())
                    .add(Instant.parse(matcher.group(2)).toEpochMilli());
        }
        return moments;
    }

    /** How many of the journal's events have not reached the recording observer yet. */
    static int missing(Map<String, List<Long>> journal, Map<String, Set<Long>> recorded) {
        int missing = 0;
        for (Map.Entry<String, List<Long>> instance : journal.entrySet()) {
            missing += instance.getValue().size()
                    - recorded.getOrDefault(instance.getKey(), Set.of()).size();
        }
        return missing;
    }

    /** Everything that was answered 200 is in the journal, once. */
    void assertKeptOnce(Map<String, List<Long>> journal) {
        List<Long> inJournal = journal.values().stream().flatMap(List::stream).toList();
        assertThat(inJournal).doesNotHaveDuplicates();
        Set<Long> lost = new LinkedHashSet<>(kept);
        inJournal.forEach(lost::remove);
        assertThat(lost).as("answered 200 and not in the journal").isEmpty();
    }

    /** Everything in the journal has reached the recording observer, in order for each instance. */
    static void assertRecordedInOrder(Map<String, List<Long>> journal, Map<String, Set<Long>> recorded) {
        journal.forEach((instance, moments) -> assertThat(
                        new ArrayList<>(recorded.getOrDefault(instance, Collections.emptySet())))
                .as(instance)
                .isEqualTo(moments));
    }

    @Override
    public void close() {
        sending = false;
        senders.shutdownNow();
    }
}
