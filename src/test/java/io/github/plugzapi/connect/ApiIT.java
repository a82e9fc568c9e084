package io.github.plugzapi.connect;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.Images;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever looks and acts by the API. */
class ApiIT {

    private static final String SECRET = "the secret of these tests";
    private static final String PASSWORD = "the password of these tests";
    private static final String READER_PASSWORD = "the reader's password of these tests";

    @TempDir
    Path directory;

    private StandInGateway gateway;
    private Map<String, String> environment;

    @BeforeEach
    void start() {
        gateway = StandInGateway.start();
        gateway.accepts("one");
        gateway.saysStatus("one", true);
        environment = new HashMap<>(Map.of(
                "WEBHOOK_SECRET",
                SECRET,
                "WEBHOOK_PUBLIC_URL",
                "https://hooks.example",
                "CONSOLE_PASSWORD",
                PASSWORD,
                "CONSOLE_READER_PASSWORD",
                READER_PASSWORD,
                "PLUGZAPI_URL",
                gateway.url(),
                "PLUGZAPI_INSTANCES_SALES_ID",
                "one",
                "PLUGZAPI_INSTANCES_SALES_TOKEN",
                "token-of-one"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private PackagedApplication application(String... arguments) {
        return PackagedApplication.in(directory, environment, arguments);
    }

    private static RequestSpecification admin(PackagedApplication application) {
        return given().baseUri(application.url())
                .auth()
                .preemptive()
                .basic("admin", PASSWORD)
                .contentType(ContentType.JSON);
    }

    @Test
    void withoutAPasswordItIsClosedAndSaysHowToOpenIt() throws Exception {
        environment.keySet().removeIf(name -> name.startsWith("CONSOLE_"));
        try (PackagedApplication application = application().startReady()) {
            assertThat(application.output()).contains("The console and the API are closed: set CONSOLE_PASSWORD");
            given().baseUri(application.url())
                    .get("/api/instances")
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json");
        }
    }

    @Test
    void whatThereIsToLookAtIsAnswered() throws Exception {
        try (PackagedApplication application = application().startReady()) {
            application.post(Callbacks.path("one", SECRET), "{\"connected\":true,\"phone\":\"5544999999901\"}");
            application.post(Callbacks.path("one", SECRET), "{");
            List<String> paths = given().baseUri(application.url())
                    .accept(ContentType.JSON)
                    .get("/q/openapi")
                    .jsonPath()
                    .getList("paths.findAll { it.value.get != null }.keySet().toList()");

            assertThat(paths).contains("/api/instances", "/api/events", "/api/sinks");
            for (String path : paths) {
                admin(application)
                        .get(path.replace("{id}", path.contains("/quarantine/") ? "1" : "one")
                                .replace("{name}", "kafka"))
                        .then()
                        .statusCode(not(500));
            }
            admin(application)
                    .get("/api/instances/one")
                    .then()
                    .body("name", is("sales"))
                    .body("status", is("connected"))
                    .body("phone", is("5544999999901"));
            admin(application).get("/api/quarantine/1").then().body("reason", notNullValue());
            admin(application)
                    .accept("text/csv")
                    .get("/api/uptime")
                    .then()
                    .body(startsWith("day,instance,name,connected"));
        }
    }

    @Test
    void aNumberIsBroughtBack() throws Exception {
        byte[] image = Images.png(600);
        gateway.answersTo("one", "qr-code/image", okJson(Images.qrCode(image)));
        gateway.answersTo("one", "phone-code/5544999999901", okJson("{\"code\":\"WZ4K7QHD\"}"));
        gateway.answersTo("one", "queue/count", okJson("{\"count\":37}"));
        gateway.answersTo("one", "restart", okJson("{\"value\":true}"));
        try (PackagedApplication application = application().startReady()) {
            admin(application).get("/api/instances/one/queue").then().body("messages", is(37));
            assertThat(admin(application)
                            .get("/api/instances/one/qr-code")
                            .then()
                            .contentType("image/png")
                            .extract()
                            .asByteArray())
                    .isEqualTo(image);
            admin(application)
                    .body("{\"phone\":\"5544999999901\"}")
                    .post("/api/instances/one/phone-code")
                    .then()
                    .body("code", is("WZ4K7QHD"));
            admin(application).post("/api/instances/one/restart").then().body("said", is("It is done."));
            admin(application)
                    .post("/api/instances/one/registration")
                    .then()
                    .body("webhooks.state", contains("registered", "registered"));
            admin(application).post("/api/instances/one/confirmation").then().body("status", is("connected"));
            admin(application)
                    .body("{\"until\":\"" + Instant.now().plus(1, ChronoUnit.HOURS) + "\"}")
                    .put("/api/instances/one/mute")
                    .then()
                    .statusCode(200);
            admin(application)
                    .get("/api/audit")
                    .then()
                    .body("entries.action", hasItems("phone-code", "restart", "register", "ask", "mute"))
                    .body("entries.who", hasItem("admin"));
            assertThat(application.output()).contains("admin from 127.0.0.1 did: restart sales (one): It is done.");
        }
    }

    @Test
    void whatSomebodyDidIsNotedAlsoIfTheyHangUp() throws Exception {
        gateway.answersTo("one", "restart", okJson("{\"value\":true}").withFixedDelay(1_500));
        try (PackagedApplication application = application().startReady()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(application.url() + "/api/instances/one/restart"))
                    .timeout(Duration.ofMillis(500))
                    .header("Authorization", basic("admin", PASSWORD))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();

            assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(HttpTimeoutException.class);

            await().untilAsserted(() ->
                    admin(application).get("/api/audit").then().body("entries.outcome", hasItem("It is done.")));
        }
    }

    @Test
    void aStreamGoesOnWhereItWasAfterAKill() throws Exception {
        try (PackagedApplication application = application().startReady()) {
            try (Stream stream = new Stream(application, null)) {
                stream.awaitLine(": connected");
                application.post(Callbacks.path("two", SECRET), "{\"connected\":true}");
                stream.awaitLine("event: connected");
            }
            application.kill();
        }
        try (PackagedApplication application = application().startReady()) {
            application.post(Callbacks.path("two", SECRET), "{\"disconnected\":true}");
            try (Stream stream = new Stream(application, "0")) {
                stream.awaitLine("event: disconnected");
                assertThat(stream.ids).contains("1").doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void theUptimeIsRebuiltBesideTheRunningService() throws Exception {
        try (PackagedApplication application = application().startReady()) {
            long hourAgo = Instant.now().minusSeconds(3_600).toEpochMilli();
            application.post(Callbacks.path("two", SECRET), "{\"connected\":true,\"momment\":" + hourAgo + "}");
            await().untilAsserted(() ->
                    admin(application).get("/api/instances/two").then().body("uptime.day", is(1.0f)));
            try (PackagedApplication rebuild = application("rebuild-uptime")) {
                rebuild.launch();
                assertThat(rebuild.awaitExit()).isZero();
                assertThat(rebuild.output()).contains("The uptime is rebuilt: instances ");
            }
            await().untilAsserted(() ->
                    admin(application).get("/api/instances/two").then().body("uptime.day", is(1.0f)));
        }
    }

    private static String basic(String username, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** The events as they come. */
    private static final class Stream implements AutoCloseable {

        private final InputStream body;
        private final Scanner lines;
        private final List<String> ids = new ArrayList<>();

        private Stream(PackagedApplication application, String lastEventId) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(application.url() + "/api/events"))
                    .timeout(Duration.ofSeconds(20))
                    .header("Accept", "text/event-stream")
                    .header("Authorization", basic("reader", READER_PASSWORD));
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            HttpResponse<InputStream> response =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            body = response.body();
            lines = new Scanner(body, StandardCharsets.UTF_8);
        }

        /** A heartbeat comes every few seconds, so this ends. */
        private void awaitLine(String wanted) {
            int heartbeats = 0;
            while (heartbeats < 4) {
                String line = lines.nextLine();
                if (line.equals(": here")) {
                    heartbeats++;
                    // Its id is no event's.
                    lines.nextLine();
                } else if (line.startsWith("id: ")) {
                    ids.add(line.substring("id: ".length()));
                }
                if (line.equals(wanted)) {
                    return;
                }
            }
            throw new AssertionError("There came no '" + wanted + "'");
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
