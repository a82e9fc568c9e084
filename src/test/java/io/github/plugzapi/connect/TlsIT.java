package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import io.github.plugzapi.connect.testsupport.TestAuthority;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is called over TLS and has a certificate of a company's own authority. */
class TlsIT {

    private static final String SECRET = "the secret of these tests";
    private static final String UNTRUSTED = "(TLS): no authority that is trusted has signed its certificate; where your"
            + " own has, JAVAX_NET_SSL_TRUSTSTORE says whom to trust";

    @TempDir
    static Path certificates;

    private static TestAuthority authority;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>(Map.of("WEBHOOK_SECRET", SECRET));
    private RecordingSink sink;
    private HttpServer server;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = new TestAuthority(certificates);
    }

    @BeforeEach
    void start() throws Exception {
        sink = RecordingSink.secure(TestAuthority.context(authority.keyStore()));
        configure("CRM", sink);
        server = startServer();
        environment.put("PLUGZAPI_URL", url());
        environment.put("PLUGZAPI_INSTANCES_SALES_ID", "sales-instance");
        environment.put("PLUGZAPI_INSTANCES_SALES_TOKEN", "sales-token");
        environment.put("WEBHOOK_PUBLIC_URL", "https://hooks.example.com");
        environment.put("ALERTS_TO_OPS", "ntfy:" + url() + "/topic");
    }

    @AfterEach
    void stop() {
        sink.close();
        server.stop(0);
    }

    /** Says of everything that it is well: the gateway, and a channel to people. */
    private static HttpServer startServer() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setHttpsConfigurator(new HttpsConfigurator(TestAuthority.context(authority.keyStore())));
        byte[] well =
                "{\"value\":true,\"connected\":true,\"smartphoneConnected\":true}".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, well.length);
            exchange.getResponseBody().write(well);
            exchange.close();
        });
        server.start();
        return server;
    }

    private String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    private void configure(String name, RecordingSink secure) {
        environment.put("SINKS_" + name + "_URL", secure.url());
        environment.put("SINKS_" + name + "_SECRET", RecordingSink.SECRET);
    }

    private void trust() throws Exception {
        environment.put("JAVAX_NET_SSL_TRUSTSTORE", authority.trustStore().toString());
        environment.put("JAVAX_NET_SSL_TRUSTSTOREPASSWORD", TestAuthority.PASSWORD);
    }

    private PackagedApplication application(String... arguments) {
        return PackagedApplication.in(directory, environment, arguments);
    }

    private String print(int exitCode, String... command) throws Exception {
        try (PackagedApplication application =
                PackagedApplication.in(directory, environment, command).launch()) {
            int before = application.output().length();
            assertThat(application.awaitExit()).as(application.output()).isEqualTo(exitCode);
            assertThat(application.output()).doesNotContain(TestAuthority.PASSWORD, "\tat ");
            return application.output().substring(before);
        }
    }

    private static void callBack(PackagedApplication application) throws Exception {
        assertThat(application
                        .post(
                                Callbacks.path("sales-instance", SECRET),
                                "{\"disconnected\":true,\"momment\":1700000000000}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoseAuthorityIsTrustedIsCalled() throws Exception {
        trust();
        try (PackagedApplication application = application().startReady()) {
            application.awaitOutput("PlugZapi tells us from now on when sales .* is connected");
            callBack(application);
            await().until(() -> !sink.taken().isEmpty());
            assertThat(sink.isDeceived()).isFalse();
            application.stop();
        }
        assertThat(print(0, "test-sink", "crm")).contains("took the test: it answered 204");
        assertThat(print(0, "test-alert", "ops")).contains("The test was taken");
        assertThat(print(0, "check")).doesNotContain("TLS").contains("Nothing is wrong");
    }

    @Test
    void whoseAuthorityIsNotTrustedIsNotAndEveryoneSaysWhatToDo() throws Exception {
        try (PackagedApplication application = application().startReady()) {
            callBack(application);
            application.awaitOutput("The sink crm failed on the event .*no secure connection to 127.0.0.1 .TLS.: no"
                    + " authority that is trusted has signed its certificate");
            application.awaitOutput("(?m)^.*PlugZapi.*no authority that is trusted has signed its certificate");
            assertThat(application.output()).doesNotContain("\tat ");
            application.stop();
        }
        assertThat(print(1, "test-sink", "crm")).contains("did not take the test", UNTRUSTED);
        assertThat(print(1, "test-alert", "ops")).contains(UNTRUSTED);
        assertThat(print(2, "check"))
                .contains("SINKS_CRM_URL: no secure connection to 127.0.0.1 " + UNTRUSTED)
                .containsPattern("PLUGZAPI_URL: .*no authority that is trusted");
        assertThat(sink.taken()).isEmpty();
    }

    @Test
    void whoseCertificateIsForAnotherNameOrHasExpiredIsNotCalled() throws Exception {
        trust();
        try (RecordingSink other = RecordingSink.secure(TestAuthority.context(authority.keyStoreOfSomebodyElse()));
                RecordingSink old = RecordingSink.secure(TestAuthority.context(authority.expiredKeyStore()))) {
            configure("OTHER", other);
            configure("OLD", old);

            assertThat(print(1, "test-sink", "other")).contains("(TLS): its certificate is not for this name");
            assertThat(print(1, "test-sink", "old")).contains("(TLS): its certificate has expired");
            assertThat(print(1, "check"))
                    .contains(
                            "SINKS_OTHER_URL: no secure connection to 127.0.0.1 (TLS): its certificate is not for this")
                    .contains("SINKS_OLD_URL: no secure connection to 127.0.0.1 (TLS): its certificate has expired")
                    .doesNotContain("SINKS_CRM_URL");
        }
    }

    /** Java would trust nobody, and each call would fail for a reason that nobody understands. */
    @Test
    void aTrustStoreThatCannotBeReadFailsTheStart() throws Exception {
        environment.put(
                "JAVAX_NET_SSL_TRUSTSTORE", directory.resolve("missing.p12").toString());
        assertThat(print(1)).contains("JAVAX_NET_SSL_TRUSTSTORE names a file that is not there or cannot be read");

        environment.put("JAVAX_NET_SSL_TRUSTSTORE", authority.certificate().toString());
        assertThat(print(2, "check")).contains("JAVAX_NET_SSL_TRUSTSTORE names a file that is no key store of Java's");

        trust();
        environment.put("JAVAX_NET_SSL_TRUSTSTOREPASSWORD", "PasswordMarker2");
        assertThat(print(1))
                .contains("JAVAX_NET_SSL_TRUSTSTOREPASSWORD is not its password")
                .doesNotContain("Marker2");

        environment.remove("JAVAX_NET_SSL_TRUSTSTOREPASSWORD");
        assertThat(print(1)).contains("no certificate can be read: set JAVAX_NET_SSL_TRUSTSTOREPASSWORD");
    }
}
