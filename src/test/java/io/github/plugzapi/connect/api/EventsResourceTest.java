package io.github.plugzapi.connect.api;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.READER_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class EventsResourceTest {

    @Inject
    Journal journal;

    @TestHTTPResource("/api")
    URI api;

    private final String instance = "instance-" + UUID.randomUUID();
    private final HttpClient client = HttpClient.newHttpClient();

    // ---- Page by page

    @Test
    void aPageHasTheEventsAsTheyAreKeptAndWhereToGoOn() {
        long before = journal.end();
        ConnectionEvent event = keep(1);
        keep(2);
        long seq = journal.after(before, 1).get(0).seq();

        String page = reader().queryParam("after", before)
                .queryParam("limit", 1)
                .when()
                .get("/api/events")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .extract()
                .asString();

        assertThat(page)
                .isEqualTo("{\"events\":[{\"seq\":" + seq + ","
                        + EventJson.write(event).substring(1) + "],\"next\":" + seq + "}");
    }

    @Test
    void theEventsOfAnInstanceAreAskedForInEitherWay() {
        keep(1);
        journal.appendNow(List.of(Events.concluded("another-" + instance, 1)));
        ConnectionEvent last = keep(2);

        reader().get("/api/instances/{id}/events", instance)
                .then()
                .body("events.instance", equalTo(List.of(instance, instance)))
                .body("next", equalTo((int) journal.end()));
        reader().get("/api/events?before=end&limit=1&instance={id}", instance)
                .then()
                .body("events.id", equalTo(List.of(last.id())));
        reader().get("/api/events?kind=flapping_started&kind=connected&instance={id}", instance)
                .then()
                .body("events", empty());
        reader().get("/api/instances/{id}/events?before=1", instance)
                .then()
                .body("events", empty())
                .body("next", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=many",
                "after=-1",
                "after=99999999999999999999",
                "before=last",
                "after=1&before=2",
                "kind=conected"
            })
    void whatCannotBeAskedForIsRefused(String query) {
        reader().get("/api/events?" + query).then().statusCode(400);
        reader().get("/api/instances/{id}/events?" + query, instance).then().statusCode(400);
    }

    @Test
    void whoeverDoesNotSayWhatTheyAcceptIsAnsweredAPage() {
        reader().accept("*/*").get("/api/events?limit=1").then().statusCode(200).contentType(ContentType.JSON);
    }

    // ---- Live

    @Test
    void aStreamHasWhatComesFromNowOn() throws Exception {
        keep(1);
        try (Stream stream = open("/instances/" + instance + "/events", null)) {
            assertThat(stream.response.headers().map())
                    .containsEntry("content-type", List.of("text/event-stream;charset=UTF-8"))
                    .containsEntry("cache-control", List.of("no-store"))
                    .containsEntry("x-accel-buffering", List.of("no"));
            assertThat(stream.block()).containsExactly(": connected", "retry: 3000");
            assertThat(stream.block().get(1)).startsWith("id: ");

            ConnectionEvent event = keep(2);

            List<String> block = stream.block();
            assertThat(block)
                    .containsExactly(
                            "id: " + journal.end(),
                            "event: outage_started",
                            "data: {\"seq\":" + journal.end() + ","
                                    + EventJson.write(event).substring(1));
        }
    }

    @Test
    void whoeverComesAgainGoesOnAfterWhatTheyHaveSeen() throws Exception {
        long before = journal.end();
        keep(1);
        keep(2);
        long first = journal.after(before, 1).get(0).seq();

        // The header is what a browser says when it comes again to the same address.
        try (Stream stream = open("/events?after=" + before, Long.toString(first))) {
            assertThat(stream.block()).contains(": connected");
            assertThat(stream.block())
                    .contains("id: " + journal.after(first, 1).get(0).seq());
        }
        try (Stream stream = open("/events?after=" + before, null)) {
            assertThat(stream.block()).contains(": connected");
            assertThat(stream.block()).contains("id: " + first);
        }
    }

    @Test
    void anIdThatIsNoneIsRefused() {
        reader().accept("text/event-stream")
                .header("Last-Event-ID", "x")
                .get("/api/events")
                .then()
                .statusCode(400);
        reader().accept("text/event-stream").get("/api/events?after=x").then().statusCode(400);
    }

    // ---- Helpers

    private ConnectionEvent keep(int number) {
        ConnectionEvent event = Events.concluded(instance, number);
        journal.appendNow(List.of(event));
        return event;
    }

    private Stream open(String path, String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .header("Accept", "text/event-stream")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                ("reader:" + READER_PASSWORD).getBytes(StandardCharsets.UTF_8)));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new Stream(client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    private record Stream(HttpResponse<InputStream> response, BufferedReader lines) implements AutoCloseable {

        private Stream(HttpResponse<InputStream> response) {
            this(response, new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
        }

        /** The lines up to the next empty one. */
        private List<String> block() {
            try {
                List<String> block = new ArrayList<>();
                for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                    block.add(line);
                }
                return block;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static RequestSpecification reader() {
        return given().auth().preemptive().basic("reader", READER_PASSWORD);
    }
}
