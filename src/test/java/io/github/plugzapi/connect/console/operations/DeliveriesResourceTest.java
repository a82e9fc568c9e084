package io.github.plugzapi.connect.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class DeliveriesResourceTest {

    private static final String MARKUP = "<i>old</i>";

    @Inject
    Store store;

    @AfterEach
    void asItWas() {
        Visit.act("/sinks/recording/resume");
        store.write(sql -> sql.update("DELETE FROM place WHERE subscriber = ?", "sink " + MARKUP));
    }

    @Test
    void eachSinkAndChannelIsThereWithoutItsSecrets() {
        String page = Visit.page("/sinks", "en");
        assertThat(page)
                .contains("Sinks", "recording", "http://127.0.0.1:", "Alert channels", "people", "Send a test")
                .doesNotContain(RecordingSink.SECRET)
                .doesNotContainPattern("127\\.0\\.0\\.1:\\d+/events");
        assertThat(Visit.page("/sinks", "pt-BR")).contains("Destinos", "Canais de alerta", "Enviar um teste");
    }

    @Test
    void theTitleSaysWhatIsWrong() {
        Visit.act("/sinks/recording/pause");

        assertThat(Visit.page("/sinks", "en"))
                .contains("<h1>1 of 1 sinks is paused</h1>", "recording is paused", "paused by admin", "Resume");
        assertThat(Visit.page("/sinks", "pt"))
                .contains("<h1>1 de 1 destinos em pausa</h1>", "em pausa por admin", "Retomar");
    }

    @Test
    void aReaderLooksAndDoesNothing() {
        assertThat(Visit.pageOfAReader("/sinks"))
                .contains("recording", "people")
                .doesNotContain("action=\"/sinks", "action=\"/channels");
        Visit.aReaderMayNot("/channels/people/test");
    }

    @Test
    void aChannelIsTriedOutAndSaysWhatCameOfIt() {
        assertThat(Visit.outcome("/channels/people/test", Map.of("a", "form"), "en"))
                .contains("The channel people has taken the test.");
        assertThat(Visit.outcome("/channels/people/test", Map.of("a", "form"), "pt"))
                .contains("O canal people aceitou o teste.");
        assertThat(Visit.act("/channels/nobody/test").statusCode()).isEqualTo(404);
    }

    @Test
    void aNameIsNoMarkup() {
        store.write(sql -> sql.update("INSERT INTO place (subscriber, seq, waits) VALUES (?, 0, 0)", "sink " + MARKUP));

        assertThat(Visit.page("/sinks", "en"))
                .contains("&lt;i&gt;old&lt;/i&gt;", "Not configured")
                .doesNotContain(MARKUP);
    }
}
