package io.github.plugzapi.connect.config;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.testsupport.Configuration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationCheckTest {

    private static final String WEBHOOK_SECRET = "whsec_" + base64(32, 'a');

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
        assertThat(inEnvironment(Map.of(
                        "SINKS_CRM_URL", "https://crm.example/events?tenant=7",
                        "SINKS_CRM_SECRET", WEBHOOK_SECRET,
                        "SINKS_CRM_PREVIOUS_SECRET", "whsec_" + base64(24, 'b'),
                        "SINKS_CRM_EVENTS", "connected, disconnected",
                        "SINKS_CRM_INSTANCES", "sales,3B1234567890",
                        "SINKS_CRM_TIMEOUT", "5s",
                        "SINKS_CRM_SCHEDULE", "1s, 10m, PT1H",
                        "SINKS_CRM_HEADERS_AUTHORIZATION", "Bearer token",
                        "SINKS_CRM_HEADERS_X_API_KEY", "key",
                        "SINKS_CRM_HEADERS_USER_AGENT", "ours")))
                .isEmpty();
        assertThat(inEnvironment(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "one.example:9092, [2001:db8::1]:9092",
                        "KAFKA_TOPIC", "events",
                        "KAFKA_SASL_MECHANISM", "PLAIN",
                        "ALERTS_TO_OPS", "mailto:ops@example.com",
                        "ALERTS_LANGUAGE", "en",
                        "ALERTS_GROUPING", "1m",
                        "ALERTS_REMIND_EVERY", "4h",
                        "CONSOLE_URL", "https://console.example")))
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
        assertThat(problems(Variables.ALL.stream()
                                .collect(toMap(
                                        variable -> variable.property().replace("*", "sales"),
                                        variable -> "marker,,\u0007marker ://marker")))
                        .toString())
                .contains("SINKS_SALES_URL", "SINKS_SALES_SECRET", "SINKS_SALES_HEADERS_SALES", "ALERTS_TO_SALES")
                .doesNotContain("marker");
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

    // ---- Sinks, Kafka and channels
    // ---------------------------------------------------------------------------------------

    @Test
    void aSinkNeedsAUrlAndASecret() {
        assertThat(inEnvironment(Map.of("SINKS_A_URL", "https://a.example", "SINKS_B_SECRET", WEBHOOK_SECRET)))
                .containsExactly(
                        "SINKS_A_SECRET is missing: make one with echo whsec_$(openssl rand -base64 32)",
                        "SINKS_B_URL is missing: set it to where the events are to be sent");
        assertThat(inEnvironment(Map.of("SINKS_A_HEADERS_X", "any")))
                .extracting(problem -> problem.split(" is missing")[0])
                .containsExactly("SINKS_A_URL", "SINKS_A_SECRET");
    }

    @Test
    void whatIsWrongWithASinksUrlIsSaid() {
        assertThat(sink("URL", "http://crm.example"))
                .singleElement()
                .asString()
                .startsWith("SINKS_CRM_URL must start with https://");
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25, 26, 32, 63, 64})
    void aSinksSecretHas24To64Bytes(int length) {
        assertThat(sink("SECRET", "whsec_" + base64(length, 'a'))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 23, 65, 96})
    void aSinksSecretThatIsTooShortOrTooLongIsAProblemThatSaysHowToMakeOne(int length) {
        assertThat(sink("SECRET", "whsec_" + base64(length, 'a')))
                .singleElement()
                .asString()
                .startsWith("SINKS_CRM_SECRET must be 24 to 64 bytes")
                .contains("echo whsec_$(openssl rand -base64 32)");
    }

    /** Each of the libraries would take some of them, or take them for something else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec_=",
                "whsec_====",
                "WHSEC_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=",
                "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=",
                "whsec_whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=",
                "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE",
                "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYQ=",
                "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE==",
                "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWF=",
                "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYW-_",
                "whsec_YWFhYWFhYWFhYWFhYWFhYWFh YWFhYWFhYWFhYWFhYWE=",
                "whsec_YWFhYWFhYWFhYWFhYWFhYWFh\nYWFhYWFhYWFhYWFhYWE=",
                "whsec_YWFhYWFhYWFhYWFhYWFhYWE=YWFhYWFhYWFhYWFhYWE=",
                "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWé=",
                "whpk_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            })
    void aSinksSecretInAFormThatNotEveryLibraryReadsAlikeIsAProblemThatSaysHowToMakeOne(String secret) {
        for (String attribute : List.of("SECRET", "PREVIOUS_SECRET")) {
            assertThat(sink(attribute, secret.isEmpty() ? "-" : secret))
                    .singleElement()
                    .asString()
                    .startsWith("SINKS_CRM_" + attribute + " must be whsec_ and standard base64")
                    .contains("echo whsec_$(openssl rand -base64 32)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<whsec_ and random text>",
                "…",
                "\"whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=\"",
                "whsec_$(openssl rand -base64 32)",
                "${nothing}",
            })
    void whatIsWrongOfAnyVariableIsWrongOfASinksAndAChannelsToo(String text) {
        assertThat(sink("SECRET", text)).singleElement().asString().startsWith("SINKS_CRM_SECRET ");
        assertThat(inEnvironment(Map.of("ALERTS_TO_OPS", text)))
                .singleElement()
                .asString()
                .startsWith("ALERTS_TO_OPS ");
    }

    @Test
    void thePreviousSecretOfASinkIsAnotherOne() {
        assertThat(sink("PREVIOUS_SECRET", WEBHOOK_SECRET))
                .containsExactly("SINKS_CRM_PREVIOUS_SECRET is the same as SINKS_CRM_SECRET: set it to the secret"
                        + " before, or remove it");
    }

    @Test
    void theSecretOfTheSinkOfDevModeIsRightThereAlone() throws Exception {
        Matcher secret = Pattern.compile("(?m)^%dev\\.sinks\\.crm\\.secret=(.*)$")
                .matcher(Files.readString(Path.of("src/main/resources/application.properties")));
        assertThat(secret.find()).isTrue();
        Map<String, String> environment =
                Map.of("SINKS_CRM_URL", "http://localhost:8080/dev/sink", "SINKS_CRM_SECRET", secret.group(1));

        assertThat(ConfigurationCheck.problems(Configuration.ofEnvironment(environment), true))
                .isEmpty();
        assertThat(inEnvironment(environment)).singleElement().asString().startsWith("SINKS_CRM_SECRET is dev mode's");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Connected", "connected,", ",connected", "connected,,disconnected", "connected;disconnected", "*"
            })
    void aKindOfEventsThatThereIsNotIsAProblem(String events) {
        assertThat(sink("EVENTS", events)).singleElement().asString().startsWith("SINKS_CRM_EVENTS ");
    }

    @Test
    void anUnknownKindOfEventsIsAProblemThatListsThoseThatThereAre() {
        assertThat(sink("EVENTS", "connected,unknown"))
                .singleElement()
                .asString()
                .contains(Stream.of(Kind.values()).map(Kind::word).toList());
        assertThat(sink("EVENTS", Stream.of(Kind.values()).map(Kind::word).collect(Collectors.joining(" , "))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"999ms", "0s", "61s", "15", "soon"})
    void aSinksTimeoutThatIsTooShortOrTooLongIsAProblem(String timeout) {
        assertThat(sink("TIMEOUT", timeout)).singleElement().asString().startsWith("SINKS_CRM_TIMEOUT must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5s,", "5s;10s", "5s,0s", "5s,10", "5s,soon"})
    void aScheduleThatIsNoListOfDurationsIsAProblem(String schedule) {
        assertThat(sink("SCHEDULE", schedule)).singleElement().asString().startsWith("SINKS_CRM_SCHEDULE ");
    }

    @Test
    void aScheduleHasAtMostTwentyParts() {
        assertThat(sink("SCHEDULE", schedule(20))).isEmpty();
        assertThat(sink("SCHEDULE", schedule(21))).containsExactly("SINKS_CRM_SCHEDULE must have at most 20 parts");
    }

    private static String schedule(int parts) {
        return IntStream.range(0, parts).mapToObj(part -> "1s").collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\r\ntwo", "one\ntwo", "one\ttwo", "one\0two", "one\u007ftwo", "número"})
    void aHeadersValueThatIsNoLineOfAsciiIsAProblem(String value) {
        assertThat(problems(Map.of(
                        "sinks.crm.url", "https://crm.example",
                        "sinks.crm.secret", WEBHOOK_SECRET,
                        "sinks.crm.headers.x-api-key", value)))
                .containsExactly(
                        "SINKS_CRM_HEADERS_X_API_KEY must be one line of ASCII text, without control characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONTENT_TYPE",
                "CONTENT_LENGTH",
                "CONTENT_ENCODING",
                "HOST",
                "CONNECTION",
                "TRANSFER_ENCODING",
                "WEBHOOK_ID",
                "WEBHOOK_SIGNATURE",
                "WEBHOOK_ANY",
                "EXPECT",
                "UPGRADE",
            })
    void aHeaderThatTheServiceSetsItselfIsAProblem(String header) {
        assertThat(sink("HEADERS_" + header, "any"))
                .containsExactly(
                        "SINKS_CRM_HEADERS_" + header + " is a header that the service sets itself: remove it");
        assertThat(sink("HEADERS_" + header, " ")).isEmpty();
        assertThat(sink("HEADERS_X_" + header, "any")).isEmpty();
    }

    @Test
    void noSinkIsCalledKafka() {
        assertThat(inEnvironment(
                        Map.of("SINKS_KAFKA_URL", "https://kafka.example", "SINKS_KAFKA_SECRET", WEBHOOK_SECRET)))
                .singleElement()
                .asString()
                .startsWith("SINKS_KAFKA_")
                .endsWith("rename it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka",
                "kafka:",
                "kafka:0",
                "kafka:65536",
                "kafka:port",
                ":9092",
                "one:9092,two",
                "one:9092 two:9092",
                "https://kafka:9092",
                "user@kafka:9092",
                "2001:db8::1:9092",
            })
    void aServerOfKafkaWithoutHostAndPortIsAProblem(String servers) {
        assertThat(inEnvironment(Map.of("KAFKA_BOOTSTRAP_SERVERS", servers)))
                .singleElement()
                .asString()
                .startsWith("KAFKA_BOOTSTRAP_SERVERS ")
                .contains("HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "one,two", "tópico", "a/b"})
    void aTopicThatKafkaWouldNotTakeIsAProblem(String topic) {
        assertThat(inEnvironment(Map.of("KAFKA_TOPIC", topic)))
                .singleElement()
                .asString()
                .startsWith("KAFKA_TOPIC must be a topic's name");
        assertThat(inEnvironment(Map.of("KAFKA_TOPIC", "a".repeat(250)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops@example.com", "telegram", ":key", "slack:"})
    void anAddressOfNoChannelIsAProblem(String address) {
        assertThat(inEnvironment(Map.of("ALERTS_TO_OPS", address)))
                .containsExactly("ALERTS_TO_OPS must be a channel's word, a colon and an address, such as"
                        + " mailto:ops@example.com");
    }

    @Test
    void whatIsWrongOfAlertsAndTheConsoleIsSaid() {
        assertThat(inEnvironment(Map.of(
                        "ALERTS_LANGUAGE", "fr",
                        "ALERTS_GROUPING", "30",
                        "ALERTS_REMIND_EVERY", "100ms",
                        "CONSOLE_URL", "http://console.example")))
                .containsExactly(
                        "ALERTS_LANGUAGE must be pt or en",
                        "ALERTS_GROUPING must be a duration with a unit, such as 90d, 10m or 30s",
                        "ALERTS_REMIND_EVERY must be at least 1s",
                        "CONSOLE_URL must start with https:// (http:// is taken for a loopback address alone)");
        assertThat(inEnvironment(Map.of("CONSOLE_URL", "http://localhost:8080")))
                .isEmpty();
    }

    /** What is wrong with a sink that would be right without this. */
    private static List<String> sink(String attribute, String value) {
        Map<String, String> environment =
                new HashMap<>(Map.of("SINKS_CRM_URL", "https://crm.example", "SINKS_CRM_SECRET", WEBHOOK_SECRET));
        environment.put("SINKS_CRM_" + attribute, value);
        return inEnvironment(environment);
    }

    private static String base64(int length, char each) {
        return Base64.getEncoder()
                .encodeToString(String.valueOf(each).repeat(length).getBytes(StandardCharsets.US_ASCII));
    }

    private static List<String> problems(Map<String, String> properties) {
        return ConfigurationCheck.problems(Configuration.of(properties), false);
    }

    private static List<String> inEnvironment(Map<String, String> environment) {
        return ConfigurationCheck.problems(Configuration.ofEnvironment(environment), false);
    }
}
