package io.github.plugzapi.connect.config;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationCheckTest {

    @Test
    void noConfigurationAtAllIsRight() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @Test
    void aWholeConfigurationIsRight() {
        assertThat(problems(Map.of(
                        "plugzapi.url", "https://api.z-api.io",
                        "plugzapi.client-token", "client-token",
                        "plugzapi.instances.sales.id", "one",
                        "plugzapi.instances.sales.token", "token",
                        "plugzapi.instances.support.id", "two",
                        "plugzapi.instances.support.token", "token",
                        "webhook.public-url", "https://connect.example",
                        "webhook.secret", "a secret that nobody guesses")))
                .isEmpty();
    }

    @Test
    void everyProblemIsListedWithItsVariable() {
        List<String> problems = inEnvironment(Map.of(
                "PLUGZAPI_URL", "http://gateway.example",
                "PLUGZAPI_INSTANCES_A_ID", "same",
                "PLUGZAPI_INSTANCES_A_TOKEN", "token",
                "PLUGZAPI_INSTANCES_B_ID", "same",
                "PLUGZAPI_INSTANCES_B_TOKEN", "token",
                "PLUGZAPI_INSTANCES_C_TOKEN", "token",
                "PLUGZAPI_INSTANCES_D_ID", "other",
                "LOG_FORMAT", "xml",
                "WEBHOOK_PUBLIC_URL", "http://connect.example",
                "WEBHOOK_URL", "x"));

        assertThat(problems)
                .extracting(problem -> problem.split(" ")[0])
                .containsExactlyInAnyOrder(
                        "PLUGZAPI_URL",
                        "PLUGZAPI_INSTANCES_B_ID",
                        "PLUGZAPI_INSTANCES_C_ID",
                        "PLUGZAPI_INSTANCES_D_TOKEN",
                        "LOG_FORMAT",
                        "WEBHOOK_PUBLIC_URL",
                        "WEBHOOK_URL");
    }

    @Test
    void everyVariableOfWhatItNoticesByItselfIsCheckedInTheSameMessage() {
        String message = ConfigurationCheck.message(problems(Map.of(
                "journal.retention", "for ever",
                "registration.check-every", "often",
                "registration.on-drift", "Repair it",
                "reconciliation.every", "0s",
                "reconciliation.concurrency", "0",
                "reconciliation.restore", "yes",
                "flapping.changes", "-1",
                "flapping.window", "-10m",
                "outage.after", "5 parsecs")));

        assertThat(message)
                .contains(
                        "\n  - JOURNAL_RETENTION must be a duration",
                        "\n  - REGISTRATION_CHECK_EVERY must be a duration longer than zero, such as 90d, 10m or 30s",
                        "\n  - REGISTRATION_ON_DRIFT must be repair or report",
                        "\n  - RECONCILIATION_EVERY must be a duration",
                        "\n  - RECONCILIATION_CONCURRENCY must be a whole number from 1",
                        "\n  - RECONCILIATION_RESTORE must be true or false",
                        "\n  - FLAPPING_CHANGES must be a whole number from 1",
                        "\n  - FLAPPING_WINDOW must be a duration",
                        "\n  - OUTAGE_AFTER must be a duration")
                .doesNotContain("often", "parsecs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "1.5", "99999999999", "0", "-1", "1e3", "0x10"})
    void aNumberThatIsNoneIsAProblemAndNoStackTrace(String number) {
        assertThat(problems(Map.of("reconciliation.concurrency", number, "flapping.changes", number)))
                .extracting(problem -> problem.split(" ")[0])
                .containsExactly("RECONCILIATION_CONCURRENCY", "FLAPPING_CHANGES");
    }

    @Test
    void theValuesOfWhatItNoticesByItselfMayBeSurroundedByWhiteSpace() {
        assertThat(problems(Map.of(
                        "registration.check-every", " 1m ",
                        "registration.on-drift", " report ",
                        "reconciliation.every", "\t30s\n",
                        "reconciliation.concurrency", " 4 ",
                        "reconciliation.restore", " true ",
                        "flapping.changes", " 3 ",
                        "outage.after", " PT1H ")))
                .isEmpty();
    }

    @Test
    void whatIsEmptyIsMissing() {
        assertThat(problems(Map.of("plugzapi.instances.sales.id", "  ", "plugzapi.instances.sales.token", "token")))
                .singleElement()
                .asString()
                .startsWith("PLUGZAPI_INSTANCES_SALES_ID is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void anEmptyVariableIsAnAbsentOne(String empty) {
        assertThat(problems(Variables.ALL.stream()
                        .collect(toMap(variable -> variable.property().replace("*", "sales"), variable -> empty))))
                .isEmpty();
    }

    @Test
    void anInstanceWithAClientTokenAloneLacksTheOthers() {
        assertThat(inEnvironment(Map.of("PLUGZAPI_INSTANCES_SALES_CLIENT_TOKEN", "token")))
                .containsExactly(
                        "PLUGZAPI_INSTANCES_SALES_ID is missing: set it to PlugZapi's id of the instance",
                        "PLUGZAPI_INSTANCES_SALES_TOKEN is missing: set it to the instance's token");
    }

    @Test
    void theWhiteSpaceAroundAValueIsNoPartOfIt() {
        assertThat(problems(Map.of("webhook.public-url", " https://connect.example\n")))
                .isEmpty();
    }

    @Test
    void httpToALoopbackAddressIsRightForTheGatewayEverywhereAndForUsInDevModeAlone() {
        Map<String, String> properties =
                Map.of("plugzapi.url", "http://localhost:8089", "webhook.public-url", "http://localhost:8080");

        assertThat(ConfigurationCheck.problems(Configuration.of(properties), true))
                .isEmpty();
        assertThat(problems(properties))
                .singleElement()
                .asString()
                .isEqualTo("WEBHOOK_PUBLIC_URL must start with https://, because PlugZapi calls no other URL");
    }

    // ---- Secrets
    // ----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"x", "15 characters.."})
    void aSecretThatCanBeGuessedIsAProblem(String secret) {
        assertThat(problems(Map.of("webhook.secret", secret, "webhook.previous-secret", secret)))
                .extracting(problem -> problem.split(" must")[0])
                .containsExactly("WEBHOOK_SECRET", "WEBHOOK_PREVIOUS_SECRET");
    }

    @Test
    void aSecretOfSixteenCharactersIsRight() {
        assertThat(problems(Map.of("webhook.secret", "sixteen letters."))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<random text>",
                "<a text that is longer than sixteen characters>",
                "…",
                "....................",
                "$(openssl rand -hex 32)",
                "openssl rand -hex 32",
                "dev-mode-alone",
            })
    void aSecretThatStandsInTheDocumentationIsAProblem(String secret) {
        assertThat(problems(Map.of("webhook.secret", secret)))
                .singleElement()
                .asString()
                .startsWith("WEBHOOK_SECRET ")
                .doesNotContain(secret);
    }

    @Test
    void theSecretOfDevModeIsRightThere() {
        assertThat(ConfigurationCheck.problems(Configuration.of(Map.of("webhook.secret", "dev-mode-alone")), true))
                .isEmpty();
    }

    @Test
    void noTextOfTheExampleOfAConfigurationIsTaken() throws Exception {
        Map<String, String> example = new HashMap<>();
        Matcher line = Pattern.compile("(?m)^[ #]*([A-Z_]{5,}): \"(.*)\"$")
                .matcher(Files.readString(Path.of("src/main/kubernetes/configuration-example.yml")));
        while (line.find()) {
            example.put(line.group(1), line.group(2));
        }

        assertThat(inEnvironment(example))
                .extracting(problem -> problem.split(" ")[0])
                .containsAll(example.keySet());
        assertThat(example).hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a secret in quotes\"", "'a secret in quotes'"})
    void quotesAroundAValueAreAProblem(String quoted) {
        assertThat(inEnvironment(Map.of("WEBHOOK_SECRET", quoted)))
                .singleElement()
                .asString()
                .startsWith("WEBHOOK_SECRET is in quotes");
    }

    @Test
    void aReferenceToNothingIsAProblemAndNoStackTrace() {
        assertThat(inEnvironment(Map.of("WEBHOOK_SECRET", "a secret with ${marker} in it", "JOURNAL_PASSWORD", "${")))
                .extracting(problem -> problem.split(" refers")[0])
                .contains("WEBHOOK_SECRET");
    }

    @Test
    void noProblemQuotesAValue() {
        Map<String, String> environment = Variables.ALL.stream()
                .collect(toMap(variable -> variable.name().replace("*", "SALES"), variable -> "${marker"));
        environment.put("PLUGZAPI_TOKEN", "marker");
        environment.put("plugzapi_url", "marker");
        environment.put("PLUGZAPI_INSTANCES_A_B_TOKEN", "marker");

        assertThat(inEnvironment(environment).toString())
                .contains("PLUGZAPI_URL", "PLUGZAPI_TOKEN", "JOURNAL_URL", "OUTAGE_AFTER")
                .doesNotContain("marker");
        assertThat(problems(Map.of(
                                "plugzapi.url", "https://user:marker@gateway.example",
                                "plugzapi.instances.sales.token", "marker",
                                "webhook.public-url", "https://connect.example/?key=marker",
                                "webhook.secret", "marker"))
                        .toString())
                .contains("PLUGZAPI_URL", "PLUGZAPI_INSTANCES_SALES_ID", "WEBHOOK_PUBLIC_URL", "WEBHOOK_SECRET")
                .doesNotContain("marker");
    }

    @Test
    void oneMessageHoldsAllProblems() {
        assertThat(ConfigurationCheck.message(List.of("A is wrong", "B is missing")))
                .contains("cannot start")
                .endsWith("\n  - A is wrong\n  - B is missing");
    }

    private static List<String> problems(Map<String, String> properties) {
        return ConfigurationCheck.problems(Configuration.of(properties), false);
    }

    private static List<String> inEnvironment(Map<String, String> environment) {
        return ConfigurationCheck.problems(Configuration.ofEnvironment(environment), false);
    }
}
