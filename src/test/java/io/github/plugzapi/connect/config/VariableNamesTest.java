package io.github.plugzapi.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariableNamesTest {

    @ParameterizedTest
    @MethodSource("names")
    void theNamesOfTheContractAreUnderstood(String name) {
        assertThat(problems(name)).isEmpty();
    }

    private static Stream<String> names() {
        return Variables.ALL.stream().flatMap(variable -> Stream.of("SALES", "SALES2", "2")
                .map(name -> variable.name().replace("*", name))
                .distinct());
    }

    @ParameterizedTest
    @MethodSource("properties")
    void theNamesOfTheContractAreUnderstoodAsPropertiesInEachProfile(String name) {
        assertThat(VariableNames.problemsOfProperties(Set.of(name, "%dev." + name)))
                .isEmpty();
    }

    private static Stream<String> properties() {
        return Variables.ALL.stream().map(variable -> variable.property().replace("*", "sales2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "QUARKUS_HTTP_PORT",
                "MY_PLUGZAPI_URL",
                "PLUGZAPI",
                "WEBHOOKS_URL",
                "_",
                "JOURNAL_STREAM",
                "LOG_LEVEL",
                "LOG_FORMATTER",
                "KAFKA_HOME",
                "KAFKA_OPTS",
                "KAFKA_HEAP_OPTS",
                "KAFKA_JVM_PERFORMANCE_OPTS",
                "KAFKA_CFG_PROCESS_ROLES",
                "KAFKA_SASL_MECHANISM",
                "KAFKA_TOPIK",
            })
    void otherPeoplesNamesAreNoneOfOurBusiness(String name) {
        assertThat(problems(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PLUGZAPI_TOKEN",
                "PLUGZAPI_URLS",
                "PLUGZAPI_INSTANCE_SALES_ID",
                "PLUGZAPI_INSTANCES_SALES_TOKN",
                "PLUGZAPI_INSTANCES_ID",
                "WEBHOOK_URL",
                "WEBHOOK_SECRETS",
                "WEBHOOK_",
                "JOURNAL_USER",
                "CONSOLE_PASSWORT",
                "SINKS_CRM_PASSWORD",
                "SINKS_CRM",
                "SINKS_URL",
                "SINKS_CRM_HEADER_X",
                "SINKS_CRM_HEADERS",
                "SINKS_CRM_HEADERS_",
                "SINKS_CRM_HEADERS_X_",
                "SINKS_CRM_HEADERS_X__Y",
                "ALERTS_TO",
                "ALERTS_TO_",
                "ALERTS_LANGUAGES",
                "REGISTRATION_EVERY",
                "RECONCILIATION_CONCURRENT",
                "FLAPPING_CHANGE",
                "OUTAGE_BEFORE",
                "JOURNAL_STREAMS",
            })
    void aMisspeltNameIsAProblem(String name) {
        assertThat(problems(name)).singleElement().asString().startsWith(name + " is not understood");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLUGZAPI_INSTANCES_SALES_BRAZIL_ID", "PLUGZAPI_INSTANCES_A_B_C_CLIENT_TOKEN"})
    void anInstanceWithAnUnderscoreIsAProblemThatSaysSo(String name) {
        assertThat(problems(name)).singleElement().asString().startsWith(name).contains("no underscore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINKS_A_B_URL", "SINKS_A_B_HEADERS_X", "SINKS_A_B_PREVIOUS_SECRET", "ALERTS_TO_A_B"})
    void aSinkOrChannelWithAnUnderscoreIsAProblemThatSaysSo(String name) {
        assertThat(problems(name))
                .singleElement()
                .asString()
                .startsWith(name)
                .contains("a sink or channel", "no underscore");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SINKS_CRM_HEADERS_X_API_KEY",
                "SINKS_HEADERS_HEADERS_HEADERS",
                "SINKS_CRM_HEADERS_A_1_URL",
                "SINKS_SECRET_SECRET",
            })
    void aHeadersNameMayHaveUnderscores(String name) {
        assertThat(problems(name)).isEmpty();
    }

    @Test
    void aHeadersNameHasDashesAsAProperty() {
        assertThat(VariableNames.problemsOfProperties(Set.of("sinks.crm.headers.x-api-key")))
                .isEmpty();
        assertThat(VariableNames.problemsOfProperties(Set.of(
                        "sinks.crm.headers.x_api_key", "sinks.crm.headers.X-Api-Key", "sinks.crm.headers.x.api.key")))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plugzapi_url", "Webhook_Secret", "PLUGZAPI_INSTANCES_sales_ID"})
    void aNameInLowerCaseIsAProblemThatSaysSo(String name) {
        assertThat(problems(name)).singleElement().asString().startsWith(name).contains("upper case");
    }

    @Test
    void aLineOfAFileThatIsWrittenForAShellIsAProblemThatSaysSo() {
        assertThat(problems("export")).singleElement().asString().contains("NAME=value");
    }

    @Test
    void everyProblemIsALineInTheOrderOfTheNames() {
        assertThat(problems("WEBHOOK_URL", "PLUGZAPI_TOKEN", "PLUGZAPI_URL"))
                .extracting(problem -> problem.split(" ")[0])
                .containsExactly("PLUGZAPI_TOKEN", "WEBHOOK_URL");
    }

    @Test
    void whatKubernetesSaysOfTheServicesBesideUsIsNoProblem() {
        assertThat(problems(
                        "PLUGZAPI_CONNECT_SERVICE_HOST",
                        "PLUGZAPI_CONNECT_SERVICE_PORT",
                        "PLUGZAPI_CONNECT_SERVICE_PORT_HTTP",
                        "PLUGZAPI_CONNECT_PORT",
                        "PLUGZAPI_CONNECT_PORT_8080_TCP",
                        "PLUGZAPI_CONNECT_PORT_8080_TCP_PROTO",
                        "PLUGZAPI_CONNECT_PORT_8080_TCP_PORT",
                        "PLUGZAPI_CONNECT_PORT_8080_TCP_ADDR",
                        "KAFKA_SERVICE_HOST",
                        "KAFKA_SERVICE_PORT",
                        "KAFKA_PORT_9092_TCP",
                        "WEBHOOK_SERVICE_HOST",
                        "WEBHOOK_SERVICE_PORT",
                        "WEBHOOK_PORT"))
                .isEmpty();
    }

    @Test
    void whatDockerSaysOfALinkedContainerIsNoProblem() {
        assertThat(problems(
                        "JOURNAL_PORT",
                        "JOURNAL_NAME",
                        "JOURNAL_ENV_POSTGRES_PASSWORD",
                        "JOURNAL_PORT_5432_TCP",
                        "JOURNAL_PORT_5432_TCP_ADDR",
                        "JOURNAL_PORT_5432_TCP_PORT",
                        "JOURNAL_PORT_5432_TCP_PROTO",
                        "JOURNAL_PORT_5432_TCP_PORT_START"))
                .isEmpty();
    }

    @Test
    void whatOnlyLooksLikeAServiceIsAProblem() {
        assertThat(problems("WEBHOOK_PORT")).hasSize(1);
        assertThat(problems("WEBHOOK_SERVICE_HOST")).hasSize(1);
        assertThat(problems("WEBHOOK_ENV_SECRET")).hasSize(1);
        assertThat(problems("WEBHOOK_SERVICE_HOST", "WEBHOOK_SERVICE_PORT", "WEBHOOK_SECRETS"))
                .hasSize(1);
    }

    @Test
    void aVariableOfAServiceThatIsOursAllTheSameIsUnderstood() {
        assertThat(problems("JOURNAL_PORT_5432_TCP", "JOURNAL_URL", "JOURNAL_USER"))
                .singleElement()
                .asString()
                .startsWith("JOURNAL_USER ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "journal.retentions",
                "%prod.webhook.secrets",
                "plugzapi.instances.sales-brazil.id",
                "plugzapi.instances.Sales.id",
                "webhook.publicUrl",
            })
    void aMisspeltPropertyIsAProblem(String name) {
        assertThat(VariableNames.problemsOfProperties(Set.of(name)))
                .singleElement()
                .asString()
                .startsWith(name + " is not understood");
    }

    @Test
    void aVariableInAFileOfPropertiesIsAProblemThatSaysHowItIsCalledThere() {
        assertThat(VariableNames.problemsOfProperties(Set.of("WEBHOOK_PUBLIC_URL")))
                .singleElement()
                .asString()
                .isEqualTo("WEBHOOK_PUBLIC_URL is not understood here: as a property it is called webhook.public-url");
    }

    @Test
    void otherPeoplesPropertiesAreNoneOfOurBusiness() {
        assertThat(VariableNames.problemsOfProperties(
                        Set.of("java.home", "quarkus.http.port", "kafka.bootstrap.servers", "kafka.acks", "journal")))
                .isEmpty();
    }

    private static List<String> problems(String... names) {
        return VariableNames.problems(Set.of(names));
    }
}
