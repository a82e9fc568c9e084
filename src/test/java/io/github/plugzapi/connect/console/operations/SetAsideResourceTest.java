package io.github.plugzapi.connect.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class SetAsideResourceTest {

    @Inject
    Store store;

    private long moment = 1_700_000_000_000L;
    private final String instance = "instance-" + UUID.randomUUID();

    /** An observer of another version. */
    private final String observer = "Observer" + UUID.randomUUID();

    @BeforeEach
    void nothingIsSetAside() {
        store.write(sql -> sql.update("DELETE FROM redelivery WHERE set_aside = 1"));
    }

    private void setAside(String name, String error) {
        Callbacks.post(instance, "{\"connected\":true,\"momment\":" + moment++ + "}");
        store.write(sql -> sql.update(
                "INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, last_error, set_aside)"
                        + " SELECT ?, MAX(seq), ?, 12, 0, ?, 1 FROM event WHERE instance = ?",
                name,
                instance,
                error,
                instance));
    }

    @Test
    void thatThereIsNoneIsGood() {
        assertThat(Visit.page("/set-aside", "en"))
                .contains("<h1 class=\"grow\">Nothing set aside</h1>", "That is good.");
        assertThat(Visit.page("/set-aside", "pt")).contains("Nada separado", "Isso é bom.");
    }

    @Test
    void eachSaysWhoCouldNotDoItAndWhy() {
        setAside(observer, "<b>failed</b> at /webhooks/a/key-of-it");
        setAside("sink crm", null);

        assertThat(Visit.page("/set-aside", "en"))
                .contains(
                        "2 events set aside",
                        observer,
                        "sink crm",
                        "href=\"/sinks/crm\"",
                        "href=\"/instances/" + instance + "\"",
                        "<code>connected</code>",
                        "&lt;b&gt;failed&lt;/b&gt;",
                        "not known",
                        "Hand over 1 again")
                .doesNotContain("<b>failed", "key-of-it");
        assertThat(Visit.page("/set-aside", "pt")).contains("2 eventos separados", "destino crm", "Entregar 1 de novo");
    }

    @Test
    void thePagesHaveEachOnce() {
        for (int i = 0; i < 51; i++) {
            setAside(observer, "error-" + i + "-");
        }

        String newest = Visit.page("/set-aside", "en");
        assertThat(newest).contains("error-50-", "error-1-").doesNotContain("error-0-");
        String older = newest.replaceAll("(?s).*href=\"(/set-aside\\?before=[^\"]+)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(Visit.page(older, "en")).contains("error-0-", "Newest").doesNotContain("error-1-", "Older");
    }

    @Test
    void itIsHandedOverAgain() {
        setAside(observer, "no");

        assertThat(Visit.outcome("/set-aside", Map.of("observer", observer), "en"))
                .contains("1 event is handed to " + observer + " again.");
        setAside(observer, "no");
        assertThat(Visit.outcome("/set-aside", Map.of("observer", observer), "pt"))
                .contains("1 evento é entregue de novo a " + observer + ".");
        assertThat(Visit.act("/set-aside", Map.of("observer", "nobody"), "en").statusCode())
                .isEqualTo(404);
        assertThat(Visit.act("/set-aside").statusCode()).isEqualTo(404);
        assertThat(Visit.page("/audit", "en")).contains("handed over again", observer);
    }

    @Test
    void aReaderLooksAndDoesNothing() {
        setAside(observer, "no");

        assertThat(Visit.pageOfAReader("/set-aside")).contains(observer).doesNotContain("action=\"/set-aside");
        Visit.aReaderMayNot("/set-aside");
    }
}
