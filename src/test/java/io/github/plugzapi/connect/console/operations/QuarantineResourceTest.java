package io.github.plugzapi.connect.console.operations;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class QuarantineResourceTest {

    private static final Map<String, String> NO_FIELDS = Map.of("a", "form");

    @Inject
    Store store;

    @Inject
    MovableClock clock;

    private final String instance = "instance-" + UUID.randomUUID();

    /** As an older version has put it there. */
    private long quarantined(String of, byte[] body) {
        return store.write(sql -> {
            sql.insert(
                    "quarantine", "instance, received_at, content_type, reason, body", List.<Object[]>of(new Object[] {
                        of, clock.instant(), "application/json", "It was not <b>understood</b>.", body
                    }));
            return sql.number("SELECT MAX(id) AS n FROM quarantine");
        });
    }

    private long quarantined(String of, String body) {
        return quarantined(of, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void thatThereIsNoneIsGood() {
        store.write(sql -> sql.update("DELETE FROM quarantine"));

        assertThat(Visit.page("/quarantine", "en"))
                .contains("<h1 class=\"grow\">Everything that came was read</h1>", "That is good.");
        assertThat(Visit.page("/quarantine", "pt")).contains("Tudo o que chegou foi lido", "Isso é bom.");
    }

    @Test
    void eachSaysWhenOfWhichNumberAndWhy() {
        long id = quarantined(instance, "x".repeat(1_234));

        assertThat(Visit.page("/quarantine", "pt"))
                .contains(
                        "href=\"/quarantine/" + id + "\"",
                        "href=\"/instances/" + instance + "\"",
                        "/webhooks/" + instance + "/…",
                        clock.instant().toString(),
                        "It was not &lt;b&gt;understood&lt;/b&gt;.",
                        "1.234 bytes",
                        "Ler de novo");
    }

    @Test
    void thePagesHaveTheNewestFirst() {
        store.write(sql -> sql.update("DELETE FROM quarantine"));
        long first = quarantined(instance, "x");
        for (int i = 0; i < 50; i++) {
            quarantined(instance, "x");
        }

        String newest = Visit.page("/quarantine", "en");
        assertThat(newest)
                .contains("51 callbacks could not be read", "/quarantine?before=" + (first + 1))
                .doesNotContain("href=\"/quarantine/" + first + "\"");
        assertThat(Visit.page("/quarantine?before=" + (first + 1), "en"))
                .contains("href=\"/quarantine/" + first + "\"", "Newest")
                .doesNotContain("Older");
    }

    @Test
    void aBodyIsTextWithoutSecrets() {
        long id = quarantined(
                ACCEPTED, "<script>alert(1)</script> " + ACCEPTED_TOKEN + " https://a.example/webhooks/a/key-of-it é");

        assertThat(Visit.page("/quarantine/" + id, "en"))
                .contains("Callback " + id, "sales", "&lt;script&gt;alert(1)&lt;/script&gt;", "é")
                .doesNotContain("<script>alert", ACCEPTED_TOKEN, "key-of-it", "Only the beginning");
    }

    @Test
    void ofALargeBodyTheBeginningIsShownAndThatItIsCut() {
        long id = quarantined(instance, "y".repeat(4_096) + "z");

        assertThat(Visit.page("/quarantine/" + id, "en"))
                .contains("yyyy", "Only the beginning of the body is shown.")
                .doesNotContain("yz");
    }

    @Test
    void ofABodyThatIsNoTextThatIsSaid() {
        long id = quarantined(ACCEPTED, (ACCEPTED_TOKEN + " é").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(Visit.page("/quarantine/" + id, "pt"))
                .contains("O corpo não está em UTF-8")
                .doesNotContain(ACCEPTED_TOKEN);
    }

    @Test
    void whatIsUnderstoodNowBecomesAnEvent() {
        long id = quarantined(instance, "{\"disconnected\":true,\"error\":\"gone\"}");
        long other = quarantined(instance, "{");

        assertThat(Visit.outcome("/quarantine/" + id + "/read", NO_FIELDS, "en"))
                .contains("Callback " + id + " was read, and has become an event.");
        assertThat(Visit.get("/quarantine/" + id).statusCode()).isEqualTo(404);
        assertThat(Visit.act("/quarantine/" + id + "/read").statusCode()).isEqualTo(404);
        assertThat(Visit.outcome("/quarantine/" + other + "/read", NO_FIELDS, "pt"))
                .contains("O callback " + other + " ainda não pode ser lido.", "The body is not JSON");
    }

    @Test
    void oneIsDiscarded() {
        long id = quarantined(instance, "x");

        assertThat(Visit.page("/quarantine/" + id, "en")).contains("<details>", "Discard callback " + id);
        assertThat(Visit.outcome("/quarantine/" + id + "/discard", NO_FIELDS, "pt"))
                .contains("O callback " + id + " foi descartado.");
        assertThat(Visit.act("/quarantine/" + id + "/discard").statusCode()).isEqualTo(404);
        assertThat(Visit.page("/audit?instance=" + instance, "en")).contains("discarded", "quarantine " + id);
        assertThat(Visit.get("/quarantine/x").statusCode()).isEqualTo(404);
    }

    @Test
    void aReaderLooksAndDoesNothing() {
        long id = quarantined(instance, "what it says");

        assertThat(Visit.pageOfAReader("/quarantine")).doesNotContain("action=\"/quarantine");
        assertThat(Visit.pageOfAReader("/quarantine/" + id))
                .contains("what it says")
                .doesNotContain("action=\"/quarantine");
        Visit.aReaderMayNot("/quarantine/" + id + "/read");
        Visit.aReaderMayNot("/quarantine/" + id + "/discard");
    }
}
