package io.github.plugzapi.connect.console.operations;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Audit;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class AuditResourceTest {

    @Inject
    Audit audit;

    @Inject
    Store store;

    private final String instance = "instance-" + UUID.randomUUID();

    private void noted(String of, Action action, String about, String outcome) {
        audit.note(new Audit.Note("admin", "10.0.0.7", action, of, about, outcome))
                .toCompletableFuture()
                .join();
    }

    @Test
    void itSaysWhoDidWhatToWhichNumberFromWhereAndWhatCameOfIt() {
        noted(instance, Action.MUTE, null, "until tomorrow");

        assertThat(Visit.pageOfAReader("/audit"))
                .contains(
                        "<h1>Audit</h1>",
                        "admin",
                        "10.0.0.7",
                        "muted",
                        "until tomorrow",
                        "href=\"/instances/" + instance + "\"");
        assertThat(Visit.page("/audit", "pt")).contains("<h1>Auditoria</h1>", "silenciou");
    }

    @Test
    void ofOneNumberItSaysThatAlone() {
        noted(instance, Action.RESTART, null, "this one");
        noted(ACCEPTED, Action.RESTART, null, "the other one");

        assertThat(Visit.page("/audit?instance=" + instance, "en"))
                .contains("Audit of " + instance, "this one")
                .doesNotContain("the other one");
        assertThat(Visit.page("/audit?instance=SALES", "en"))
                .contains("Audit of sales", "the other one")
                .doesNotContain("this one");
        assertThat(Visit.page("/audit?instance=%3Cu%3E", "pt"))
                .contains("Ninguém fez nada com &lt;u&gt;")
                .doesNotContain("<u>");
    }

    @Test
    void thePagesHaveTheNewestFirst() {
        for (int i = 0; i < 51; i++) {
            noted(instance, Action.ASK, null, "outcome-" + i + "-");
        }

        String newest = Visit.page("/audit?instance=" + instance, "en");
        assertThat(newest).contains("outcome-50-", "outcome-1-").doesNotContain("outcome-0-", "Newest");
        String older = newest.replaceAll("(?s).*href=\"(/audit\\?instance=[^\"]+before=\\d+)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(Visit.page(older, "en")).contains("outcome-0-", "Newest").doesNotContain("outcome-1-", "Older");
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void eachActionHasAWordInBothLanguages(Action action) {
        String english = words("en").did(action);
        String portuguese = words("pt").did(action);

        assertThat(english).isNotBlank();
        assertThat(portuguese).isNotBlank().isNotEqualTo(english).isNotEqualTo(action.word());
        assertThat(Action.of(action.word())).contains(action);
    }

    private static OperationsWords words(String language) {
        return MessageBundles.get(OperationsWords.class, Localized.Literal.of(language));
    }

    @Test
    void whatIsSaidIsNoMarkupAndAWordThatIsNewIsShownAsItIs() {
        noted(instance, Action.ASK, "<u>about</u>", "<script>alert(1)</script>");
        // A newer version noted it.
        store.write(sql -> sql.update("UPDATE audit SET action = ? WHERE instance = ?", "<i>dance</i>", instance));

        assertThat(Visit.page("/audit?instance=" + instance, "en"))
                .contains("&lt;i&gt;dance&lt;/i&gt;", "&lt;u&gt;about&lt;/u&gt;", "&lt;script&gt;alert(1)")
                .doesNotContain("<i>", "<u>", "<script>alert");
    }
}
