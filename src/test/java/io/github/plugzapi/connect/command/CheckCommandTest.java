package io.github.plugzapi.connect.command;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.StandInGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckCommandTest {

    private static final String SECRET = "SecretMarker, which nobody guesses";

    @TempDir
    Path folder;

    private StandInGateway gateway;
    private Map<String, String> environment;

    @BeforeEach
    void aRightConfiguration() {
        gateway = StandInGateway.start();
        gateway.saysStatus("one", true);
        environment = new TreeMap<>(Map.of(
                "PLUGZAPI_URL", gateway.url() + "/",
                "PLUGZAPI_CLIENT_TOKEN", "ClientTokenMarker",
                "PLUGZAPI_INSTANCES_SALES_ID", "one",
                "PLUGZAPI_INSTANCES_SALES_TOKEN", "TokenMarker1",
                "WEBHOOK_PUBLIC_URL", "https://connect.example/base/",
                "WEBHOOK_SECRET", SECRET,
                "JOURNAL_URL", "jdbc:sqlite:" + folder.resolve("data").resolve("journal.db")));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    // ---- What is right
    // ---------------------------------------------------------------------------------------------------

    @Test
    void whereNothingIsWrongItSaysSoAndWhatPlugzapiWouldBeToldToCall() {
        CommandLine checked = check();

        assertThat(checked.exitCode()).isZero();
        assertThat(checked.out())
                .contains("  sales (one)  https://connect.example/base/webhooks/one/***")
                .endsWith("Nothing is wrong." + System.lineSeparator());
        assertThat(checked.err()).isEmpty();
    }

    @Test
    void theGatewayIsAskedAsTheServiceAsksAndNothingIsChangedThere() {
        check();

        assertThat(gateway.questions("one", "status")).singleElement().satisfies(call -> {
            assertThat(call.getUrl()).isEqualTo("/instances/one/token/TokenMarker1/status");
            assertThat(call.getHeader("Client-Token")).isEqualTo("ClientTokenMarker");
            assertThat(call.getHeader("User-Agent")).isEqualTo("plugzapi-connect");
        });
        assertThat(gateway.callsFor("one")).isEmpty();
    }

    @Test
    void eachSinkIsNamedWithWhatItWouldGetAndWithoutSecretsAndNothingIsSentToIt() {
        environment.put("SINKS_CRM_URL", "https://crm.example/hooks/PathMarker1?key=QueryMarker1");
        environment.put("SINKS_CRM_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        environment.put("SINKS_CRM_EVENTS", "connected,disconnected");
        environment.put("SINKS_CRM_INSTANCES", "sales");
        environment.put("SINKS_BI_URL", "https://bi.example");
        environment.put("SINKS_BI_SECRET", "whsec_YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODk=");

        CommandLine checked = check();

        assertThat(checked.exitCode()).isOne();
        assertThat(checked.out())
                .contains(
                        "warning  SINKS_BI_URL: the host of bi.example is not known to DNS",
                        "warning  SINKS_CRM_URL: the host of crm.example is not known to DNS",
                        "Events would be passed on to (test-sink tries one):",
                        "  bi  https://bi.example  all events",
                        "  crm  https://crm.example/…  connected, disconnected of sales")
                .doesNotContain("PathMarker1", "QueryMarker1", "whsec_");
    }

    @Test
    void aJournalThatIsNotThereIsNotMade() {
        assertThat(check().out()).contains("JOURNAL_URL: the first start makes " + folder.resolve("data/journal.db"));

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aSettingThatKafkaDoesNotTakeIsAMistake() {
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "kafka.example.com:9092");
        environment.put("KAFKA_LINGER_MS", "ValueMarker");

        CommandLine checked = check();

        assertThat(checked.exitCode()).isEqualTo(2);
        assertThat(checked.out())
                .contains("error    KAFKA_LINGER_MS is no value that Kafka takes for linger.ms")
                .doesNotContain("ValueMarker");
    }

    @Test
    void anInstanceThatIsNotConnectedIsNoMistake() {
        gateway.saysStatus("one", false);

        CommandLine checked = check();

        assertThat(checked.exitCode()).isZero();
        assertThat(checked.out()).contains("hint     sales (one) is not connected: You are not connected.");
    }

    @Test
    void eachChannelIsNamedWithWhatLeadsThereMasked() {
        environment.put("ALERTS_TO_OPS", "mailto:somebody@example.com");
        environment.put("ALERTS_TO_CHAT", "slack:https://hooks.slack.com/services/PathMarker");
        environment.put("QUARKUS_MAILER_FROM", "connect@example.com");

        assertThat(check().out())
                .contains(
                        "People would be told by (test-alert tries one):",
                        "  chat  Slack, hooks.slack.com/…",
                        "  ops  mail to s***@example.com");
    }

    @Test
    void aChannelsAddressThatIsWrongIsAnError() {
        environment.put("ALERTS_TO_CHAT", "pagerduty:KeyMarker");

        assertThat(errors(check())).singleElement().asString().startsWith("error    ALERTS_TO_CHAT must be pagerduty:");
    }

    // ---- What is wrong
    // ---------------------------------------------------------------------------------------------------

    @Test
    void everyMistakeOfTheConfigurationIsAnErrorAndNobodyIsAsked() {
        environment.put("JOURNAL_RETENTION", "30");
        environment.put("PLUGZAPI_TOKEN", "TokenMarker2");
        environment.put("PLUGZAPI_INSTANCES_OTHER_ID", "two");

        CommandLine checked = check();

        assertThat(checked.exitCode()).isEqualTo(2);
        assertThat(checked.out())
                .contains(
                        "error    JOURNAL_RETENTION must be a duration with a unit",
                        "error    PLUGZAPI_TOKEN is not understood",
                        "error    PLUGZAPI_INSTANCES_OTHER_TOKEN is missing");
        assertThat(gateway.asked("one", "status")).isZero();
    }

    @Test
    void aGatewayThatIsNotThereIsOneErrorForAllInstances() {
        environment.put("PLUGZAPI_INSTANCES_OTHER_ID", "two");
        environment.put("PLUGZAPI_INSTANCES_OTHER_TOKEN", "TokenMarker2");
        String host = gateway.url().replace("http://", "");
        gateway.close();

        CommandLine checked = check();

        assertThat(checked.exitCode()).isEqualTo(2);
        assertThat(errors(checked)).containsExactly("error    PLUGZAPI_URL: no connection to " + host);
    }

    @Test
    void aHostThatDnsDoesNotKnowIsAnError() {
        environment.put("PLUGZAPI_URL", "https://gateway.invalid");

        assertThat(errors(check()))
                .containsExactly("error    PLUGZAPI_URL: the host of gateway.invalid is not known to DNS");
    }

    @Test
    void aRefusalIsAnErrorOfTheInstanceInPlugzapisWords() {
        gateway.answersTo("one", "status", jsonResponse("{\"error\":\"null not allowed, TokenMarker1\"}", 403));

        CommandLine checked = check();

        assertThat(checked.exitCode()).isEqualTo(2);
        assertThat(errors(checked))
                .singleElement()
                .asString()
                .startsWith("error    PLUGZAPI_INSTANCES_SALES_ID, _TOKEN: ")
                .contains("answered 403 \"null not allowed, ***\"");
    }

    @Test
    void aGatewayThatFailsIsAnError() {
        gateway.answersTo("one", "status", serverError());

        assertThat(errors(check())).singleElement().asString().contains("PLUGZAPI_URL: ", "answered 500");
    }

    @Test
    void aRedirectIsNotFollowedBecauseThePathHoldsTheToken() {
        gateway.saysStatus("elsewhere", true);
        gateway.answersTo(
                "one",
                "status",
                aResponse()
                        .withStatus(302)
                        .withHeader("Location", gateway.url() + "/instances/elsewhere/token/t/status"));

        assertThat(errors(check())).singleElement().asString().contains("a redirect, which is not followed");
        assertThat(gateway.asked("elsewhere", "status")).isZero();
    }

    @Test
    void aConnectionThatIsSaidToBeFaultyIsAWarning() {
        gateway.answersTo("one", "status", okJson("{\"connected\":true,\"session\":false}"));

        CommandLine checked = check();

        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.out()).contains("warning  sales (one) is connected, but PlugZapi says: no session");
    }

    @Test
    void theAccountsListIsAskedFor() {
        environment.put("PLUGZAPI_ACCOUNT_TOKEN", "AccountTokenMarker");
        gateway.lists("AccountTokenMarker", List.of());

        assertThat(check().out()).contains("hint     PLUGZAPI_ACCOUNT_TOKEN: the account has 0 instances");

        environment.put("PLUGZAPI_ACCOUNT_TOKEN", "WrongTokenMarker");
        assertThat(errors(check()))
                .singleElement()
                .asString()
                .startsWith("error    PLUGZAPI_ACCOUNT_TOKEN: ")
                .contains("answered 401");
    }

    @Test
    void withoutAnyConfigurationItWarnsOfWhatWouldNotHappen() {
        CommandLine checked =
                CommandLine.run(Map.of("JOURNAL_URL", "jdbc:sqlite:" + folder.resolve("journal.db")), "check");

        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.out())
                .contains(
                        "warning  WEBHOOK_PUBLIC_URL is not set",
                        "warning  PLUGZAPI_INSTANCES_<NAME>_ID and _TOKEN are not set",
                        "hint     WEBHOOK_SECRET is not set");
    }

    @Test
    void itSaysWhoMayLookAndAct() {
        assertThat(check().out()).contains("hint     CONSOLE_PASSWORD is not set: the API is closed");

        environment.put("CONSOLE_READER_PASSWORD", "ReaderPasswordMarker");
        assertThat(check().out()).contains("warning  CONSOLE_PASSWORD is not set: with CONSOLE_READER_PASSWORD alone");

        environment.put("CONSOLE_PASSWORD", "ConsolePasswordMarker");
        assertThat(check().out()).doesNotContain("CONSOLE_");
    }

    @Test
    void whatWeighsMoreComesFirst() {
        environment.put("CONSOLE_READER_PASSWORD", "ReaderPasswordMarker");
        gateway.answersTo("one", "status", serverError());

        assertThat(check().out().lines().filter(line -> !line.startsWith(" ")).map(line -> line.split(" ")[0]))
                .containsSubsequence("error", "warning", "hint");
    }

    // ---- The journal
    // -----------------------------------------------------------------------------------------------------

    @Test
    void aJournalThatIsNoneIsAnError() throws Exception {
        Path file = Files.writeString(
                folder.resolve("journal.db"), "no database, but long enough to be looked at".repeat(99));
        environment.put("JOURNAL_URL", "jdbc:sqlite:" + file);

        assertThat(errors(check()))
                .singleElement()
                .asString()
                .startsWith("error    JOURNAL_URL: the journal cannot be used");
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:*.db-*");
    }

    @Test
    void aFolderThatCannotBeMadeIsAnError() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        environment.put("JOURNAL_URL", "jdbc:sqlite:" + file.resolve("journal.db"));

        assertThat(errors(check())).singleElement().asString().contains(file + " is no folder");
    }

    @Test
    void anEmptyDatabaseIsFilledByTheFirstStartAndNotByTheCheck() {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        environment.putAll(database.environment());

        assertThat(check().out()).contains("hint     JOURNAL_URL: it is empty, the first start makes its tables");
        assertThat(database.column("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseOfSomethingElseIsAnError(Database.Kind kind) {
        Database database = kind.fresh(folder);
        database.execute("CREATE TABLE customer (name TEXT NOT NULL PRIMARY KEY)");
        environment.putAll(database.environment());

        assertThat(errors(check())).singleElement().asString().contains("tables of something else", "JOURNAL_URL");
    }

    @Test
    void aDatabaseThatIsNotThereIsAnErrorThatSaysWhich() {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        environment.putAll(database.environment());
        environment.put("JOURNAL_URL", database.url() + "_missing");
        environment.put("JOURNAL_PASSWORD", "PasswordMarker");

        assertThat(errors(check())).singleElement().asString().contains("_missing\" does not exist");
    }

    @Test
    void aDatabaseInWhichNothingMayBeMadeIsAnError() {
        Database database = Database.Kind.POSTGRESQL.fresh(folder);
        database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        database.execute("DROP ROLE IF EXISTS reader");
        database.execute("CREATE ROLE reader LOGIN");
        environment.putAll(database.environment());
        environment.put("JOURNAL_USERNAME", "reader");

        assertThat(errors(check())).singleElement().asString().contains("GRANT CREATE ON SCHEMA");
    }

    // ---- Helpers
    // ---------------------------------------------------------------------------------------------------------

    private CommandLine check() {
        CommandLine checked = CommandLine.run(environment, "check");
        assertThat(checked.out() + checked.err()).doesNotContain("Marker");
        return checked;
    }

    private static List<String> errors(CommandLine checked) {
        return checked.out().lines().filter(line -> line.startsWith("error")).toList();
    }
}
