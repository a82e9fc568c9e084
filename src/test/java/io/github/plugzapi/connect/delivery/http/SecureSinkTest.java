package io.github.plugzapi.connect.delivery.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import io.github.plugzapi.connect.delivery.RunningSinks;
import io.github.plugzapi.connect.dispatch.Subscriber.NotTaken;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.TestAuthority;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sinks over https, whose certificates an authority has signed that only those trust who are told so. */
class SecureSinkTest {

    private static final String TRUSTED = "javax.net.ssl.trustStore";
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String INSECURE = "no secure connection to 127.0.0.1 (TLS): ";

    @TempDir
    static Path certificates;

    private static TestAuthority authority;
    private static Vertx vertx;

    @TempDir
    Path folder;

    private RunningSinks running;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority(certificates);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void open() throws Exception {
        running = new RunningSinks(Database.sqlite(folder.resolve("journal.db")));
        running.journal.keep(Events.disconnected("a", 1));
    }

    @AfterEach
    void close() {
        System.clearProperty(TRUSTED);
        System.clearProperty(TRUSTED + "Password");
        running.close();
    }

    private static void trust() throws Exception {
        System.setProperty(TRUSTED, authority.trustStore().toString());
        System.setProperty(TRUSTED + "Password", TestAuthority.PASSWORD);
    }

    private static Map<String, String> environment(String url) {
        return Map.of("SINKS_CRM_URL", url, "SINKS_CRM_SECRET", SECRET);
    }

    /** Why it was not taken, which the delivery log says too; null where it was. */
    private String failure(String url) throws Exception {
        ConfiguredSinks configured = new ConfiguredSinks(Configuration.ofEnvironment(environment(url)));
        HttpSink sink = new HttpSinks(
                        configured, running.passages, running.attempts, vertx, running.clock, running.ticker)
                .subscribers()
                .get(0);
        running.look();
        String failure = null;
        try {
            sink.take(RunningSinks.entry(1, Events.disconnected("a", 1)))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            failure = ((NotTaken) e.getCause()).getMessage();
        }
        running.look();
        Attempt attempt = running.attempts.of("crm", 1).get(0);
        assertThat(attempt.error()).isEqualTo(failure);
        return failure;
    }

    private String failure(Path keyStore) throws Exception {
        try (StandInSink server = StandInSink.secure(vertx, keyStore)) {
            String failure = failure(server.url());
            assertThat(server.received()).hasSize(failure == null ? 1 : 0);
            return failure;
        }
    }

    private static Optional<String> unreachable(String url) {
        return SinkProbe.unreachable(new ConfiguredSinks(Configuration.ofEnvironment(environment(url)))
                .all()
                .get("crm"));
    }

    @Test
    void whoseAuthorityIsTrustedGetsTheEvent() throws Exception {
        trust();

        assertThat(failure(authority.keyStore())).isNull();
    }

    @Test
    void whoseAuthorityIsNotTrustedGetsNothing() throws Exception {
        String untrusted = INSECURE + "no authority that is trusted has signed its certificate; where your own has,"
                + " JAVAX_NET_SSL_TRUSTSTORE says whom to trust, and where another has, the other side must send the"
                + " certificates in between";

        assertThat(failure(authority.keyStore())).isEqualTo(untrusted);
        try (StandInSink server = StandInSink.secure(vertx, authority.keyStore())) {
            assertThat(unreachable(server.url())).contains(untrusted);
        }
    }

    @Test
    void whoShowsTheCertificateOfSomebodyElseGetsNothing() throws Exception {
        trust();

        assertThat(failure(authority.keyStoreOfSomebodyElse()))
                .isEqualTo(
                        INSECURE + "its certificate is not for this name; call it by a name that the certificate has,"
                                + " or have one made that has this one");
    }

    @Test
    void whoseCertificateHasExpiredGetsNothing() throws Exception {
        trust();

        assertThat(failure(authority.expiredKeyStore()))
                .isEqualTo(INSECURE + "its certificate has expired; have it renewed");
    }

    @Test
    void whoseCertificateIsOfNoUseForThatGetsNothing() throws Exception {
        trust();

        assertThat(failure(authority.keyStoreOfCaller()))
                .startsWith(INSECURE + "its certificate is refused: Extended key usage does not permit");
    }

    @Test
    void whoSpeaksPlainHttpWhereTlsIsExpectedGetsNothing() throws Exception {
        String plain = INSECURE + "what listens there speaks no TLS; correct the port";
        try (StandInSink server = new StandInSink(vertx)) {
            String url = server.url().replace("http:", "https:");

            assertThat(failure(url)).isEqualTo(plain);
            assertThat(unreachable(url)).contains(plain);
            assertThat(server.received()).isEmpty();
        }
    }

    /** No Java of today can be such a server; its answer is the alert protocol_version of RFC 5246, 7.2. */
    @Test
    void whoSpeaksTls11AtMostGetsNothing() throws Exception {
        String old = INSECURE + "it speaks neither TLS 1.2 nor 1.3; have it updated";
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> refuse(server), "old-server");
            thread.setDaemon(true);
            thread.start();
            String url = "https://127.0.0.1:" + server.getLocalPort();

            assertThat(failure(url)).isEqualTo(old);
            assertThat(unreachable(url)).contains(old);
        }
    }

    private static void refuse(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                byte[] head = in.readNBytes(5);
                in.readNBytes((head[3] & 0xff) << 8 | head[4] & 0xff);
                socket.getOutputStream().write(HexFormat.of().parseHex("15030200020246"));
                in.readAllBytes();
            } catch (IOException e) {
                // It is stopped, or the caller is gone.
            }
        }
    }
}
