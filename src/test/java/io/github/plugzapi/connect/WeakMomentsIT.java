package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.RawHttp;
import io.github.plugzapi.connect.testsupport.Silence;
import io.github.plugzapi.connect.testsupport.SteadyLoad;
import io.github.plugzapi.connect.webhook.CallbackKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application while it starts and ends, while its database is away, and while strangers press in. */
class WeakMomentsIT {

    private static final String SECRET = "the secret of weak moments";

    /** How long a proxy goes on sending to a replica that is not ready any more. */
    private static final Duration HEARS_LATE = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private final AtomicInteger moment = new AtomicInteger(1_700_000_000);

    // ---- Starting

    @Test
    void theFirstCallbackThatFindsThePortOpenIsTaken() throws Exception {
        int port = PackagedApplication.freePort();
        Map<String, String> environment = Map.of("WEBHOOK_SECRET", SECRET, "QUARKUS_HTTP_PORT", Integer.toString(port));
        try (PackagedApplication application = PackagedApplication.in(directory, environment)) {
            for (int start = 0; start < 3; start++) {
                application.launch();

                assertThat(firstAnswer(port)).startsWith("HTTP/1.1 200 ");

                application.kill();
            }
        }
    }

    private String firstAnswer(int port) {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> RawHttp.exchange(port, callback("a", "Connection: close")), answer -> !answer.isEmpty());
    }

    // ---- Ending

    @Test
    void whatIsUnderWayAtTheEndIsFinishedAndConnectionsEndPolitely() throws Exception {
        try (PackagedApplication application = PackagedApplication.in(
                        directory, Map.of("WEBHOOK_SECRET", SECRET, "QUARKUS_SHUTDOWN_DELAY", "3S"))
                .startReady()) {
            int port = URI.create(application.url()).getPort();
            String slow = callback("slow");
            try (RawHttp.Connection underWay = RawHttp.open(port);
                    RawHttp.Connection keptAlive = RawHttp.open(port)) {
                underWay.send(slow.substring(0, slow.length() - 5));
                keptAlive.send(callback("a"));
                assertThat(keptAlive.answer()).startsWith("HTTP/1.1 200 ");

                application.terminate();
                await().until(() -> application.management("/q/health/ready").statusCode() == 503);

                keptAlive.send(callback("a"));
                assertPoliteEnd(keptAlive);
                try (RawHttp.Connection late = RawHttp.open(port)) {
                    late.send(callback("b"));
                    assertPoliteEnd(late);
                }
                underWay.send(slow.substring(slow.length() - 5));
                assertThat(underWay.answer()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(application.awaitExit()).isEqualTo(143);
        }
        assertThat(Database.sqlite(directory.resolve("data/plugzapi-connect.db"))
                        .count("event"))
                .isEqualTo(4);
    }

    private static void assertPoliteEnd(RawHttp.Connection connection) throws IOException {
        assertThat(connection.rest()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("\r\nconnection: close\r\n");
    }

    @Test
    void aRolloutOfReplicasCostsNoCallback() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                Proxied one = new Proxied("one", postgres);
                Proxied two = new Proxied("two", postgres)) {
            AtomicInteger turn = new AtomicInteger();
            List<String> lost;
            int kept;
            try (SteadyLoad load = new SteadyLoad(
                    SECRET, () -> Proxied.next(turn, one, two).application.url())) {
                await().until(() -> load.kept() > 100);
                for (Proxied each : List.of(one, two)) {
                    each.application.terminate();
                    each.application.awaitExit();
                    each.application.startReady();
                    int before = load.kept();
                    await().until(() -> load.kept() > before + 100);
                }
                lost = load.stop();
                kept = load.kept();
            }

            assertThat(lost).isEmpty();
            assertThat(Database.of(postgres, "postgres").count("event WHERE source = 'webhook'"))
                    .isEqualTo(kept);
            await().untilAsserted(
                            () -> assertThat(handedOn(one) + handedOn(two)).isGreaterThanOrEqualTo(kept));
        }
    }

    private static long handedOn(Proxied proxied) {
        return proxied.application
                .output()
                .lines()
                .filter(line -> line.contains(" connected ") && line.contains("steady-"))
                .count();
    }

    /** A replica behind a proxy that hears late that it is not ready. */
    private final class Proxied implements AutoCloseable {

        private final PackagedApplication application;
        private final Thread probe = new Thread(this::probe, "probe");
        private volatile boolean isSentTo = true;

        private Proxied(String name, EmbeddedPostgres postgres) throws IOException {
            Map<String, String> environment = onPostgresql(postgres);
            environment.put("QUARKUS_SHUTDOWN_DELAY", "5S");
            environment.put("QUARKUS_LOG_CATEGORY__IO_GITHUB_PLUGZAPI_CONNECT_INCIDENT__LEVEL", "DEBUG");
            application = PackagedApplication.in(Files.createDirectories(directory.resolve(name)), environment)
                    .startReady();
            probe.setDaemon(true);
            probe.start();
        }

        private static Proxied next(AtomicInteger turn, Proxied... replicas) {
            Proxied mine = replicas[turn.getAndIncrement() % replicas.length];
            return mine.isSentTo ? mine : replicas[turn.getAndIncrement() % replicas.length];
        }

        private void probe() {
            try {
                while (!Thread.interrupted()) {
                    boolean ready = isReady();
                    if (!ready && isSentTo) {
                        Thread.sleep(HEARS_LATE.toMillis());
                    }
                    isSentTo = ready;
                    Thread.sleep(100);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean isReady() throws InterruptedException {
            try {
                return application.management("/q/health/ready").statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() {
            probe.interrupt();
            application.close();
        }
    }

    // ---- A database that is away

    @Test
    void aServerThatIsSilentHoldsNoCallbackForLongerThanThePatience() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            Map<String, String> environment = onPostgresql(postgres);
            environment.put("WEBHOOK_PATIENCE", "2s");
            try (PackagedApplication application =
                    PackagedApplication.in(directory, environment).startReady()) {
                assertThat(post(application).get()).isEqualTo(200);
                Silence.during(postgres, () -> {
                    long silentSince = System.nanoTime();
                    assertThat(post(application).get()).isEqualTo(503);
                    assertThat(since(silentSince)).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(4));
                    await().until(() ->
                            application.management("/q/health/ready").statusCode() == 503);
                    assertThat(since(silentSince)).isLessThan(Duration.ofSeconds(6));
                    long scrape = System.nanoTime();
                    assertThat(application.management("/q/metrics").statusCode())
                            .isEqualTo(200);
                    assertThat(since(scrape)).isLessThan(Duration.ofSeconds(2));
                });
                await().until(() -> application.management("/q/health/ready").statusCode() == 200);
                assertThat(post(application).get()).isEqualTo(200);
            }
        }
    }

    private CompletableFuture<Integer> post(PackagedApplication application) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return application.post(path("a"), body()).statusCode();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    // ---- Strangers

    @Test
    void strangersWhoSendAPartOfABodyTakeNoMemoryAndHoldUpNobody() throws Exception {
        try (PackagedApplication application = PackagedApplication.in(directory, Map.of("WEBHOOK_SECRET", SECRET))
                .startReady()) {
            int port = URI.create(application.url()).getPort();
            List<RawHttp.Connection> strangers = new ArrayList<>();
            long before = residentMegabytes(application);
            try {
                String part = "POST /webhooks/a/wrong HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 65000\r\n\r\n" + "x".repeat(60_000);
                // More than may be open at a time.
                for (int i = 0; i < 3_000; i++) {
                    RawHttp.Connection stranger = RawHttp.open(port);
                    strangers.add(stranger);
                    sendAsFarAsTaken(stranger, part);
                    if (i % 100 == 0) {
                        assertThat(RawHttp.exchange(port, callback("a", "Connection: close")))
                                .startsWith("HTTP/1.1 200 ");
                    }
                }
                if (PackagedApplication.isNative()) {
                    // What they sent is 180 MB.
                    assertThat(residentMegabytes(application) - before).isLessThan(100);
                }
            } finally {
                for (RawHttp.Connection stranger : strangers) {
                    stranger.close();
                }
            }
        }
    }

    /** The service may have ended the connection by then. */
    private static void sendAsFarAsTaken(RawHttp.Connection stranger, String part) {
        try {
            stranger.send(part);
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
        }
    }

    private static long residentMegabytes(PackagedApplication application) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + application.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBodyThatDoesNotComeInTimeIsToldSoAndItsConnectionEnds() throws Exception {
        try (PackagedApplication application = PackagedApplication.in(directory, Map.of("WEBHOOK_SECRET", SECRET))
                        .startReady();
                RawHttp.Connection slow =
                        RawHttp.open(URI.create(application.url()).getPort())) {
            String callback = callback("a");
            slow.send(callback.substring(0, callback.length() - 5));

            String answer = await().pollInterval(Duration.ofMillis(1))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(slow::rest, text -> !text.isEmpty());

            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("in time");
        }
    }

    // ---- Helpers

    private Map<String, String> onPostgresql(EmbeddedPostgres postgres) {
        Map<String, String> environment =
                new HashMap<>(Database.of(postgres, "postgres").environment());
        environment.put("WEBHOOK_SECRET", SECRET);
        return environment;
    }

    private static String path(String instance) {
        return "/webhooks/" + instance + "/" + new CallbackKey(SECRET).of(instance);
    }

    /** Each has a moment of its own. */
    private String body() {
        return "{\"connected\":true,\"momment\":" + moment.incrementAndGet() + "}";
    }

    private String callback(String instance, String... headers) {
        String body = body();
        return "POST " + path(instance) + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + String.join(
                        "", Stream.of(headers).map(header -> header + "\r\n").toList())
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
